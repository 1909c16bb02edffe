// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/gate_judge.h"
#include "quality/probe.h"

#include "support/test_database.h"
#include "support/verify.h"

#include <map>
#include <optional>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Metric sources that are dead, slow, empty, stale, absurd, lying about their type … behind limits so wide that any
/// value which reached the judge would pass. None may, on any engine.
class TestHostileSources : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void nonePasses_data();
    void nonePasses();
    void lockedSource_data();
    void lockedSource();
    void revokedRight();
    void deadConnection();
    void thereAreFortyCases();

private:
    std::map<Engine, std::unique_ptr<TestDatabase>> m_databases;
    int m_cases = 0;
};

namespace {

const QDateTime kNow(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);

Gate wideOpen(const ProbeSpec &probe)
{
    Gate gate;
    gate.id = u"gate"_s;
    gate.probe = probe;
    gate.limits = { Limit { LimitSide::AtMost, 1e308, false, {} } };
    gate.warmup = 0;
    gate.minSamples = 1;
    gate.minRows = 2;
    gate.timeout = 250ms;
    return gate;
}

ProbeSpec sql(const char *text)
{
    return SqlProbe { SqlText { QString::fromUtf8(text), {} } };
}

ProbeSpec latency(const char *text)
{
    return QueryLatencyProbe { SqlText { QString::fromUtf8(text), {} } };
}

/// Beside one that holds.
ProbeSpec test(const RelationName &table, const char *text)
{
    const RelationName old { {}, u"old"_s };
    return TestsProbe { { { u"good"_s, old, { u"SELECT x FROM old WHERE x = 77"_s, {} } }, { u"hostile"_s, table, { QString::fromUtf8(text), {} } } } };
}

struct Case {
    const char *name;
    ProbeSpec sqlite;
    ProbeSpec postgres;
    bool limitsAge = false;
    std::optional<ProbeSpec> mariadb {}; ///< where it differs from SQLite's
};

const RelationName kEmpty { {}, u"empty"_s };
const RelationName kOdd { {}, u"odd"_s };

QList<Case> tableCases()
{
    const auto both = [](const char *name, const ProbeSpec &probe) { return Case { name, probe, probe }; };
    const RelationName missing { {}, u"missing"_s };
    return {
        both("empty table, row_count", RowCountProbe { kEmpty, {} }),
        both("empty table, row_count where", RowCountProbe { kEmpty, u"1 = 1"_s }),
        both("empty table, null_rate", NullRateProbe { kEmpty, u"x"_s, {} }),
        both("empty table, uniqueness", UniquenessProbe { kEmpty, { u"x"_s }, {} }),
        both("empty table, freshness", FreshnessProbe { kEmpty, u"at"_s }),
        both("empty table, error_rate", ErrorRateProbe { kEmpty, u"x = 1"_s, u"at"_s, 1h }),
        both("empty table, referential_integrity", ReferentialIntegrityProbe { kEmpty, { u"x"_s }, kOdd, { u"x"_s }, {} }),
        both("empty table, volume", VolumeProbe { kEmpty, u"at"_s, TimeBucket::Hour, {} }),
        both("volume of times that are none", VolumeProbe { kOdd, u"broken"_s, TimeBucket::Hour, {} }),
        both("volume in the future", VolumeProbe { { {}, u"future"_s }, u"at"_s, TimeBucket::Hour, {} }),
        both("empty table, late_rows", LateRowsProbe { kEmpty, u"at"_s, u"at"_s, TimeBucket::Day, {}, 1h, {} }),
        both("late_rows of times that are none", LateRowsProbe { kOdd, u"broken"_s, u"broken"_s, TimeBucket::Day, {}, 1h, {} }),
        both("late_rows in the future", LateRowsProbe { { {}, u"future"_s }, u"at"_s, u"at"_s, TimeBucket::Day, {}, 1h, {} }),
        both("drift of a missing table", SchemaDriftProbe { missing, kOdd, {} }),
        both("drift from a missing table", SchemaDriftProbe { kOdd, missing, {} }),
        both("empty table, distribution", DistributionProbe { kEmpty, u"x"_s, kOdd, DistributionBins::Categories, {} }),
        both("distribution against an empty table", DistributionProbe { kOdd, u"x"_s, kEmpty, DistributionBins::Deciles, {} }),
        both("distribution of a missing column", DistributionProbe { kOdd, u"nowhere"_s, kOdd, DistributionBins::Deciles, {} }),
        both("empty table, mapping", MappingProbe { kEmpty, { u"x"_s }, kOdd, { u"x"_s }, PartnerCount::ExactlyOne, {} }),
        both("missing mapping", MappingProbe { kOdd, { u"x"_s }, missing, { u"x"_s }, PartnerCount::AtLeastOne, {} }),
        both("misspelt code", MappingProbe { kOdd, { u"nowhere"_s }, kOdd, { u"x"_s }, PartnerCount::ExactlyOne, {} }),
        both("empty table, feedback", FeedbackProbe { kEmpty, u"x = 1"_s, u"at"_s, {}, 1h }),
        both("old feedback", FeedbackProbe { { {}, u"old"_s }, u"x = 1"_s, u"at"_s, {}, 1h }),
        both("feedback in the future", FeedbackProbe { { {}, u"future"_s }, u"x = 1"_s, u"at"_s, u"x"_s, 1h }),
        both("feedback at times that are none", FeedbackProbe { kOdd, u"x = 1"_s, u"broken"_s, u"x"_s, 1h }),
        both("feedback of nobody knows what", FeedbackProbe { { {}, u"future"_s }, u"NULL = x"_s, u"at"_s, {}, 1h }),
        both("a test of an empty table", test(kEmpty, "SELECT x FROM empty WHERE x < 0")),
        both("a test that is no SQL", test(kOdd, "SELECT x FROM odd WHERE x = = 1")),
        both("a test of a missing column", test(kOdd, "SELECT nowhere.x FROM odd")),
        both("a test of a missing table", test(missing, "SELECT x FROM odd WHERE x = 77")),
        both("a test that writes", test(kOdd, "DELETE FROM odd")),
        both("fidelity of empty tables", FidelityProbe { kEmpty, { {}, u"empty"_s }, { u"x"_s }, {}, {} }),
        both("fidelity to a missing table", FidelityProbe { missing, kOdd, {}, {}, {} }),
        both("fidelity of a missing table", FidelityProbe { kOdd, missing, {}, {}, {} }),
        both("fidelity by a misspelt key", FidelityProbe { kOdd, { {}, u"old"_s }, { u"nowhere"_s }, {}, {} }),
        both("fidelity beyond the budget", FidelityProbe { kOdd, { {}, u"old"_s }, { u"x"_s }, {}, {}, 1 }),
        both("missing parent", ReferentialIntegrityProbe { kOdd, { u"x"_s }, missing, { u"x"_s }, {} }),
        both("misspelt key", ReferentialIntegrityProbe { kOdd, { u"x"_s }, kOdd, { u"nowhere"_s }, {} }),
        both("nothing fits", NullRateProbe { kOdd, u"x"_s, u"x = 77"_s }),
        both("fewer rows than asked for", NullRateProbe { kOdd, u"x"_s, u"x = 1"_s }),
        both("only old rows", ErrorRateProbe { { {}, u"old"_s }, u"x = 1"_s, u"at"_s, 1h }),
        both("every time is NULL", FreshnessProbe { kOdd, u"never"_s }),
        both("newest row in the future", FreshnessProbe { { {}, u"future"_s }, u"at"_s }),
        both("failures in the future", ErrorRateProbe { { {}, u"future"_s }, u"x = 1"_s, u"at"_s, 1h }),
        both("times that are none", FreshnessProbe { kOdd, u"broken"_s }),
        both("error_rate over times that are none", ErrorRateProbe { kOdd, u"x = 1"_s, u"broken"_s, 1h }),
        both("missing table", NullRateProbe { missing, u"x"_s, {} }),
        both("missing column", NullRateProbe { kOdd, u"nowhere"_s, {} }),
        both("missing column in the condition", RowCountProbe { kOdd, u"nowhere = 1"_s }),
        both("misspelt name in quotes", RowCountProbe { kOdd, u"\"nowhere\" = 'failed'"_s }),
        both("condition that is no SQL", RowCountProbe { kOdd, u"x = = 1"_s }),
    };
}

QList<Case> shapeCases()
{
    const auto both = [](const char *name, const char *text) { return Case { name, sql(text), sql(text) }; };
    return {
        both("no row", "SELECT 1, 10 WHERE 1 = 0"),
        both("two rows", "SELECT 1, 10 UNION ALL SELECT 1, 10"),
        { "many rows", sql("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT i, 10 FROM n"),
            sql("SELECT i, 10 FROM generate_series(1, 50000) AS g(i)"), false, sql("SELECT seq, 10 FROM seq_1_to_50000") },
        both("four columns", "SELECT 1, 10, 1, 1"),
        { "no columns, or a blob", sql("SELECT x'00', 10"), sql("SELECT FROM odd LIMIT 1") },
        both("n is NULL", "SELECT 1, NULL"),
        both("n is zero", "SELECT 1, 0"),
        both("n is too small", "SELECT 1, 1"),
        both("n is negative", "SELECT 1, -10"),
        both("n is a fraction", "SELECT 1, 10.5"),
        both("n is text", "SELECT 1, 'ten'"),
    };
}

QList<Case> valueCases()
{
    const auto both = [](const char *name, const char *text) { return Case { name, sql(text), sql(text) }; };
    return {
        both("NULL", "SELECT NULL, 10"),
        both("sum of nothing", "SELECT sum(x), 10 FROM empty"),
        { "NaN", sql("SELECT 9e999 - 9e999, 10"), sql("SELECT 'NaN'::float8, 10") },
        { "exact NaN, or division by zero", sql("SELECT 0.0 / 0, 10"), sql("SELECT 'NaN'::numeric, 10") },
        { "infinity", sql("SELECT 9e999, 10"), sql("SELECT 'Infinity'::float8, 10") },
        { "minus infinity", sql("SELECT -9e999, 10"), sql("SELECT '-Infinity'::float8, 10") },
        both("text", "SELECT 'fine', 10"),
        both("text with a number in it", "SELECT '0 %', 10"),
        { "truth, or text", sql("SELECT 'true', 10"), sql("SELECT true, 10") },
        { "bytes", sql("SELECT x'31', 10"), sql("SELECT '\\x31'::bytea, 10") },
        both("absurdly large", "SELECT 1e300, 10"),
    };
}

QList<Case> ageCases()
{
    const auto both = [](const char *name, const char *text) { return Case { name, sql(text), sql(text), true }; };
    return {
        both("stale", "SELECT 1, 10, '2001-01-01 00:00:00'"),
        both("age unknown", "SELECT 1, 10, NULL"),
        both("age not given", "SELECT 1, 10"),
        both("age is no time", "SELECT 1, 10, 'soon'"),
        both("age in milliseconds", "SELECT 1, 10, 1795348800000"),
        both("from the future", "SELECT 1, 10, '2999-01-01 00:00:00'"),
    };
}

QList<Case> failingCases()
{
    const auto both = [](const char *name, const ProbeSpec &probe) { return Case { name, probe, probe }; };
    return {
        { "slow", sql("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*), 10 FROM n"),
            sql("SELECT 1, 10 FROM pg_sleep(30)"), false, sql("SELECT SLEEP(30), 10") },
        { "slow latency", latency("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"), latency("SELECT pg_sleep(30)"), false,
            latency("SELECT BENCHMARK(2000000000, MD5('x'))") },
        { "fails on its last row", latency("SELECT abs(column1) FROM (VALUES (1), (-9223372036854775807 - 1))"),
            latency("SELECT 1 / (1000 - i) FROM generate_series(1, 1000) AS g(i)"), false,
            latency("SELECT (SELECT few.seq FROM seq_1_to_2 AS few WHERE many.seq = 1000) FROM seq_1_to_1000 AS many") },
        both("latency of a missing table", latency("SELECT * FROM missing")),
        both("missing function", sql("SELECT no_such_function(1), 10")),
        both("two statements", sql("SELECT 1, 10; SELECT 1, 10")),
        both("a write", sql("DELETE FROM odd")),
        both("no statement", sql("-- nothing here")),
        { "hidden write, or attach", sql("ATTACH ':memory:' AS other"), sql("SELECT write(), 10"), false, sql("SELECT mend_odd(), 10") },
        { "ends its own session, or a pragma", sql("PRAGMA query_only = OFF"), sql("SELECT pg_terminate_backend(pg_backend_pid())::int, 10"),
            false, sql("SET sql_mode = ''") },
    };
}

/// Feeds what the source gives, tick after tick; false as soon as the gate would pass or counts good time.
bool everPasses(const Gate &gate, const std::function<Sample()> &source, QString &seen)
{
    GateJudge judge(gate, false, {});
    for (qint64 tick = 0; tick < 6; ++tick) {
        Sample sample = source();
        sample.tick = tick;
        seen = sampleClassName(sample.sampleClass) + u": "_s + sample.detail;
        judge.feed(sample);
        const bool passes = judge.mayPass() || judge.lastTickWasGood() || judge.conclude().verdict == Verdict::Healthy;
        if (passes || sample.sampleClass == SampleClass::Good || sample.detail.isEmpty())
            return true;
    }
    return judge.current().verdict != Verdict::Error && judge.current().verdict != Verdict::NoData;
}

Sample sampleOnce(SqlSession &session, const Gate &gate)
{
    const auto query = compileProbe(session.engine(), gate);
    if (query)
        return runProbe(session, gate, *query, Branch::Live, kNow);
    Sample refused;
    refused.sampleClass = SampleClass::Error;
    refused.detail = query.error().what;
    return refused;
}

} // namespace

