// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "probe_warehouse.h"
#include "quality/distribution_probe.h"
#include "support/verify.h"

#include <QDeadlineTimer>

#include <map>
#include <thread>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// schema_drift, distribution and system, on every engine, directly and over ODBC.
class TestProbeComparisons : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void stabilityIndex();
    void chanceIsNoShift();
    void schemaDrift_data() { ProbeWarehouse::addTargetRows(); }
    void schemaDrift();
    void schemaOfNothing_data() { ProbeWarehouse::addTargetRows(); }
    void schemaOfNothing();
    void deciles_data() { ProbeWarehouse::addTargetRows(); }
    void deciles();
    void tiedDeciles_data() { ProbeWarehouse::addTargetRows(); }
    void tiedDeciles();
    void categories_data() { ProbeWarehouse::addTargetRows(); }
    void categories();
    void noNumbers_data() { ProbeWarehouse::addTargetRows(); }
    void noNumbers();
    void system_data() { ProbeWarehouse::addTargetRows(); }
    void system();
    void hiddenSessions();
    void hiddenSessionsBehindTheAccounts();

private:
    const ProbeWarehouse &warehouse() { return *m_warehouses.at(QByteArray(QTest::currentDataTag())); }
    std::map<QByteArray, std::unique_ptr<ProbeWarehouse>> m_warehouses;
};

namespace {

const QDateTime kNow(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);

SqlRows binRows(const QList<QVariantList> &rows)
{
    SqlRows made;
    made.rows = rows;
    return made;
}

Gate distributionGate(const DistributionProbe &probe, double most = 0.25)
{
    Gate gate = probeGate(probe);
    gate.limits = { Limit { LimitSide::AtMost, most, false, {} } };
    return gate;
}

/// Numbers from 1 to last in a table of one column.
QString numbers(const char *table, int last, const char *expression)
{
    return u"INSERT INTO %1 WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < %2) SELECT %3 FROM g"_s.arg(
        QLatin1String(table), QString::number(last), QLatin1String(expression));
}

} // namespace

void TestProbeComparisons::initTestCase()
{
    for (const auto &[name, target] : ProbeWarehouse::targets())
        m_warehouses.emplace(name, std::make_unique<ProbeWarehouse>(target));
}

void TestProbeComparisons::stabilityIndex()
{
    QCOMPARE(populationStability({ 50, 50 }, { 500, 500 }), 0.0);
    // (0.2 ln 1.4 + 0.2 ln 5/3), by hand
    QVERIFY(qAbs(populationStability({ 50, 50 }, { 70, 30 }) - 0.1694596) < 1e-6);
    // A bin that emptied counts as 0.0001 of the rows: 0.4999 ln 5000 + 0.5 ln 2.
    QVERIFY(qAbs(populationStability({ 50, 50 }, { 0, 100 }) - 4.6043185) < 1e-6);
    for (const auto &[degrees, exact] : { std::pair(1, 10.828), { 9, 27.877 }, { 10, 29.588 }, { 21, 46.797 } })
        QVERIFY2(chiSquareBeyond(degrees) > exact - 0.05 && chiSquareBeyond(degrees) < exact * 1.05, qPrintable(QString::number(chiSquareBeyond(degrees))));
}

