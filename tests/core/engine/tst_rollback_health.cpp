// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/health_meter.h"
#include "run_events.h"
#include "support/fake_clock.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

Gate gateOf(const QString &id, const ProbeSpec &probe, Limit limit)
{
    Gate gate;
    gate.id = id;
    gate.probe = probe;
    gate.limits = { std::move(limit) };
    gate.interval = std::chrono::seconds(10);
    gate.warmup = 1;
    return gate;
}

Limit atLeast(double value) { return { LimitSide::AtLeast, value, false, QString::number(value) }; }

Limit atMost(double value) { return { LimitSide::AtMost, value, false, QString::number(value) }; }

/// additive (a gate on rows) stands; forward made its own table and watched that and the feed.
Plan plan()
{
    const RelationName orders { {}, u"orders"_s };
    const RelationName made { {}, u"totals"_s };
    Plan plan;
    Stage additive;
    additive.id = u"additive"_s;
    additive.kind = StageKind::Additive;
    additive.gates = { gateOf(u"rows"_s, RowCountProbe { orders, {} }, atLeast(5)) };
    Stage forward;
    forward.id = u"forward"_s;
    forward.kind = StageKind::Additive;
    forward.steps = { Step { u"t"_s, CreateView { made, {} }, {}, {} },
        Step { u"c"_s, AddColumn { orders, { u"seen"_s, u"text"_s, true, {} } }, {}, {} } };
    forward.gates = { gateOf(u"feed"_s, FreshnessProbe { orders, u"loaded_at"_s }, atMost(60)),
        gateOf(u"made"_s, FreshnessProbe { made, u"at"_s }, atMost(60)),
        gateOf(u"column"_s, FreshnessProbe { orders, u"seen"_s }, atMost(60)),
        gateOf(u"other"_s, RowCountProbe { orders, {} }, atLeast(5)) };
    plan.stages = { additive, forward };
    return plan;
}

RunEvents upTo(const QString &to)
{
    RunEvents run;
    run.created()
        .stageStarted(u"additive"_s, u"f0"_s)
        .stepDone(u"additive"_s, u"a"_s, u"f1"_s)
        .stagePassed(u"additive"_s, u"f1"_s);
    run.stageStarted(u"forward"_s, u"f1"_s)
        .stepDone(u"forward"_s, u"t"_s, u"f2"_s)
        .add(EventType::StageApplied, { { u"stage"_s, u"forward"_s } });
    run.add(EventType::RollbackIntent, { { u"id"_s, u"r1"_s }, { u"to"_s, to } });
    return run.add(EventType::RollbackVerified, { { u"id"_s, u"r1"_s }, { u"to"_s, to }, { u"result"_s, u"EXACT"_s } });
}

RunState rolledBack(const QString &to)
{
    const auto state = foldAll(upTo(to).events());
    if (!state)
        qFatal("%s", qPrintable(state.error().what));
    return *state;
}

Sample sample(const FakeClock &clock, const QString &stage, const QString &gate, qint64 tick, double value)
{
    Sample sample;
    sample.run = u"run-1"_s;
    sample.stage = stage;
    sample.gate = gate;
    sample.tick = tick;
    sample.at = clock.nowUtc();
    sample.sampleClass = SampleClass::Good;
    sample.value = value;
    sample.n = 10;
    return sample;
}

} // namespace

