// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/workload_replay.h"
#include "engine/workload_statistics.h"
#include "support/fake_clock.h"
#include "support/postgres_cluster.h"
#include "support/test_database.h"
#include "support/test_targets.h"
#include "support/verify.h"
#include "warehouse/compiled_step.h"
#include "warehouse/target_identity.h"

#include <QElapsedTimer>
#include <QJsonArray>

#include <atomic>
#include <thread>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Production's queries on both branches, on real engines.
class WorkloadReplayTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timesAreOrdered();
    void verdicts_data();
    void verdicts();
    void bothBranchesAreTimed_data();
    void bothBranchesAreTimed();
    void missingIndexIsNamed_data();
    void missingIndexIsNamed();
    void lostParallelismIsNamed();
    void routeReadsThroughOtherViews();
    void candidateThatFailsIsBroken();
    void legacyThatFailsIsNotReplayable();
    void slowRunsAreCut();
    void budgetEndsIt();
    void stopEndsARunningQuery();
    void peakRunsSeveralAtOnce();
    void nothingToCompareIsRefused();
    void nothingIsWritten();
    void statisticsOfAServer();
    void statisticsThatAreNotThere();

private:
    SystemClock m_clock;
};

namespace {

/// A view over many orders, its candidate over another table of the same rows.
class Bench
{
public:
    explicit Bench(const TestTarget &target, const QString &candidate = u"SELECT id, amount, day FROM orders_v2"_s)
        : m_database(target.engine, target.behindOdbc)
    {
        m_database.run(u"CREATE TABLE digits (n integer); INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), "
                       u"(7), (8), (9);"
                       "CREATE TABLE orders (id integer PRIMARY KEY, amount integer, day integer);"
                       "CREATE TABLE orders_v2 (id integer, amount integer, day integer);"
                       "INSERT INTO orders SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n, 7, a.n FROM digits a, "
                       "digits b, digits c, digits d;"
                       "INSERT INTO orders_v2 SELECT * FROM orders;"
                       "CREATE VIEW shop AS SELECT id, amount, day FROM orders;"_s);
        m_database.run(u"CREATE VIEW shop_v2 AS "_s + candidate);
        if (m_database.engine() != Engine::Sqlite)
            m_database.run(
                m_database.engine() == Engine::Mariadb ? u"ANALYZE TABLE orders, orders_v2"_s : u"ANALYZE"_s);
        m_plan.metadata.id = u"shop"_s;
        m_plan.flags = { Flag { u"shop"_s, { {}, u"shop"_s }, { {}, u"shop_v1"_s }, { {}, u"shop_v2"_s }, {} } };
    }
    /// Enrols, and gives the view its route, which a view that can be written through could not have.
    void install()
    {
        m_database.run(
            u"CREATE OR REPLACE VIEW shop AS SELECT id, max(amount) AS amount, max(day) AS day FROM orders GROUP BY id;"
            "CREATE OR REPLACE VIEW shop_v2 AS SELECT id, max(amount) AS amount, max(day) AS day FROM orders_v2 GROUP BY id"_s);
        const auto session = m_database.open();
        m_plan.stages = { Stage { u"additive"_s, StageKind::Additive, {},
            { Step { u"route"_s, InstallFlag { u"shop"_s }, {}, {} } }, {}, {}, {}, {} } };
        must(enrolTarget(*session, Environment::Dev));
        const auto step
            = compileStep(*session, m_plan, m_plan.stages[0].steps[0], u"0f3c2a1b-5d6e-4f70-8a9b-1c2d3e4f5061"_s);
        must(step);
        for (const QString &statement : step->forward)
            must(session->execute(statement));
    }
    ReplayOpener opener()
    {
        return [this] {
            ++m_opened;
            return m_database.tryOpen(SessionRole::Probe);
        };
    }
    Result<Replay> replay(const QStringList &sql, const ReplayOptions &options = few(), std::stop_token stop = {},
        const ReplayWatcher &watcher = {})
    {
        QList<WorkloadQuery> queries;
        for (const QString &one : sql)
            queries.append({ u"q%1"_s.arg(queries.size() + 1), one, 0, 0 });
        return replayWorkload(opener(), m_plan, queries, options, m_clock, stop, watcher);
    }
    static ReplayOptions few()
    {
        ReplayOptions options;
        options.runs = 5;
        return options;
    }
    TestDatabase &database() { return m_database; }
    Plan &plan() { return m_plan; }
    int opened() const { return m_opened; }

private:
    template <class T> static void must(const Result<T> &result)
    {
        if (!result)
            qFatal("%s", qPrintable(result.error().what));
    }

