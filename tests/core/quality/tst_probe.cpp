// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/probe.h"

#include "support/test_database.h"
#include "support/verify.h"

#include <map>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestProbe : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void values_data();
    void values();
    void refusals_data();
    void refusals();
    void freshnessUsesTheTargetsClock_data() { engines(); }
    void freshnessUsesTheTargetsClock();
    void freshnessReadsEveryForm_data();
    void freshnessReadsEveryForm();
    void errorRateLooksAtTheWindow_data() { engines(); }
    void errorRateLooksAtTheWindow();
    void staleData_data() { engines(); }
    void staleData();
    void latencyRunsTheWholeResult_data() { engines(); }
    void latencyRunsTheWholeResult();
    void latencyCountsServerTime();
    void slowProbeIsCut_data() { engines(); }
    void slowProbeIsCut();
    void probeCannotWrite();
    void oddNames_data() { engines(); }
    void oddNames();
    void baseline_data() { engines(); }
    void baseline();
    void otherEnginesAreRefused();

private:
    static void engines();
    Sample run(Engine engine, const Gate &gate);
    const TestDatabase &database(Engine engine) { return *m_databases.at(engine); }
    std::map<Engine, std::unique_ptr<TestDatabase>> m_databases;
};

namespace {

const QDateTime kNow(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);

Gate gateOf(const ProbeSpec &probe)
{
    Gate gate;
    gate.id = u"gate"_s;
    gate.probe = probe;
    gate.timeout = 10s;
    return gate;
}

SqlText text(const QString &sql)
{
    return SqlText { sql, {} };
}

/// An expression for a moment some seconds ago.
QString ago(Engine engine, int seconds)
{
    return engine == Engine::Postgresql ? u"now() - interval '%1 seconds'"_s.arg(seconds) : u"datetime('now', '-%1 seconds')"_s.arg(seconds);
}

} // namespace

void TestProbe::engines()
{
    QTest::addColumn<Engine>("engine");
    QTest::newRow("sqlite") << Engine::Sqlite;
    QTest::newRow("postgresql") << Engine::Postgresql;
}

void TestProbe::initTestCase()
{
    for (const Engine engine : { Engine::Sqlite, Engine::Postgresql }) {
        auto made = std::make_unique<TestDatabase>(engine);
        made->run(u"CREATE TABLE orders (id integer PRIMARY KEY, country text, currency text, amount numeric, status text, k integer);"
                  "INSERT INTO orders VALUES (1, 'DE', 'EUR', 10, 'ok', 1), (2, 'FR', NULL, 20, 'ok', 1), (3, 'GB', 'GBP', 30, 'failed', 2),"
                  " (4, NULL, NULL, 40, NULL, NULL), (5, 'US', 'USD', 50, 'ok', NULL)"_s);
        m_databases.emplace(engine, std::move(made));
    }
}

Sample TestProbe::run(Engine engine, const Gate &gate)
{
    const auto query = compileProbe(engine, gate);
    if (!query) {
        Sample sample;
        sample.sampleClass = SampleClass::Error;
        sample.detail = query.error().what;
        return sample;
    }
    auto session = database(engine).open(SessionRole::Probe);
    return runProbe(*session, gate, *query, Branch::Live, kNow);
}