void TestHostileSources::initTestCase()
{
    for (const Engine engine : { Engine::Sqlite, Engine::Postgresql, Engine::Mariadb }) {
        const bool isPostgres = engine == Engine::Postgresql;
        auto made = std::make_unique<TestDatabase>(engine);
        made->run(u"CREATE TABLE empty (x integer, at %1); CREATE TABLE odd (x integer, never %1, broken %2); CREATE TABLE old (x integer, at %1);"
                  "CREATE TABLE future (x integer, at %1); INSERT INTO odd VALUES (1, NULL, %3), (NULL, NULL, %3);"
                  "INSERT INTO old VALUES (1, '2001-01-01 00:00:00'), (0, '2001-01-01 00:00:00');"
                  "INSERT INTO future VALUES (1, '2999-01-01 00:00:00'), (0, '2999-01-01 00:00:00')"_s.arg(
                      isPostgres ? u"timestamptz"_s : engine == Engine::Mariadb ? u"datetime(6)"_s : u"text"_s, isPostgres ? u"timestamp"_s : u"text"_s,
                      isPostgres ? u"'infinity'"_s : u"'next week'"_s));
        if (isPostgres)
            made->run(u"CREATE FUNCTION write() RETURNS integer LANGUAGE sql AS 'INSERT INTO odd VALUES (2, NULL, NULL) RETURNING 1'"_s);
        if (engine == Engine::Mariadb)
            VERIFY_OK(made->open()->execute(u"CREATE FUNCTION mend_odd() RETURNS int BEGIN INSERT INTO odd VALUES (2, NULL, NULL); RETURN 1; END"_s));
        m_databases.emplace(engine, std::move(made));
    }
}

