// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/judgement.h"
#include "engine/next_action.h"
#include "run_events.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kStage = u"forward"_s;
const QString kGate = u"fresh"_s;

Plan planOf()
{
    Gate gate;
    gate.id = kGate;
    gate.probe = FreshnessProbe {};
    gate.minSamples = 3;
    Gate report = gate;
    report.id = u"told"_s;
    report.onBreach = BreachAction::Report;
    Gate other = gate;
    other.id = u"later"_s;
    Stage stage;
    stage.id = kStage;
    stage.gates = { gate, report };
    stage.bake = 10min;
    Stage next = stage;
    next.id = u"next"_s;
    next.gates = { other };
    Plan plan;
    plan.metadata.id = u"p"_s;
    plan.stages = { stage, next };
    return plan;
}

QJsonObject verdictJson(Verdict verdict, const QString &gate = kGate)
{
    return { { u"stage"_s, kStage }, { u"gate"_s, gate }, { u"verdict"_s, verdictName(verdict) },
        { u"title"_s, u"Fresh"_s }, { u"good_ticks"_s, 20 } };
}

/// A stage that was applied, with this verdict on record after so much bake.
RunEvents baked(Verdict verdict, Duration bake = 10min)
{
    RunEvents run;
    run.created().stageStarted(kStage, u"f0"_s);
    run.add(EventType::StageApplied, { { u"stage"_s, kStage }, { u"fingerprint"_s, u"f1"_s } });
    run.add(EventType::GateVerdict, verdictJson(verdict));
    run.add(EventType::BakeProgress,
        { { u"stage"_s, kStage }, { u"baked_ms"_s, static_cast<double>(bake.count()) },
            { u"good_ticks"_s, QJsonObject { { kGate, 20 } } } });
    return run;
}

RunEvents &asked(RunEvents &run, const QString &verdict, const QString &id = u"c1"_s)
{
    return run.by(u"ann"_s).add(EventType::CommandRequested,
        { { u"command"_s, u"judge"_s }, { u"id"_s, id }, { u"gate"_s, kGate }, { u"verdict"_s, verdict },
            { u"why"_s, u"seen on the dashboard"_s } });
}

RunEvents &passed(RunEvents &run, const QString &id = u"c1"_s)
{
    return run.by(u"runner"_s)
        .add(EventType::HoldRemoved,
            { { u"reason"_s, u"inconclusive"_s }, { u"why"_s, u"judged"_s }, { u"id"_s, id }, { u"stage"_s, kStage },
                { u"gate"_s, kGate }, { u"judged"_s, u"pass"_s } });
}

RunState stateOf(const RunEvents &run) { return *foldAll(run.events()); }

} // namespace