void TestProbe::values_data()
{
    QTest::addColumn<Engine>("engine");
    QTest::addColumn<ProbeSpec>("probe");
    QTest::addColumn<double>("value");
    QTest::addColumn<qint64>("n");
    const RelationName orders { {}, u"orders"_s };
    for (const Engine engine : { Engine::Sqlite, Engine::Postgresql }) {
        const auto row = [&](const char *name, const ProbeSpec &probe, double value, qint64 n) {
            QTest::addRow("%s %s", qPrintable(engineName(engine)), name) << engine << probe << value << n;
        };
        row("row_count", RowCountProbe { orders, {} }, 5, 5);
        row("row_count where", RowCountProbe { orders, u"status = 'ok'"_s }, 3, 5);
        row("row_count where nothing fits", RowCountProbe { orders, u"amount > 1000"_s }, 0, 5);
        row("row_count where with a comment", RowCountProbe { orders, u"status = 'ok' -- the good ones"_s }, 3, 5);
        row("row_count where with a precedence trap", RowCountProbe { orders, u"1 = 0 OR status = 'ok'"_s }, 3, 5);
        row("null_rate", NullRateProbe { orders, u"currency"_s, {} }, 0.4, 5);
        row("null_rate where", NullRateProbe { orders, u"currency"_s, u"country IS NOT NULL"_s }, 0.25, 4);
        row("null_rate of a full column", NullRateProbe { orders, u"id"_s, {} }, 0, 5);
        row("uniqueness of a key", UniquenessProbe { orders, { u"id"_s }, {} }, 0, 5);
        row("uniqueness with repeats", UniquenessProbe { orders, { u"status"_s }, {} }, 0.4, 5);
        row("uniqueness, NULLs are equal", UniquenessProbe { orders, { u"k"_s }, {} }, 0.4, 5);
        row("uniqueness of two columns", UniquenessProbe { orders, { u"k"_s, u"currency"_s }, {} }, 0, 5);
        row("uniqueness where", UniquenessProbe { orders, { u"status"_s }, u"id > 2"_s }, 0, 3);
        row("sql, one column", SqlProbe { text(u"SELECT sum(amount) FROM orders"_s) }, 150, 1);
        row("sql, value and n", SqlProbe { text(u"SELECT avg(amount), count(*) FROM orders;"_s) }, 30, 5);
        row("sql with a question mark", SqlProbe { text(u"SELECT count(*) FROM orders WHERE country <> '?' AND country <> ':x'"_s) }, 4, 1);
        row("sql ending in a comment", SqlProbe { text(u"SELECT 7 -- seven"_s) }, 7, 1);
        row("sql with a CTE", SqlProbe { text(u"WITH a AS (SELECT 2 AS x) SELECT x * 2, 9 FROM a"_s) }, 4, 9);
    }
}

void TestProbe::values()
{
    QFETCH(Engine, engine);
    QFETCH(ProbeSpec, probe);
    const Sample sample = run(engine, gateOf(probe));
    QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
    QTEST(sample.value, "value");
    QTEST(sample.n, "n");
    QCOMPARE(sample.gate, u"gate"_s);
    QCOMPARE(sample.at, kNow);
    QCOMPARE(sample.branch, Branch::Live);
    QCOMPARE(sample.queryDigest.size(), 64);
    QVERIFY(sample.tookMs > 0);
}

void TestProbe::refusals_data()
{
    QTest::addColumn<Engine>("engine");
    QTest::addColumn<ProbeSpec>("probe");
    const RelationName orders { {}, u"orders"_s };
    for (const Engine engine : { Engine::Sqlite, Engine::Postgresql }) {
        const auto row = [&](const char *name, const ProbeSpec &probe) {
            QTest::addRow("%s %s", qPrintable(engineName(engine)), name) << engine << probe;
        };
        row("second statement in where", RowCountProbe { orders, u"1 = 1) FROM orders; DELETE FROM orders; SELECT (1"_s });
        row("second statement in failed", ErrorRateProbe { orders, u"true)) FROM orders; DROP TABLE orders; --"_s, u"status"_s, 1h });
        row("two statements", SqlProbe { text(u"SELECT 1; SELECT 2"_s) });
        row("delete", SqlProbe { text(u"DELETE FROM orders"_s) });
        row("latency of an update", QueryLatencyProbe { text(u"UPDATE orders SET amount = 0"_s) });
        row("latency of two statements", QueryLatencyProbe { text(u"SELECT 1; DELETE FROM orders"_s) });
        row("nothing", SqlProbe { text(u"  -- nothing"_s) });
    }
    QTest::newRow("postgresql writing CTE") << Engine::Postgresql
                                            << ProbeSpec(SqlProbe { text(u"WITH gone AS (DELETE FROM orders RETURNING 1) SELECT count(*) FROM gone"_s) });
    QTest::newRow("postgresql latency of a writing CTE")
        << Engine::Postgresql << ProbeSpec(QueryLatencyProbe { text(u"WITH gone AS (DELETE FROM orders RETURNING 1) SELECT count(*) FROM gone"_s) });
}

void TestProbe::refusals()
{
    QFETCH(Engine, engine);
    QFETCH(ProbeSpec, probe);
    const auto query = compileProbe(engine, gateOf(probe));
    QVERIFY(!query);
    QVERIFY(query.error().where.contains(u"gate"_s));
    QCOMPARE(database(engine).value(u"SELECT count(*) FROM orders"_s).toInt(), 5);
}