void TestHostileSources::nonePasses_data()
{
    QTest::addColumn<Engine>("engine");
    QTest::addColumn<ProbeSpec>("probe");
    QTest::addColumn<bool>("limitsAge");
    const QList<Case> cases = tableCases() + shapeCases() + valueCases() + ageCases() + failingCases();
    m_cases = static_cast<int>(cases.size());
    for (const Case &one : cases) {
        QTest::addRow("sqlite %s", one.name) << Engine::Sqlite << one.sqlite << one.limitsAge;
        QTest::addRow("postgresql %s", one.name) << Engine::Postgresql << one.postgres << one.limitsAge;
        QTest::addRow("mariadb %s", one.name) << Engine::Mariadb << one.mariadb.value_or(one.sqlite) << one.limitsAge;
    }
}

void TestHostileSources::nonePasses()
{
    QFETCH(Engine, engine);
    QFETCH(ProbeSpec, probe);
    const TestDatabase &database = *m_databases.at(engine);
    QFETCH(bool, limitsAge);
    Gate gate = wideOpen(probe);
    if (limitsAge)
        gate.maxAge = 1min;
    auto session = database.open(SessionRole::Probe);
    const auto source = [&] {
        if (!session->isOpen())
            session = database.open(SessionRole::Probe);
        return sampleOnce(*session, gate);
    };
    QString seen;
    QVERIFY2(!everPasses(gate, source, seen), qPrintable(seen));
    QCOMPARE(database.value(u"SELECT count(*) FROM odd"_s).toInt(), 2); // and nothing was written
}