/// Who may say what about a gate, and how long it holds.
class JudgementTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsLeftToAPerson_data()
    {
        QTest::addColumn<Verdict>("verdict");
        QTest::addColumn<int>("minutes");
        QTest::addColumn<QString>("refusal");
        QTest::newRow("inconclusive at the end") << Verdict::Inconclusive << 10 << QString();
        QTest::newRow("inconclusive before")
            << Verdict::Inconclusive << 0 << QString(); // its ticks are no bake, so there is no end
        QTest::newRow("on watch at the end") << Verdict::Watch << 10 << QString();
        QTest::newRow("on watch before") << Verdict::Watch << 7 << u"still bakes: 3 m left"_s;
        QTest::newRow("healthy") << Verdict::Healthy << 10 << u"healthy"_s;
        QTest::newRow("collecting") << Verdict::Collecting << 10 << u"collecting"_s;
        QTest::newRow("warming up") << Verdict::Warmup << 10 << u"warming up"_s;
        QTest::newRow("no data") << Verdict::NoData << 10 << u"what is missing or failing is never judged"_s;
        QTest::newRow("failing") << Verdict::Error << 10 << u"what is missing or failing is never judged"_s;
        QTest::newRow("breached") << Verdict::Breach << 10 << u"breached"_s;
    }
    void whatIsLeftToAPerson()
    {
        QFETCH(const Verdict, verdict);
        QFETCH(const int, minutes);
        QFETCH(const QString, refusal);
        const RunState state = stateOf(baked(verdict, std::chrono::minutes(minutes)));
        QCOMPARE(gatesLeftToPerson(planOf(), state).contains(kGate), refusal.isEmpty());
        const auto may = mayJudge(planOf(), state, kGate);
        QCOMPARE(may.has_value(), refusal.isEmpty());
        if (may)
            return;
        QCOMPARE(may.error().code, ErrorCode::Refused);
        QVERIFY2(may.error().what.contains(refusal), qPrintable(may.error().what));
    }

    void otherGatesAreRefusedWithReasons()
    {
        const RunState state = stateOf(baked(Verdict::Watch));
        const auto why = [&](const QString &gate) { return mayJudge(planOf(), state, gate).error().what; };
        QCOMPARE(mayJudge(planOf(), state, u"none"_s).error().code, ErrorCode::NotFound);
        QVERIFY(why(u"told"_s).contains(u"only reports"_s));
        QVERIFY2(why(u"later"_s).contains(u"its stage Next is not begun"_s), qPrintable(why(u"later"_s)));
        RunEvents over = baked(Verdict::Watch);
        over.add(EventType::RunObserving, { { u"window_closes"_s, u"2026-02-01T00:00:00.000Z"_s } });
        QVERIFY(mayJudge(planOf(), stateOf(over), kGate).error().what.contains(u"it is observing"_s));
    }

    void aPassLetsTheStagePass()
    {
        RunEvents run = baked(Verdict::Watch);
        QCOMPARE(nextAction(planOf(), stateOf(run)).kind, ActionKind::Wait);
        asked(run, u"pass"_s);
        const AskedJudgement wanted = *stateOf(run).commands.first().judgement;
        QCOMPARE(wanted.saw, std::optional(Verdict::Watch));
        QVERIFY(mayCarryOut(planOf(), stateOf(run), wanted));
        QCOMPARE(nextAction(planOf(), stateOf(run)).kind, ActionKind::Wait); // asked for is not done
        passed(run);
        const RunState state = stateOf(run);
        QVERIFY(state.commands.isEmpty());
        const GateJudgement judged = state.stage(kStage)->judgements.value(kGate);
        QCOMPARE(judged.actor, u"ann"_s); // whoever said so, not who carried it out
        QCOMPARE(judged.why, u"seen on the dashboard"_s);
        QCOMPARE(nextAction(planOf(), state).kind, ActionKind::PassStage);
        QVERIFY(gatesLeftToPerson(planOf(), state).isEmpty());
        const auto again = mayJudge(planOf(), state, kGate);
        QVERIFY2(again.error().what.contains(u"was judged already, by ann"_s), qPrintable(again.error().what));
        QCOMPARE(judgementsJson(*state.stage(kStage)).size(), 1);
    }

    /// A runner that was taken over by another one finds the gate warming up: what the person saw counts.
    void anotherRunnerCarriesItOut()
    {
        RunEvents run = baked(Verdict::Watch);
        asked(run, u"pass"_s);
        run.add(EventType::RunnerTook, { { u"runner"_s, u"other"_s }, { u"epoch"_s, 2 } });
        const RunState state = stateOf(run);
        QCOMPARE(state.stage(kStage)->verdicts.value(kGate).verdict, Verdict::Warmup);
        QVERIFY(mayCarryOut(planOf(), state, *state.commands.first().judgement));
    }

    void whatHasChangedIsNotWhatWasJudged_data()
    {
        QTest::addColumn<EventType>("type");
        QTest::addColumn<QJsonObject>("payload");
        QTest::newRow("breach") << EventType::GateVerdict << verdictJson(Verdict::Breach);
        QTest::newRow("no data") << EventType::GateVerdict << verdictJson(Verdict::NoData);
        QTest::newRow("error") << EventType::GateVerdict << verdictJson(Verdict::Error);
        QTest::newRow("next cohort") << EventType::Exposed << QJsonObject { { u"stage"_s, kStage }, { u"on"_s, true } };
        QTest::newRow("readers sent back")
            << EventType::Exposed << QJsonObject { { u"stage"_s, kStage }, { u"on"_s, false } };
        QTest::newRow("another attempt") << EventType::StageStarted
                                         << QJsonObject { { u"stage"_s, kStage }, { u"attempt"_s, 2 },
                                                { u"fingerprint"_s, u"f0"_s } };
    }
    void whatHasChangedIsNotWhatWasJudged()
    {
        QFETCH(const EventType, type);
        QFETCH(const QJsonObject, payload);
        RunEvents waiting = baked(Verdict::Inconclusive);
        asked(waiting, u"pass"_s);
        RunEvents judged = waiting;
        waiting.add(type, payload);
        const RunState before = stateOf(waiting);
        const bool isSentBack = type == EventType::Exposed && !payload[u"on"_s].toBool();
        QCOMPARE(mayCarryOut(planOf(), before, *before.commands.first().judgement).has_value(),
            isSentBack); // to where it was: nothing was exposed
        passed(judged);
        QCOMPARE(stateOf(judged).stage(kStage)->judgements.size(), 1);
        judged.add(type, payload);
        QCOMPARE(stateOf(judged).stage(kStage)->judgements.size(), 0);
    }

    /// What nobody left to a person is no judgement, whoever wrote it into the ledger.
    void theEngineLooksItself()
    {
        for (const Verdict verdict : { Verdict::Collecting, Verdict::Healthy, Verdict::NoData }) {
            RunEvents run = baked(verdict);
            asked(run, u"pass"_s);
            const RunState state = stateOf(run);
            const auto may = mayCarryOut(planOf(), state, *state.commands.first().judgement);
            QVERIFY(!may);
            QCOMPARE(may.error().code, ErrorCode::Refused);
        }
        RunEvents early = baked(Verdict::Watch, 9min);
        asked(early, u"pass"_s);
        QVERIFY(!mayCarryOut(planOf(), stateOf(early), *stateOf(early).commands.first().judgement));
        // A pass that nobody asked for, and one that was asked for as a fail.
        RunEvents bare = baked(Verdict::Watch);
        QCOMPARE(stateOf(passed(bare)).stage(kStage)->judgements.size(), 0);
        RunEvents fail = baked(Verdict::Watch);
        asked(fail, u"fail"_s);
        QCOMPARE(stateOf(passed(fail)).stage(kStage)->judgements.size(), 0);
    }

    /// Whoever waits for it is told once, and told what it was.
    void whatBecameOfIt()
    {
        RunEvents run = baked(Verdict::Watch);
        const auto outcome = [&](bool passes) { return judgementOutcome(stateOf(run), kStage, kGate, passes); };
        asked(run, u"pass"_s);
        QCOMPARE(outcome(true), JudgementOutcome::Awaited);
        RunEvents refusal = run;
        passed(run);
        QCOMPARE(outcome(true), JudgementOutcome::Passed);
        QCOMPARE(outcome(false), JudgementOutcome::NotTaken);
        refusal.add(EventType::HoldAdded,
            { { u"reason"_s, u"operator"_s }, { u"why"_s, u"another person must"_s }, { u"id"_s, u"c1"_s } });
        QCOMPARE(judgementOutcome(stateOf(refusal), kStage, kGate, true), JudgementOutcome::NotTaken);
        QCOMPARE(whyNotTaken(stateOf(refusal)), u"another person must"_s);
        run.add(EventType::StageBreached, { { u"stage"_s, kStage }, { u"gate"_s, kGate }, { u"why"_s, u"x"_s } });
        QCOMPARE(outcome(false), JudgementOutcome::Failed);
    }

    void whoeverStartedItDoesNotLetItPassWhereTheLedgerKnowsPeople()
    {
        const QString starter = u"ann"_s;
        QVERIFY(maySay(starter, u"Fresh"_s, u"ann"_s, true, false)); // by their own word two people may be one
        QVERIFY(maySay(starter, u"Fresh"_s, u"ann"_s, false, true));
        QVERIFY(maySay(starter, u"Fresh"_s, u"ben"_s, true, true));
        const auto may = maySay(starter, u"Fresh"_s, u"ann"_s, true, true);
        QVERIFY(!may && may.error().what.contains(u"another person must let Fresh pass"_s));
    }

    void aPersonWhoLiftsABreachJudgesAnew()
    {
        RunEvents run = baked(Verdict::Inconclusive);
        passed(asked(run, u"pass"_s));
        run.add(EventType::StageBreached, { { u"stage"_s, kStage }, { u"gate"_s, u"told"_s }, { u"why"_s, u"x"_s } });
        run.add(EventType::HoldAdded, { { u"reason"_s, u"breach"_s }, { u"why"_s, u"x"_s } });
        run.add(EventType::HoldRemoved, { { u"reason"_s, u"breach"_s }, { u"why"_s, u"fine"_s } });
        QCOMPARE(stateOf(run).stage(kStage)->judgements.size(), 0);
    }
};

QTEST_GUILESS_MAIN(JudgementTest)
#include "tst_judgement.moc"