/// What is asked after a rollback, and when which answer is given.
class RollbackHealthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksWhatStandsAndTheSourcesThatRemain()
    {
        QStringList asked;
        for (const CollectorJob &job : HealthMeter(plan(), rolledBack(u"additive"_s), false).jobs(u"run-1"_s))
            asked += job.gate.id;
        QCOMPARE(asked, QStringList({ u"rows"_s, u"feed"_s })); // the view and the column went with their stage
        asked.clear();
        for (const CollectorJob &job : HealthMeter(plan(), rolledBack({}), false).jobs(u"run-1"_s))
            asked += job.gate.id;
        QCOMPARE(asked, QStringList { u"feed"_s });
    }

    void nothingThatStandsIsMeasuredByNothing()
    {
        Plan silent = plan();
        for (Stage &stage : silent.stages)
            stage.gates.clear();
        const HealthMeter meter(silent, rolledBack({}), false);
        QVERIFY(meter.isDecided());
        QCOMPARE(meter.budget(), Duration(0));
        const RollbackHealth health = meter.health({}, u"late"_s);
        QCOMPARE(health.answer, HealthAnswer::Unmeasured);
        QCOMPARE(health.freshness(), HealthAnswer::Unmeasured);
        QVERIFY(health.why.isEmpty());
    }

    void threeGoodTicksOfEveryGateAreHealthy()
    {
        FakeClock clock;
        HealthMeter meter(plan(), rolledBack(u"additive"_s), false);
        for (int tick = 0; tick < 4; ++tick) { // one of them is warm-up
            QVERIFY(!meter.isDecided());
            clock.advance(std::chrono::seconds(10));
            meter.feed(sample(clock, u"additive"_s, u"rows"_s, tick, 7));
            meter.feed(sample(clock, u"forward"_s, u"feed"_s, tick, 3));
        }
        QVERIFY(meter.isDecided());
        const RollbackHealth health = meter.health(clock.nowUtc(), u"late"_s);
        QCOMPARE(health.answer, HealthAnswer::Healthy);
        QCOMPARE(health.freshness(), HealthAnswer::Healthy);
        QCOMPARE(health.gates[0].goodTicks, 3);
        QVERIFY(health.why.isEmpty());
        QCOMPARE(rollbackHealthFromJson(toJson(health)), health);
    }

    void aBreachIsUnhealthyAndSilenceIsUnknown()
    {
        FakeClock clock;
        HealthMeter meter(plan(), rolledBack(u"additive"_s), false);
        for (int tick = 0; tick < 5; ++tick) {
            clock.advance(std::chrono::seconds(10));
            meter.feed(sample(clock, u"additive"_s, u"rows"_s, tick, 1)); // fewer than five rows
        }
        QVERIFY(!meter.isDecided()); // the feed has said nothing yet
        const RollbackHealth health = meter.health(clock.nowUtc(), u"late"_s);
        QCOMPARE(health.gates[0].answer, HealthAnswer::Unhealthy);
        QVERIFY2(health.gates[0].why.contains(u"breached"_s), qPrintable(health.gates[0].why));
        QCOMPARE(health.gates[1].answer, HealthAnswer::Unknown);
        QCOMPARE(health.answer, HealthAnswer::Unhealthy);
        QCOMPARE(health.freshness(), HealthAnswer::Unknown);
        QCOMPARE(meter.budget(), Duration(70'000)); // 1 + 3 + 3 ticks of ten seconds
    }

    void failingProbesAreUnknownNotWell()
    {
        FakeClock clock;
        HealthMeter meter(plan(), rolledBack({}), false);
        for (int tick = 0; tick < 7; ++tick) {
            clock.advance(std::chrono::seconds(10));
            Sample failed = sample(clock, u"forward"_s, u"feed"_s, tick, 0);
            failed.sampleClass = SampleClass::Error;
            meter.feed(failed);
        }
        const RollbackHealth health = meter.health(clock.nowUtc(), u"late"_s);
        QCOMPARE(health.answer, HealthAnswer::Unknown);
        QCOMPARE(health.why, u"late"_s);
    }

    /// Of a stage that went too: its baseline was measured before it came, and nothing else is known of the source.
    void anUndoneStageStillHasItsBaseline()
    {
        Plan plan = ::plan();
        plan.stages[1].gates[0].limits = { Limit { LimitSide::AtMost, 2, true, u"2x baseline"_s } };
        RunState state = rolledBack({});
        state.stage(u"forward"_s)->baselines.insert(u"feed"_s, GateBaseline { 10, { 10 }, {}, {} });
        for (const auto &[age, answer] : { std::pair(15.0, HealthAnswer::Healthy), { 25.0, HealthAnswer::Unhealthy } }) {
            FakeClock clock;
            HealthMeter meter(plan, state, false);
            for (int tick = 0; tick < 8; ++tick) {
                clock.advance(std::chrono::seconds(10));
                meter.feed(sample(clock, u"forward"_s, u"feed"_s, tick, age));
            }
            QCOMPARE(meter.health(clock.nowUtc(), u"late"_s).answer, answer);
        }
    }

    void bucketsBeforeItsEndAreNotAsked()
    {
        const RunState state = rolledBack(u"additive"_s);
        QVERIFY(state.rollback->ended.isValid());
        for (const CollectorJob &job : HealthMeter(plan(), state, false).jobs(u"run-1"_s))
            QCOMPARE(job.since, state.rollback->ended);
    }

    void unreadableHealthIsUnknown()
    {
        QCOMPARE(rollbackHealthFromJson({}).answer, HealthAnswer::Unknown);
        QCOMPARE(rollbackHealthFromJson({ { u"answer"_s, u"splendid"_s } }).answer, HealthAnswer::Unknown);
    }

    void foldsIntoItsOwnRollbackAndNeverIntoTheResult()
    {
        RunEvents run = upTo(u"additive"_s);
        run.add(EventType::RollbackHealth, { { u"id"_s, u"r0"_s }, { u"answer"_s, u"healthy"_s } });
        auto state = foldAll(run.events());
        QVERIFY(state);
        QVERIFY(!state->rollback->health); // of an earlier one
        run.add(EventType::RollbackHealth, { { u"id"_s, u"r1"_s }, { u"answer"_s, u"unhealthy"_s } });
        state = foldAll(run.events());
        QVERIFY(state && state->rollback->health);
        QCOMPARE(state->rollback->health->answer, HealthAnswer::Unhealthy);
        QCOMPARE(state->rollback->result, RollbackResult::Exact);
        QCOMPARE(state->phase, RunPhase::RolledBack);
        run.add(EventType::RollbackIntent, { { u"id"_s, u"r2"_s }, { u"to"_s, QString() } });
        state = foldAll(run.events());
        QVERIFY(state && !state->rollback->health); // the next one starts untold
    }
};

QTEST_GUILESS_MAIN(RollbackHealthTest)
#include "tst_rollback_health.moc"