void TestHostileSources::lockedSource_data()
{
    QTest::addColumn<Engine>("engine");
    QTest::newRow("sqlite") << Engine::Sqlite;
    QTest::newRow("postgresql") << Engine::Postgresql;
    QTest::newRow("mariadb") << Engine::Mariadb;
}

void TestHostileSources::lockedSource()
{
    QFETCH(Engine, engine);
    const TestDatabase &database = *m_databases.at(engine);
    auto probe = database.open(SessionRole::Probe);
    auto locker = database.open(SessionRole::Control);
    if (engine == Engine::Postgresql) {
        VERIFY_OK(locker->begin());
        VERIFY_OK(locker->execute(u"LOCK TABLE odd IN ACCESS EXCLUSIVE MODE"_s));
    } else if (engine == Engine::Mariadb) {
        VERIFY_OK(locker->execute(u"LOCK TABLES odd WRITE"_s));
    } else {
        VERIFY_OK(locker->query(u"PRAGMA locking_mode = EXCLUSIVE"_s));
        VERIFY_OK(locker->execute(u"UPDATE odd SET x = x"_s)); // the exclusive lock stays after the statement
    }
    const Gate gate = wideOpen(NullRateProbe { kOdd, u"x"_s, {} });
    QString seen;
    QVERIFY2(!everPasses(gate, [&] { return sampleOnce(*probe, gate); }, seen), qPrintable(seen));
}

