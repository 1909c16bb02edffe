// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/canned_replay.h"
#include "ui/check_texts.h"
#include "ui/page_bench.h"
#include "ui/render.h"
#include "ui/rollouts/replay_dialog.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestReplayDialog : public QObject
{
    Q_OBJECT

private:
    struct Bench : PageBench<>
    {
        explicit Bench(Theme &theme)
            : PageBench(theme)
            , presenter(service, clock)
        {
            service.replay = cannedReplay();
            presenter.select(u"orders-currency"_s);
            dialog = std::make_unique<ReplayDialog>(context, presenter, nullptr);
            dialog->show();
        }
        QPushButton *button(const QString &text) const
        {
            for (auto *one : dialog->findChildren<QPushButton *>()) {
                if (one->text() == text && one->isVisible())
                    return one;
            }
            return nullptr;
        }
        bool shows(const QString &text) const
        {
            const auto labels = dialog->findChildren<QLabel *>();
            return std::any_of(labels.cbegin(), labels.cend(),
                [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
        }
        ReplayPresenter presenter;
        std::unique_ptr<ReplayDialog> dialog;
    };
    Theme m_theme;

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }

    void everyStateIsReadable()
    {
        for (const ThemeVariant variant : { ThemeVariant::Light, ThemeVariant::Dark }) {
            Bench bench(m_theme);
            const auto picture = [&](const QString &name) {
                renderWidget(*bench.dialog, m_theme, variant, { 960, 680 }, name);
                checkTexts(*bench.dialog);
            };
            picture(u"replay-empty"_s);
            bench.service.isHeldBack = true;
            bench.button(u"Replay"_s)->click();
            bench.service.replayWatcher({ 20, 80, false });
            QTRY_VERIFY(bench.shows(u"run 20 of 80"_s));
            picture(u"replay-running"_s);
            QVERIFY(!bench.button(u"Replay"_s) && bench.button(u"Stop"_s)->isEnabled());
            bench.button(u"Stop"_s)->click();
            QVERIFY(!bench.button(u"Stop"_s)->isEnabled());
            bench.service.answerAll();
            bench.service.isHeldBack = false;
            QTRY_VERIFY(bench.button(u"Export CSV…"_s));
            picture(u"replay-done"_s);
            bench.service.nextError = Error { ErrorCode::NotFound, u"pg_stat_statements is not installed"_s,
                u"warehouse"_s, u"install the extension, or give the queries in a file"_s, {} };
            bench.button(u"Replay"_s)->click();
            QTRY_VERIFY(bench.shows(u"Pg_stat_statements is not installed"_s)
                || bench.shows(u"pg_stat_statements is not installed"_s));
            picture(u"replay-failed"_s);
        }
    }
    void theChosenQueryIsShownInFull()
    {
        Bench bench(m_theme);
        bench.presenter.start();
        auto *table = bench.dialog->findChild<QTableView *>();
        QTRY_COMPARE(table->model()->rowCount(), 5);
        auto *sql = bench.dialog->findChild<QPlainTextEdit *>();
        QTRY_COMPARE(sql->toPlainText(), u"select region from mart.daily_revenue"_s); // the worst one
        QVERIFY(bench.shows(u"does not exist"_s));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Down);
        QVERIFY(sql->toPlainText().contains(u"current_date - 7"_s));
        QVERIFY(bench.shows(u"Hint: an index on mart.orders_v2 (day) would serve it"_s));
        QTest::keyClick(bench.dialog.get(), Qt::Key_Escape);
        QVERIFY(!bench.dialog->isVisible());
    }
    void theTableIsExported()
    {
        QTemporaryDir folder;
        Bench bench(m_theme);
        bench.presenter.start();
        QTRY_VERIFY(bench.button(u"Export CSV…"_s));
        bench.prompter.path = folder.filePath(u"replay.csv"_s);
        bench.button(u"Export CSV…"_s)->click();
        QCOMPARE(bench.prompter.asked.last(), u"replay-orders-currency.csv"_s);
        QTRY_VERIFY(QFile::exists(bench.prompter.path));
        QFile file(bench.prompter.path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith("query,sql,calls,verdict,"));
    }
    void queriesComeFromAFileWhenOneIsChosen()
    {
        Bench bench(m_theme);
        auto *queries = namedControl<QComboBox>(*bench.dialog, u"Queries"_s);
        QCOMPARE(queries->count(), 2);
        bench.prompter.path = u"/srv/night.sql"_s;
        Q_EMIT queries->activated(1);
        QCOMPARE(bench.presenter.file(), u"/srv/night.sql"_s);
        QCOMPARE(queries->currentText(), u"night.sql"_s);
        Q_EMIT queries->activated(0);
        QVERIFY(bench.presenter.file().isEmpty());
        bench.prompter.accepts = false; // closed without one
        Q_EMIT queries->activated(1);
        QVERIFY(bench.presenter.file().isEmpty());
        QCOMPARE(queries->currentIndex(), 0);
    }
    void whatForbidsItStandsBesideTheButton()
    {
        Bench bench(m_theme);
        auto *peak = namedControl<QComboBox>(*bench.dialog, u"Peak load"_s);
        Q_EMIT peak->activated(2);
        QVERIFY(!bench.button(u"Replay"_s)->isEnabled());
        QVERIFY(bench.shows(u"not made on production"_s));
        Q_EMIT peak->activated(0);
        QVERIFY(bench.button(u"Replay"_s)->isEnabled());
    }
};

QTEST_MAIN(TestReplayDialog)
#include "tst_replay_dialog.moc"
