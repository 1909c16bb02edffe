// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "core/warehouse/warehouse_fixture.h"
#include "engine/step_protocol.h"
#include "support/verify.h"
#include "warehouse/checksum.h"

#include <QTest>

#include <future>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

/// A fenced target and the orders that a runner would give it.
class Bench
{
public:
    explicit Bench(Engine engine)
        : f(engine)
    {
        const auto identity = verifyTarget(f.control());
        must(identity.map([](const TargetIdentity &) {}), u"identity"_s);
        m_order.identity = *identity;
        const auto fence = takeFence(f.control(), u"test"_s, std::chrono::seconds(5));
        must(fence.map([](const Fence &) {}), u"fence"_s);
        m_order.fence = *fence;
        m_order.run = f.runId();
        m_order.runner = u"test"_s;
        m_order.scope = f.scope();
        m_order.budget = std::chrono::seconds(20);
    }

    StepOrder order(const CompiledStep &step, Direction direction) const
    {
        StepOrder order = m_order;
        order.step = step;
        order.direction = direction;
        return order;
    }
    /// Each on a session of its own, as after a restart.
    StepOutcome run(const CompiledStep &step, Direction direction)
    {
        const auto session = f.database().open(SessionRole::Steps);
        StepProgress progress;
        return runStep(*session, order(step, direction), {}, progress);
    }
    StepOutcome settle(const CompiledStep &step, Direction direction)
    {
        const auto session = f.database().open(SessionRole::Steps);
        return settleStep(*session, order(step, direction));
    }

    WarehouseFixture f;

private:
    StepOrder m_order;
};

QByteArray said(const StepOutcome &outcome)
{
    return (u"%1: %2 %3"_s.arg(static_cast<int>(outcome.result)).arg(outcome.error.what, outcome.evidence)).toUtf8();
}

#define IS(outcome, wanted)                                                                                            \
    do {                                                                                                               \
        const StepOutcome seen = (outcome);                                                                            \
        QVERIFY2(seen.result == StepResult::wanted, said(seen).constData());                                           \
    } while (false)

CompiledStep indexConcurrently(Bench &bench)
{
    const auto step = bench.f.compile(u"index"_s,
        CreateIndex { u"by_country"_s, bench.f.names().relation(bench.f.names().orders), { bench.f.names().country },
            false, true });
    must(step.map([](const CompiledStep &) {}), u"compile"_s);
    return *step;
}

qint64 indexes(Bench &bench)
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
        Bench bench(engine);
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

    /// Roll back while a backfill has only its intent: nothing was prepared, so there is nothing to read old values
    /// from.
    void aBackfillThatNeverBeganIsUndone_data() { addEngineRows(); }
    void aBackfillThatNeverBeganIsUndone()
    {
        QFETCH(const Engine, engine);
        Bench bench(engine);
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
        Bench bench(Engine::Postgresql);
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
        Bench bench(engine);
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

    /// DROP INDEX CONCURRENTLY waits for every older transaction, much longer than a lock_timeout, and blocks nobody.
    void droppingAnIndexConcurrentlyOutwaitsAReader()
    {
        Bench bench(Engine::Postgresql);
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
        Bench bench(Engine::Postgresql);
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
        Bench bench(Engine::Postgresql);
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
};

QTEST_GUILESS_MAIN(StepProtocolTest)
#include "tst_step_protocol.moc"