void TestHostileSources::revokedRight()
{
    const TestDatabase &database = *m_databases.at(Engine::Postgresql);
    database.run(u"DROP ROLE IF EXISTS hostile_probe; CREATE ROLE hostile_probe"_s);
    ConnectionProfile profile = database.profile();
    profile.probeRole = u"hostile_probe"_s;
    auto session = SqlSession::open(profile, {}, SessionRole::Probe, {});
    VERIFY_OK(session);
    const Gate gate = wideOpen(NullRateProbe { kOdd, u"x"_s, {} });
    QString seen;
    QVERIFY2(!everPasses(gate, [&] { return sampleOnce(**session, gate); }, seen), qPrintable(seen));
    QVERIFY2(seen.contains(u"permission denied"_s), qPrintable(seen));
    // The same gate is fine once the right is there: it was the right that was missing.
    database.run(u"GRANT SELECT ON odd TO hostile_probe"_s);
    QCOMPARE(sampleOnce(**session, gate).sampleClass, SampleClass::Good);
}

void TestHostileSources::deadConnection()
{
    const TestDatabase &database = *m_databases.at(Engine::Postgresql);
    auto session = database.open(SessionRole::Probe);
    database.run(u"SELECT pg_terminate_backend(%1)"_s.arg(session->backendPid()));
    const Gate gate = wideOpen(NullRateProbe { kOdd, u"x"_s, {} });
    QString seen;
    QVERIFY2(!everPasses(gate, [&] { return sampleOnce(*session, gate); }, seen), qPrintable(seen));
    QVERIFY(!session->isOpen());
}

void TestHostileSources::thereAreFortyCases()
{
    QVERIFY2(m_cases >= 40, qPrintable(QString::number(m_cases)));
}

QTEST_GUILESS_MAIN(TestHostileSources)
#include "tst_hostile_sources.moc"