    TestDatabase m_database;
    SystemClock m_clock;
    Plan m_plan;
    std::atomic<int> m_opened = 0;
};

QString told(const Result<Replay> &replay)
{
    if (!replay)
        return replay.error().what;
    QStringList lines = replay->notes;
    for (const SkippedQuery &skipped : replay->skipped)
        lines += skipped.query.name + u" skipped: "_s + skipped.why;
    for (const ReplayedQuery &query : replay->queries)
        lines += query.query.name + u": "_s + replayVerdictName(query.verdict) + u' ' + query.planChanges.join(u"; "_s)
            + u" | "_s + query.hints.join(u"; "_s) + u" | "_s + query.note + query.candidate.failure + u" | %1 %2"_s.arg(query.legacy.p50).arg(query.candidate.p50);
    return lines.join(u'\n');
}

void addEngines()
{
    QTest::addColumn<TestTarget>("target");
    QTest::newRow("sqlite") << TestTarget(Engine::Sqlite);
    QTest::newRow("postgresql") << TestTarget(Engine::Postgresql);
    QTest::newRow("mariadb") << TestTarget(Engine::Mariadb);
}

} // namespace

void WorkloadReplayTest::timesAreOrdered()
{
    QCOMPARE(replayTimes({}), ReplayTimes());
    QCOMPARE(replayTimes({ 3 }), (ReplayTimes { 1, 3, 3, {} }));
    QCOMPARE(replayTimes({ 5, 1, 4, 2, 3, 9 }), (ReplayTimes { 6, 3, 5, {} })); // a single slow run decides nothing
    QList<double> twenty;
    for (int i = 20; i > 0; --i)
        twenty.append(i);
    QCOMPARE(replayTimes(twenty), (ReplayTimes { 20, 10, 19, {} }));
}

void WorkloadReplayTest::verdicts_data()
{
    QTest::addColumn<QList<double>>("legacy");
    QTest::addColumn<QList<double>>("candidate");
    QTest::addColumn<QString>("verdict");
    QTest::newRow("alike") << QList<double>(10, 20.0) << QList<double>(10, 22.0) << u"same"_s;
    QTest::newRow("slower") << QList<double>(10, 20.0) << QList<double>(10, 30.0) << u"slower"_s;
    QTest::newRow("faster") << QList<double>(10, 20.0) << QList<double>(10, 3.0) << u"same"_s;
    QTest::newRow("nobody notices") << QList<double>(10, 0.1) << QList<double>(10, 0.9) << u"same"_s;
    QTest::newRow("too few") << QList<double>(4, 20.0) << QList<double>(10, 90.0) << u"inconclusive"_s;
    QTest::newRow("none") << QList<double>() << QList<double>() << u"inconclusive"_s;
    QTest::newRow("only the tail") << QList<double>(10, 20.0)
                                   << QList<double> { 20, 20, 20, 20, 20, 20, 20, 20, 90, 90 } << u"same"_s;
}

void WorkloadReplayTest::verdicts()
{
    QFETCH(QList<double>, legacy);
    QFETCH(QList<double>, candidate);
    QTEST(replayVerdictName(judgeReplay(replayTimes(legacy), replayTimes(candidate), 1.2)), "verdict");
    ReplayTimes failed = replayTimes(candidate);
    failed.failure = u"no such column"_s;
    QCOMPARE(judgeReplay(replayTimes(legacy), failed, 1.2), ReplayVerdict::Broken);
}

void WorkloadReplayTest::bothBranchesAreTimed_data() { addEngines(); }

