// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "probe_warehouse.h"
#include "quality/probe_cost.h"
#include "support/verify.h"

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What probes would ask of a target is told before any of them runs; a scan that several share is counted once.
class TestProbeCost : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ofEachStatement_data() { ProbeWarehouse::addTargetRows(); }
    void ofEachStatement();
    void pairsAndLatencyRunMoreOften();
    void nothingRuns();
    void byTable();
    void aDay();

private:
    static CollectorJob job(const QString &gate, const ProbeSpec &probe, Duration interval = 60s);
};

namespace {

const RelationName kOrders { {}, u"orders"_s };
constexpr int kRows = 2'000;

/// Of an estimate: the engine may have looked at a part of the table only.
bool isAbout(double rows, double expected) { return rows > expected * 0.5 && rows < expected * 1.5; }

} // namespace

CollectorJob TestProbeCost::job(const QString &gate, const ProbeSpec &probe, Duration interval)
{
    CollectorJob made;
    made.stage = u"forward"_s;
    made.gate = probeGate(probe);
    made.gate.id = gate;
    made.gate.interval = interval;
    return made;
}

void TestProbeCost::ofEachStatement()
{
    QFETCH(TestTarget, target);
    const ProbeWarehouse w(target);
    w.run(
        u"CREATE TABLE orders (k integer PRIMARY KEY, name varchar(20), at {time}); CREATE INDEX by_time ON orders (at); CREATE VIEW seen AS SELECT k FROM orders"_s);
    w.run(
        u"INSERT INTO orders WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %1) SELECT i, 'x', NULL FROM n"_s
            .arg(w.engine() == Engine::Mariadb ? 900 : kRows));
    if (w.engine() == Engine::Mariadb) // its recursion ends at a thousand
        w.run(
            u"INSERT INTO orders SELECT k + 1000, name, at FROM orders; INSERT INTO orders SELECT k + 5000, name, at FROM orders WHERE k <= 200"_s);
    w.run(w.engine() == Engine::Mariadb ? u"ANALYZE TABLE orders"_s : u"ANALYZE"_s);
    const auto session = w.database().open(SessionRole::Catalogue);
    const auto costs = probeCosts(*session,
        { job(u"rows"_s, RowCountProbe { kOrders, {} }), job(u"nulls"_s, NullRateProbe { kOrders, u"name"_s, {} }),
            job(u"unique"_s, UniquenessProbe { kOrders, { u"name"_s }, {} }),
            job(u"fresh"_s, FreshnessProbe { kOrders, u"at"_s }), job(u"rarely"_s, RowCountProbe { kOrders, {} }, 120s),
            job(u"found"_s, FreshnessProbe { kOrders, u"at"_s }, 30s),
            job(u"view"_s, RowCountProbe { { {}, u"seen"_s }, {} }),
            job(u"missing"_s, RowCountProbe { { {}, u"nowhere"_s }, {} }),
            job(u"sql"_s, SqlProbe { SqlText { u"SELECT max(k) FROM orders"_s, {} } }),
            job(u"writes"_s, SqlProbe { SqlText { u"DELETE FROM orders"_s, {} } }),
            job(u"file"_s, DbtProbe { DbtMetric::Latency, u"run_results.json"_s, {} }) });
    VERIFY_OK(costs);
    QList<QStringList> gates;
    for (const ProbeCost &cost : *costs)
        gates << cost.gates;
    QCOMPARE(gates,
        (QList<QStringList> { { u"forward/rows"_s, u"forward/nulls"_s, u"forward/unique"_s, u"forward/fresh"_s },
            { u"forward/rarely"_s }, { u"forward/found"_s }, { u"forward/view"_s }, { u"forward/missing"_s },
            { u"forward/sql"_s }, { u"forward/writes"_s } }));
    const bool hasEstimate = costs->at(1).rows >= 0;
    QVERIFY2(hasEstimate, qPrintable(costs->at(1).unknown));
    // Rows and NULLs by one pass, groups by another, and the newest row by its index.
    QVERIFY2(isAbout(costs->at(0).rows, 2.0 * kRows), qPrintable(QString::number(costs->at(0).rows)));
    QVERIFY2(isAbout(costs->at(1).rows, kRows), qPrintable(QString::number(costs->at(1).rows)));
    QCOMPARE(costs->at(2).rows, 0.0);
    QCOMPARE(costs->at(0).interval, Duration(60s));
    for (qsizetype i = 3; i < costs->size(); ++i) {
        QVERIFY2(costs->at(i).rows < 0, qPrintable(costs->at(i).gates.first()));
        QVERIFY2(!costs->at(i).unknown.isEmpty(), qPrintable(costs->at(i).gates.first()));
    }
    QVERIFY2(costs->at(4).unknown.contains(u"nowhere"_s), qPrintable(costs->at(4).unknown));
    QVERIFY(!costs->at(5).table && !costs->at(6).table);
    if (w.engine() == Engine::Postgresql)
        QVERIFY(
            costs->at(0).cost > costs->at(1).cost && costs->at(1).cost > costs->at(2).cost && costs->at(5).cost >= 0);
}

