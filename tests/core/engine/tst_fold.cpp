// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "run_events.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class FoldTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// States are shared by pointer and by copy; folding further must not reach back into them.
    void foldingACopyLeavesTheOriginalAlone()
    {
        RunEvents run;
        run.created().stageStarted(u"forward"_s, u"f0"_s);
        const RunState before = *foldAll(run.events());
        run.add(EventType::Exposed, { { u"stage"_s, u"forward"_s }, { u"cohort"_s, u"all"_s }, { u"on"_s, true } });
        const Result<RunState> after = fold(before, run.events().last());
        QVERIFY(after);
        QCOMPARE(after->stage(u"forward"_s)->exposure, 1);
        QCOMPARE(before.stage(u"forward"_s)->exposure, 0);
    }

    void aRunnerThatTakesOverForgetsOnlyGoodNews()
    {
        RunEvents run;
        run.created().stageStarted(u"forward"_s, u"f0"_s);
        const auto verdict = [&](const QString &gate, Verdict value) {
            VerdictRecord record;
            record.gate = gate;
            record.verdict = value;
            QJsonObject json = toJson(record);
            json[u"stage"_s] = u"forward"_s;
            run.add(EventType::GateVerdict, json);
        };
        verdict(u"a"_s, Verdict::Healthy);
        verdict(u"b"_s, Verdict::Breach);
        verdict(u"c"_s, Verdict::NoData);
        run.add(EventType::RunnerTook, { { u"runner"_s, u"r"_s }, { u"epoch"_s, 2 } });
        const RunState state = *foldAll(run.events());
        const auto &verdicts = state.stage(u"forward"_s)->verdicts;
        QCOMPARE(verdicts[u"a"_s].verdict, Verdict::Warmup);
        QCOMPARE(verdicts[u"b"_s].verdict, Verdict::Breach);
        QCOMPARE(verdicts[u"c"_s].verdict, Verdict::NoData);
    }

    /// Between two changes of a verdict the bake's progress tells what the guards have gathered.
    void evidenceIsTheLatestOnRecord()
    {
        RunEvents run;
        run.created().stageStarted(u"forward"_s, u"f0"_s);
        VerdictRecord record;
        record.gate = u"a"_s;
        record.verdict = Verdict::Collecting;
        record.boundary = 6'000;
        record.guards = { 1, 1, 1, 1, 1, 1 };
        QJsonObject json = toJson(record);
        json[u"stage"_s] = u"forward"_s;
        run.add(EventType::GateVerdict, json);
        const QJsonObject guards { { u"a"_s, QJsonArray { 2, 3, 4, 5, 6, 7.5 } }, { u"unseen"_s, QJsonArray { 1, 1, 1, 1, 1, 1 } } };
        run.add(EventType::BakeProgress, { { u"stage"_s, u"forward"_s }, { u"baked_ms"_s, 5'000 }, { u"guards"_s, guards } });
        const auto verdicts = foldAll(run.events())->stage(u"forward"_s)->verdicts;
        QCOMPARE(verdicts[u"a"_s].guards, (QList<double> { 2, 3, 4, 5, 6, 7.5 }));
        QVERIFY(!verdicts.contains(u"unseen"_s)); // evidence alone is no verdict
        run.add(EventType::BakeProgress, { { u"stage"_s, u"forward"_s }, { u"baked_ms"_s, 6'000 } }); // as older runners wrote it
        QCOMPARE(foldAll(run.events())->stage(u"forward"_s)->verdicts[u"a"_s].guards.size(), 6);
    }

    void everyPrefixFolds()
    {
        RunEvents run;
        run.created().stageStarted(u"one"_s, u"f0"_s).stepDone(u"one"_s, u"a"_s, u"f1"_s).stagePassed(u"one"_s, u"f1"_s);
        run.stageStarted(u"two"_s, u"f1"_s).stepDone(u"two"_s, u"b"_s, u"f2"_s);
        RunState state;
        for (const Event &event : run.events()) {
            const auto next = fold(state, event);
            QVERIFY2(next, qPrintable(next ? QString() : next.error().what));
            state = *next;
            QCOMPARE(state.lastSeq, event.seq);
        }
        QCOMPARE(state.phase, RunPhase::Running);
        QCOMPARE(state.expectedFingerprint, u"f2"_s);
        QCOMPARE(state.stage(u"one"_s)->phase, StagePhase::Passed);
        QCOMPARE(state.stage(u"two"_s)->step(u"b"_s)->rows, 3);
        QVERIFY(state.hasEffects());
    }

    static RunEvents asked()
    {
        RunEvents run;
        run.created().stageStarted(u"one"_s, u"f0"_s).stepDone(u"one"_s, u"a"_s, u"f1"_s).stagePassed(u"one"_s, u"f1"_s);
        run.by(u"ann"_s).add(EventType::CommandRequested, { { u"command"_s, u"rollback"_s }, { u"id"_s, u"r"_s }, { u"to"_s, u""_s }, { u"why"_s, u"wrong"_s } });
        run.by(u"runner"_s).add(EventType::RollbackWaits,
            { { u"id"_s, u"r"_s }, { u"to"_s, u""_s }, { u"asked_by"_s, u"nobody"_s }, { u"text"_s, u"ann asked"_s },
                { u"losses"_s, QJsonArray { QJsonObject { { u"stage"_s, u"one"_s }, { u"step"_s, u"a"_s }, { u"class"_s, u"R2"_s }, { u"guard"_s, u"g"_s }, { u"rows"_s, 3 } } } } });
        return run;
    }
    static void accept(RunEvents &run, const QString &who, qint64 entry, qint64 rows)
    {
        run.by(who).add(EventType::CommandRequested,
            { { u"command"_s, u"accept_loss"_s }, { u"id"_s, u"y"_s }, { u"request"_s, u"r"_s }, { u"accepts"_s, entry }, { u"to"_s, u""_s },
                { u"losses"_s, QJsonArray { QJsonObject { { u"stage"_s, u"one"_s }, { u"step"_s, u"a"_s }, { u"class"_s, u"R2"_s }, { u"guard"_s, u"g"_s }, { u"rows"_s, rows } } } } });
    }

    /// Who asked and who accepted are the actors that the ledger stamped, never what the runner writes of them.
    void twoPeopleDecideOnALoss()
    {
        RunEvents run = asked();
        const RunState waits = *foldAll(run.events());
        QVERIFY(waits.waiting);
        QCOMPARE(waits.waiting->askedBy, u"ann"_s);
        QCOMPARE(waits.waiting->seq, run.events().last().seq);
        QCOMPARE(waits.waiting->losses.value(0).rows, 3);
        QCOMPARE(waits.phase, RunPhase::Running);
        QVERIFY(waits.holds.value(0).needsPerson);
        QVERIFY2(!waits.isAskedToRollBack(), "it waits for a person, no runner has to do anything");
        accept(run, u"bob"_s, waits.waiting->seq, 4);
        const RunState accepted = *foldAll(run.events());
        QVERIFY(accepted.isAskedToRollBack());
        run.by(u"runner"_s).add(EventType::RollbackIntent, { { u"id"_s, u"y"_s }, { u"to"_s, u""_s }, { u"trigger"_s, u"person"_s }, { u"accepted_by"_s, u"eve"_s } });
        const RunState begun = *foldAll(run.events());
        QVERIFY(!begun.waiting);
        QCOMPARE(begun.rollback->askedBy, u"ann"_s);
        QCOMPARE(begun.rollback->acceptedBy, u"bob"_s);
        QCOMPARE(begun.rollback->request, u"r"_s);
        QCOMPARE(begun.rollback->accepted.value(0).rows, 4);
        run.add(EventType::UndoIntent, { { u"stage"_s, u"one"_s }, { u"step"_s, u"a"_s } });
        run.add(EventType::UndoDone, { { u"stage"_s, u"one"_s }, { u"step"_s, u"a"_s }, { u"rows_lost"_s, 4 } });
        QCOMPARE(foldAll(run.events())->stage(u"one"_s)->step(u"a"_s)->rowsLost, 4);
    }

    void aWordThatIsNoSecondPersonsAllowsNothing_data()
    {
        QTest::addColumn<QString>("who");
        QTest::addColumn<int>("entry");
        const int entry = static_cast<int>(asked().events().size());
        QTest::newRow("the same person") << u"ann"_s << entry;
        QTest::newRow("of another entry") << u"bob"_s << entry - 1;
    }
    void aWordThatIsNoSecondPersonsAllowsNothing()
    {
        QFETCH(const QString, who);
        QFETCH(const int, entry);
        RunEvents run = asked();
        accept(run, who, entry, 3);
        QVERIFY(!foldAll(run.events())->isAskedToRollBack());
        run.by(u"runner"_s).add(EventType::RollbackIntent, { { u"id"_s, u"y"_s }, { u"to"_s, u""_s }, { u"accepted_by"_s, u"bob"_s } });
        const RunState begun = *foldAll(run.events());
        QVERIFY(begun.rollback->accepted.isEmpty());
        QVERIFY(begun.rollback->acceptedBy.isEmpty());
    }

    void aWaitingRollbackIsWithdrawnAndAskedAgain()
    {
        RunEvents run = asked();
        run.by(u"ann"_s).add(EventType::CommandRequested, { { u"command"_s, u"rollback"_s }, { u"id"_s, u"r2"_s }, { u"to"_s, u""_s } });
        run.by(u"runner"_s).add(EventType::RollbackWaits, { { u"id"_s, u"r"_s }, { u"answers"_s, u"r2"_s }, { u"to"_s, u""_s } });
        const RunState again = *foldAll(run.events());
        QVERIFY(again.commands.isEmpty());
        QCOMPARE(again.waiting->askedBy, u"ann"_s);
        QCOMPARE(again.waiting->seq, run.events().last().seq);
        QVERIFY(again.waiting->asked < again.waiting->since);
        run.add(EventType::HoldAdded, { { u"reason"_s, u"operator"_s }, { u"id"_s, u"r"_s } });
        QVERIFY(!foldAll(run.events())->waiting);
        run.add(EventType::RollbackWaits, { { u"id"_s, u"never asked"_s }, { u"to"_s, u""_s } });
        // Withdrawn by one runner while another wrote that it waits: readable, and whoever wrote it is no second person.
        QCOMPARE(foldAll(run.events())->waiting->askedBy, u"runner"_s);
    }

    /// Rows came while it went: what is undone stays, and it is stuck until two people look again.
    void aRollbackThatMeetsMoreWaitsAgain()
    {
        RunEvents run = asked();
        accept(run, u"bob"_s, run.events().last().seq, 3);
        run.by(u"runner"_s).add(EventType::RollbackIntent, { { u"id"_s, u"y"_s }, { u"to"_s, u""_s } });
        run.add(EventType::RollbackWaits, { { u"id"_s, u"r"_s }, { u"to"_s, u""_s }, { u"text"_s, u"more"_s }, { u"next"_s, u"look"_s } });
        const RunState state = *foldAll(run.events());
        QCOMPARE(state.phase, RunPhase::RollbackStuck);
        QCOMPARE(state.rollback->stuckWhy, u"more"_s);
        QCOMPARE(state.waiting->askedBy, u"ann"_s);
    }

    void holdsAreASet()
    {
        RunEvents run;
        run.created();
        run.add(EventType::HoldAdded, { { u"reason"_s, u"operator"_s }, { u"why"_s, u"lunch"_s } });
        run.add(EventType::HoldAdded, { { u"reason"_s, u"no_data"_s }, { u"why"_s, u"dead"_s } });
        run.add(EventType::HoldAdded, { { u"reason"_s, u"operator"_s }, { u"why"_s, u"again"_s } });
        auto state = foldAll(run.events());
        QVERIFY(state);
        QCOMPARE(state->holds.size(), 2);
        QVERIFY(state->isHeldBy(HoldReason::NoData));
        run.add(EventType::HoldRemoved, { { u"reason"_s, u"operator"_s } });
        state = foldAll(run.events());
        QCOMPARE(state->holds.size(), 1);
        QVERIFY(!state->isHeldBy(HoldReason::Operator));
    }

    void readersSentBackComeAgain_data()
    {
        QTest::addColumn<bool>("hasPassed");
        QTest::newRow("while it bakes") << false;
        QTest::newRow("after it passed") << true;
    }

    void readersSentBackComeAgain()
    {
        QFETCH(const bool, hasPassed);
        RunEvents run;
        run.created()
            .stageStarted(u"forward"_s, u"f0"_s)
            .add(EventType::StageApplied, { { u"stage"_s, u"forward"_s }, { u"fingerprint"_s, u"f0"_s } });
        run.stepDone(u"forward"_s, u"expose:all"_s, u"f1"_s)
            .add(EventType::Exposed, { { u"stage"_s, u"forward"_s }, { u"on"_s, true } });
        if (hasPassed) {
            run.stagePassed(u"forward"_s, u"f1"_s).stageStarted(u"after"_s, u"f1"_s).stagePassed(u"after"_s, u"f1"_s);
            run.add(EventType::RunObserving, { { u"window_closes"_s, u"2026-01-06T09:00:00.000Z"_s } });
        }
        run.add(
            EventType::Exposed, { { u"stage"_s, u"forward"_s }, { u"on"_s, false }, { u"fingerprint"_s, u"f0"_s } });
        auto state = foldAll(run.events());
        QVERIFY2(state, qPrintable(state ? QString() : state.error().what));
        const StageState *forward = state->stage(u"forward"_s);
        QCOMPARE(forward->exposure, 0);
        QCOMPARE(forward->sentBack, 1);
        QCOMPARE(forward->phase, StagePhase::Warmup);
        QCOMPARE(state->phase, RunPhase::Running);
        QCOMPARE(state->currentStage, u"forward"_s);
        QCOMPARE(state->expectedFingerprint, u"f0"_s);
        QVERIFY(!state->windowCloses.isValid()); // a window that is not open cannot have closed
        run.stepDone(u"forward"_s, u"expose:all#2"_s, u"f1"_s)
            .add(EventType::Exposed, { { u"stage"_s, u"forward"_s }, { u"on"_s, true } });
        state = foldAll(run.events());
        QVERIFY(state);
        QCOMPARE(state->stage(u"forward"_s)->exposure, 1);
    }

    void readersSentBackBehindTheWindowDoNotOpenItAgain()
    {
        RunEvents run;
        run.created().stageStarted(u"forward"_s, u"f0"_s).stepDone(u"forward"_s, u"expose:all"_s, u"f1"_s);
        run.add(EventType::Exposed, { { u"stage"_s, u"forward"_s }, { u"on"_s, true } })
            .stagePassed(u"forward"_s, u"f1"_s);
        run.add(EventType::RunObserving, { { u"window_closes"_s, u"2026-01-05T09:00:09.000Z"_s } });
        run.add(EventType::GapSeen).add(EventType::GapSeen);
        run.add(EventType::Exposed, { { u"stage"_s, u"forward"_s }, { u"on"_s, false } });
        const QDateTime later(QDate(2026, 1, 5), QTime(10, 0), Qt::UTC);
        auto state = foldAll(run.events());
        QVERIFY(state && state->phase == RunPhase::Running && state->isWindowClosed(run.events().last().at));
        run.stepDone(u"forward"_s, u"expose:all#2"_s, u"f1"_s)
            .add(EventType::Exposed, { { u"stage"_s, u"forward"_s }, { u"on"_s, true } });
        run.stagePassed(u"forward"_s, u"f1"_s)
            .add(EventType::RunObserving, { { u"window_closes"_s, u"2026-01-06T09:00:00.000Z"_s } });
        state = foldAll(run.events());
        QVERIFY(state && state->phase == RunPhase::Observing && state->isWindowClosed(later));
    }

    void aStageThatWaitedGoesOnWhenTheEarlierOneHasPassedAgain()
    {
        RunEvents run;
        run.created().stageStarted(u"forward"_s, u"f0"_s).stepDone(u"forward"_s, u"expose:all"_s, u"f1"_s);
        run.add(EventType::Exposed, { { u"stage"_s, u"forward"_s }, { u"on"_s, true } })
            .stagePassed(u"forward"_s, u"f1"_s);
        run.stageStarted(u"after"_s, u"f1"_s).add(EventType::StageApplied, { { u"stage"_s, u"after"_s } });
        run.add(EventType::Exposed, { { u"stage"_s, u"forward"_s }, { u"on"_s, false } });
        run.stagePassed(u"forward"_s, u"f1"_s);
        const auto state = foldAll(run.events());
        QVERIFY(state);
        QCOMPARE(state->currentStage, u"after"_s);
        QCOMPARE(state->stage(u"after"_s)->phase, StagePhase::Warmup);
    }

    void commandsWaitUntilTheyAreCarriedOut()
    {
        RunEvents run;
        run.created().stageStarted(u"one"_s, u"f0"_s).stepDone(u"one"_s, u"a"_s, u"f1"_s);
        run.add(EventType::CommandRequested, { { u"command"_s, u"rollback"_s }, { u"id"_s, u"c1"_s }, { u"to"_s, u""_s } });
        auto state = foldAll(run.events());
        QCOMPARE(state->commands.size(), 1);
        run.add(EventType::RollbackIntent, { { u"id"_s, u"c1"_s }, { u"to"_s, u""_s }, { u"trigger"_s, u"person"_s } });
        state = foldAll(run.events());
        QVERIFY(state->commands.isEmpty());
        QCOMPARE(state->phase, RunPhase::RollingBack);
        QCOMPARE(state->stage(u"one"_s)->phase, StagePhase::Undoing);
    }

    void aProvenRollbackEndsTheRun()
    {
        RunEvents run;
        run.created().stageStarted(u"one"_s, u"f0"_s).stepDone(u"one"_s, u"a"_s, u"f1"_s);
        run.add(EventType::RollbackIntent, { { u"id"_s, u"r"_s }, { u"to"_s, u""_s } });
        run.add(EventType::UndoIntent, { { u"id"_s, u"r"_s }, { u"stage"_s, u"one"_s }, { u"step"_s, u"a"_s } });
        run.add(EventType::UndoDone, { { u"id"_s, u"r"_s }, { u"stage"_s, u"one"_s }, { u"step"_s, u"a"_s } });
        QVERIFY(!foldAll(run.events())->hasEffects());
        run.add(EventType::RollbackVerified, { { u"id"_s, u"r"_s }, { u"result"_s, u"EXACT"_s }, { u"fingerprint_after"_s, u"f0"_s } });
        const auto state = foldAll(run.events());
        QCOMPARE(state->phase, RunPhase::RolledBack);
        QCOMPARE(state->rollback->result, RollbackResult::Exact);
        QVERIFY(state->isTerminal());
        QCOMPARE(state->generation, 2);
    }

    void anUnprovenRollbackIsStuck_data()
    {
        QTest::addColumn<QString>("result");
        QTest::newRow("failed") << u"FAILED"_s;
        QTest::newRow("unknown") << u"UNKNOWN"_s;
        QTest::newRow("a word nobody knows") << u"done"_s;
    }
    void anUnprovenRollbackIsStuck()
    {
        QFETCH(QString, result);
        RunEvents run;
        run.created().stageStarted(u"one"_s, u"f0"_s).stepDone(u"one"_s, u"a"_s, u"f1"_s);
        run.add(EventType::RollbackIntent, { { u"id"_s, u"r"_s }, { u"to"_s, u""_s } });
        run.add(EventType::RollbackVerified, { { u"id"_s, u"r"_s }, { u"result"_s, result } });
        const auto state = foldAll(run.events());
        QCOMPARE(state->phase, RunPhase::RollbackStuck);
        QVERIFY(!state->isTerminal());
    }

    void impossibleHistoriesAreCorrupt_data()
    {
        QTest::addColumn<int>("which");
        QTest::newRow("begins without a creation") << 0;
        QTest::newRow("created twice") << 1;
        QTest::newRow("step of a stage that never started") << 2;
        QTest::newRow("done without intent") << 3;
        QTest::newRow("undo without rollback") << 4;
        QTest::newRow("cancelled with effects") << 5;
        QTest::newRow("unknown hold") << 6;
        QTest::newRow("rollback to a stage that never was") << 7;
    }
    void impossibleHistoriesAreCorrupt()
    {
        QFETCH(int, which);
        RunEvents run;
        if (which > 0)
            run.created();
        if (which == 0)
            run.add(EventType::RunStarted);
        if (which == 1)
            run.add(EventType::RunCreated);
        if (which == 2)
            run.add(EventType::StepIntent, { { u"stage"_s, u"x"_s }, { u"step"_s, u"a"_s } });
        if (which == 3)
            run.stageStarted(u"one"_s, u"f"_s).add(EventType::StepDone, { { u"stage"_s, u"one"_s }, { u"step"_s, u"a"_s } });
        if (which == 4)
            run.add(EventType::UndoDone, { { u"stage"_s, u"one"_s }, { u"step"_s, u"a"_s } });
        if (which == 5)
            run.stageStarted(u"one"_s, u"f"_s).stepDone(u"one"_s, u"a"_s, u"g"_s).add(EventType::RunCancelled);
        if (which == 6)
            run.add(EventType::HoldAdded, { { u"reason"_s, u"mood"_s } });
        if (which == 7)
            run.add(EventType::RollbackIntent, { { u"id"_s, u"r"_s }, { u"to"_s, u"nowhere"_s } });
        const auto state = foldAll(run.events());
        QVERIFY(!state);
        QCOMPARE(state.error().code, ErrorCode::LedgerCorrupt);
        QVERIFY(state.error().what.contains(u"ledger entry %1"_s.arg(run.events().size())));
    }

    void eventsComeInOrder()
    {
        RunEvents run;
        run.created();
        auto state = foldAll(run.events());
        QVERIFY(state);
        const auto again = fold(*state, run.events().last());
        QVERIFY(!again);
    }
};

QTEST_GUILESS_MAIN(FoldTest)
#include "tst_fold.moc"
