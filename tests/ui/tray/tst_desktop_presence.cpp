// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/answering_prompter.h"
#include "ui/quality/quality_page_factory.h"
#include "ui/render.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/main_window.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_stack.h"
#include "ui/shell/session_store.h"
#include "ui/timeline/timeline_page.h"
#include "ui/tray/desktop_presence.h"
#include "ui/tray/notification_server.h"
#include "ui/tray/private_bus.h"

#include <QComboBox>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestDesktopPresence : public QObject
{
    Q_OBJECT

    struct Bench
    {
        Bench(Theme &theme, const QString &file, const QDBusConnection &bus, CannedMood mood)
            : service(mood)
            , settings(file, QSettings::IniFormat)
            , session(settings, u"w"_s)
        {
            std::vector<std::unique_ptr<PageFactory>> pages;
            pages.push_back(std::make_unique<TimelinePageFactory>());
            pages.push_back(std::make_unique<QualityPageFactory>());
            window = std::make_unique<MainWindow>(
                ShellContext { service, theme, clock, prompter, session }, std::move(pages));
            presence = new DesktopPresence(window->pageContext(), session, bus, *window);
            window->restoreSession();
        }
        QAction *action(const char *id) const { return window->pageContext().actions.action(QLatin1String(id)); }

        FakeService service;
        FakeClock clock { cannedNow() };
        AnsweringPrompter prompter;
        QSettings settings;
        SessionStore session;
        std::unique_ptr<MainWindow> window;
        DesktopPresence *presence = nullptr;
    };

    Theme m_theme;
    QTemporaryDir m_folder;
    std::unique_ptr<PrivateBus> m_bus;
    std::unique_ptr<NotificationServer> m_server;
    int m_number = 0;

    std::unique_ptr<Bench> make(CannedMood mood = CannedMood::Calm)
    {
        return std::make_unique<Bench>(m_theme, m_folder.filePath(u"%1.ini"_s.arg(++m_number)), m_bus->join(), mood);
    }

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }
    void init()
    {
        m_bus = std::make_unique<PrivateBus>();
        QVERIFY(m_bus->isUp());
        m_server = std::make_unique<NotificationServer>(m_bus->join());
    }
    void cleanup()
    {
        m_server.reset();
        m_bus.reset();
    }

    void aBreachIsToldAndAClickLeadsThere()
    {
        const auto bench = make();
        bench->window->navigator().setPlan(u"customer-split"_s);
        bench->service.setSnapshot(cannedWorkspace(CannedMood::Breach));
        QTRY_COMPARE(m_server->shown.size(), 1);
        QCOMPARE(m_server->shown[0].title, u"orders-currency · Breach"_s);
        bench->window->showMinimized();
        Q_EMIT m_server->ActionInvoked(m_server->shown[0].id, u"default"_s);
        QTRY_COMPARE(bench->window->navigator().plan(), u"orders-currency"_s);
        QCOMPARE(bench->window->pages().currentId(), u"timeline"_s);
        QVERIFY(bench->window->isVisible() && !bench->window->isMinimized());
    }

    /// Once when it begins, once when it is over, however often the workspace is looked at; a click shows its charts.
    void anAlarmOfAStandingCheckIsToldAndLeadsToItsCharts()
    {
        const auto bench = make();
        const QString plan = bench->window->navigator().plan();
        WorkspaceSnapshot snapshot = cannedWorkspace();
        Gate gate;
        gate.id = u"days"_s;
        gate.probe = NullRateProbe { { {}, u"orders"_s }, u"day"_s, {} };
        snapshot.checks = { StandingChecks { u"finance"_s, u"o"_s, u"warehouse"_s, { gate }, {} } };
        VerdictRecord breach;
        breach.gate = gate.id;
        breach.title = u"Days"_s;
        breach.verdict = Verdict::Breach;
        snapshot.checkAlarms.insert(u"finance/days"_s, CheckAlarm { u"finance"_s, u"Days"_s, {}, breach, cannedNow() });
        QSignalSpy told(bench->presence, &DesktopPresence::told);
        for (int look = 0; look < 3; ++look)
            bench->service.setSnapshot(snapshot);
        QTRY_COMPARE(m_server->shown.size(), 1);
        QCOMPARE(m_server->shown[0].title, u"finance · Standing check breached"_s);
        QVERIFY(bench->presence->tray().toolTip().contains(u"finance · Check breached"_s));
        Q_EMIT m_server->ActionInvoked(m_server->shown[0].id, u"default"_s);
        QTRY_COMPARE(bench->window->pages().currentId(), u"quality"_s);
        QCOMPARE(bench->window->pages().currentWidget()->findChild<QComboBox *>()->currentData(), u"checks/finance"_s);
        QCOMPARE(bench->window->navigator().plan(), plan);
        snapshot.checkAlarms.clear();
        snapshot.checkEnds.insert(u"finance/days"_s, { u"finance"_s, u"Days healthy"_s, true });
        for (int look = 0; look < 3; ++look)
            bench->service.setSnapshot(snapshot);
        QTRY_COMPARE(m_server->shown.size(), 2);
        QCOMPARE(m_server->shown[1].title, u"finance · Standing check is healthy again"_s);
        QCOMPARE(told.size(), 2);
        QVERIFY(!bench->presence->tray().toolTip().contains(u"finance"_s));
    }

    void theTrayFollowsAndLeadsThere()
    {
        const auto bench = make();
        bench->window->show();
        bench->service.setSnapshot(cannedWorkspace(CannedMood::Breach));
        QVERIFY(bench->presence->tray().toolTip().contains(u"orders-currency · Breach"_s));
        bench->window->navigator().setPlan(u"customer-split"_s);
        for (QAction *action : bench->presence->tray().menu()->actions()) {
            if (action->text().startsWith(u"orders-currency"_s))
                action->trigger();
        }
        QCOMPARE(bench->window->navigator().plan(), u"orders-currency"_s);
        for (QAction *action : bench->presence->tray().menu()->actions()) {
            if (action->text() == u"Quit"_s)
                action->trigger();
        }
        QVERIFY(!bench->window->isVisible());
    }

    /// Off means silence, and turning it on again brings nothing of what happened meanwhile.
    void switchedOffItIsQuietForGood()
    {
        const auto bench = make();
        QSignalSpy told(bench->presence, &DesktopPresence::told);
        QCOMPARE(bench->action("window.notifications")->text(), u"Turn desktop notifications off"_s);
        bench->action("window.notifications")->trigger();
        QCOMPARE(bench->action("window.notifications")->text(), u"Turn desktop notifications on"_s);
        QVERIFY(!bench->session.notifies());
        bench->service.setSnapshot(cannedWorkspace(CannedMood::Breach));
        bench->action("window.notifications")->trigger();
        bench->service.setSnapshot(cannedWorkspace(CannedMood::Breach));
        QCOMPARE(told.size(), 0);
        QVERIFY(bench->session.notifies());
    }

    void theTrayCanBeHiddenForGood()
    {
        const auto bench = make();
        QVERIFY(bench->session.showsTray());
        bench->action("window.tray")->trigger();
        QVERIFY(!bench->session.showsTray());
        QVERIFY(!bench->presence->tray().isShown());
        QCOMPARE(bench->action("window.tray")->text(), u"Show the tray icon"_s);
        QVERIFY(
            !SessionStore(bench->settings, u"another workspace"_s).showsTray()); // of the person, not of a workspace
    }

    void nothingOldAtTheStart()
    {
        const auto bench = make(CannedMood::Breach);
        QSignalSpy told(bench->presence, &DesktopPresence::told);
        bench->service.setSnapshot(cannedWorkspace(CannedMood::Breach));
        QCOMPARE(told.size(), 0);
    }

    void withoutTrayAndBusNothingBreaks()
    {
        Bench bench(m_theme, m_folder.filePath(u"none.ini"_s), QDBusConnection(u"no such bus"_s), CannedMood::Calm);
        QSignalSpy told(bench.presence, &DesktopPresence::told);
        bench.service.setSnapshot(cannedWorkspace(CannedMood::Breach));
        QCOMPARE(told.size(), 1);
        bench.window.reset(); // takes its presence along
    }
};

QTEST_MAIN(TestDesktopPresence)
#include "tst_desktop_presence.moc"
