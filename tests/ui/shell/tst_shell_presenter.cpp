// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/shell/navigator.h"
#include "ui/shell/shell_presenter.h"
#include "ui/waiting_workspace.h"

#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestShellPresenter : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<FakeService> m_service;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<Navigator> m_navigator;
    std::unique_ptr<ShellPresenter> m_presenter;

    void make(CannedMood mood)
    {
        m_presenter.reset();
        m_service = std::make_unique<FakeService>(mood);
        m_clock = std::make_unique<FakeClock>(cannedNow());
        m_navigator = std::make_unique<Navigator>();
        m_presenter = std::make_unique<ShellPresenter>(*m_service, *m_clock, *m_navigator);
    }

private Q_SLOTS:
    void topBarSaysWhereOneIs()
    {
        make(CannedMood::Calm);
        m_navigator->setPlan(u"orders-currency"_s);
        const TopBarState &bar = m_presenter->topBar();
        QCOMPARE(bar.workspace, u"analytics-warehouse"_s);
        QCOMPARE(bar.environment, Environment::Prod);
        QCOMPARE(bar.target, u"warehouse · db-7 · 3f9c…a1"_s);
        QVERIFY(bar.targetDetail.contains(u"3f9c2b7e-41d0-4a52-9f7e-0d6f5c1e77a1"_s));
        QCOMPARE(bar.runner, u"agent on ops-2, lease 4 s"_s);
        QCOMPARE(bar.runnerHealth, Health::Good);
    }
    void anExpiredLeaseIsWatched()
    {
        make(CannedMood::Calm);
        m_clock->advance(20s);
        m_presenter->tick();
        QCOMPARE(m_presenter->topBar().runnerHealth, Health::Watch);
        QCOMPARE(m_presenter->topBar().runner, u"agent on ops-2, lease expired 9 s ago"_s);
    }
    void targetsThatAreNotEnrolledSaySo()
    {
        make(CannedMood::Calm);
        WorkspaceSnapshot snapshot = cannedWorkspace();
        snapshot.connections[0].identity.reset();
        snapshot.connections[0].lease.reset();
        snapshot.runner.clear();
        m_service->setSnapshot(snapshot);
        QCOMPARE(m_presenter->topBar().target, u"warehouse · db-7 · not enrolled"_s);
        QCOMPARE(m_presenter->topBar().runner, u"no runner"_s);
        QCOMPARE(m_presenter->topBar().runnerHealth, Health::None);
    }
    /// Nothing holds the rollout, so the banner must not say so.
    void aLostWayBackIsNamedAsSuch()
    {
        make(CannedMood::Breach);
        WorkspaceSnapshot snapshot = cannedWorkspace(CannedMood::Breach);
        Alarm alarm = snapshot.alarms.first();
        alarm.level = AlarmLevel::Breach;
        alarm.text = u"Cannot be rolled back as recorded: what step 'old' kept for its undo is gone"_s;
        alarm.isAboutWayBack = true;
        snapshot.alarms = { alarm };
        m_service->setSnapshot(snapshot);
        QCOMPARE(m_presenter->alarm().level, AlarmBannerState::Level::Breach);
        QCOMPARE(m_presenter->alarm().word, u"Rollback at risk"_s);
        QVERIFY(m_presenter->alarm().sentence.contains(u"what step 'old' kept"_s));
        QVERIFY(m_presenter->alarm().canRollBack); // looking is not undoing: a person may still try
    }

    void theWorstAlarmSpeaks()
    {
        make(CannedMood::Breach);
        const AlarmBannerState &alarm = m_presenter->alarm();
        QCOMPARE(alarm.level, AlarmBannerState::Level::Breach);
        QCOMPARE(alarm.sentence, u"orders-currency · Forward · latency p95 1.31× against 1.2×, evidence 100 %, 20 s ago"_s);
        QCOMPARE(alarm.others, 1);
        QVERIFY(alarm.canHold && alarm.canRollBack);
        m_clock->advance(5s);
        m_presenter->tick();
        QVERIFY(m_presenter->alarm().sentence.endsWith(u"25 s ago"_s));
    }
    void aStandingCheckSpeaksWithoutCommandsOfRollouts()
    {
        make(CannedMood::Breach);
        WorkspaceSnapshot snapshot = cannedWorkspace(CannedMood::Breach);
        snapshot.alarms = { Alarm { AlarmLevel::Breach, u"checks/finance"_s, {}, u"Days breached: 90 % against 10 %"_s,
            cannedNow().addSecs(-20), false, false } };
        m_service->setSnapshot(snapshot);
        const AlarmBannerState &alarm = m_presenter->alarm();
        QCOMPARE(alarm.word, u"Check breached"_s);
        QCOMPARE(alarm.sentence, u"finance · Days breached: 90 % against 10 %, 20 s ago"_s);
        QVERIFY(alarm.isOfChecks && !alarm.canHold && !alarm.canRollBack && !alarm.canJudge);
        snapshot.alarms[0].level = AlarmLevel::Hold;
        m_service->setSnapshot(snapshot);
        QCOMPARE(m_presenter->alarm().word, u"Check without data"_s);
    }
    void aHoldByAPersonOffersNoSecondHold()
    {
        make(CannedMood::Calm);
        QCOMPARE(m_presenter->alarm().level, AlarmBannerState::Level::Hold);
        QVERIFY(!m_presenter->alarm().canHold);
        QVERIFY(m_presenter->alarm().canRollBack);
        WorkspaceSnapshot snapshot = cannedWorkspace();
        snapshot.alarms.clear();
        m_service->setSnapshot(snapshot);
        QCOMPARE(m_presenter->alarm().level, AlarmBannerState::Level::None);
    }
    void aGateThatWaitsIsJudgedFromTheBanner()
    {
        make(CannedMood::Calm);
        m_service->setSnapshot(waitingWorkspace());
        QCOMPARE(m_presenter->alarm().level, AlarmBannerState::Level::Hold);
        QVERIFY(m_presenter->alarm().canJudge);
        m_service->setSnapshot(cannedWorkspace(CannedMood::Breach)); // what has breached is past judging
        QVERIFY(!m_presenter->alarm().canJudge);
    }
    void aRollbackIsTitledByWhatItIs()
    {
        make(CannedMood::Breach);
        WorkspaceSnapshot snapshot = cannedWorkspace(CannedMood::Breach);
        snapshot.rollouts[0].state.phase = RunPhase::RollingBack;
        snapshot.rollouts[0].state.rollback = RollbackState {};
        snapshot.rollouts[0].state.rollback->why = u"Finance asked for it"_s;
        m_service->setSnapshot(snapshot);
        QCOMPARE(m_presenter->alarm().word, u"Rolling back"_s);
        QVERIFY(m_presenter->alarm().sentence.contains(u"Finance asked for it"_s));
    }
    void statusLine_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("ledger");
        QTest::addColumn<Health>("health");
        QTest::newRow("verified") << 0 << u"ledger verified to #18\u202F204"_s << Health::Good;
        QTest::newRow("broken") << 1 << u"ledger broken at #214"_s << Health::Bad;
        QTest::newRow("not verified") << 2 << u"ledger at #18\u202F204, not verified yet"_s << Health::None;
        QTest::newRow("grown since") << 4 << u"ledger verified to #18\u202F204, now at #18\u202F209"_s << Health::Good;
        QTest::newRow("unreadable") << 3 << u"ledger: disk full"_s << Health::Bad;
    }
    void statusLine()
    {
        QFETCH(int, state);
        QFETCH(QString, ledger);
        QFETCH(Health, health);
        make(CannedMood::Calm);
        WorkspaceSnapshot snapshot = cannedWorkspace();
        if (state == 1)
            snapshot.ledgerReport = LedgerReport { false, 213, 214, u"entry 214: hash differs"_s };
        if (state == 2)
            snapshot.ledgerReport.reset();
        if (state == 3)
            snapshot.ledgerProblem = u"disk full"_s;
        if (state == 4)
            snapshot.ledgerHead.seq += 5;
        m_service->setSnapshot(snapshot);
        QCOMPARE(m_presenter->status().ledger, ledger);
        QCOMPARE(m_presenter->status().ledgerHealth, health);
        QCOMPARE(m_presenter->status().samples, u"samples 2 s old"_s);
        QCOMPARE(m_presenter->status().running, u"2 rollouts running"_s);
        QCOMPARE(m_presenter->status().clock, u"UTC 2026-11-22 12:58:03"_s);
    }
    void oldSamplesLookStale()
    {
        make(CannedMood::Calm);
        m_clock->advance(5min);
        m_presenter->tick();
        QVERIFY(m_presenter->status().isStale);
        QCOMPARE(m_presenter->status().samples, u"samples 5 m 2 s old"_s);
    }
    void samplesThatGoOnAreFreshWhateverTheVerdict()
    {
        make(CannedMood::Calm);
        m_clock->advance(5min);
        WorkspaceSnapshot snapshot = cannedWorkspace(); // its verdicts changed last five minutes ago
        Sample sample;
        sample.stage = snapshot.rollouts[0].state.currentStage;
        sample.at = m_clock->nowUtc().addSecs(-1);
        snapshot.rollouts[0].latest.insert(sample.stage + u"/errors"_s, sample);
        m_service->setSnapshot(snapshot);
        QVERIFY(!m_presenter->status().isStale);
        QCOMPARE(m_presenter->status().samples, u"samples 1 s old"_s);
    }
    void nothingChangedIsNotTold()
    {
        make(CannedMood::Breach);
        QSignalSpy topBar(m_presenter.get(), &ShellPresenter::topBarChanged);
        QSignalSpy alarm(m_presenter.get(), &ShellPresenter::alarmChanged);
        m_service->setSnapshot(cannedWorkspace(CannedMood::Breach));
        QCOMPARE(topBar.size() + alarm.size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestShellPresenter)
#include "tst_shell_presenter.moc"