/// Before the flag is there the view itself is the legacy.
void WorkloadReplayTest::bothBranchesAreTimed()
{
    QFETCH(TestTarget, target);
    Bench bench(target);
    QList<int> told;
    const auto replay = bench.replay(
        { u"SELECT count(*) FROM shop"_s, u"SELECT shop.day, sum(amount) FROM shop GROUP BY shop.day"_s, u"SELECT 1"_s,
            u"SELECT * FROM shop WHERE id = %1"_s.arg(target.engine == Engine::Postgresql ? u"$1"_s : u"?"_s),
            u"SELECT * FROM digits, shop"_s, u"DELETE FROM shop"_s },
        Bench::few(), {}, [&told](const ReplayProgress &progress) { told.append(progress.done * 1000 / progress.of); });
    VERIFY_OK(replay);
    QVERIFY2(replay->queries.size() == 2, qPrintable(::told(replay)));
    for (const ReplayedQuery &query : replay->queries) {
        QCOMPARE(query.legacy.n, 5);
        QCOMPARE(query.candidate.n, 5);
        QVERIFY(query.legacy.p50 > 0 && query.legacy.p50 <= query.legacy.p95);
        QVERIFY(query.candidate.p50 > 0 && query.candidate.p50 <= query.candidate.p95);
        QCOMPARE(query.flag, u"shop"_s);
    }
    QCOMPARE(replay->unrelated, 1);
    QCOMPARE(replay->skipped.size(), 3);
    QVERIFY2(replay->skipped[0].why.contains(u"nobody recorded"_s), qPrintable(replay->skipped[0].why));
    QVERIFY2(replay->skipped[1].why.contains(u"could be something else"_s), qPrintable(replay->skipped[1].why));
    QVERIFY(!replay->isThroughRoute && !replay->isCut);
    QCOMPARE(replay->atOnce, 0);
    QCOMPARE(bench.opened(), 1);
    QVERIFY(std::is_sorted(told.cbegin(), told.cend()));
    QCOMPARE(told.last(), 1000);
}

void WorkloadReplayTest::missingIndexIsNamed_data()
{
    addEngines();
    QTest::newRow("postgresql, through the route") << TestTarget(Engine::Postgresql);
}

void WorkloadReplayTest::missingIndexIsNamed()
{
    QFETCH(TestTarget, target);
    Bench bench(target);
    const bool isRouted = QString::fromLatin1(QTest::currentDataTag()).contains(u"route"_s);
    if (isRouted)
        bench.install();
    const auto replay
        = bench.replay({ u"SELECT amount FROM shop WHERE id = 4711"_s, u"SELECT sum(amount) FROM shop"_s });
    VERIFY_OK(replay);
    QCOMPARE(replay->isThroughRoute, isRouted);
    QVERIFY2(replay->queries.size() == 2, qPrintable(told(replay)));
    const ReplayedQuery &point = replay->queries[0];
    QVERIFY2(point.planChanges.join(u' ').contains(u"reads all rows of orders_v2"_s), qPrintable(told(replay)));
    QVERIFY2(point.hints.size() == 1 && point.hints[0].contains(u"missing index: "_s)
            && point.hints[0].contains(u"orders_v2 has none that begins with id"_s),
        qPrintable(told(replay)));
    QVERIFY2(replay->queries[1].planChanges.isEmpty() && replay->queries[1].hints.isEmpty(),
        qPrintable(told(replay))); // both read everything
}

void WorkloadReplayTest::lostParallelismIsNamed()
{
    Bench bench(Engine::Postgresql, u"SELECT id, amount, day FROM orders"_s);
    bench.database().run(
        u"INSERT INTO orders SELECT i, 7, i % 10 FROM generate_series(10000, 400000) i; ANALYZE orders;"
        "CREATE FUNCTION plus(integer) RETURNS integer LANGUAGE plpgsql STABLE PARALLEL UNSAFE AS 'BEGIN FOR k IN 1..60 LOOP END LOOP; RETURN $1; "
        "END';"
        "CREATE OR REPLACE VIEW shop_v2 AS SELECT id, plus(amount) AS amount, day FROM orders"_s);
    const auto replay = bench.replay({ u"SELECT sum(amount) FROM shop"_s });
    VERIFY_OK(replay);
    QVERIFY2(replay->queries.size() == 1, qPrintable(told(replay)));
    QVERIFY2(replay->queries[0].planChanges.contains(u"no parallel plan"_s), qPrintable(told(replay)));
    QVERIFY2(replay->queries[0].hints.join(u' ').startsWith(u"lost parallelism: something that shop_v2"_s),
        qPrintable(told(replay)));
    QVERIFY2(replay->queries[0].verdict == ReplayVerdict::Slower, qPrintable(told(replay))); // 400 000 calls, measured
    QVERIFY(replay->hasFinding());
}

