// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/canned_workspace.h"
#include "ui/models/plan_timeline.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestPlanTimeline : public QObject
{
    Q_OBJECT

private:
    const QDateTime m_now = cannedNow();
    PlanTimeline canned(const QString &plan, CannedMood mood = CannedMood::Calm)
    {
        const WorkspaceSnapshot snapshot = cannedWorkspace(mood);
        return planTimeline(*snapshot.rollout(plan), m_now);
    }

private Q_SLOTS:
    void durationIsTheLongestNeed_data()
    {
        QTest::addColumn<qint64>("bake");
        QTest::addColumn<qint64>("hold");
        QTest::addColumn<int>("samples");
        QTest::addColumn<qint64>("expected");
        QTest::newRow("bake") << qint64 { 3'600'000 } << qint64 { 0 } << 10 << qint64 { 3'600'000 };
        QTest::newRow("exposure holds") << qint64 { 0 } << qint64 { 7'200'000 } << 10 << qint64 { 7'200'000 };
        QTest::newRow("samples of a gate") << qint64 { 0 } << qint64 { 0 } << 10 << qint64 { 30'000 * 12 };
        QTest::newRow("a limit takes three ticks") << qint64 { 0 } << qint64 { 0 } << 1 << qint64 { 30'000 * 5 };
    }
    void durationIsTheLongestNeed()
    {
        QFETCH(qint64, bake);
        QFETCH(qint64, hold);
        QFETCH(int, samples);
        QFETCH(qint64, expected);
        Stage stage;
        stage.bake = Duration(bake);
        if (hold > 0)
            stage.exposure = { { u"pilot"_s, Duration(hold / 2) }, { u"all"_s, Duration(hold / 2) } };
        Gate gate;
        gate.minSamples = samples;
        stage.gates = { gate };
        QCOMPARE(estimatedDuration(stage).count(), expected + 1'000);
    }
    void pendingStagesFollowNowInARow()
    {
        const PlanTimeline plan = canned(u"orders-currency"_s);
        QCOMPARE(plan.stages.size(), 4);
        QCOMPARE(plan.stages[1].look, StageLook::Passed);
        QVERIFY(!plan.stages[1].isEstimate);
        const StageSpan &running = plan.stages[2];
        const StageSpan &pending = plan.stages[3];
        QCOMPARE(running.look, StageLook::Running);
        QVERIFY(running.end > m_now);
        QVERIFY(running.isEstimate && pending.isEstimate);
        QCOMPARE(pending.begin, running.end);
        QVERIFY(running.progress > 0.5 && running.progress < 0.6);
        QCOMPARE(running.exposure, u"pilot_analysts"_s);
        QCOMPARE(plan.focusStage(), u"forward"_s);
    }
    void draftsBeginNow()
    {
        const PlanTimeline plan = canned(u"sessions-bigint"_s);
        QCOMPARE(plan.look, RolloutLook::Draft);
        QCOMPARE(plan.begin(), m_now);
        QVERIFY(!plan.window.begin.isValid());
        QCOMPARE(plan.focusStage(), u"compatibility"_s);
    }
    void whatWasRolledBackEndsInThePast()
    {
        const PlanTimeline plan = canned(u"dedupe-payments"_s);
        QCOMPARE(plan.look, RolloutLook::RolledBack);
        QVERIFY(plan.end() < m_now);
        QVERIFY(!plan.window.begin.isValid());
        QVERIFY(plan.stateText.contains(u"EXACT"_s));
    }
    void holdsAreWords()
    {
        const PlanTimeline plan = canned(u"customer-split"_s);
        QCOMPARE(plan.look, RolloutLook::Held);
        QCOMPARE(plan.holds, u"no data · held by a person"_s);
        QCOMPARE(plan.stage(u"additive"_s)->look, StageLook::Held);
        QCOMPARE(canned(u"orders-currency"_s, CannedMood::Breach).look, RolloutLook::Breached);
    }
    void theWindowClosesAfterTheLastStage()
    {
        const PlanTimeline plan = canned(u"orders-currency"_s);
        QVERIFY(plan.window.isEstimate);
        QCOMPARE(plan.window.end, plan.end().addDays(3));
        WorkspaceSnapshot snapshot = cannedWorkspace();
        snapshot.rollouts[0].state.windowCloses = m_now.addSecs(60);
        const PlanTimeline closing = planTimeline(snapshot.rollouts[0], m_now);
        QVERIFY(!closing.window.isEstimate);
        QCOMPARE(closing.window.end, m_now.addSecs(60));
    }
    void aContractStageBeginsWhereTheWindowEnds()
    {
        WorkspaceSnapshot snapshot = cannedWorkspace();
        RolloutView &rollout = snapshot.rollouts[0];
        PlanBundle bundle = *rollout.bundle;
        Stage contract;
        contract.id = u"contract"_s;
        contract.kind = StageKind::Contract;
        bundle.plan.stages.append(contract);
        rollout.bundle = std::make_shared<const PlanBundle>(bundle);
        const PlanTimeline before = canned(u"orders-currency"_s);
        const PlanTimeline plan = planTimeline(rollout, m_now);
        QCOMPARE(plan.window.end, before.window.end); // it does not move what it waits for
        QCOMPARE(plan.stage(u"contract"_s)->begin, plan.window.end);
        QCOMPARE(shownRange({ plan }, plan.id, m_now)->end, before.end());
        rollout.state.windowCloses = m_now.addDays(1);
        QCOMPARE(planTimeline(rollout, m_now).stage(u"contract"_s)->begin, std::max(before.end(), m_now.addDays(1)));
    }
    void whatIsShownIsTheStagesNotTheWindow()
    {
        const QList<PlanTimeline> plans = planTimelines(cannedWorkspace(), m_now);
        const PlanTimeline &running = plans.first();
        const auto one = shownRange(plans, running.id, m_now);
        QVERIFY(one);
        QCOMPARE(one->begin, running.begin());
        QCOMPARE(one->end, running.end());
        QVERIFY(one->end < running.window.end); // three days of rollback window would squeeze the stages
        const auto all = shownRange(plans, {}, m_now);
        QVERIFY(all && all->begin < one->begin);
        QVERIFY(!shownRange(plans, u"invoices-rounding"_s, m_now)); // nothing of it has a time
        QVERIFY(!shownRange({}, {}, m_now));
    }
    void nowBelongsToWhatIsUnderWayOnly()
    {
        const QDateTime later = m_now.addDays(400);
        const auto at = [&later](const QString &id) {
            return shownRange(planTimelines(cannedWorkspace(), later), id, later)->end;
        };
        QVERIFY(at(u"orders-currency"_s) >= later);
        QVERIFY(at(u"dedupe-payments"_s) < later);
        QVERIFY(at(QString()) >= later);
    }
    void aRollbackForecastsNoStage_data()
    {
        QTest::addColumn<RunPhase>("phase");
        QTest::newRow("going on") << RunPhase::RollingBack;
        QTest::newRow("being proven") << RunPhase::Verifying;
        QTest::newRow("stuck") << RunPhase::RollbackStuck;
        QTest::newRow("done") << RunPhase::RolledBack;
    }
    void aRollbackForecastsNoStage()
    {
        QFETCH(RunPhase, phase);
        WorkspaceSnapshot snapshot = cannedWorkspace();
        RunState &run = snapshot.rollouts[0].state;
        run.phase = phase;
        run.rollback.emplace();
        const PlanTimeline plan = planTimeline(snapshot.rollouts[0], m_now);
        QVERIFY(plan.stage(u"forward"_s)->begin.isValid());
        QVERIFY(!plan.stage(u"resilience"_s)->begin.isValid());
    }
    void aRolledBackStageEndsWithItsRollback()
    {
        WorkspaceSnapshot snapshot = cannedWorkspace();
        RunState &run = snapshot.rollouts[0].state;
        run.phase = RunPhase::RolledBack;
        run.rollback.emplace();
        run.rollback->ended = m_now.addSecs(-3600);
        StageState *undone = run.stage(u"forward"_s);
        undone->phase = StagePhase::Undone;
        undone->ended = {};
        QCOMPARE(planTimeline(snapshot.rollouts[0], m_now).stage(u"forward"_s)->end, m_now.addSecs(-3600));
    }
    void aLimitIsCalledOneBeforeTheFirstVerdict()
    {
        WorkspaceSnapshot snapshot = cannedWorkspace();
        for (StageState &stage : snapshot.rollouts[0].state.stages)
            stage.verdicts.clear();
        for (const StageSpan &stage : planTimeline(snapshot.rollouts[0], m_now).stages) {
            for (const GateMark &gate : stage.gates)
                QVERIFY2(gate.limitText.isEmpty() || gate.limitText.contains(u"limit"_s)
                        || gate.limitText.contains(u"least"_s),
                    qPrintable(gate.limitText));
        }
    }
    void aGateIsAsOldAsItsNewestSample()
    {
        WorkspaceSnapshot snapshot = cannedWorkspace();
        RolloutView &rollout = snapshot.rollouts[0];
        for (VerdictRecord &record : rollout.state.stage(u"forward"_s)->verdicts)
            record.at = m_now.addSecs(-600); // nothing changed since
        Sample sample;
        sample.at = m_now.addSecs(-1);
        sample.sampleClass = SampleClass::Good;
        sample.value = 0.0007;
        sample.n = 321;
        rollout.latest.insert(u"forward/errors"_s, sample);
        const auto errors = [&] {
            const QList<GateMark> gates = planTimeline(rollout, m_now).stage(u"forward"_s)->gates;
            return *std::find_if(
                gates.cbegin(), gates.cend(), [](const GateMark &gate) { return gate.id == u"errors"_s; });
        };
        QCOMPARE(errors().at, sample.at);
        QCOMPARE(errors().n, 321);
        QCOMPARE(errors().valueText, u"0.07 %"_s);
        rollout.state.stage(u"forward"_s)->verdicts[u"errors"_s].verdict = Verdict::Breach;
        QVERIFY(errors().n != 321); // what tripped it stays
    }
    void unreadablePlansSayWhy()
    {
        const PlanTimeline plan = canned(u"invoices-rounding"_s);
        QCOMPARE(plan.look, RolloutLook::Unreadable);
        QVERIFY(plan.problem.contains(u"intervall"_s));
        QVERIFY(plan.stages.isEmpty());
    }
    void sharedObjectsAreConflicts()
    {
        WorkspaceSnapshot snapshot = cannedWorkspace();
        auto bundle = std::make_shared<PlanBundle>(*snapshot.rollouts[2].bundle);
        bundle->plan.objects = snapshot.rollouts[0].bundle->plan.objects;
        snapshot.rollouts[2].bundle = bundle;
        QList<PlanTimeline> plans = planTimelines(snapshot, m_now);
        QVERIFY(plans[0].conflicts.value(0).contains(u"sessions-bigint"_s));
        QVERIFY(plans[2].conflicts.value(0).contains(u"orders-currency"_s));
        QVERIFY(plans[1].conflicts.isEmpty());
        bundle->plan.connection = u"elsewhere"_s;
        QVERIFY(planTimelines(snapshot, m_now)[0].conflicts.isEmpty());
    }
    void aThousandPlansAreQuick()
    {
        WorkspaceSnapshot snapshot = cannedWorkspace();
        const RolloutView one = snapshot.rollouts[3];
        for (int i = 0; i < 1'000; ++i)
            snapshot.rollouts.append(one);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(planTimelines(snapshot, m_now).size(), 1'005);
        QVERIFY(timer.elapsed() < 1'000);
    }
};

QTEST_GUILESS_MAIN(TestPlanTimeline)
#include "tst_plan_timeline.moc"
