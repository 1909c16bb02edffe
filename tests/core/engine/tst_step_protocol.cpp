// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "step_bench.h"

#include "support/verify.h"
#include "warehouse/checksum.h"

#include <QTest>

#include <future>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

CompiledStep indexConcurrently(StepBench &bench)
{
    const auto step = bench.f.compile(u"index"_s,
        CreateIndex { u"by_country"_s, bench.f.names().relation(bench.f.names().orders), { bench.f.names().country },
            false, true });
    must(step.map([](const CompiledStep &) {}), u"compile"_s);
    return *step;
}

qint64 indexes(StepBench &bench)
{
    return bench.f.value(u"SELECT count(*) FROM pg_class WHERE relname = 'by_country'"_s).toLongLong();
}

} // namespace

/// What one effect promises when whoever makes it is cut off, and somebody else goes on.
class StepProtocolTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Killed between COMMIT and the ledger: whoever resumes must learn from the receipt that something was left
    /// behind.
    void anAdoptedUndoStillTellsWhatItLeftBehind_data() { addEngineRows(); }
    void anAdoptedUndoStillTellsWhatItLeftBehind()
    {
        QFETCH(const Engine, engine);
        StepBench bench(engine);
        const RelationName fresh = bench.f.names().relation(u"fresh"_s);
        const auto step
            = bench.f.compile(u"make"_s, CreateTable { fresh, { { u"k"_s, u"bigint"_s, false, {} } }, { u"k"_s } });
        VERIFY_OK(step);
        IS(bench.run(*step, Direction::Forward), Done);
        bench.f.run(u"INSERT INTO %1 VALUES (1), (2)"_s.arg(bench.f.rel(u"fresh"_s)));
        const StepOutcome first = bench.run(*step, Direction::Undo);
        IS(first, Done);
        QCOMPARE(first.guardRows, 2);
        QVERIFY2(first.remnant.contains(u"sluice_q_"_s), qPrintable(first.remnant));
        for (const StepOutcome &again : { bench.run(*step, Direction::Undo), bench.settle(*step, Direction::Undo) }) {
            IS(again, Adopted);
            QCOMPARE(again.remnant, first.remnant);
            QCOMPARE(again.guardRows, 2);
        }
    }

    /// Failed over to a replica that lagged, or restored: what the ledger knows as done last was never done there. A
    /// rollback needs no more than what it finds.
    void aTargetThatLostItsLastStepIsRefused_data() { addEngineRows(); }
    void aTargetThatLostItsLastStepIsRefused()
    {
        QFETCH(const Engine, engine);
        StepBench bench(engine);
        const auto make = [&bench](const QString &name) {
            const auto step = bench.f.compile(name, CreateTable { bench.f.names().relation(name), { { u"k"_s, u"bigint"_s, false, {} } }, { u"k"_s } });
            must(step.map([](const CompiledStep &) {}), u"compile"_s);
            return *step;
        };
        const CompiledStep first = make(u"first"_s);
        const CompiledStep second = make(u"second"_s);
        IS(bench.run(first, Direction::Forward), Done);
        const auto after = [&](const QString &last, Direction direction) {
            const auto session = bench.f.database().open(SessionRole::Steps);
            StepOrder order = bench.order(second, direction);
            order.lastDone = last;
            order.lastGeneration = 1;
            StepProgress progress;
            return runStep(*session, order, {}, progress);
        };
        const StepOutcome refused = after(u"lost"_s, Direction::Forward);
        IS(refused, NotApplied);
        QCOMPARE(refused.error.code, ErrorCode::IdentityMismatch);
        QVERIFY2(refused.error.what.contains(u"'lost'"_s), qPrintable(refused.error.what));
        QVERIFY(!*bench.f.holds(second.present));
        IS(after(u"first"_s, Direction::Forward), Done);
        IS(after(u"lost"_s, Direction::Undo), Done);
    }

    /// What it made stays when the step is undone: named with the step, and known again by whoever adopts it.
    void aTableOfATriggerIsNamed()
    {
        StepBench bench(Engine::Postgresql);
        const auto step = bench.f.compile(u"make"_s,
            CreateTable { bench.f.names().relation(u"plain"_s), { { u"k"_s, u"bigint"_s, false, {} } }, { u"k"_s } });
        VERIFY_OK(step);
        bench.f.run(u"CREATE FUNCTION public.hide() RETURNS event_trigger LANGUAGE plpgsql AS"
                    " 'BEGIN IF to_regclass(''public.hidden'') IS NULL THEN CREATE TABLE public.hidden (a int); END IF; END'"_s);
        bench.f.run(u"CREATE EVENT TRIGGER hide ON ddl_command_end WHEN tag IN ('CREATE TABLE') EXECUTE FUNCTION public.hide()"_s);
        const StepOutcome made = bench.run(*step, Direction::Forward);
        IS(made, Done);
        QVERIFY2(made.remnant.startsWith(u"table public.hidden, "_s), qPrintable(made.remnant));
        const StepOutcome again = bench.settle(*step, Direction::Forward);
        IS(again, Adopted);
        QCOMPARE(again.remnant, made.remnant);
        bench.f.run(u"DROP EVENT TRIGGER hide"_s);
        const auto other = bench.f.compile(u"other"_s,
            CreateTable { bench.f.names().relation(u"other"_s), { { u"k"_s, u"bigint"_s, false, {} } }, { u"k"_s } });
        VERIFY_OK(other);
        const StepOutcome alone = bench.run(*other, Direction::Forward);
        IS(alone, Done);
        QCOMPARE(alone.remnant, QString());
    }

    /// Roll back while a backfill has only its intent: nothing was prepared, so there is nothing to read old values
    /// from.
    void aBackfillThatNeverBeganIsUndone_data() { addEngineRows(); }
    void aBackfillThatNeverBeganIsUndone()
    {
        QFETCH(const Engine, engine);
        StepBench bench(engine);
        const auto step = bench.f.compile(u"fill"_s,
            Backfill { bench.f.names().relation(bench.f.names().orders), { { bench.f.names().country, u"'FR'"_s } }, {},
                {}, 7, Duration(0) });
        VERIFY_OK(step);
        const auto before = takeChecksum(bench.f.control(), bench.f.names().relation(bench.f.names().orders));
        VERIFY_OK(before);
        IS(bench.run(*step, Direction::Undo), Done);
        const auto after = retakeChecksum(bench.f.control(), *before);
        VERIFY_OK(after);
        QVERIFY(sameContent(*before, *after));
        QVERIFY(!*bench.f.holds(step->present));
    }

    /// A person at night needs the session that stands in the way, not only that there is one.
    void aLockThatIsNotGivenNamesItsHolder()
    {
        StepBench bench(Engine::Postgresql);
        const auto step = bench.f.compile(u"held_up"_s, AddColumn { bench.f.names().relation(bench.f.names().orders), { u"held_up"_s, u"text"_s, true, {} } });
        VERIFY_OK(step);
        const auto holder = bench.f.database().open(SessionRole::Steps);
        VERIFY_OK(holder->begin());
        VERIFY_OK(holder->execute(u"LOCK TABLE %1 IN ROW EXCLUSIVE MODE"_s.arg(bench.f.rel(bench.f.names().orders))));
        StepOrder order = bench.order(*step, Direction::Forward);
        order.lockTimeout = std::chrono::milliseconds(50);
        order.retries = 2;
        const auto session = bench.f.database().open(SessionRole::Steps);
        StepProgress progress;
        const StepOutcome outcome = runStep(*session, order, {}, progress);
        QVERIFY2(outcome.result == StepResult::NotApplied, said(outcome).constData());
        QCOMPARE(outcome.error.code, ErrorCode::LockTimeout);
        const auto pid = holder->query(u"SELECT pg_backend_pid()"_s);
        VERIFY_OK(pid);
        QVERIFY2(outcome.error.what.contains(u"pid "_s + pid->scalar().toString()), said(outcome).constData());
    }

    void oldValuesThatSomebodyDroppedAreNotCalledUndone_data() { addEngineRows(); }
    void oldValuesThatSomebodyDroppedAreNotCalledUndone()
    {
        QFETCH(const Engine, engine);
        StepBench bench(engine);
        const auto step = bench.f.compile(u"fill"_s,
            Backfill { bench.f.names().relation(bench.f.names().orders), { { bench.f.names().country, u"'FR'"_s } }, {},
                {}, 7, Duration(0) });
        VERIFY_OK(step);
        IS(bench.run(*step, Direction::Forward), Done);
        bench.f.run(engine == Engine::Postgresql ? u"DROP TABLE sluice.saved_0f3c2a1b_fill"_s
                                                 : u"DROP TABLE sluice_saved_0f3c2a1b_fill"_s);
        const StepOutcome undone = bench.run(*step, Direction::Undo);
        IS(undone, NotApplied);
        QVERIFY2(undone.error.what.contains(u"old values"_s), qPrintable(undone.error.what));
    }

    /// Ended between quarantine and decision: the undo is begun anew, counts again, and leaves nothing of what it
    /// moved.
    void anUndoWithoutTransactionIsBegunAnew()
    {
        for (const bool isForeign : { false, true }) {
            StepBench bench(Engine::Mariadb);
            const auto step = bench.f.compile(u"add"_s,
                AddColumn { bench.f.names().relation(bench.f.names().orders), { u"extra"_s, u"text"_s, true, {} } });
            VERIFY_OK(step);
            IS(bench.run(*step, Direction::Forward), Done);
            if (isForeign)
                bench.f.run(u"UPDATE orders SET extra = 'x' WHERE id = 1"_s);
            leaveMark(bench, *step, Direction::Undo);
            bench.f.run(step->guardLock[0]);
            QVERIFY(!*bench.f.holds(step->present) && !*bench.f.holds(step->absent));
            const StepOutcome settled = bench.settle(*step, Direction::Undo);
            IS(settled, NotApplied);
            QVERIFY(settled.wasCutOff);
            const StepOutcome undone = bench.run(*step, Direction::Undo);
            IS(undone, Done);
            QCOMPARE(undone.guardRows, isForeign ? 1 : 0);
            QCOMPARE(undone.remnant.isEmpty(), !isForeign);
            QVERIFY(*bench.f.holds(isForeign ? step->kept : step->absent));
            const StepOutcome again = bench.run(*step, Direction::Undo);
            IS(again, Adopted);
            QCOMPARE(again.remnant, undone.remnant);
        }
    }

    /// Ended after the first of its statements: what is there is ours, goes, and the step is begun anew.
    void aStepOfSeveralStatementsIsCleanedUp()
    {
        StepBench bench(Engine::Mariadb);
        const auto step = bench.f.compile(u"install"_s, InstallFlag { bench.f.plan().flags[0].name });
        VERIFY_OK(step);
        const Fingerprint before = bench.f.fingerprint();
        leaveMark(bench, *step, Direction::Forward);
        bench.f.run(step->forward[0]);
        const StepOutcome settled = bench.settle(*step, Direction::Forward);
        IS(settled, NotApplied);
        QVERIFY2(settled.wasCutOff, said(settled).constData());
        QVERIFY(*bench.f.holds(step->absent));
        QVERIFY(before == bench.f.fingerprint());
        IS(bench.run(*step, Direction::Forward), Done);
        IS(bench.run(*step, Direction::Undo), Done);
        QVERIFY(before == bench.f.fingerprint());
    }

    /// The name is taken by somebody else's table when the mark is found: nothing is removed, a person is asked.
    void whatSomebodyElseMadeIsNoLeftover()
    {
        StepBench bench(Engine::Mariadb);
        const auto step = bench.f.compile(
            u"make"_s, CreateTable { { {}, u"fresh"_s }, { { u"k"_s, u"bigint"_s, false, {} } }, { u"k"_s } });
        VERIFY_OK(step);
        leaveMark(bench, *step, Direction::Forward);
        bench.f.run(u"CREATE TABLE fresh (other text)"_s);
        IS(bench.settle(*step, Direction::Forward), Unknown);
        IS(bench.run(*step, Direction::Forward), Unknown);
        QCOMPARE(bench.f.value(u"SELECT count(*) FROM fresh"_s).toInt(), 0);
    }

    /// Statements that nothing can tell from not having run are run again, and their receipt says that they have.
    void statementsWithoutAProbeRunAgain()
    {
        StepBench bench(Engine::Mariadb);
        CompiledStep step;
        step.stepId = u"flags-off:x"_s;
        step.op = u"switch_flag"_s;
        step.undo = { u"CREATE OR REPLACE VIEW extra AS SELECT 1 AS a"_s };
        step.transactional = false;
        leaveMark(bench, step, Direction::Undo);
        const StepOutcome settled = bench.settle(step, Direction::Undo);
        IS(settled, NotApplied);
        IS(bench.run(step, Direction::Undo), Done);
        IS(bench.run(step, Direction::Undo), Adopted);
        QCOMPARE(bench.f.value(u"SELECT a FROM extra"_s).toInt(), 1);
        step.stepId = u"flags-off:y"_s;
        step.undo = { u"CREATE OR REPLACE VIEW extra AS SELECT * FROM nowhere"_s };
        IS(bench.run(step, Direction::Undo), NotApplied);
        QCOMPARE(bench.f.value(u"SELECT a FROM extra"_s).toInt(), 1);
    }

    /// Readers queue behind an ALTER that waits, so it does not wait beyond lock_timeout; it goes in when they have
    /// left.
    void ddlAloneKeepsItsLockTimeout()
    {
        StepBench bench(Engine::Mariadb);
        const auto step
            = bench.f.compile(u"add"_s, AddColumn { { {}, u"orders"_s }, { u"extra"_s, u"text"_s, true, {} } });
        VERIFY_OK(step);
        const auto reader = bench.f.database().open();
        VERIFY_OK(reader->begin());
        VERIFY_OK(reader->query(u"SELECT count(*) FROM orders"_s));
        StepOrder order = bench.order(*step, Direction::Forward);
        order.retries = 2;
        const auto session = bench.f.database().open(SessionRole::Steps);
        StepProgress progress;
        const StepOutcome refused = runStep(*session, order, {}, progress);
        IS(refused, NotApplied);
        QCOMPARE(refused.error.code, ErrorCode::LockTimeout);
        QVERIFY(*bench.f.holds(step->absent));
        auto second = std::async(std::launch::async, [&bench, &step] { return bench.run(*step, Direction::Forward); });
        VERIFY_OK(reader->commit());
        IS(second.get(), Done);
    }

    /// A runner that lost the target is ended where it holds the lock, and finds the newer one where it comes back.
    void aNewerRunnerEndsTheOlder()
    {
        StepBench bench(Engine::Mariadb);
        const auto older = bench.f.database().open(SessionRole::Steps);
        VERIFY_OK(lockTarget(*older, std::chrono::seconds(1)));
        VERIFY_OK(older->begin());
        VERIFY_OK(holdFence(*older, Fence { 1, u"test"_s }));
        const auto taken = takeFence(bench.f.control(), u"newer"_s, std::chrono::seconds(10));
        VERIFY_OK(taken);
        QCOMPARE(taken->epoch, 2);
        VERIFY_ERROR(older->query(u"SELECT 1"_s), ErrorCode::ConnectionLost);
        const auto step
            = bench.f.compile(u"add"_s, AddColumn { { {}, u"orders"_s }, { u"extra"_s, u"text"_s, true, {} } });
        VERIFY_OK(step);
        const StepOutcome fenced = bench.run(*step, Direction::Forward);
        IS(fenced, NotApplied);
        QCOMPARE(fenced.error.code, ErrorCode::Fenced);
        // One's own session is left alone.
        SessionOptions options;
        options.applicationName = sessionTag(u"newer"_s, SessionRole::Steps);
        const auto own = bench.f.database().open(SessionRole::Steps, options);
        VERIFY_OK(lockTarget(*own, std::chrono::seconds(1)));
        VERIFY_OK(takeFence(bench.f.control(), u"newer"_s, std::chrono::seconds(10)));
        VERIFY_OK(own->query(u"SELECT 1"_s));
    }

    /// DROP INDEX CONCURRENTLY waits for every older transaction, much longer than a lock_timeout, and blocks nobody.
    void droppingAnIndexConcurrentlyOutwaitsAReader()
    {
        StepBench bench(Engine::Postgresql);
        const CompiledStep step = indexConcurrently(bench);
        IS(bench.run(step, Direction::Forward), Done);
        const auto reader = bench.f.database().open();
        VERIFY_OK(reader->begin());
        VERIFY_OK(reader->query(bench.f.fill(u"SELECT count(*) FROM {orders}"_s)));
        auto undo = std::async(std::launch::async, [&bench, &step] { return bench.run(step, Direction::Undo); });
        // It waits for the reader, and goes on waiting when lock_timeout (300 ms) is long over.
        const QString waits = u"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE "
                              u"'DROP INDEX CONCURRENTLY%'"
                              " AND clock_timestamp() - query_start > interval '700 ms'"_s;
        QTRY_VERIFY_WITH_TIMEOUT(bench.f.value(waits).toLongLong() == 1
                || undo.wait_for(std::chrono::seconds(0)) == std::future_status::ready,
            30'000);
        VERIFY_OK(reader->commit());
        const StepOutcome undone = undo.get();
        IS(undone, Done);
        QCOMPARE(indexes(bench), 0);
    }

    /// Its backend is ended in the middle: the invalid index goes, and the step is begun anew without asking a person,
    /// for nothing was wrong with it.
    void anIndexBuildThatWasCutOffIsBegunAnew()
    {
        StepBench bench(Engine::Postgresql);
        const CompiledStep step = indexConcurrently(bench);
        const auto reader = bench.f.database().open();
        VERIFY_OK(reader->begin());
        VERIFY_OK(reader->execute(bench.f.fill(u"DELETE FROM {orders} WHERE false"_s)));
        auto build = std::async(std::launch::async, [&bench, &step] { return bench.run(step, Direction::Forward); });
        QTRY_VERIFY_WITH_TIMEOUT(indexes(bench) == 1, 30'000); // invalid, and waiting
        QCOMPARE(
            bench.f
                .value(
                    u"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%'"_s)
                .toLongLong(),
            1);
        IS(build.get(), Unknown);
        VERIFY_OK(reader->commit());
        QCOMPARE(indexes(bench), 1);
        const StepOutcome settled = bench.settle(step, Direction::Forward);
        IS(settled, NotApplied);
        QVERIFY2(settled.wasCutOff && settled.error.code == ErrorCode::Cancelled, said(settled).constData());
        QCOMPARE(indexes(bench), 0);
        IS(bench.run(step, Direction::Forward), Done);
        QCOMPARE(indexes(bench), 1);
    }

    /// Its backend is ended in the middle: what is left is an invalid index, which the next try removes.
    void anIndexDropThatWasCutOffIsFinished()
    {
        StepBench bench(Engine::Postgresql);
        const CompiledStep step = indexConcurrently(bench);
        IS(bench.run(step, Direction::Forward), Done);
        const auto reader = bench.f.database().open();
        VERIFY_OK(reader->begin());
        VERIFY_OK(reader->query(bench.f.fill(u"SELECT count(*) FROM {orders}"_s)));
        auto undo = std::async(std::launch::async, [&bench, &step] { return bench.run(step, Direction::Undo); });
        const QString invalid
            = u"SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = 'by_country' AND NOT i.indisvalid"_s;
        QTRY_VERIFY_WITH_TIMEOUT(bench.f.value(invalid).toLongLong() == 1, 30'000);
        QCOMPARE(
            bench.f
                .value(
                    u"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'DROP INDEX CONCURRENTLY%'"_s)
                .toLongLong(),
            1);
        IS(undo.get(), Unknown);
        VERIFY_OK(reader->commit());
        QCOMPARE(indexes(bench), 1);
        IS(bench.settle(step, Direction::Undo), Done);
        QCOMPARE(indexes(bench), 0);
        IS(bench.run(step, Direction::Undo), Adopted);
    }

private:
    /// As a runner leaves it that was ended right after it began.
    static void leaveMark(StepBench &bench, const CompiledStep &step, Direction direction)
    {
        Receipt mark;
        mark.run = bench.f.runId();
        mark.step = step.stepId;
        mark.direction = direction;
        mark.generation = 1;
        mark.isDone = false;
        must(insertReceipt(bench.f.control(), mark), u"mark"_s);
    }
};

QTEST_GUILESS_MAIN(StepProtocolTest)
#include "tst_step_protocol.moc"