void WorkloadReplayTest::routeReadsThroughOtherViews()
{
    Bench bench(Engine::Postgresql);
    bench.database().run(u"CREATE VIEW dashboard AS SELECT day, sum(amount) AS amount FROM shop GROUP BY day"_s);
    const auto byName = bench.replay({ u"SELECT * FROM dashboard"_s });
    VERIFY_OK(byName);
    QCOMPARE(byName->queries.size(), 0);
    QVERIFY2(byName->skipped.value(0).why.contains(u"through another view"_s), qPrintable(told(byName)));
    bench.install();
    bench.database().run(u"UPDATE orders_v2 SET amount = 8"_s);
    const auto routed = bench.replay(
        { u"SELECT * FROM dashboard"_s, u"SELECT 1 / (7 - max(amount)) FROM dashboard HAVING max(amount) <> 7000"_s });
    VERIFY_OK(routed);
    QVERIFY2(routed->queries.size() == 2 && routed->isThroughRoute, qPrintable(told(routed)));
    QCOMPARE(routed->queries[0].candidate.n, 5);
}

void WorkloadReplayTest::candidateThatFailsIsBroken()
{
    Bench bench(Engine::Postgresql, u"SELECT id, day, amount / nullif(day - day, 1) AS amount FROM orders_v2"_s);
    const auto replay = bench.replay({ u"SELECT sum(amount) FROM shop"_s });
    VERIFY_OK(replay);
    QVERIFY2(replay->queries.size() == 1, qPrintable(told(replay)));
    QCOMPARE(replay->queries[0].verdict, ReplayVerdict::Broken);
    QVERIFY2(replay->queries[0].candidate.failure.contains(u"zero"_s), qPrintable(told(replay)));
    QCOMPARE(replay->queries[0].candidate.n, 0);
    QCOMPARE(replay->queries[0].legacy.n, 5);
    QVERIFY(replay->hasFinding());
}

void WorkloadReplayTest::legacyThatFailsIsNotReplayable()
{
    Bench bench(Engine::Postgresql);
    const auto replay = bench.replay({ u"SELECT nowhere FROM shop"_s, u"SELECT count(*) FROM shop"_s });
    VERIFY_OK(replay);
    QCOMPARE(replay->queries.size(), 1);
    QVERIFY2(replay->skipped.value(0).why.startsWith(u"it does not run on the legacy: "_s), qPrintable(told(replay)));
    QVERIFY(!replay->hasFinding());
}

void WorkloadReplayTest::slowRunsAreCut()
{
    Bench bench(Engine::Postgresql, u"SELECT id, amount, day FROM orders_v2 WHERE pg_sleep(60) IS NOT NULL"_s);
    ReplayOptions options = Bench::few();
    options.timeout = 200ms;
    QElapsedTimer timer;
    timer.start();
    const auto replay = bench.replay({ u"SELECT count(*) FROM shop"_s }, options);
    VERIFY_OK(replay);
    QVERIFY2(replay->queries.size() == 1, qPrintable(told(replay)));
    QCOMPARE(replay->queries[0].verdict, ReplayVerdict::Broken);
    QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
}

void WorkloadReplayTest::budgetEndsIt()
{
    Bench bench(Engine::Postgresql);
    ReplayOptions options = Bench::few();
    options.budget = 300ms;
    const auto replay
        = bench.replay({ u"SELECT count(*), pg_sleep(0.25) FROM shop"_s, u"SELECT count(*) FROM shop"_s }, options);
    VERIFY_OK(replay);
    QVERIFY(replay->isCut);
    QVERIFY2(replay->queries.size() == 1, qPrintable(told(replay)));
    QCOMPARE(replay->queries[0].verdict, ReplayVerdict::Inconclusive); // never a good one
    QVERIFY2(replay->skipped.value(0).why.contains(u"time for all of it was over"_s), qPrintable(told(replay)));
}

