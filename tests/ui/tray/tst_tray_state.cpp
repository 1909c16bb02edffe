// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/canned_workspace.h"
#include "ui/models/tray_state.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestTrayState : public QObject
{
    Q_OBJECT

    static RolloutView rolloutIn(const QString &plan, RunPhase phase, std::optional<HoldReason> reason = {})
    {
        RolloutView view;
        view.planId = plan;
        view.state.run = u"r-"_s + plan;
        view.state.phase = phase;
        if (reason)
            view.state.holds.append(Hold { *reason, u"why"_s, {}, {} });
        return view;
    }

    static WorkspaceSnapshot with(const QList<RolloutView> &rollouts)
    {
        WorkspaceSnapshot snapshot;
        snapshot.workspace.name = u"shop"_s;
        snapshot.rollouts = rollouts;
        return snapshot;
    }

private Q_SLOTS:
    void theWorstOfAllShows_data()
    {
        QTest::addColumn<TrayMood>("mood");
        QTest::addColumn<QList<RolloutView>>("rollouts");
        const RolloutView draft = rolloutIn(u"draft"_s, RunPhase::Draft);
        const RolloutView back = rolloutIn(u"back"_s, RunPhase::RolledBack);
        const RolloutView sealed = rolloutIn(u"sealed"_s, RunPhase::Sealed);
        const RolloutView running = rolloutIn(u"running"_s, RunPhase::Running);
        const RolloutView observing = rolloutIn(u"observing"_s, RunPhase::Observing);
        const RolloutView held = rolloutIn(u"held"_s, RunPhase::Running, HoldReason::NoData);
        const RolloutView breached = rolloutIn(u"breached"_s, RunPhase::Observing, HoldReason::Breach);
        const RolloutView verifying = rolloutIn(u"verifying"_s, RunPhase::Verifying);
        const RolloutView stuck = rolloutIn(u"stuck"_s, RunPhase::RollbackStuck);
        QTest::newRow("nothing") << TrayMood::Quiet << QList<RolloutView> {};
        QTest::newRow("over or not begun") << TrayMood::Quiet << QList<RolloutView> { draft, back, sealed };
        QTest::newRow("running") << TrayMood::Running << QList<RolloutView> { draft, running, back };
        QTest::newRow("observing") << TrayMood::Running << QList<RolloutView> { observing };
        QTest::newRow("held") << TrayMood::Held << QList<RolloutView> { held, running };
        QTest::newRow("breach") << TrayMood::Breached << QList<RolloutView> { held, breached, running };
        QTest::newRow("rolling back") << TrayMood::RollingBack << QList<RolloutView> { breached, verifying };
        QTest::newRow("stuck") << TrayMood::Stuck << QList<RolloutView> { verifying, stuck, breached };
    }
    void theWorstOfAllShows()
    {
        QFETCH(QList<RolloutView>, rollouts);
        QTEST(trayState(with(rollouts), cannedNow()).mood, "mood");
        std::reverse(rollouts.begin(), rollouts.end());
        QTEST(trayState(with(rollouts), cannedNow()).mood, "mood");
    }

    void eachRolloutUnderWayIsNamedAndNoOther()
    {
        const TrayState state = trayState(cannedWorkspace(CannedMood::Breach), cannedNow());
        QStringList texts;
        for (const TrayRollout &rollout : state.rollouts)
            texts.append(rollout.text);
        QCOMPARE(texts, (QStringList { u"orders-currency · Breach"_s, u"customer-split · Held"_s }));
        QCOMPARE(state.rollouts[0].plan, u"orders-currency"_s);
        QCOMPARE(state.toolTip,
            u"Sluice · analytics-warehouse\n"
            "orders-currency · Breach · Forward · latency p95 1.31× against 1.2×, evidence 100 %\n"
            "customer-split · Held · Additive · no data for 3 ticks · held by operator-2"_s);
    }

    void nothingUnderWaySaysSo()
    {
        QCOMPARE(trayState(with({}), cannedNow()).toolTip, u"Sluice · shop\nNo rollout is under way"_s);
    }

    /// It runs, but nobody watches its gates: that is not the calm sign of a run.
    void whatRunsAndNeedsSomebodyIsNotCalm()
    {
        WorkspaceSnapshot snapshot = with({ rolloutIn(u"running"_s, RunPhase::Running) });
        snapshot.alarms = { Alarm { AlarmLevel::Notice, u"running"_s, {}, u"told"_s, {}, false } };
        QCOMPARE(trayState(snapshot, cannedNow()).mood, TrayMood::Running);
        snapshot.alarms = { Alarm { AlarmLevel::Hold, u"running"_s, {}, u"Nobody runs this rollout"_s, {}, false } };
        QCOMPARE(trayState(snapshot, cannedNow()).mood, TrayMood::Held);
        QVERIFY(trayState(snapshot, cannedNow()).toolTip.contains(u"Nobody runs this rollout"_s));
    }

    /// A line for each domain that is not well, by the worst of its checks.
    void standingChecksShowBesideRollouts()
    {
        WorkspaceSnapshot snapshot = with({ rolloutIn(u"running"_s, RunPhase::Running) });
        const auto add = [&](const QString &domain, const QString &gate, Verdict verdict) {
            VerdictRecord record;
            record.gate = gate;
            record.title = gate;
            record.verdict = verdict;
            snapshot.checkAlarms.insert(checkKey(domain, gate), CheckAlarm { domain, gate, {}, record, cannedNow() });
        };
        add(u"sales"_s, u"rows"_s, Verdict::NoData);
        QCOMPARE(trayState(snapshot, cannedNow()).mood, TrayMood::Held);
        add(u"finance"_s, u"fresh"_s, Verdict::Error);
        add(u"finance"_s, u"days"_s, Verdict::Breach);
        const TrayState state = trayState(snapshot, cannedNow());
        QCOMPARE(state.mood, TrayMood::Breached);
        QStringList texts;
        for (const TrayRollout &one : state.rollouts)
            texts.append(one.plan + u": "_s + one.text);
        QCOMPARE(texts,
            (QStringList { u"running: running · Running"_s, u"checks/finance: finance · Check breached"_s,
                u"checks/sales: sales · Check without data"_s }));
        QVERIFY2(state.toolTip.contains(u"finance · Check breached · days breached"_s), qPrintable(state.toolTip));
        snapshot.rollouts.clear();
        QVERIFY(trayState(snapshot, cannedNow()).toolTip.contains(u"No rollout is under way\nfinance"_s));
    }

    void manyAreCounted()
    {
        QList<RolloutView> many;
        for (int i = 0; i < 20; ++i)
            many.append(rolloutIn(u"plan-%1"_s.arg(i), RunPhase::Running));
        const TrayState state = trayState(with(many), cannedNow());
        QCOMPARE(state.rollouts.size(), 20);
        QVERIFY(state.toolTip.endsWith(u"and 14 more"_s));
        QCOMPARE(state.toolTip.count(u'\n'), 7);
    }
};

QTEST_GUILESS_MAIN(TestTrayState)
#include "tst_tray_state.moc"