void TestProbe::freshnessUsesTheTargetsClock()
{
    QFETCH(Engine, engine);
    const auto session = database(engine).open();
    const QString type = engine == Engine::Postgresql ? u"timestamptz"_s : u"text"_s;
    VERIFY_OK(session->execute(u"DROP TABLE IF EXISTS loads"_s));
    VERIFY_OK(session->execute(u"CREATE TABLE loads (at %1)"_s.arg(type)));
    const Gate gate = gateOf(FreshnessProbe { { {}, u"loads"_s }, u"at"_s });
    QCOMPARE(run(engine, gate).sampleClass, SampleClass::NoData);

    VERIFY_OK(session->execute(u"INSERT INTO loads VALUES (%1), (%2), (NULL)"_s.arg(ago(engine, 400), ago(engine, 300))));
    const Sample sample = run(engine, gate);
    QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
    QVERIFY2(sample.value >= 299 && sample.value < 310, qPrintable(QString::number(sample.value)));
    QCOMPARE(sample.n, 1);
    // kNow is far from the target's clock, the age is not.
    QVERIFY(qAbs(sample.newest.msecsTo(kNow) - qRound64(sample.value * 1000)) <= 1);

    Gate many = gate;
    many.minRows = 3;
    QCOMPARE(run(engine, many).n, 3);
    many.minRows = 4;
    QCOMPARE(run(engine, many).sampleClass, SampleClass::NoData);
}

void TestProbe::freshnessReadsEveryForm_data()
{
    QTest::addColumn<Engine>("engine");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("expression");
    QTest::newRow("sqlite text") << Engine::Sqlite << u"text"_s << u"datetime('now', '-60 seconds')"_s;
    QTest::newRow("sqlite text with T and Z") << Engine::Sqlite << u"text"_s << u"strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-60 seconds')"_s;
    QTest::newRow("sqlite seconds") << Engine::Sqlite << u"integer"_s << u"CAST(strftime('%s', 'now', '-60 seconds') AS INTEGER)"_s;
    QTest::newRow("sqlite fraction") << Engine::Sqlite << u"real"_s << u"strftime('%s', 'now', '-60 seconds') + 0.5"_s;
    QTest::newRow("postgresql with zone") << Engine::Postgresql << u"timestamptz"_s << u"now() - interval '60 seconds'"_s;
    QTest::newRow("postgresql without zone") << Engine::Postgresql << u"timestamp"_s << u"(now() AT TIME ZONE 'UTC') - interval '60 seconds'"_s;
}

void TestProbe::freshnessReadsEveryForm()
{
    QFETCH(Engine, engine);
    QFETCH(QString, type);
    QFETCH(QString, expression);
    const auto session = database(engine).open();
    VERIFY_OK(session->execute(u"DROP TABLE IF EXISTS forms"_s));
    VERIFY_OK(session->execute(u"CREATE TABLE forms (at %1, failed integer)"_s.arg(type)));
    VERIFY_OK(session->execute(u"INSERT INTO forms VALUES (%1, 1)"_s.arg(expression)));
    const Sample fresh = run(engine, gateOf(FreshnessProbe { { {}, u"forms"_s }, u"at"_s }));
    QVERIFY2(fresh.sampleClass == SampleClass::Good, qPrintable(fresh.detail));
    QVERIFY2(fresh.value > 58 && fresh.value < 70, qPrintable(QString::number(fresh.value)));
    const Sample errors = run(engine, gateOf(ErrorRateProbe { { {}, u"forms"_s }, u"failed = 1"_s, u"at"_s, 2min }));
    QVERIFY2(errors.sampleClass == SampleClass::Good, qPrintable(errors.detail));
    QCOMPARE(errors.value, 1.0);
    QCOMPARE(run(engine, gateOf(ErrorRateProbe { { {}, u"forms"_s }, u"failed = 1"_s, u"at"_s, 30s })).sampleClass, SampleClass::NoData);
}

