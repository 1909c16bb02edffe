// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/connections/connection_form.h"
#include "ui/connections/connection_panel.h"
#include "ui/connections/connections_page.h"
#include "ui/page_bench.h"
#include "ui/check_texts.h"
#include "ui/render.h"
#include "ui/widgets/environment_badge.h"
#include "ui/widgets/key_value_table.h"
#include "ui/widgets/plain_label.h"

#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestConnectionsPage : public QObject
{
    Q_OBJECT

private:
    Theme m_theme;

    QPushButton *button(const QWidget &page, const QString &text)
    {
        for (QPushButton *one : page.findChildren<QPushButton *>()) {
            if (one->text() == text && one->isVisible())
                return one;
        }
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }

    void pictures_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("1280") << QSize(1104, 700);
        QTest::newRow("1920") << QSize(1744, 1100);
    }
    void pictures()
    {
        QFETCH(QSize, size);
        for (const ThemeVariant variant : { ThemeVariant::Light, ThemeVariant::Dark }) {
            PageBench bench(m_theme);
            ConnectionsPage page(bench.context);
            renderWidget(page, m_theme, variant, size, u"connections-"_s + QString::fromUtf8(QTest::currentDataTag()));
            checkTexts(page);
        }
    }

    void theHeadOfTheDetailIsOneLine()
    {
        PageBench bench(m_theme);
        ConnectionsPage page(bench.context);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 1000 }, u"connections-head"_s);
        auto *panel = page.findChild<ConnectionPanel *>();
        QTRY_VERIFY(panel->isVisible());
        const auto *title = panel->findChild<PlainLabel *>();
        const auto *badge = panel->findChild<EnvironmentBadge *>();
        QVERIFY(std::abs(title->geometry().center().y() - badge->geometry().center().y()) <= 2);
        QVERIFY(title->height() < 40);
        const auto *rows = panel->findChild<KeyValueTable *>();
        QVERIFY(rows->y() - title->geometry().bottom() < 40); // the facts follow at once
    }

    void pictureOfTheForm()
    {
        PageBench bench(m_theme);
        ConnectionsPage page(bench.context);
        page.show();
        bench.actions.action(u"connections.add"_s)->trigger();
        auto *form = page.findChild<ConnectionForm *>();
        ConnectionProfile profile = cannedWorkspace().connections[0].profile;
        profile.name = u"ware house"_s;
        form->startEdit(profile);
        form->setDatabaseFile(QString());
        bench.service.nextError = Error { ErrorCode::LoginRefused, u"password authentication failed for user \"sluice_runner\""_s,
            u"connection warehouse, db-7.internal:5432"_s, u"Check user and password, then test again"_s, {} };
        page.presenter().test(profile, Secret("canary"));
        QTRY_VERIFY(page.presenter().found().has_value());
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"connections-form"_s);
        checkTexts(page);
    }

    void theResultOfATestIsInSight()
    {
        PageBench bench(m_theme);
        ConnectionsPage page(bench.context);
        page.resize(1104, 560);
        page.show();
        bench.service.nextError = Error { ErrorCode::CannotConnect, u"the host db.example.org cannot be reached"_s,
            u"warehouse"_s, u"look whether the server runs and the network lets you through"_s, {} };
        QPushButton *test = button(page, u"Test"_s);
        QVERIFY(test);
        QTest::mouseClick(test, Qt::LeftButton);
        const auto seen = [&page](const QString &text) {
            for (const QLabel *label : page.findChildren<QLabel *>()) {
                if (label->isVisible() && label->text().contains(text))
                    return label->visibleRegion().boundingRect().height() >= label->height() - 1;
            }
            return false;
        };
        QTRY_VERIFY(seen(u"Test failed"_s));
        QTRY_VERIFY(seen(u"cannot be reached"_s));
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 560 }, u"connections-failed"_s);
    }

    void emptyAndLoading()
    {
        PageBench bench(m_theme);
        WorkspaceSnapshot snapshot = cannedWorkspace();
        snapshot.connections.clear();
        bench.service.setSnapshot(snapshot);
        ConnectionsPage page(bench.context);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"connections-empty"_s);
        QVERIFY(button(page, u"Add connection"_s));
        checkTexts(page);
    }

    void addingByKeyboardAlone()
    {
        PageBench bench(m_theme);
        ConnectionsPage page(bench.context);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"connections-keys"_s);
        page.activateWindow();
        bench.actions.action(u"connections.add"_s)->trigger();
        auto *name = namedControl<QLineEdit>(page, u"Name"_s);
        QTRY_VERIFY(name->hasFocus());
        QTest::keyClicks(name, u"local"_s);
        QTest::keyClick(name, Qt::Key_Return); // the file is missing: nothing is saved, the reason appears
        QCOMPARE(bench.service.calls, QStringList());
        auto *file = namedControl<QLineEdit>(page, u"Database"_s);
        file->setFocus();
        QTest::keyClicks(file, u"warehouse.db"_s);
        QTest::keyClick(file, Qt::Key_Return);
        QTRY_COMPARE(bench.service.calls, QStringList { u"addConnection local"_s });
    }

    void thePasswordDoesNotOutliveTheForm()
    {
        PageBench bench(m_theme);
        ConnectionsPage page(bench.context);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"connections-password"_s);
        bench.actions.action(u"connections.add"_s)->trigger();
        page.findChild<ConnectionForm *>()->startEdit(cannedWorkspace().connections[0].profile);
        auto *password = namedControl<QLineEdit>(page, u"Password"_s);
        QCOMPARE(password->echoMode(), QLineEdit::Password);
        QTest::keyClicks(password, u"canary"_s);
        QCOMPARE(password->text(), u"canary"_s);
        QTest::keyClick(password, Qt::Key_Escape);
        QVERIFY(!password->isVisible());
        QCOMPARE(password->text(), QString());
        QVERIFY(!password->isUndoAvailable());
    }

    void sqliteAsksForNoServer()
    {
        PageBench bench(m_theme);
        ConnectionsPage page(bench.context);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"connections-sqlite"_s);
        bench.actions.action(u"connections.add"_s)->trigger();
        for (const QString &field : { u"Host"_s, u"User"_s, u"Password"_s })
            QVERIFY2(!namedControl<QLineEdit>(page, field)->isVisible(), qPrintable(field));
        checkTexts(page);
    }

    void enrollingAndRemovingAreAskedFirst()
    {
        PageBench bench(m_theme);
        bench.prompter.accepts = false;
        ConnectionsPage page(bench.context);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"connections-ask"_s);
        page.showItem(u"scratch"_s);
        bench.actions.action(u"connections.enrol"_s)->trigger();
        bench.actions.action(u"connections.remove"_s)->trigger();
        QCOMPARE(bench.prompter.asked.size(), 2);
        QCOMPARE(bench.service.calls, QStringList());
        bench.prompter.accepts = true;
        bench.actions.action(u"connections.enrol"_s)->trigger();
        QTRY_COMPARE(bench.service.calls, QStringList { u"enrolConnection scratch"_s });
    }

    void aConnectionInUseIsNotRemoved()
    {
        PageBench bench(m_theme);
        ConnectionsPage page(bench.context);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"connections-used"_s);
        page.showItem(u"warehouse"_s);
        QPushButton *remove = button(page, u"Remove…"_s);
        QVERIFY(!remove->isEnabled());
        QVERIFY(remove->accessibleDescription().contains(u"agent on ops-2"_s));
        bench.actions.action(u"connections.remove"_s)->trigger();
        QCOMPARE(bench.prompter.asked, QStringList());
    }

    void hostileTextIsOnlyText()
    {
        PageBench bench(m_theme);
        bench.service.setSnapshot(hostileWorkspace());
        ConnectionsPage page(bench.context);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"connections-hostile"_s);
        QCOMPARE(richLabels(page).join(u'\n'), QString());
        QVERIFY(page.minimumSizeHint().width() <= 1104);
    }
};

QTEST_MAIN(TestConnectionsPage)
#include "tst_connections_page.moc"
