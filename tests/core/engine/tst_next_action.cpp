// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/next_action.h"
#include "run_events.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

Plan twoStages()
{
    Plan plan;
    Stage additive;
    additive.id = u"additive"_s;
    additive.kind = StageKind::Additive;
    additive.steps = { Step { u"a"_s, AddColumn { { {}, u"orders"_s }, { u"c"_s, u"text"_s, true, {} } }, {}, {} } };
    Stage forward;
    forward.id = u"forward"_s;
    forward.kind = StageKind::Forward;
    forward.exposure = { { u"pilot"_s, std::chrono::seconds(5) }, { u"all"_s, std::chrono::seconds(5) } };
    Gate gate;
    gate.id = u"fresh"_s;
    gate.minSamples = 2;
    gate.interval = std::chrono::seconds(1);
    gate.probe = RowCountProbe { { {}, u"orders"_s }, {} };
    forward.gates = { gate };
    plan.stages = { additive, forward };
    return plan;
}

QJsonObject healthy(const QString &gate)
{
    VerdictRecord record;
    record.gate = gate;
    record.verdict = Verdict::Healthy;
    QJsonObject json = toJson(record);
    json[u"stage"_s] = u"forward"_s;
    return json;
}

RunEvents inForward()
{
    RunEvents run;
    run.created().stageStarted(u"additive"_s, u"f0"_s).stepDone(u"additive"_s, u"a"_s, u"f1"_s).stagePassed(u"additive"_s, u"f1"_s);
    run.stageStarted(u"forward"_s, u"f1"_s).add(EventType::StageApplied, { { u"stage"_s, u"forward"_s } });
    return run;
}

Plan withContract()
{
    Plan plan = twoStages();
    Stage contract;
    contract.id = u"contract"_s;
    contract.kind = StageKind::Contract;
    contract.steps = { Step { u"gone"_s, DropView { { {}, u"orders_v1"_s } }, {}, {} } };
    plan.stages.append(contract);
    return plan;
}

RunEvents beforeContract()
{
    RunEvents run = inForward();
    run.stagePassed(u"forward"_s, u"f1"_s);
    return run;
}

} // namespace

class NextActionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void walksThroughAStage()
    {
        const Plan plan = twoStages();
        RunEvents run;
        run.created();
        QCOMPARE(nextAction(plan, *foldAll(run.events())).kind, ActionKind::StartStage);
        run.stageStarted(u"additive"_s, u"f0"_s);
        QCOMPARE(nextAction(plan, *foldAll(run.events())).kind, ActionKind::ApplyStep);
        run.stepDone(u"additive"_s, u"a"_s, u"f1"_s);
        QCOMPARE(nextAction(plan, *foldAll(run.events())).kind, ActionKind::FinishApplying);
        run.add(EventType::StageApplied, { { u"stage"_s, u"additive"_s } });
        QCOMPARE(nextAction(plan, *foldAll(run.events())).kind, ActionKind::PassStage);
        run.add(EventType::StagePassed, { { u"stage"_s, u"additive"_s } });
        const NextAction next = nextAction(plan, *foldAll(run.events()));
        QCOMPARE(next.kind, ActionKind::StartStage);
        QCOMPARE(next.stage, 1);
    }

    void exposesCohortByCohort()
    {
        const Plan plan = twoStages();
        RunEvents run = inForward();
        QCOMPARE(nextAction(plan, *foldAll(run.events())).kind, ActionKind::Expose);
        run.add(EventType::Exposed, { { u"stage"_s, u"forward"_s }, { u"cohort"_s, u"pilot"_s }, { u"on"_s, true } });
        NextAction action = nextAction(plan, *foldAll(run.events()));
        QCOMPARE(action.kind, ActionKind::Wait);
        QCOMPARE(action.blockers.size(), 2); // the hold, and the gate without a sample: both at once
        run.add(EventType::GateVerdict, healthy(u"fresh"_s));
        run.add(EventType::BakeProgress, { { u"stage"_s, u"forward"_s }, { u"baked_ms"_s, 5000 }, { u"good_ticks"_s, QJsonObject { { u"fresh"_s, 5 } } } });
        action = nextAction(plan, *foldAll(run.events()));
        QCOMPARE(action.kind, ActionKind::Expose);
        QCOMPARE(action.step, 1);
    }

    void nothingPassesWithoutData()
    {
        const Plan plan = twoStages();
        RunEvents run = inForward();
        run.add(EventType::Exposed, { { u"stage"_s, u"forward"_s }, { u"on"_s, true } });
        run.add(EventType::Exposed, { { u"stage"_s, u"forward"_s }, { u"on"_s, true } });
        run.add(EventType::BakeProgress, { { u"stage"_s, u"forward"_s }, { u"baked_ms"_s, 900000 } });
        for (const Verdict verdict : { Verdict::Warmup, Verdict::Collecting, Verdict::Watch, Verdict::NoData, Verdict::Error, Verdict::Inconclusive, Verdict::Breach }) {
            RunEvents judged = run;
            QJsonObject json = healthy(u"fresh"_s);
            json[u"verdict"_s] = verdictName(verdict);
            judged.add(EventType::GateVerdict, json);
            const NextAction action = nextAction(plan, *foldAll(judged.events()));
            QVERIFY2(action.kind == ActionKind::Wait && !action.blockers.isEmpty(), qPrintable(verdictName(verdict)));
        }
        run.add(EventType::GateVerdict, healthy(u"fresh"_s)); // healthy, but without enough good samples
        QCOMPARE(nextAction(plan, *foldAll(run.events())).kind, ActionKind::Wait);
    }

    /// Until the window closes everything can be taken back: what removes the old path comes after it, never before.
    void aContractStageWaitsForTheWindow()
    {
        const Plan plan = withContract();
        RunEvents run = beforeContract();
        QCOMPARE(nextAction(plan, *foldAll(run.events())).kind, ActionKind::BeginObserving);
        run.add(EventType::RunObserving, { { u"window_closes"_s, u"2026-01-06T09:00:00.000Z"_s } });
        NextAction action = nextAction(plan, *foldAll(run.events()));
        QCOMPARE(action.kind, ActionKind::StartStage);
        QCOMPARE(action.stage, 2);
        QCOMPARE(action.blockers,
            QStringList { u"outside window: everything can still be rolled back until 2026-01-06 09:00 UTC, and nothing afterwards"_s });
        run.add(EventType::RunSealed, { { u"stage"_s, u"contract"_s } });
        QCOMPARE(foldAll(run.events())->phase, RunPhase::Running);
        QVERIFY(!foldAll(run.events())->isTerminal());
        action = nextAction(plan, *foldAll(run.events()));
        QCOMPARE(action.kind, ActionKind::StartStage);
        QCOMPARE(action.blockers, QStringList());
        run.stageStarted(u"contract"_s, u"f1"_s).stepDone(u"contract"_s, u"gone"_s, u"f2"_s).stagePassed(u"contract"_s, u"f2"_s);
        QCOMPARE(nextAction(plan, *foldAll(run.events())).kind, ActionKind::Seal); // no second window: there is no way back
        run.add(EventType::RunSealed, {});
        QCOMPARE(foldAll(run.events())->phase, RunPhase::Sealed);
    }

    void aRehearsalDoesNotWait()
    {
        Plan plan = withContract();
        plan.waitsForWindow = false;
        const NextAction action = nextAction(plan, *foldAll(beforeContract().events()));
        QCOMPARE(action.kind, ActionKind::StartStage);
        QCOMPARE(action.stage, 2);
    }

    void withNothingBeforeItThereIsNothingToWaitFor()
    {
        Plan plan = withContract();
        plan.stages = { plan.stages.last() };
        RunEvents run;
        run.created();
        QVERIFY(!waitingContract(plan, *foldAll(run.events())));
        QCOMPARE(nextAction(plan, *foldAll(run.events())).kind, ActionKind::StartStage);
        run.stageStarted(u"contract"_s, u"f0"_s).stepDone(u"contract"_s, u"gone"_s, u"f1"_s).stagePassed(u"contract"_s, u"f1"_s);
        QCOMPARE(nextAction(plan, *foldAll(run.events())).kind, ActionKind::BeginObserving);
    }

    /// Readers that were sent back must see the candidate again for a whole window.
    void readersSentBackOpenTheWindowAnew()
    {
        const Plan plan = withContract();
        RunEvents run = inForward();
        run.stepDone(u"forward"_s, u"expose:all"_s, u"f1"_s).add(EventType::Exposed, { { u"stage"_s, u"forward"_s }, { u"on"_s, true } });
        run.stagePassed(u"forward"_s, u"f1"_s).add(EventType::RunObserving, { { u"window_closes"_s, u"2026-01-06T09:00:00.000Z"_s } });
        run.add(EventType::RunSealed, { { u"stage"_s, u"contract"_s } });
        QVERIFY(!beganContract(plan, *foldAll(run.events())));
        run.add(EventType::Exposed, { { u"stage"_s, u"forward"_s }, { u"on"_s, false }, { u"fingerprint"_s, u"f1"_s } });
        QVERIFY(!foldAll(run.events())->windowCloses.isValid());
        QCOMPARE(nextAction(plan, *foldAll(run.events())).kind, ActionKind::Expose);
        run.stagePassed(u"forward"_s, u"f1"_s);
        QCOMPARE(nextAction(plan, *foldAll(run.events())).kind, ActionKind::BeginObserving);
    }

    void holdsBlockEverything()
    {
        const Plan plan = twoStages();
        RunEvents run;
        run.created().add(EventType::HoldAdded, { { u"reason"_s, u"operator"_s }, { u"why"_s, u"wait"_s } });
        const NextAction action = nextAction(plan, *foldAll(run.events()));
        QCOMPARE(action.blockers, QStringList { u"held (operator): wait"_s });
    }

    void rollsBackToTheLastGoodStage()
    {
        const Plan plan = twoStages();
        RunEvents run;
        run.created().stageStarted(u"additive"_s, u"f0"_s);
        QCOMPARE(defaultRollbackTarget(plan, *foldAll(run.events())), QString());
        run = inForward();
        QCOMPARE(defaultRollbackTarget(plan, *foldAll(run.events())), u"additive"_s);
        run.add(EventType::StagePassed, { { u"stage"_s, u"forward"_s } });
        QCOMPARE(rollbackTargets(plan, *foldAll(run.events())), (QStringList { QString(), u"additive"_s }));
    }
};

QTEST_GUILESS_MAIN(NextActionTest)
#include "tst_next_action.moc"
