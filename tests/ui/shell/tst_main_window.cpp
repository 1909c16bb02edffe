// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/quality_page_factory.h"
#include "ui/rollouts/rollouts_page.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_stack.h"
#include "ui/shell/rail.h"
#include "ui/timeline/timeline_page.h"
#include "ui/waiting_workspace.h"
#include "ui/widgets/alarm_banner.h"
#include "ui/widgets/error_banner.h"
#include "ui/widgets/toast.h"
#include "ui/window.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestMainWindow : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TestWindow> make(CannedMood mood = CannedMood::Calm)
    {
        auto test = std::make_unique<TestWindow>(pageFactories<RolloutsPageFactory, TimelinePageFactory>(), mood);
        test->window->show();
        [[maybe_unused]] const bool exposed = QTest::qWaitForWindowExposed(test->window.get());
        return test;
    }

private Q_SLOTS:
    void theSessionComesBack()
    {
        const auto test = make();
        test->window->navigator().open(u"timeline"_s, u"dedupe-payments"_s);
        test->window->resize(1400, 900);
        test->window->close();
        WorkspaceSnapshot calm = cannedWorkspace();
        calm.alarms.clear();
        test->service.setSnapshot(calm);
        MainWindow again({ test->service, test->theme, test->clock, test->prompter, test->session },
            pageFactories<RolloutsPageFactory, TimelinePageFactory>());
        again.restoreSession();
        QCOMPARE(again.pages().currentId(), u"timeline"_s);
        QCOMPARE(again.navigator().plan(), u"dedupe-payments"_s);
        QCOMPARE(again.size(), QSize(1400, 900));
    }
    void theTitleNamesTheWorkspace()
    {
        // The service may know it before the window exists, or only later.
        const auto test = make();
        QCOMPARE(test->window->windowTitle(), u"analytics-warehouse – Sluice"_s);
        WorkspaceSnapshot renamed = cannedWorkspace();
        renamed.workspace.name = u"other"_s;
        test->service.setSnapshot(renamed);
        QCOMPARE(test->window->windowTitle(), u"other – Sluice"_s);
        test->service.forgetSnapshot();
        const MainWindow early({ test->service, test->theme, test->clock, test->prompter, test->session },
            pageFactories<RolloutsPageFactory>());
        QCOMPARE(early.windowTitle(), u"Sluice"_s);
        test->service.setSnapshot(renamed);
        QCOMPARE(early.windowTitle(), u"other – Sluice"_s);
    }
    void thePaletteGivesTheFocusBack_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("Esc") << 0;
        QTest::newRow("Ctrl+K again, then Esc") << 1;
        QTest::newRow("a command") << 2;
        QTest::newRow("a click beside it") << 3;
    }
    void thePaletteGivesTheFocusBack()
    {
        QFETCH(int, how);
        const auto test = make();
        test->window->activateWindow();
        test->window->navigator().open(u"timeline"_s);
        QTRY_VERIFY(QApplication::focusWidget());
        QWidget *before = QApplication::focusWidget();
        auto *palette = test->window->findChild<CommandPalette *>();
        QTest::keyClick(before, Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(palette->isVisible());
        QWidget *field = QApplication::focusWidget();
        QVERIFY(palette->isAncestorOf(field));
        if (how == 1)
            QTest::keyClick(field, Qt::Key_K, Qt::ControlModifier);
        if (how == 2) {
            QTest::keyClicks(field, u"dark colours"_s);
            QTest::keyClick(field, Qt::Key_Return);
            QVERIFY(test->theme.isDark());
        } else if (how == 3) {
            QTest::mouseClick(
                palette->parentWidget(), Qt::LeftButton, {}, QPoint(20, palette->parentWidget()->height() - 4));
        } else {
            QTest::keyClick(field, Qt::Key_Escape);
        }
        QVERIFY(!palette->isVisible());
        QCOMPARE(QApplication::focusWidget(), before);
    }
    void aPageChosenInThePaletteKeepsItsFocus()
    {
        const auto test = make();
        test->window->activateWindow();
        QTest::keyClick(test->window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *palette = test->window->findChild<CommandPalette *>();
        QTRY_VERIFY(palette->isVisible());
        QTest::keyClicks(QApplication::focusWidget(), u"timeline"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(test->window->pages().currentId(), u"timeline"_s);
        QTRY_VERIFY(QApplication::focusWidget());
        QVERIFY(test->window->pages().currentWidget()->isAncestorOf(QApplication::focusWidget()));
    }
    void thePageFollowsCtrlAndNumber()
    {
        const auto test = make();
        QTest::keyClick(test->window.get(), Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(test->window->pages().currentId(), u"timeline"_s);
        QTest::keyClick(test->window.get(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(test->window->pages().currentId(), u"rollouts"_s);
    }
    void holdFromTheBannerIsToldAndUndone()
    {
        const auto test = make(CannedMood::Breach);
        auto *banner = test->window->findChild<AlarmBanner *>();
        QVERIFY(banner->isVisible());
        Q_EMIT banner->holdRequested(u"r-0192"_s);
        QCOMPARE(test->service.calls.filter(u"holdRollout"_s), QStringList { u"holdRollout r-0192: held in the console"_s });
        auto *toast = test->window->findChild<Toast *>();
        QTRY_COMPARE(toast->sentence(), u"Held orders-currency"_s);
    }
    /// By click and by key, and the plan that the other pages show stays.
    void anAlarmOfAStandingCheckLeadsToItsCharts()
    {
        TestWindow test(pageFactories<RolloutsPageFactory, TimelinePageFactory, QualityPageFactory>());
        test.window->show();
        QVERIFY(QTest::qWaitForWindowExposed(test.window.get()));
        WorkspaceSnapshot snapshot = cannedWorkspace();
        Gate gate;
        gate.id = u"days"_s;
        gate.probe = NullRateProbe { { {}, u"orders"_s }, u"day"_s, {} };
        snapshot.checks = { StandingChecks { u"finance"_s, u"o"_s, u"warehouse"_s, { gate }, {} } };
        snapshot.alarms
            = { Alarm { AlarmLevel::Breach, u"checks/finance"_s, {}, u"Days breached"_s, cannedNow(), false, false } };
        test.service.setSnapshot(snapshot);
        const QString plan = test.window->navigator().plan();
        QVERIFY(!plan.isEmpty());
        auto *banner = test.window->findChild<AlarmBanner *>();
        QVERIFY(banner->isVisible());
        QStringList shown;
        for (auto *button : banner->findChildren<QAbstractButton *>()) {
            if (button->isVisible())
                shown.append(button->text());
        }
        QCOMPARE(shown, QStringList { u"Show checks"_s });
        const auto isShown = [&] {
            const auto *plans = test.window->pages().currentWidget()->findChild<QComboBox *>();
            return test.window->pages().currentId() == u"quality"_s && plans
                && plans->currentData() == u"checks/finance"_s && test.window->navigator().plan() == plan;
        };
        QTest::mouseClick(banner, Qt::LeftButton, {}, QPoint(4, 4));
        QTRY_VERIFY(isShown());
        for (const auto *box : test.window->pages().currentWidget()->findChildren<QComboBox *>())
            QVERIFY2(box->count() > 0 || !box->isVisible(), qPrintable(box->accessibleName())); // there is no stage
        renderWidget(*test.window, test.theme, ThemeVariant::Light, QSize(1280, 800), u"window-checks"_s);
        renderWidget(*test.window, test.theme, ThemeVariant::Dark, QSize(1920, 1200), u"window-checks"_s);
        test.window->navigator().open(u"timeline"_s);
        for (auto *button : banner->findChildren<QAbstractButton *>()) {
            if (button->isVisible())
                QTest::keyClick(button, Qt::Key_Space);
        }
        QTRY_VERIFY(isShown());
        QVERIFY(clippedLabels(*banner).isEmpty());
    }
    /// Banner, detail of the rollout, key: one question, whichever way one comes.
    void aGateThatWaitsCanBeJudgedFromEverywhere()
    {
        const auto test = make();
        test->service.setSnapshot(waitingWorkspace());
        MainWindow &window = *test->window;
        for (const auto &[variant, size] : { std::pair(ThemeVariant::Light, QSize(1280, 800)), std::pair(ThemeVariant::Dark, QSize(1920, 1200)) }) {
            window.navigator().open(u"rollouts"_s, u"orders-currency"_s);
            renderWidget(window, test->theme, variant, size, u"window-judge"_s);
            QCOMPARE(clippedLabels(window).join(u'\n'), QString());
        }
        int ways = 0;
        for (auto *button : window.findChildren<QAbstractButton *>()) {
            if (button->text() != u"Judge…"_s || !button->isVisible())
                continue;
            button->click();
            QCOMPARE(test->prompter.asked.size(), ++ways);
        }
        QCOMPARE(ways, 2);
        QTest::keyClick(&window, Qt::Key_J, Qt::ControlModifier);
        QCOMPARE(test->prompter.asked, QStringList(3, u"Judge Latency p95"_s));
        QCOMPARE(test->service.calls.filter(u"judgeGate"_s).size(), 3);
        test->service.setSnapshot(cannedWorkspace());
        QTest::keyClick(&window, Qt::Key_J, Qt::ControlModifier);
        QCOMPARE(test->prompter.asked.size(), 3);
    }
    void theLedgerIsVerifiedOnce()
    {
        const auto test = make(CannedMood::Calm);
        test->service.setSnapshot(cannedWorkspace()); // that one is verified
        QVERIFY(!test->service.calls.contains(u"verifyLog"_s));
        const auto opened = make(CannedMood::Calm);
        WorkspaceSnapshot snapshot = cannedWorkspace();
        snapshot.ledgerReport.reset();
        opened->service.setSnapshot(snapshot);
        opened->service.setSnapshot(snapshot);
        QCOMPARE(opened->service.calls.count(u"verifyLog"_s), 1);
    }
    void aFailedCommandIsShownInPlace()
    {
        const auto test = make(CannedMood::Breach);
        test->service.nextError = Error { ErrorCode::Busy, u"the ledger is locked"_s, u"ledger.db"_s, u"Close the other program"_s, {} };
        Q_EMIT test->window->findChild<AlarmBanner *>()->holdRequested(u"r-0192"_s);
        auto *error = test->window->findChild<ErrorBanner *>();
        QTRY_VERIFY(error->isVisible());
        QVERIFY(error->text().startsWith(u"The ledger is locked"_s));
    }
    void rollBackReachesTheSheet()
    {
        const auto test = make(CannedMood::Breach);
        QSignalSpy requested(&test->window->navigator(), &Navigator::rollbackRequested);
        QTest::keyClick(test->window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(requested.value(0).value(0).toString(), u"orders-currency"_s);
    }
    void theRailShrinksInNarrowWindows()
    {
        const auto test = make();
        auto *rail = test->window->findChild<Rail *>();
        test->window->resize(1280, 800);
        QTRY_VERIFY(!rail->isCompact());
        test->window->resize(1024, 700);
        QTRY_VERIFY(rail->isCompact());
        QCOMPARE(clippedLabels(*test->window).join(u'\n'), QString());
    }
    void mirrorsWithoutClipping()
    {
        QApplication::setLayoutDirection(Qt::RightToLeft);
        {
            const auto test = make(CannedMood::Breach);
            for (const QString &page : { u"rollouts"_s, u"timeline"_s }) {
                test->window->navigator().open(page);
                renderWidget(*test->window, test->theme, ThemeVariant::Light, QSize(1280, 800), page + u"-rtl"_s);
                QCOMPARE(clippedLabels(*test->window).join(u'\n'), QString());
            }
            QVERIFY(test->window->findChild<Rail *>()->geometry().left() > 1'000);
        }
        QApplication::setLayoutDirection(Qt::LeftToRight);
    }
    void closingWhileAnswersAreOnTheirWayIsHarmless()
    {
        const auto test = make();
        test->service.isHeldBack = true;
        test->window->navigator().open(u"timeline"_s, u"orders-currency"_s);
        Q_EMIT test->window->findChild<AlarmBanner *>()->holdRequested(u"r-0192"_s);
        test->window.reset();
        test->service.answerAll();
        QCoreApplication::processEvents();
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