void WorkloadReplayTest::stopEndsARunningQuery()
{
    for (const int atOnce : { 0, 3 }) {
        Bench bench(Engine::Postgresql);
        ReplayOptions options = Bench::few();
        options.atOnce = atOnce;
        std::stop_source stop;
        // At peak it is stopped once the load runs; else while the only query sleeps.
        const QString sql = atOnce > 0 ? u"SELECT count(*) FROM shop"_s : u"SELECT count(*), pg_sleep(60) FROM shop"_s;
        std::jthread stopper;
        const ReplayWatcher watcher = [&](const ReplayProgress &progress) {
            if (progress.isAtPeak)
                stop.request_stop();
        };
        if (atOnce == 0) {
            stopper = std::jthread([&] {
                QVERIFY(QTest::qWaitFor(
                    [&] {
                        return bench.database()
                                   .value(
                                       u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state = 'active' AND pid <> pg_backend_pid()"_s)
                                   .toInt()
                            > 0;
                    },
                    20'000));
                stop.request_stop();
            });
        }
        QElapsedTimer timer;
        timer.start();
        const auto replay = bench.replay({ sql }, options, stop.get_token(), watcher);
        VERIFY_ERROR(replay, ErrorCode::Cancelled);
        QVERIFY(timer.elapsed() < 30'000);
        QTRY_COMPARE(
            bench.database()
                .value(
                    u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state = 'active' AND pid <> pg_backend_pid()"_s)
                .toInt(),
            0);
    }
}

void WorkloadReplayTest::peakRunsSeveralAtOnce()
{
    // The candidate serves one reader after the other, which only shows when there are several.
    Bench bench(Engine::Postgresql);
    bench.database().run(u"CREATE TABLE seen (pid integer)"_s);
    ReplayOptions options = Bench::few();
    options.atOnce = 4;
    int most = 0;
    const auto replay = bench.replay(
        { u"SELECT count(*), pg_sleep(0.01), (SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sluice') FROM shop"_s,
            u"SELECT sum(amount) FROM shop"_s },
        options, {},
        [&most](const ReplayProgress &progress) { most = std::max(most, progress.isAtPeak ? progress.done : 0); });
    VERIFY_OK(replay);
    QCOMPARE(replay->atOnce, 4);
    QCOMPARE(bench.opened(), 5); // one alone, then four
    QCOMPARE(most, 5);
    QCOMPARE(replay->queries.size(), 2);
    for (const ReplayedQuery &query : replay->queries) {
        QCOMPARE(query.legacyAtPeak.n, 20);
        QCOMPARE(query.candidateAtPeak.n, 20);
        QVERIFY(query.legacyAtPeak.p95 > 0);
        QVERIFY(query.verdictAtPeak != ReplayVerdict::Inconclusive);
    }
    const QJsonObject json = toJson(*replay, options);
    QCOMPARE(json[u"at_once"_s].toInt(), 4);
    QCOMPARE(json[u"queries"_s][0][u"peak"_s][u"legacy"_s][u"n"_s].toInt(), 20);
}

void WorkloadReplayTest::nothingToCompareIsRefused()
{
    Bench bench(Engine::Sqlite);
    bench.database().run(u"DROP VIEW shop_v2"_s);
    const auto missing = bench.replay({ u"SELECT 1 FROM shop"_s });
    VERIFY_ERROR(missing, ErrorCode::Refused);
    QVERIFY2(missing.error().what.contains(u"shop_v2 of flag shop is not there"_s), qPrintable(missing.error().what));
    bench.plan().flags.clear();
    VERIFY_ERROR(bench.replay({ u"SELECT 1 FROM shop"_s }), ErrorCode::Refused);
    const auto gone
        = replayWorkload([] { return Result<std::unique_ptr<SqlSession>>(fail(ErrorCode::CannotConnect, u"down"_s)); },
            bench.plan(), {}, {}, m_clock, {});
    VERIFY_ERROR(gone, ErrorCode::CannotConnect);
}

/// What the parser takes for reading is stopped by the session.
void WorkloadReplayTest::nothingIsWritten()
{
    Bench bench(Engine::Postgresql);
    bench.database().run(
        u"CREATE FUNCTION grow() RETURNS integer LANGUAGE sql AS 'INSERT INTO digits VALUES (10) RETURNING n'"_s);
    const auto replay = bench.replay({ u"SELECT grow() FROM shop"_s });
    VERIFY_OK(replay);
    QVERIFY2(replay->skipped.value(0).why.contains(u"read-only"_s), qPrintable(told(replay)));
    QCOMPARE(bench.database().value(u"SELECT count(*) FROM digits"_s).toInt(), 10);
}

void WorkloadReplayTest::statisticsOfAServer()
{
    PostgresCluster::Options options;
    options.settings = { u"shared_preload_libraries = 'pg_stat_statements'"_s };
    const auto cluster = PostgresCluster::create(options);
    VERIFY_OK(cluster);
    const auto session = (*cluster)->open();
    VERIFY_OK(session);
    VERIFY_ERROR(workloadOfStatistics(**session), ErrorCode::NotFound); // preloaded, and not in this database
    for (const char *sql : { "CREATE SCHEMA extra", "CREATE EXTENSION pg_stat_statements SCHEMA extra",
             "CREATE TABLE t (a integer)", "CREATE VIEW v AS SELECT a FROM t", "SELECT count(*) FROM v",
             "SELECT count(*) FROM v", "SELECT a FROM v WHERE a = 5", "EXPLAIN SELECT a FROM v" })
        VERIFY_OK((*session)->query(QString::fromLatin1(sql)));
    const auto statistics = workloadOfStatistics(**session);
    VERIFY_OK(statistics);
    const auto find = [&](const QString &sql) {
        return std::find_if(statistics->queries.cbegin(), statistics->queries.cend(),
            [&](const WorkloadQuery &query) { return query.sql == sql; });
    };
    const auto counted = find(u"SELECT count(*) FROM v"_s);
    QVERIFY(counted != statistics->queries.cend());
    QCOMPARE(counted->calls, 2);
    QVERIFY(counted->totalMs > 0 && counted->name.startsWith(u"query "_s));
    const auto normalised = find(u"SELECT a FROM v WHERE a = $1"_s);
    QVERIFY(normalised != statistics->queries.cend());
    QVERIFY(whyNotReplayable(Engine::Postgresql, normalised->sql).contains(u"$1"_s));
    QVERIFY(find(u"EXPLAIN SELECT a FROM v"_s) == statistics->queries.cend());
    QVERIFY(statistics->atOnce >= 0);
    QCOMPARE(statistics->hidden, 0);
    VERIFY_OK((*session)->query(u"CREATE ROLE reader LOGIN"_s));
    VERIFY_OK((*session)->query(u"GRANT USAGE ON SCHEMA extra TO reader"_s));
    ConnectionProfile profile = (*cluster)->profile();
    profile.user = u"reader"_s;
    const auto other = SqlSession::open(profile, {}, SessionRole::Probe, {});
    VERIFY_OK(other);
    const auto blind = workloadOfStatistics(**other);
    VERIFY_OK(blind);
    QVERIFY(blind->hidden > 0); // said, not taken for nothing
    QVERIFY(std::none_of(blind->queries.cbegin(), blind->queries.cend(),
        [](const WorkloadQuery &query) { return query.sql.contains(u"privilege"_s); }));
}

void WorkloadReplayTest::statisticsThatAreNotThere()
{
    for (const Engine engine : { Engine::Sqlite, Engine::Mariadb }) {
        const TestDatabase database(engine);
        const auto session = database.open(SessionRole::Probe);
        const auto none = workloadOfStatistics(*session);
        VERIFY_ERROR(none, ErrorCode::NotSupported);
        QVERIFY(none.error().next.contains(u"--sql"_s));
    }
}

QTEST_GUILESS_MAIN(WorkloadReplayTest)
#include "tst_workload_replay.moc"