void TestProbe::errorRateLooksAtTheWindow()
{
    QFETCH(Engine, engine);
    const auto session = database(engine).open();
    const QString type = engine == Engine::Postgresql ? u"timestamptz"_s : u"text"_s;
    VERIFY_OK(session->execute(u"DROP TABLE IF EXISTS runs"_s));
    VERIFY_OK(session->execute(u"CREATE TABLE runs (status text, at %1)"_s.arg(type)));
    const Gate gate = gateOf(ErrorRateProbe { { {}, u"runs"_s }, u"status = 'failed'"_s, u"at"_s, 1h });
    QCOMPARE(run(engine, gate).sampleClass, SampleClass::NoData);
    VERIFY_OK(session->execute(u"INSERT INTO runs VALUES ('ok', %1), ('ok', %1), ('failed', %1), (NULL, %1), ('failed', %2), ('failed', %3)"_s.arg(
        ago(engine, 10), ago(engine, 4'000), ago(engine, 90'000))));
    const Sample sample = run(engine, gate);
    QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
    QCOMPARE(sample.value, 0.25);
    QCOMPARE(sample.n, 4);
    QVERIFY(sample.newest.secsTo(kNow) >= 9 && sample.newest.secsTo(kNow) < 20);

    Gate zero = gate;
    zero.probe = ErrorRateProbe { { {}, u"runs"_s }, u"status = 'failed'"_s, u"at"_s, 1s };
    zero.emptyMeansZero = true;
    QCOMPARE(run(engine, zero).sampleClass, SampleClass::Good);
    QCOMPARE(run(engine, zero).value, 0.0);
}

void TestProbe::staleData()
{
    QFETCH(Engine, engine);
    const QString at = engine == Engine::Postgresql ? u"now() - interval '90 seconds'"_s : u"datetime('now', '-90 seconds')"_s;
    Gate gate = gateOf(SqlProbe { text(u"SELECT 1, 10, %1"_s.arg(at)) });
    gate.maxAge = 2min;
    const Sample fresh = run(engine, gate);
    QVERIFY2(fresh.sampleClass == SampleClass::Good, qPrintable(fresh.detail));
    QVERIFY(fresh.newest.secsTo(kNow) >= 89 && fresh.newest.secsTo(kNow) < 100);
    gate.maxAge = 1min;
    const Sample stale = run(engine, gate);
    QCOMPARE(stale.sampleClass, SampleClass::Stale);
    QVERIFY2(stale.detail.contains(u"at most 1 m"_s), qPrintable(stale.detail));
}

