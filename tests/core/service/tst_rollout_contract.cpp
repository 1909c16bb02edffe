// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "rollout_bed.h"
#include "support/test_targets.h"
#include "warehouse/fence.h"

#include "engine/rollback_proof.h"

#include <QElapsedTimer>

using namespace sluice;
using namespace Qt::StringLiterals;

#define ANSWERED(future)                                                                                               \
    do {                                                                                                               \
        QTRY_VERIFY_WITH_TIMEOUT((future).isFinished(), 30'000);                                                       \
        VERIFY_OK((future).result());                                                                                  \
    } while (false)

namespace {


} // namespace

/// What a rollout promises on every engine, with a real service, a real target, and somebody who disturbs it.
class RolloutContractTest : public QObject
{
    Q_OBJECT

    static bool hasPassed(const RolloutBed &bed, const QString &stage)
    {
        const RunState state = bed.state();
        return state.stage(stage) && state.stage(stage)->phase == StagePhase::Passed;
    }
    static QString holdWhy(const RolloutBed &bed, HoldReason reason)
    {
        for (const Hold &hold : bed.state().holds) {
            if (hold.reason == reason)
                return hold.why;
        }
        return {};
    }
    static QString table(const RolloutBed &bed, const QString &name)
    {
        return (bed.engine() == Engine::Postgresql ? u"public."_s : QString()) + name;
    }
    /// "step direction" of every receipt, sorted: twice the same would be a step that ran twice.
    static QStringList receipts(const RolloutBed &bed)
    {
        const bool isPostgres = bed.engine() == Engine::Postgresql;
        const auto session = bed.database().open();
        const auto rows = session->query(u"SELECT step, direction FROM "_s + (isPostgres ? u"sluice.receipt"_s : u"sluice_receipt"_s) + u" ORDER BY step, direction"_s);
        QStringList list;
        for (const auto &row : rows ? rows->rows : QList<QList<QVariant>>())
            list += row[0].toString() + u' ' + row[1].toString();
        return list;
    }
    static bool hasColumn(const RolloutBed &bed, const QString &column)
    {
        return bed.database().open()->query(u"SELECT %1 FROM %2 LIMIT 1"_s.arg(column, table(bed, u"orders"_s))).has_value();
    }
    static void rollBackToTheStart(RolloutBed &bed, const QString &run)
    {
        const auto back = bed.service().rollBack(run, {}, u"test"_s);
        ANSWERED(back);
        TRY(bed.state().isTerminal() || bed.state().phase == RunPhase::RollbackStuck);
    }
    static const QStringList &everyReceipt()
    {
        static const QStringList list { u"currency forward"_s, u"expose:all forward"_s, u"route forward"_s, u"v2 forward"_s };
        return list;
    }

private Q_SLOTS:
    void aSecondRunnerWatchesAndNamesTheFirst_data() { addTargetRows(); }
    void aSecondRunnerWatchesAndNamesTheFirst()
    {
        RolloutBed bed(fetchTarget());
        const QString run = bed.start();
        TRY(!bed.state().runner.isEmpty());
        const QString first = bed.state().runner;
        const auto other = bed.newService(u"other"_s);
        QTRY_VERIFY(other->snapshot());
        other->attach(run);
        QTRY_VERIFY(other->runnerError(run).has_value());
        QCOMPARE(other->runnerError(run)->code, ErrorCode::LeaseHeld);
        QVERIFY2(other->runnerError(run)->what.contains(first), qPrintable(other->runnerError(run)->what));
        // Whoever watches may still say hold; the first obeys.
        const auto held = other->holdRollout(run, u"let me look"_s);
        ANSWERED(held);
        TRY(bed.state().isHeldBy(HoldReason::Operator));
        QCOMPARE(bed.state().runner, first);
    }

    /// Going back with what is in place outranks going on with what comes next, whoever runs it.
    void aNewerRolloutGivesWayToARollback_data() { addTargetRows(); }
    void aNewerRolloutGivesWayToARollback()
    {
        RolloutBed bed(fetchTarget());
        bed.addPlan(u"notes"_s, uR"(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: notes, title: Notes, reason: support asks, owner: crm-data}
target: {connection: warehouse, objects: [@orders]}
stages:
  - id: additive
    kind: additive
    steps:
      - {id: table, op: create_table, table: @notes, columns: [{name: id, type: integer}]}
    gates:
      - {id: rows, probe: row_count, table: @orders, min: 1, interval: 100ms, warmup: 1, min_samples: 2}
    bake: 1h
rollback: {window: 1h, owner: crm-oncall}
)"_s);
        const QString run = bed.start();
        TRY(bed.state().phase == RunPhase::Observing);
        bed.close();
        const auto newer = bed.newService(u"newer"_s);
        QTRY_VERIFY(newer->snapshot());
        const auto started = newer->startRollout(u"notes"_s, u"next"_s);
        ANSWERED(started);
        const QString second = *started.result();
        const auto view = [&] { return newer->snapshot()->rollout(u"notes"_s); };
        QTRY_VERIFY_WITH_TIMEOUT(view() && view()->state.stage(u"additive"_s) && view()->state.stage(u"additive"_s)->phase == StagePhase::Baking, 30'000);
        bed.open();
        const auto pressed = bed.service().rollBack(run, {}, u"wrong figures"_s);
        ANSWERED(pressed);
        TRY(bed.state().phase == RunPhase::RolledBack);
        QVERIFY2(bed.state().rollback->result == RollbackResult::Exact, bed.why().constData());
        QCOMPARE(bed.readersSee(), u"legacy"_s);
        QTRY_VERIFY(!newer->isRunning(second));
        bed.close();
        newer->attach(second); // nothing of it was lost: it goes on where it was
        QTRY_VERIFY_WITH_TIMEOUT(newer->isRunning(second) && view()->state.stage(u"additive"_s)->phase == StagePhase::Baking, 30'000);
    }

    /// Two consoles, one plan, one moment: checking and recording must be one act.
    void ofTwoThatPressStartOneStarts_data() { addTargetRows(); }
    void ofTwoThatPressStartOneStarts()
    {
        RolloutBed bed(fetchTarget());
        bed.connect();
        const auto other = bed.newService(u"other"_s);
        QTRY_VERIFY(other->snapshot() && bed.service().snapshot());
        QList<QFuture<Result<QString>>> presses;
        for (int i = 0; i < 8; ++i)
            presses << bed.service().recordStart(u"totals"_s, u"now"_s) << other->recordStart(u"totals"_s, u"now"_s);
        int started = 0;
        for (const QFuture<Result<QString>> &press : std::as_const(presses)) {
            QTRY_VERIFY_WITH_TIMEOUT(press.isFinished(), 30'000);
            if (press.result())
                ++started;
            else
                QVERIFY2(press.result().error().code == ErrorCode::LeaseHeld || press.result().error().code == ErrorCode::Refused,
                    qPrintable(press.result().error().what));
        }
        QCOMPARE(started, 1);
    }

    /// What was watched and what passes must be the same thing.
    void driftWhileAStageBakesKeepsItFromPassing_data() { addTargetRows(); }
    void driftWhileAStageBakesKeepsItFromPassing()
    {
        RolloutBed bed(fetchTarget());
        bed.replaceInPlan(u"bake: 200ms"_s, u"bake: 3s"_s);
        (void)bed.start();
        TRY(bed.state().stage(u"additive"_s) && bed.state().stage(u"additive"_s)->phase == StagePhase::Baking);
        bed.database().run(u"ALTER TABLE %1 ADD COLUMN sneaky integer"_s.arg(table(bed, u"orders"_s)));
        TRY(bed.state().isHeldBy(HoldReason::Drift));
        QVERIFY2(holdWhy(bed, HoldReason::Drift).contains(u"sneaky"_s), qPrintable(holdWhy(bed, HoldReason::Drift)));
        QVERIFY2(!hasPassed(bed, u"additive"_s), bed.why().constData());
    }

    /// The fence was taken without the ledger (a rollback while it was away): who held the target before stops speaking.
    void aFencedRunnerLeaves_data() { addTargetRows(); }
    void aFencedRunnerLeaves()
    {
        RolloutBed bed(fetchTarget());
        bed.replaceInPlan(u"bake: 200ms"_s, u"bake: 1h"_s);
        const QString run = bed.start();
        TRY(bed.state().stage(u"additive"_s) && bed.state().stage(u"additive"_s)->phase == StagePhase::Baking);
        const auto session = bed.database().open();
        VERIFY_OK(takeFence(*session, u"elsewhere"_s, std::chrono::seconds(10)));
        TRY(!bed.service().isRunning(run));
        QVERIFY(bed.service().runnerError(run));
        QCOMPARE(bed.service().runnerError(run)->code, ErrorCode::Fenced);
        QVERIFY(bed.state().holds.isEmpty());
    }

    void driftHoldsBeforeTheNextStage_data() { addTargetRows(); }
    void driftHoldsBeforeTheNextStage()
    {
        RolloutBed bed(fetchTarget());
        const QString run = bed.startUntil(u"additive"_s);
        TRY(hasPassed(bed, u"additive"_s) && !bed.service().isRunning(run));
        bed.database().run(u"ALTER TABLE %1 ADD COLUMN sneaky integer"_s.arg(table(bed, u"orders"_s)));
        bed.service().setUntil({});
        bed.service().attach(run);
        TRY(bed.state().isHeldBy(HoldReason::Drift));
        QVERIFY2(holdWhy(bed, HoldReason::Drift).contains(u"sneaky"_s), qPrintable(holdWhy(bed, HoldReason::Drift)));
        QVERIFY(!bed.state().stage(u"forward"_s));
        QCOMPARE(bed.readersSee(), u"legacy"_s);
        // Undone as far as it is ours; what somebody else did is named, not called exact.
        rollBackToTheStart(bed, run);
        QVERIFY(bed.state().rollback->result != RollbackResult::Exact);
        QVERIFY(hasColumn(bed, u"sneaky"_s));
        QVERIFY(!hasColumn(bed, u"currency"_s));
    }

    void holdAndResume_data() { addTargetRows(); }
    void holdAndResume()
    {
        RolloutBed bed(fetchTarget());
        const QString run = bed.startHeld(u"not before noon"_s);
        TRY(bed.state().isHeldBy(HoldReason::Operator));
        QCOMPARE(holdWhy(bed, HoldReason::Operator), u"not before noon"_s);
        QVERIFY(receipts(bed).isEmpty());
        const auto resumed = bed.service().resumeRollout(run, u"it is noon"_s);
        ANSWERED(resumed);
        TRY(bed.state().phase == RunPhase::Observing);
        QCOMPARE(receipts(bed), everyReceipt());
        QCOMPARE(bed.readersSee(), u"candidate"_s);
    }

    void cancelBeforeAnythingHappened_data() { addTargetRows(); }
    void cancelBeforeAnythingHappened()
    {
        RolloutBed bed(fetchTarget());
        const QString run = bed.startHeld(u"wait"_s);
        TRY(bed.state().isHeldBy(HoldReason::Operator));
        const auto cancelled = bed.service().cancelRollout(run, u"wrong week"_s);
        ANSWERED(cancelled);
        TRY(bed.state().phase == RunPhase::Cancelled);
        QVERIFY(receipts(bed).isEmpty());
        const auto again = bed.service().startRollout(u"totals"_s, u"this week"_s);
        ANSWERED(again);
        QVERIFY(*again.result() != run);
    }

    void aConsoleThatClosesIsFollowedByAnother_data() { addTargetRows(); }
    void aConsoleThatClosesIsFollowedByAnother()
    {
        RolloutBed bed(fetchTarget());
        const QString run = bed.start();
        TRY(bed.state().stage(u"additive"_s));
        bed.restart(run);
        TRY(bed.state().stage(u"forward"_s));
        bed.restart(run);
        TRY(bed.state().phase == RunPhase::Observing);
        QCOMPARE(receipts(bed), everyReceipt());
    }

    void aBreachHoldsAndAPersonTakesItBack_data() { addTargetRows(); }
    void aBreachHoldsAndAPersonTakesItBack()
    {
        RolloutBed bed(fetchTarget());
        const QString run = bed.start();
        TRY(bed.state().stage(u"forward"_s) && bed.state().stage(u"forward"_s)->exposure == 1);
        const QString many = bed.engine() == Engine::Postgresql ? u"SELECT g, 1 FROM generate_series(1000, 1199) g"_s
                                                          : u"WITH RECURSIVE g(n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM g WHERE n < 1199) SELECT n, 1 FROM g"_s;
        bed.database().run(u"INSERT INTO %1 (id, amount) %2"_s.arg(table(bed, u"orders"_s), many));
        TRY(bed.state().isHeldBy(HoldReason::Breach));
        QVERIFY(!bed.state().rollback); // this gate asks for a person
        QCOMPARE(bed.readersSee(), u"candidate"_s);
        rollBackToTheStart(bed, run);
        const RollbackProof proof = rollbackProofFromJson(bed.state().rollback->proof);
        QVERIFY2(proof.result == RollbackResult::Exact, qPrintable(proof.exceptions.join(u"; "_s) + bed.state().rollback->stuckWhy));
        QCOMPARE(proof.fingerprintAfter, proof.fingerprintBefore);
        QCOMPARE(proof.tables.size(), 1);
        QCOMPARE(proof.tables[0].arrived, 200);
        QCOMPARE(bed.readersSee(), u"legacy"_s);
    }

    /// Whoever resumes after the console was closed is heard while the new runner still looks for its target.
    void aBreachThatOutlivedItsRunnerIsResumed_data() { addTargetRows(); }
    void aBreachThatOutlivedItsRunnerIsResumed()
    {
        RolloutBed bed(fetchTarget());
        const QString run = bed.start();
        TRY(bed.state().stage(u"forward"_s) && bed.state().stage(u"forward"_s)->exposure == 1);
        bed.database().run(u"DELETE FROM %1 WHERE id = 3"_s.arg(table(bed, u"orders"_s)));
        TRY(bed.state().isHeldBy(HoldReason::Breach));
        bed.close();
        bed.database().run(u"INSERT INTO %1 (id, amount) VALUES (3, 30)"_s.arg(table(bed, u"orders"_s)));
        bed.open();
        const auto resumed = bed.service().resumeRollout(run, u"the row is back"_s);
        ANSWERED(resumed);
        TRY(hasPassed(bed, u"forward"_s));
    }

    /// What was healthy days ago lets nothing pass today.
    void nobodyPassesOnOldVerdicts_data() { addTargetRows(); }
    void nobodyPassesOnOldVerdicts()
    {
        RolloutBed bed(fetchTarget());
        const QString run = bed.start();
        TRY(bed.state().stage(u"forward"_s) && bed.state().stage(u"forward"_s)->exposure == 1);
        const auto held = bed.service().holdRollout(run, u"over the weekend"_s);
        ANSWERED(held);
        TRY(bed.state().isHeldBy(HoldReason::Operator));
        QVERIFY(!hasPassed(bed, u"forward"_s));
        TRY(bed.state().stage(u"forward"_s)->baked >= std::chrono::seconds(1)
            && bed.state().stage(u"forward"_s)->verdicts.value(u"rows-live"_s).verdict == Verdict::Healthy);
        bed.close();
        bed.database().run(u"DELETE FROM "_s + table(bed, u"orders"_s));
        bed.open();
        const auto resumed = bed.service().resumeRollout(run, u"monday"_s);
        ANSWERED(resumed);
        TRY(bed.state().isHeldBy(HoldReason::Breach));
        QVERIFY(!hasPassed(bed, u"forward"_s));
    }

    void theLastWordOfHoldAndResumeCounts_data() { addTargetRows(); }
    void theLastWordOfHoldAndResumeCounts()
    {
        RolloutBed bed(fetchTarget());
        const QString run = bed.startHeld(u"first"_s);
        TRY(bed.state().isHeldBy(HoldReason::Operator));
        bed.close(); // nobody obeys until both are said
        bed.open();
        const auto resumed = bed.service().resumeRollout(run, u"go"_s);
        const auto held = bed.service().holdRollout(run, u"no, wait"_s);
        ANSWERED(resumed);
        ANSWERED(held);
        TRY(holdWhy(bed, HoldReason::Operator) == u"no, wait"_s && bed.state().commands.isEmpty());
        bed.restart(run);
        QCOMPARE(holdWhy(bed, HoldReason::Operator), u"no, wait"_s);
    }

    /// Counting rows for a step may take minutes; whoever cancels meanwhile has cancelled.
    void aCancelWhileAStepIsPreparedStopsIt()
    {
        RolloutBed bed(Engine::Postgresql);
        bed.replaceInPlan(u"- {id: currency, op: add_column"_s,
            u"- {id: raise, op: backfill, table: public.orders, set: {amount: \"amount + 1\"}, where: \"pg_sleep(1) is not null\", batch: 10}\n"
             "      - {id: currency, op: add_column"_s);
        const QString run = bed.start();
        TRY(bed.state().stage(u"additive"_s));
        const auto cancelled = bed.service().cancelRollout(run, u"wrong week"_s);
        ANSWERED(cancelled);
        TRY(bed.state().phase == RunPhase::Cancelled && !bed.service().isRunning(run));
        QVERIFY(receipts(bed).isEmpty());
        QCOMPARE(bed.database().value(u"SELECT sum(amount) FROM public.orders"_s).toInt(), 60);
        QVERIFY(!bed.state().hasEffects());
    }

    /// Batches before the one that failed are committed: they are effects, and must be taken back, not cancelled.
    void halfABackfillIsTakenBack()
    {
        RolloutBed bed(Engine::Postgresql);
        bed.replaceInPlan(u"- {id: currency, op: add_column"_s,
            u"- {id: share, op: backfill, table: public.orders, set: {amount: \"100 / (id - 3)\"}, where: \"true\", batch: 1}\n"
             "      - {id: currency, op: add_column"_s);
        const QString run = bed.start();
        TRY(bed.state().isHeldBy(HoldReason::Failure));
        QVERIFY(bed.database().value(u"SELECT sum(amount) FROM public.orders"_s).toInt() != 60);
        QVERIFY(bed.state().hasEffects());
        const auto step = [&bed] { return *bed.state().stage(u"additive"_s)->step(u"share"_s); };
        QCOMPARE(step().keptRows, 2);
        QCOMPARE(step().keptBatches, 2);
        const auto resumed = bed.service().resumeRollout(run, u"again"_s); // goes on behind them, and fails at once
        ANSWERED(resumed);
        TRY(step().attempt == 2 && step().phase == StepPhase::Failed);
        QCOMPARE(step().keptRows, 2);
        QCOMPARE(step().keptBatches, 2);
        TRY(bed.state().isHeldBy(HoldReason::Failure));
        rollBackToTheStart(bed, run);
        QCOMPARE(bed.state().phase, RunPhase::RolledBack);
        const RollbackProof proof = rollbackProofFromJson(bed.state().rollback->proof);
        QVERIFY2(proof.result == RollbackResult::Exact, qPrintable(proof.exceptions.join(u"; "_s)));
        QCOMPARE(bed.database().value(u"SELECT sum(amount) FROM public.orders"_s).toInt(), 60);
    }

    /// Values that somebody else wrote into a new column are not this plan's to lose.
    void foreignValuesAreKeptInQuarantine_data() { addTargetRows(); }
    void foreignValuesAreKeptInQuarantine()
    {
        RolloutBed bed(fetchTarget());
        const QString run = bed.startUntil(u"additive"_s);
        TRY(hasPassed(bed, u"additive"_s) && !bed.service().isRunning(run));
        bed.database().run(u"UPDATE %1 SET currency = 'USD' WHERE id = 2"_s.arg(table(bed, u"orders"_s)));
        rollBackToTheStart(bed, run);
        QCOMPARE(bed.state().rollback->result, RollbackResult::ExactExcept);
        const RollbackProof proof = rollbackProofFromJson(bed.state().rollback->proof);
        QVERIFY2(proof.exceptions.join(u'\n').contains(u"sluice_q_"_s), qPrintable(proof.exceptions.join(u'\n')));
        QVERIFY(!hasColumn(bed, u"currency"_s));
        if (bed.engine() == Engine::Mariadb) {
            const QString column
                = bed.database()
                      .value(u"SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()"
                             " AND TABLE_NAME = 'orders' AND COLUMN_NAME LIKE 'sluice_q_%'"_s)
                      .toString();
            QVERIFY(!column.isEmpty());
            QCOMPARE(bed.database().value(u"SELECT `%1` FROM orders WHERE id = 2"_s.arg(column)).toString(), u"USD"_s);
            return;
        }
        const QString kept = bed.engine() == Engine::Postgresql
            ? bed.database().value(u"SELECT attname FROM pg_attribute WHERE attrelid = 'public.orders'::regclass AND attname LIKE 'sluice_q_%'"_s).toString()
            : bed.database().value(u"SELECT name FROM pragma_table_info('orders') WHERE name LIKE 'sluice_q_%'"_s).toString();
        QVERIFY(!kept.isEmpty());
        QCOMPARE(bed.database().value(u"SELECT \"%1\" FROM %2 WHERE id = 2"_s.arg(kept, table(bed, u"orders"_s))).toString(), u"USD"_s);
    }

    /// DDL that waits for a lock lets everybody else through, and goes on when the lock is free.
    void aBusyTableIsWaitedForWithoutBlockingReaders()
    {
        RolloutBed bed(Engine::Postgresql);
        const auto holder = bed.database().open();
        VERIFY_OK(holder->begin());
        VERIFY_OK(holder->execute(u"LOCK TABLE public.orders IN ROW EXCLUSIVE MODE"_s)); // a writer in a long transaction
        (void)bed.start();
        const auto reader = bed.database().open();
        VERIFY_OK(reader->setTimeouts(std::chrono::seconds(30), std::chrono::seconds(10))); // a dashboard has patience
        const auto isWaitedFor = [&] {
            const auto rows = reader->query(u"SELECT count(*) FROM pg_locks WHERE relation = 'public.orders'::regclass AND NOT granted"_s);
            return rows && rows->scalar().toInt() > 0;
        };
        qint64 longest = 0;
        int waits = 0;
        bool isWaiting = false;
        QElapsedTimer all;
        all.start();
        while (waits < 3 && all.elapsed() < 30'000) {
            const bool now = isWaitedFor();
            waits += now && !isWaiting ? 1 : 0;
            isWaiting = now;
            QElapsedTimer one;
            one.start();
            VERIFY_OK(reader->query(u"SELECT count(*) FROM public.orders"_s));
            longest = std::max(longest, one.elapsed());
        }
        QVERIFY2(waits >= 3, "the step never waited for its lock three times");
        // lock_timeout is 300 ms; the rest is what a busy machine adds.
        QVERIFY2(longest < 1000, qPrintable(u"a reader waited %1 ms"_s.arg(longest)));
        VERIFY_OK(holder->commit());
        TRY(bed.state().phase == RunPhase::Observing || bed.state().isHeldBy(HoldReason::Failure));
        QVERIFY2(bed.state().phase == RunPhase::Observing, bed.why().constData());
        QCOMPARE(receipts(bed), everyReceipt());
    }

    /// Sessions that are cut again and again cost time, never an effect.
    void terminatedSessionsLoseNothing()
    {
        RolloutBed bed(Engine::Postgresql);
        const QString run = bed.start();
        TRY(!bed.state().runner.isEmpty());
        const auto executioner = bed.database().open();
        int killed = 0;
        const auto strike = [&] {
            const auto rows = executioner->query(
                u"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                 " AND application_name LIKE 'sluice%'"_s);
            killed += rows ? rows->scalar().toInt() : 0;
        };
        for (const QString &stage : { u"additive"_s, u"forward"_s, u"resilience"_s }) {
            TRY(bed.state().stage(stage) || bed.state().isHeldBy(HoldReason::Failure) || !bed.service().isRunning(run));
            strike();
        }
        QVERIFY(killed > 0);
        // A person (or the next console) takes it up again, as often as it takes.
        for (int i = 0; i < 10 && bed.state().phase != RunPhase::Observing; ++i) {
            if (!bed.service().isRunning(run))
                bed.service().attach(run);
            if (!bed.state().holds.isEmpty()) {
                const auto resumed = bed.service().resumeRollout(run, u"sessions were cut"_s);
                ANSWERED(resumed);
                TRY(bed.state().commands.isEmpty() || !bed.service().isRunning(run)); // obeyed, so a hold from here on is a new one
            }
            TRY(bed.state().phase == RunPhase::Observing || !bed.state().holds.isEmpty() || !bed.service().isRunning(run));
        }
        QVERIFY2(bed.state().phase == RunPhase::Observing, bed.why().constData());
        QCOMPARE(receipts(bed), everyReceipt());
        rollBackToTheStart(bed, run);
        QCOMPARE(bed.state().rollback->result, RollbackResult::Exact);
    }
};

QTEST_GUILESS_MAIN(RolloutContractTest)
#include "tst_rollout_contract.moc"
