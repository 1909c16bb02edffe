// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/shell/palette_presenter.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestPalettePresenter : public QObject
{
    Q_OBJECT

private:
    FakeService m_service;
    FakeClock m_clock { cannedNow() };
    Theme m_theme;
    std::unique_ptr<ActionRegistry> m_actions;
    std::unique_ptr<Navigator> m_navigator;
    std::unique_ptr<PalettePresenter> m_presenter;
    int m_held = 0;

    PaletteItem first() { return *m_presenter->model().item(m_presenter->model().index(0, 0)); }
    QStringList titles()
    {
        QStringList all;
        for (int row = 0; row < m_presenter->model().rowCount(); ++row)
            all.append(m_presenter->model().index(row, 0).data().toString());
        return all;
    }

private Q_SLOTS:
    void init()
    {
        m_held = 0;
        m_actions = std::make_unique<ActionRegistry>(m_theme);
        m_navigator = std::make_unique<Navigator>();
        m_presenter = std::make_unique<PalettePresenter>(m_service, m_clock, *m_actions, *m_navigator);
        m_actions->add({ u"rollout.hold"_s, u"Hold rollout"_s, u"Rollout"_s, { QKeySequence(u"Ctrl+H"_s) }, {} }, [this] { ++m_held; });
        m_actions->add({ u"rollout.start"_s, u"Start rollout…"_s, u"Rollout"_s, {}, {} }, [] {});
        m_actions->add({ u"go.timeline"_s, u"Timeline"_s, u"Go to"_s, { QKeySequence(u"Ctrl+2"_s) }, {} }, [] {});
        m_presenter->addPage(u"timeline"_s, u"Timeline"_s);
    }

    void anEmptyQueryShowsEverythingOnce()
    {
        QAbstractItemModelTester tester(&m_presenter->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_presenter->setQuery({});
        QCOMPARE(titles().count(u"Timeline"_s), 1);
        QVERIFY(titles().contains(u"Hold rollout"_s));
        QVERIFY(titles().contains(u"orders-currency"_s));
    }
    void actionsRunAndShowTheirKey()
    {
        m_presenter->setQuery(u"hold"_s);
        QCOMPARE(first().id, u"rollout.hold"_s);
        QCOMPARE(first().key, u"Ctrl+H"_s);
        QCOMPARE(first().matched, QList<int>({ 0, 1, 2, 3 }));
        QVERIFY(m_presenter->run(first()));
        QCOMPARE(m_held, 1);
    }
    void blockedActionsAreShownWithEveryReasonAndDoNotRun()
    {
        m_actions->setBlockers(u"rollout.hold"_s, { u"not running"_s, u"no rollout is selected"_s });
        m_presenter->setQuery(u"hold roll"_s);
        QCOMPARE(first().blockers.size(), 2);
        QVERIFY(!m_presenter->run(first()));
        QCOMPARE(m_held, 0);
        QVERIFY(m_presenter->model().index(0, 0).data(Qt::AccessibleTextRole).toString().contains(u"not running"_s));
    }
    void rolloutsAreFoundByNameAndOwner_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("plan");
        QTest::newRow("id") << u"ordcur"_s << u"orders-currency"_s;
        QTest::newRow("words of the title") << u"legal entity"_s << u"customer-split"_s;
        QTest::newRow("owner") << u"crm"_s << u"customer-split"_s;
    }
    void rolloutsAreFoundByNameAndOwner()
    {
        QFETCH(QString, query);
        QFETCH(QString, plan);
        m_presenter->setQuery(query);
        QCOMPARE(first().id, plan);
        m_presenter->run(first());
        QCOMPARE(m_navigator->page(), u"timeline"_s);
        QCOMPARE(m_navigator->plan(), plan);
    }
    void theLogIsSearchedFromThreeLettersOn()
    {
        m_presenter->setQuery(u"em"_s);
        m_presenter->setQuery(u"emea"_s);
        QTRY_VERIFY(titles().filter(u"EMEA"_s).size() == 1);
        QSignalSpy opened(m_navigator.get(), &Navigator::opened);
        for (int row = 0; row < m_presenter->model().rowCount(); ++row) {
            const PaletteItem item = *m_presenter->model().item(m_presenter->model().index(row, 0));
            if (item.kind == PaletteItem::Kind::LogEntry)
                m_presenter->run(item);
        }
        QCOMPARE(opened.value(0).value(0).toString(), u"changelog"_s);
        QVERIFY(opened.value(0).value(1).toLongLong() > 18'000);
    }
    void answersForAnOlderQueryAreDropped()
    {
        m_service.isHeldBack = true;
        m_service.calls.clear();
        m_presenter->setQuery(u"emea"_s);
        QTRY_VERIFY(!m_service.calls.filter(u"searchLog"_s).isEmpty());
        m_presenter->setQuery(u"ho"_s);
        m_service.answerAll();
        m_service.isHeldBack = false;
        QCoreApplication::processEvents();
        QVERIFY(titles().filter(u"EMEA"_s).isEmpty());
    }
};

QTEST_MAIN(TestPalettePresenter)
#include "tst_palette_presenter.moc"