/// So few rows could show such a shift by chance: that is no data, neither a breach nor health.
void TestProbeComparisons::chanceIsNoShift()
{
    const Gate gate = distributionGate({});
    const auto judge = [&](int rows) { return classifyBins(gate, binRows({ { 0, 1, rows }, { 0, 2, rows }, { 1, 1, rows }, { 1, 2, rows } })); };
    // Two bins, one degree of freedom: 11.2 (1/n + 1/m) must not be above 0.25, so 90 rows each.
    QCOMPARE(judge(40).sampleClass, SampleClass::NoData);
    QVERIFY2(judge(40).detail.contains(u"90 each are enough"), qPrintable(judge(40).detail));
    QCOMPARE(judge(45).sampleClass, SampleClass::Good);
    QCOMPARE(classifyBins(gate, binRows({ { 0, 1, 1'000 } })).sampleClass, SampleClass::NoData);
    QCOMPARE(classifyBins(gate, binRows({ { 1, 1, 1'000 } })).sampleClass, SampleClass::NoData);
    QCOMPARE(classifyBins(gate, {}).sampleClass, SampleClass::NoData);
    QCOMPARE(classifyBins(gate, binRows({ { 0, 1, 1'000 }, { 1, 1, u"many"_s } })).sampleClass, SampleClass::Error);
    QCOMPARE(classifyBins(gate, binRows({ { 0, 1, 1'000 }, { 3, 1, 1'000 } })).sampleClass, SampleClass::Error);
}

void TestProbeComparisons::schemaDrift()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE [be'fore \"1\"] (id integer NOT NULL, [c\"ode %1] varchar(5) DEFAULT 'a', amount integer, gone integer);"
          "CREATE TABLE same (id integer NOT NULL, [c\"ode %1] varchar(5) DEFAULT 'a', amount integer, gone integer);"
          "CREATE TABLE after (id integer, amount bigint, [c\"ode %1] varchar(5) DEFAULT 'b', fresh integer)"_s);
    const RelationName before { {}, u"be'fore \"1\""_s };
    const auto look = [&](const char *table, const QStringList &compare = {}) {
        return w.sample(probeGate(SchemaDriftProbe { { {}, QLatin1String(table) }, before, compare }), kNow);
    };
    const Sample same = look("same");
    QVERIFY2(same.sampleClass == SampleClass::Good, qPrintable(same.detail));
    QVERIFY2(same.value == 0, qPrintable(same.detail));
    QCOMPARE(same.n, 4);
    const Sample after = look("after");
    QVERIFY2(after.sampleClass == SampleClass::Good, qPrintable(after.detail));
    // gone, fresh, id's NULL, amount's type, code's default, the order
    QVERIFY2(after.value == 6, qPrintable(after.detail));
    QVERIFY2(after.detail.contains(u"column gone is gone"_s) && after.detail.contains(u"column fresh is new"_s), qPrintable(after.detail));
    QVERIFY2(after.detail.contains(u"id may be NULL"_s) && after.detail.contains(u"1 more"_s), qPrintable(after.detail));
    for (const auto &[aspect, differences] : { std::pair("columns", 2), { "types", 1 }, { "nullability", 1 }, { "defaults", 1 }, { "order", 1 } }) {
        const Sample one = look("after", { QLatin1String(aspect) });
        QVERIFY2(one.value == differences, aspect);
    }
}

void TestProbeComparisons::schemaOfNothing()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE there (id integer)"_s);
    const RelationName there { {}, u"there"_s };
    const RelationName nowhere { {}, u"no\"where' --"_s };
    for (const SchemaDriftProbe &probe : { SchemaDriftProbe { nowhere, there, {} }, SchemaDriftProbe { there, nowhere, {} }, SchemaDriftProbe { nowhere, nowhere, {} } }) {
        const Sample sample = w.sample(probeGate(probe), kNow);
        QCOMPARE(sample.sampleClass, SampleClass::Error);
        QVERIFY2(sample.detail.contains(u"no columns of"_s) && sample.detail.contains(u"where"_s), qPrintable(sample.detail));
    }
}

void TestProbeComparisons::deciles()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE old_n ([v%1] integer); CREATE TABLE same_n ([v%1] integer); CREATE TABLE moved_n ([v%1] integer); CREATE TABLE null_n ([v%1] integer);"
          "CREATE TABLE few_n ([v%1] integer); CREATE TABLE none_n ([v%1] integer); CREATE TABLE flat_n ([v%1] integer);"
          "CREATE TABLE tails_n ([v%1] integer)"_s);
    w.run(numbers("old_n", 1'000, "i"));
    w.run(numbers("same_n", 2'000, "1 + i % 1000"));
    w.run(numbers("moved_n", 1'000, "i + 300"));
    w.run(numbers("null_n", 1'000, "CASE WHEN i % 2 = 0 THEN i END"));
    w.run(numbers("few_n", 20, "i * 50"));
    w.run(numbers("flat_n", 1'000, "7"));
    w.run(numbers("tails_n", 1'000, "CASE WHEN i <= 50 THEN i - 1000 WHEN i > 950 THEN i + 1000 ELSE i END"));
    const auto look = [&](const char *table, const char *against = "old_n", const QString &where = {}) {
        return w.sample(distributionGate({ { {}, QLatin1String(table) }, u"v%1"_s, { {}, QLatin1String(against) }, DistributionBins::Deciles, where }), kNow);
    };
    const Sample same = look("same_n");
    QVERIFY2(same.sampleClass == SampleClass::Good, qPrintable(same.detail));
    QVERIFY2(same.value < 1e-9, qPrintable(QString::number(same.value)));
    QCOMPARE(same.n, 2'000);
    // Three deciles emptied, as many rows lie above what there was: 3 · (0.0999 ln 1000) + 0.2999 ln 3000.
    const Sample moved = look("moved_n");
    QVERIFY2(moved.sampleClass == SampleClass::Good, qPrintable(moved.detail));
    QVERIFY2(qAbs(moved.value - 4.471364) < 1e-4, qPrintable(QString::number(moved.value)));
    // Half of the first decile below it, half of the last above it: 2 · (0.05 ln 2 + 0.0499 ln 500).
    const Sample tails = look("tails_n");
    QVERIFY2(qAbs(tails.value - 0.689533) < 1e-4, qPrintable(tails.detail + QString::number(tails.value)));
    QVERIFY(look("null_n").value > 3);
    QCOMPARE(look("few_n").sampleClass, SampleClass::NoData);
    QCOMPARE(look("none_n").sampleClass, SampleClass::NoData);
    QCOMPARE(look("old_n", "none_n").sampleClass, SampleClass::NoData);
    QCOMPARE(look("old_n", "nowhere").sampleClass, SampleClass::Error);
    QCOMPARE(look("moved_n", "flat_n").sampleClass, SampleClass::NoData);
    const Sample half = look("moved_n", "old_n", w.q(u"v%1"_s) + u" > 300 AND "_s + w.q(u"v%1"_s) + u" <= 1000 -- both"_s);
    QVERIFY2(half.sampleClass == SampleClass::Good && half.value < 1e-9, qPrintable(half.detail + QString::number(half.value)));
    QCOMPARE(look("moved_n", "old_n", u"1 = 1) AS x; DROP TABLE old_n; --"_s).sampleClass, SampleClass::Error);
}

/// Where a value fills more than a decile, what moved beside it falls into the same bin and looks the same.
void TestProbeComparisons::tiedDeciles()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE ones (v integer); CREATE TABLE zeros (v integer); CREATE TABLE fives (v integer); CREATE TABLE threes (v integer);"
          "CREATE TABLE eight (v integer)"_s);
    w.run(numbers("ones", 1'000, "1"));
    w.run(numbers("zeros", 1'000, "0"));
    w.run(numbers("fives", 1'000, "CASE WHEN i % 2 = 0 THEN 1 ELSE 5 END"));
    w.run(numbers("threes", 1'000, "CASE WHEN i % 2 = 0 THEN 1 ELSE 3 END"));
    w.run(numbers("eight", 8, "i"));
    const auto look = [&](const char *table, const char *against, DistributionBins bins, double most = 0.25) {
        return w.sample(distributionGate({ { {}, QLatin1String(table) }, u"v"_s, { {}, QLatin1String(against) }, bins, {} }, most), kNow);
    };
    for (const auto &[table, against] : { std::pair("zeros", "ones"), { "threes", "fives" }, { "ones", "ones" } }) {
        const Sample blind = look(table, against, DistributionBins::Deciles);
        QVERIFY2(blind.sampleClass == SampleClass::NoData, table);
        QVERIFY2(blind.detail.contains(u"write bins: categories"_s), qPrintable(blind.detail));
        const Sample seen = look(table, against, DistributionBins::Categories);
        QVERIFY2(seen.sampleClass == SampleClass::Good && (seen.value > 3) == (qstrcmp(table, against) != 0), table);
    }
    QCOMPARE(look("fives", "eight", DistributionBins::Deciles, 100).sampleClass, SampleClass::NoData); // eight values make no ten bins
}

void TestProbeComparisons::categories()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE old_c (v varchar(20)); CREATE TABLE same_c (v varchar(20)); CREATE TABLE new_c (v varchar(20)); CREATE TABLE many_c (v varchar(20))"_s);
    w.run(numbers("old_c", 1'000, "CASE i % 4 WHEN 0 THEN 'it''s' WHEN 1 THEN '' WHEN 2 THEN 'b' END"));
    w.run(numbers("same_c", 400, "CASE i % 4 WHEN 0 THEN 'it''s' WHEN 1 THEN '' WHEN 2 THEN 'b' END"));
    w.run(numbers("new_c", 1'000, "CASE i % 4 WHEN 0 THEN 'it''s' WHEN 1 THEN '' ELSE 'z' END"));
    w.run(numbers("many_c", 1'000, "CAST(i AS char(10))"));
    const auto look = [&](const char *table, const char *against) {
        return w.sample(distributionGate({ { {}, QLatin1String(table) }, u"v"_s, { {}, QLatin1String(against) }, DistributionBins::Categories, {} }), kNow);
    };
    const Sample same = look("same_c", "old_c");
    QVERIFY2(same.sampleClass == SampleClass::Good, qPrintable(same.detail));
    QVERIFY2(same.value < 1e-9, qPrintable(QString::number(same.value)));
    QCOMPARE(same.n, 400);
    // 'b' and NULL went, what was not there before came: 2 · 0.2499 ln 2500 + 0.4999 ln 5000.
    const Sample shifted = look("new_c", "old_c");
    QVERIFY2(shifted.sampleClass == SampleClass::Good, qPrintable(shifted.detail));
    QVERIFY2(qAbs(shifted.value - 8.168203) < 1e-3, qPrintable(QString::number(shifted.value)));
    // Each of a thousand values once: most of them are 'other', where nothing can be told apart.
    const Sample many = look("many_c", "many_c");
    QCOMPARE(many.sampleClass, SampleClass::NoData);
    QVERIFY2(many.detail.contains(u"deciles"_s), qPrintable(many.detail));
}

/// A text column would be all zeros to an engine that casts it without a word.
void TestProbeComparisons::noNumbers()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE words (v varchar(20)); CREATE TABLE digits (v varchar(20))"_s);
    w.run(numbers("words", 500, "'fine'"));
    w.run(numbers("digits", 500, "'fine'"));
    const Sample sample = w.sample(distributionGate({ { {}, u"words"_s }, u"v"_s, { {}, u"digits"_s }, DistributionBins::Deciles, {} }), kNow);
    QCOMPARE(sample.sampleClass, SampleClass::Error);
    QVERIFY(!sample.detail.isEmpty());
    if (w.engine() != Engine::Postgresql)
        return;
    // NaN is a bin of its own, as NULL is.
    w.run(u"CREATE TABLE real_old (v float8); CREATE TABLE real_new (v float8)"_s);
    w.run(numbers("real_old", 500, "i"));
    w.run(numbers("real_new", 500, "CASE WHEN i % 2 = 0 THEN 'NaN'::float8 ELSE i END"));
    const Sample nan = w.sample(distributionGate({ { {}, u"real_new"_s }, u"v"_s, { {}, u"real_old"_s }, DistributionBins::Deciles, {} }), kNow);
    QVERIFY2(nan.sampleClass == SampleClass::Good && nan.value > 3, qPrintable(nan.detail));
}

void TestProbeComparisons::system()
{
    const ProbeWarehouse &w = warehouse();
    const auto look = [&](SystemMetric metric) { return w.sample(probeGate(SystemProbe { metric }), kNow); };
    if (w.engine() == Engine::Sqlite) {
        const auto refused = w.compile(probeGate(SystemProbe { SystemMetric::LongestQuery }));
        VERIFY_ERROR(refused, ErrorCode::NotSupported);
        QVERIFY2(refused.error().what.contains(u"sqlite has no statistics for system.longest_query"_s), qPrintable(refused.error().what));
        QCOMPARE(look(SystemMetric::Connections).sampleClass, SampleClass::Error);
        return;
    }
    for (const SystemMetric metric : { SystemMetric::WaitingLocks, SystemMetric::LongestQuery, SystemMetric::Connections }) {
        const Sample sample = look(metric);
        QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(systemMetricNames()[static_cast<qsizetype>(metric)] + sample.detail));
        QVERIFY(sample.n >= 1);
    }
    const double before = look(SystemMetric::Connections).value;
    QVERIFY(before >= 1);
    // A writer waits for a row that another keeps: one lock waits, and a query runs for that long.
    w.run(u"CREATE TABLE held (id integer PRIMARY KEY, v integer); INSERT INTO held VALUES (1, 1)"_s);
    auto keeper = w.database().open();
    VERIFY_OK(keeper->begin());
    VERIFY_OK(keeper->execute(u"UPDATE held SET v = 2"_s));
    std::jthread waiter([&] {
        auto session = w.database().open();
        static_cast<void>(session->setTimeouts(60s, 60s));
        static_cast<void>(session->execute(u"UPDATE held SET v = 3"_s));
    });
    bool hasWaited = false;
    bool hasRun = false;
    for (QDeadlineTimer patience(20'000); !patience.hasExpired() && !(hasWaited && hasRun);) {
        hasWaited = hasWaited || look(SystemMetric::WaitingLocks).value >= 1;
        hasRun = hasRun || look(SystemMetric::LongestQuery).value > 0.2;
    }
    keeper->rollback();
    waiter.join();
    QVERIFY(hasWaited);
    QVERIFY(hasRun);
}

/// What a login may not see is unknown, never quiet.
void TestProbeComparisons::hiddenSessions()
{
    const TestDatabase &database = m_warehouses.at("postgresql")->database();
    database.run(u"DROP ROLE IF EXISTS blind_probe; CREATE ROLE blind_probe"_s);
    ConnectionProfile profile = database.profile();
    profile.probeRole = u"blind_probe"_s;
    auto session = SqlSession::open(profile, {}, SessionRole::Probe, {});
    VERIFY_OK(session);
    const auto other = database.open();
    VERIFY_OK(other->query(u"SELECT 1"_s));
    const Gate gate = probeGate(SystemProbe { SystemMetric::LongestQuery });
    const auto query = compileProbe(profile, gate);
    VERIFY_OK(query);
    const Sample blind = runProbe(**session, gate, *query, Branch::Live, kNow);
    QCOMPARE(blind.sampleClass, SampleClass::NoData);
    QVERIFY2(blind.detail.contains(u"hidden"_s), qPrintable(blind.detail));
    database.run(u"GRANT pg_read_all_stats TO blind_probe"_s);
    QCOMPARE(runProbe(**session, gate, *query, Branch::Live, kNow).sampleClass, SampleClass::Good);
    database.run(u"DROP ROLE IF EXISTS blind_probe"_s);
}

/// Who may read the accounts is shown that somebody has PROCESS, which is not that it has it.
void TestProbeComparisons::hiddenSessionsBehindTheAccounts()
{
    const TestDatabase &database = m_warehouses.at("mariadb")->database();
    for (const QString &user : { u"blind"_s, u"bl@nd"_s }) {
        database.run(u"DROP USER IF EXISTS '%1'@'%'; CREATE USER '%1'@'%'; GRANT SELECT ON *.* TO '%1'@'%'"_s.arg(user));
        ConnectionProfile profile = database.profile();
        profile.user = user;
        auto session = SqlSession::open(profile, {}, SessionRole::Probe, {});
        VERIFY_OK(session);
        const auto others = (*session)->query(u"SELECT count(*) FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'PROCESS'"_s);
        VERIFY_OK(others);
        QVERIFY(others->scalar().toInt() > 0);
        const Gate gate = probeGate(SystemProbe { SystemMetric::LongestQuery });
        const auto query = compileProbe(profile, gate);
        VERIFY_OK(query);
        const Sample blind = runProbe(**session, gate, *query, Branch::Live, kNow);
        QCOMPARE(blind.sampleClass, SampleClass::NoData);
        QVERIFY2(blind.detail.contains(u"hidden"_s), qPrintable(blind.detail));
        database.run(u"GRANT PROCESS ON *.* TO '%1'@'%'"_s.arg(user));
        auto seeing = SqlSession::open(profile, {}, SessionRole::Probe, {});
        VERIFY_OK(seeing);
        const Sample seen = runProbe(**seeing, gate, *query, Branch::Live, kNow);
        QVERIFY2(seen.sampleClass == SampleClass::Good, qPrintable(seen.detail));
        database.run(u"DROP USER '%1'@'%'"_s.arg(user));
    }
}

QTEST_GUILESS_MAIN(TestProbeComparisons)
#include "tst_probe_comparisons.moc"