void TestProbeCost::pairsAndLatencyRunMoreOften()
{
    const ProbeWarehouse w(Engine::Postgresql);
    w.run(u"CREATE TABLE orders (k integer)"_s);
    const auto session = w.database().open(SessionRole::Catalogue);
    QList<CollectorJob> jobs { job(u"alone"_s, RowCountProbe { kOrders, {} }),
        job(u"paired"_s, RowCountProbe { kOrders, {} }),
        job(u"latency"_s, QueryLatencyProbe { SqlText { u"SELECT count(*) FROM orders"_s, {} } }) };
    jobs[1].paired = true;
    jobs += jobs[2];
    jobs.last().paired = true;
    const auto costs = probeCosts(*session, jobs);
    VERIFY_OK(costs);
    QList<int> runs;
    for (const ProbeCost &cost : *costs)
        runs << cost.runs;
    QCOMPARE(runs, (QList<int> { 1, 2, 5, 10 }));
}

/// Each of these would fail, or take for ever, if it were run.
void TestProbeCost::nothingRuns()
{
    const ProbeWarehouse w(Engine::Postgresql);
    w.run(u"CREATE TABLE orders (k integer); INSERT INTO orders VALUES (0); ANALYZE"_s);
    const auto session = w.database().open(SessionRole::Catalogue);
    const auto costs = probeCosts(*session,
        { job(u"divides"_s, RowCountProbe { kOrders, u"1 / k = 1"_s }),
            job(u"sleeps"_s, SqlProbe { SqlText { u"SELECT 1 FROM orders, pg_sleep(3600)"_s, {} } }),
            job(u"is timed"_s, QueryLatencyProbe { SqlText { u"SELECT pg_sleep(3600 + k) FROM orders"_s, {} } }),
            job(u"tests"_s,
                TestsProbe { { { u"none"_s, kOrders, { u"SELECT 1 FROM orders WHERE 1 / k = 1"_s, {} } } } }) });
    VERIFY_OK(costs);
    QCOMPARE(costs->size(), 4);
    for (const ProbeCost &cost : *costs)
        QVERIFY2(cost.cost >= 0, qPrintable(cost.gates.first() + cost.unknown));
    QCOMPARE(costs->first().rows, 1.0);
}

void TestProbeCost::byTable()
{
    const RelationName other { {}, u"other"_s };
    const auto cost
        = [](const QStringList &gates, const std::optional<RelationName> &table, double rows, Duration interval) {
              ProbeCost made;
              made.gates = gates;
              made.table = table;
              made.rows = rows;
              made.interval = interval;
              return made;
          };
    const QList<TableCost> tables = costsByTable({ cost({ u"a"_s, u"b"_s }, kOrders, 100, 60s),
        cost({ u"c"_s }, other, 7, 24h), cost({ u"d"_s }, std::nullopt, 5, 1s), cost({ u"e"_s }, kOrders, 10, 24h),
        cost({ u"f"_s }, other, -1, 24h) });
    QCOMPARE(tables.size(), 2);
    QCOMPARE(tables[0].table, kOrders);
    QCOMPARE(tables[0].gates, 3);
    QCOMPARE(tables[0].rowsADay, 100.0 * 24 * 60 + 10);
    QVERIFY(tables[0].isWithin(144'010) && !tables[0].isWithin(144'009));
    QCOMPARE(tables[1].rowsADay, -1.0); // of one it is unknown
    QVERIFY(!tables[1].isWithin(1e18));
}

void TestProbeCost::aDay()
{
    ProbeCost cost;
    cost.interval = 30s;
    cost.runs = 2;
    QCOMPARE(cost.runsADay(), 2.0 * 2 * 60 * 24);
    QCOMPARE(cost.rowsADay(), -1.0);
    cost.rows = 3;
    QCOMPARE(cost.rowsADay(), 3.0 * cost.runsADay());
}

QTEST_GUILESS_MAIN(TestProbeCost)
#include "tst_probe_cost.moc"
