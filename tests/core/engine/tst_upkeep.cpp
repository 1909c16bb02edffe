// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "step_bench.h"
#include "support/postgres_cluster.h"
#include "support/verify.h"

#include <QTest>

#include <atomic>
#include <future>
#include <thread>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

/// A column that the plan added, on a table that autovacuum works on for as long as nobody ends it.
struct VacuumedTable
{
    explicit VacuumedTable(bool againstWraparound)
        : bench(Engine::Postgresql)
        , table(bench.f.rel(bench.f.names().orders))
        , session(bench.f.database().open(SessionRole::Steps))
    {
        // One page's worth of work, then 100 ms of sleep: it is never through by itself.
        execute(u"ALTER TABLE %1 SET (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1, autovacuum_vacuum_threshold = 1,"
                " autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_threshold = 1000000000%2)"_s.arg(
                    table, againstWraparound ? u", autovacuum_freeze_max_age = 100000"_s : QString()));
        before = bench.f.fingerprint();
        execute(u"ALTER TABLE %1 SET (autovacuum_enabled = off)"_s.arg(table));
        const QString id = bench.f.q(bench.f.names().id);
        execute(u"INSERT INTO %1 (%2, %3) SELECT n, date '2024-01-01' FROM generate_series(100000, 140000) n"_s.arg(
            table, id, bench.f.q(bench.f.names().day)));
        const auto compiled = bench.f.compile(u"add currency"_s,
            AddColumn { bench.f.names().relation(bench.f.names().orders), { u"currency"_s, u"text"_s, true, {} } });
        must(compiled.map([](const CompiledStep &) {}), u"compile"_s);
        step = *compiled;
        const StepOutcome made = bench.run(step, Direction::Forward);
        if (made.result != StepResult::Done)
            qFatal("%s", said(made).constData());
        if (againstWraparound) {
            execute(u"SET synchronous_commit = off"_s);
            execute(u"DO $$ BEGIN FOR i IN 1..100100 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"_s);
        } else {
            execute(u"DELETE FROM %1 WHERE %2 >= 100000"_s.arg(table, id));
        }
        execute(u"ALTER TABLE %1 RESET (autovacuum_enabled)"_s.arg(table));
    }

    void execute(const QString &sql) { must(session->execute(sql).map([](qint64) {}), sql.left(60)); }
    /// Of the table itself, by what everybody may see.
    int vacuums()
    {
        return bench.f.value(u"SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE a.usesysid IS NULL"
                             " AND l.granted AND l.mode = 'ShareUpdateExclusiveLock' AND l.relation = '%1'::regclass"_s.arg(table)).toInt();
    }

    StepBench bench;
    QString table;
    std::unique_ptr<SqlSession> session;
    Fingerprint before;
    CompiledStep step;
};

} // namespace

/// PostgreSQL's autovacuum gives way to whoever waits for deadlock_timeout, and no statement of a step waits so long.
class UpkeepTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const PostgresCluster &cluster = PostgresCluster::shared();
        VERIFY_OK(cluster.open());
        const auto session = cluster.open();
        VERIFY_OK((*session)->execute(u"ALTER SYSTEM SET autovacuum_naptime = '1s'"_s));
        VERIFY_OK((*session)->query(u"SELECT pg_reload_conf()"_s));
    }

    /// And nobody else waits for it meanwhile.
    void itGivesWayToAnUndo()
    {
        VacuumedTable vacuumed(false);
        QTRY_COMPARE_WITH_TIMEOUT(vacuumed.vacuums(), 1, 60'000);

        std::atomic<qint64> writes = 0;
        std::jthread writer([&](const std::stop_token &stop) {
            const auto session = vacuumed.bench.f.database().open(SessionRole::Steps);
            must(session->setTimeouts(std::chrono::seconds(30), Duration(700)), u"writer"_s);
            while (!stop.stop_requested()) {
                must(session->execute(u"UPDATE %1 SET %2 = %2 WHERE %2 = 1"_s.arg(vacuumed.table, vacuumed.bench.f.q(vacuumed.bench.f.names().id)))
                         .map([](qint64) {}),
                    u"a writer waited too long"_s);
                ++writes;
            }
        });
        QTRY_VERIFY(writes > 0);
        const auto session = vacuumed.bench.f.database().open(SessionRole::Steps);
        StepOrder order = vacuumed.bench.order(vacuumed.step, Direction::Undo);
        order.lockTimeout = Duration(300);
        StepProgress progress;
        const StepOutcome undone = runStep(*session, order, {}, progress);
        IS(undone, Done);
        QVERIFY(progress.retries.load() >= 1); // it was in the way
        QCOMPARE(undone.remnant, QString());
        QCOMPARE(vacuumed.bench.f.fingerprint().total, vacuumed.before.total);
    }

    void itGivesWayToAStepForward()
    {
        VacuumedTable vacuumed(false);
        const auto compiled = vacuumed.bench.f.compile(u"add region"_s,
            AddColumn { vacuumed.bench.f.names().relation(vacuumed.bench.f.names().orders), { u"region"_s, u"text"_s, true, {} } });
        VERIFY_OK(compiled);
        QTRY_COMPARE_WITH_TIMEOUT(vacuumed.vacuums(), 1, 60'000);
        IS(vacuumed.bench.run(*compiled, Direction::Forward), Done);
    }

    /// Dropped by an undo that keeps readers off the table whose old values it holds: nothing may hold that up.
    void oldValuesGetNoUpkeep()
    {
        StepBench bench(Engine::Postgresql);
        Backfill fill;
        fill.table = bench.f.names().relation(bench.f.names().orders);
        fill.set.insert(bench.f.names().country, u"'DE'"_s);
        fill.where = bench.f.q(bench.f.names().country) + u" IS DISTINCT FROM 'DE'"_s;
        const auto compiled = bench.f.compile(u"fill"_s, fill);
        VERIFY_OK(compiled);
        IS(bench.run(*compiled, Direction::Forward), Done);
        QCOMPARE(bench.f.value(u"SELECT count(*) FROM pg_class WHERE relnamespace = 'sluice'::regnamespace AND relkind = 'r'"
                               " AND relname LIKE 'saved\\_%' AND reloptions @> '{autovacuum_enabled=off}'"_s).toInt(), 1);
        IS(bench.run(*compiled, Direction::Undo), Done);
    }

    /// Against a wraparound the server ends none of its own. Then it is named like any other who holds the table.
    void whatStaysIsNamed()
    {
        VacuumedTable vacuumed(true);
        QTRY_COMPARE_WITH_TIMEOUT(vacuumed.vacuums(), 1, 60'000);
        const auto session = vacuumed.bench.f.database().open(SessionRole::Steps);
        StepOrder order = vacuumed.bench.order(vacuumed.step, Direction::Undo);
        order.lockTimeout = Duration(100);
        order.budget = std::chrono::seconds(4);
        StepProgress progress;
        const StepOutcome outcome = runStep(*session, order, {}, progress);
        IS(outcome, NotApplied);
        QVERIFY2(outcome.error.what.contains(u"(autovacuum to prevent wraparound)"_s), qPrintable(outcome.error.what));
    }
};

QTEST_GUILESS_MAIN(UpkeepTest)
#include "tst_upkeep.moc"