void TestProbe::latencyRunsTheWholeResult()
{
    QFETCH(Engine, engine);
    const auto rows = [&](int count) {
        return engine == Engine::Postgresql
            ? u"SELECT i, md5(i::text) FROM generate_series(1, %1) AS g(i) ORDER BY 2"_s.arg(count)
            : u"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %1) SELECT i, hex(i) FROM n"_s.arg(count);
    };
    const Sample few = run(engine, gateOf(QueryLatencyProbe { text(rows(100)) }));
    const Sample many = run(engine, gateOf(QueryLatencyProbe { text(rows(400'000)) }));
    QVERIFY2(few.sampleClass == SampleClass::Good, qPrintable(few.detail));
    QVERIFY2(many.sampleClass == SampleClass::Good, qPrintable(many.detail));
    QCOMPARE(few.n, 1);
    QVERIFY2(many.value > 20 * few.value, qPrintable(u"%1 ms against %2 ms"_s.arg(many.value).arg(few.value)));
}

void TestProbe::latencyCountsServerTime()
{
    const Sample sample = run(Engine::Postgresql, gateOf(QueryLatencyProbe { text(u"SELECT pg_sleep(0.08)"_s) }));
    QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
    QVERIFY(sample.value >= 80);
    QVERIFY(sample.value <= sample.tookMs);
}

void TestProbe::slowProbeIsCut()
{
    QFETCH(Engine, engine);
    const QString forever = engine == Engine::Postgresql
        ? u"SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b"_s
        : u"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"_s;
    for (const ProbeSpec &probe : { ProbeSpec(SqlProbe { text(forever) }), ProbeSpec(QueryLatencyProbe { text(forever) }) }) {
        Gate gate = gateOf(probe);
        gate.timeout = 300ms;
        const Sample sample = run(engine, gate);
        QCOMPARE(sample.sampleClass, SampleClass::Error);
        QVERIFY(!sample.detail.isEmpty());
        QVERIFY2(sample.tookMs >= 290 && sample.tookMs < 5'000, qPrintable(QString::number(sample.tookMs)));
    }
}

/// What the parser cannot see, the server refuses.
void TestProbe::probeCannotWrite()
{
    database(Engine::Postgresql).run(u"CREATE TABLE written (i integer); CREATE FUNCTION write() RETURNS integer LANGUAGE sql AS"
                                     " 'INSERT INTO written VALUES (1) RETURNING 1'"_s);
    for (const ProbeSpec &probe : { ProbeSpec(SqlProbe { text(u"SELECT write()"_s) }), ProbeSpec(QueryLatencyProbe { text(u"SELECT write()"_s) }) })
        QCOMPARE(run(Engine::Postgresql, gateOf(probe)).sampleClass, SampleClass::Error);
    QCOMPARE(database(Engine::Postgresql).value(u"SELECT count(*) FROM written"_s).toInt(), 0);
}

void TestProbe::oddNames()
{
    QFETCH(Engine, engine);
    database(engine).run(u"CREATE TABLE \"or\"\"der %1\" (\"a b\" integer, \"%2\" text); INSERT INTO \"or\"\"der %1\" VALUES (1, 'x'), (1, NULL)"_s);
    const RelationName odd { {}, u"or\"der %1"_s };
    QCOMPARE(run(engine, gateOf(NullRateProbe { odd, u"%2"_s, u"'%3' <> '%4'"_s })).value, 0.5);
    QCOMPARE(run(engine, gateOf(UniquenessProbe { odd, { u"a b"_s }, {} })).value, 0.5);
    QCOMPARE(run(engine, gateOf(RowCountProbe { odd, u"\"%2\" = 'x'"_s })).value, 1.0);
}

void TestProbe::baseline()
{
    QFETCH(Engine, engine);
    auto session = database(engine).open(SessionRole::Probe);
    const auto rows = measureBaseline(*session, gateOf(RowCountProbe { { {}, u"orders"_s }, {} }), kNow);
    VERIFY_OK(rows);
    QCOMPARE(rows->value, 5.0);
    QCOMPARE(rows->runs, QList<double>(5, 5.0));
    QCOMPARE(rows->at, kNow);
    const auto back = gateBaselineFromJson(toJson(*rows));
    QVERIFY(back);
    QCOMPARE(back->value, 5.0);
    QCOMPARE(back->runs, rows->runs);
    QCOMPARE(back->queryDigest, compileProbe(engine, gateOf(RowCountProbe { { {}, u"orders"_s }, {} }))->digest);
    QVERIFY(!gateBaselineFromJson({ { u"value"_s, u"5"_s } }));
    const auto latency = measureBaseline(*session, gateOf(QueryLatencyProbe { text(u"SELECT count(*) FROM orders"_s) }), kNow);
    VERIFY_OK(latency);
    QVERIFY(latency->value > 0 && latency->value < 1'000);
    QCOMPARE(latency->runs.size(), 20);
    VERIFY_ERROR(measureBaseline(*session, gateOf(QueryLatencyProbe { text(u"SELECT * FROM nowhere"_s) }), kNow), ErrorCode::SqlFailed);
    VERIFY_ERROR(measureBaseline(*session, gateOf(SqlProbe { text(u"SELECT NULL"_s) }), kNow), ErrorCode::SqlFailed);
    for (const QString &sql : { u"SELECT 0"_s, u"SELECT -1"_s }) { // twice nothing is nothing
        const auto nothing = measureBaseline(*session, gateOf(SqlProbe { text(sql) }), kNow);
        VERIFY_ERROR(nothing, ErrorCode::InvalidPlan);
        QVERIFY2(nothing.error().what.startsWith(u"the baseline of gate "_s), qPrintable(nothing.error().what));
        QCOMPARE(nothing.error().next, u"state a limit of its own"_s);
    }
}

void TestProbe::otherEnginesAreRefused()
{
    VERIFY_ERROR(compileProbe(Engine::Odbc, gateOf(SqlProbe { text(u"SELECT 1"_s) })), ErrorCode::NotSupported);
}

QTEST_GUILESS_MAIN(TestProbe)
#include "tst_probe.moc"
