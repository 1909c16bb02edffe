// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/service_reader.h"
#include "probe_warehouse.h"
#include "support/verify.h"

#include <map>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Every probe measures the same on every engine, directly and over ODBC.
class TestProbeContract : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void values_data();
    void values();
    void times_data() { ProbeWarehouse::addTargetRows(); }
    void times();
    void keysWithoutParent_data() { ProbeWarehouse::addTargetRows(); }
    void keysWithoutParent();
    void manyKeysWithoutIndex_data() { ProbeWarehouse::addTargetRows(); }
    void manyKeysWithoutIndex();
    void latency_data() { ProbeWarehouse::addTargetRows(); }
    void latency();
    void refused_data();
    void refused();
    void whatIsUnprovenIsRefusedByName();

private:
    const ProbeWarehouse &warehouse(const QByteArray &target) { return *m_warehouses.at(target); }
    const ProbeWarehouse &warehouse() { return warehouse(QByteArray(QTest::currentDataTag()).split(':').first()); }
    std::map<QByteArray, std::unique_ptr<ProbeWarehouse>> m_warehouses;
};

namespace {

const QDateTime kNow(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);
const RelationName kOrders { {}, u"or'ders; \"x\" --%1"_s };
const RelationName kEmpty { {}, u"empty"_s };

SqlText text(const QString &sql) { return SqlText { sql, {} }; }

/// Gives the row of each target its probe.
void eachTarget(const char *name, const std::function<void(QTestData &)> &fill)
{
    for (const auto &[target, unused] : ProbeWarehouse::targets())
        fill(QTest::addRow("%s: %s", target.constData(), name));
}

} // namespace

void TestProbeContract::initTestCase()
{
    for (const auto &[name, target] : ProbeWarehouse::targets()) {
        auto made = std::make_unique<ProbeWarehouse>(target);
        made->run(u"CREATE TABLE [or'ders; \"x\" --%1] ([i d] integer PRIMARY KEY, [s'tatus] varchar(20), k integer, "
                  u"amount numeric(12,2), big bigint);"
                  "INSERT INTO [or'ders; \"x\" --%1] VALUES (1, 'ok', 1, 10, 9007199254740993), (2, 'ok', 1, 20.5, "
                  "NULL), (3, 'failed', 2, 30, NULL),"
                  " (4, NULL, NULL, 40, NULL), (5, 'ok', NULL, 50, NULL); CREATE TABLE empty (k integer, at {time})"_s);
        m_warehouses.emplace(name, std::move(made));
    }
}

void TestProbeContract::values_data()
{
    QTest::addColumn<ProbeSpec>("probe");
    QTest::addColumn<double>("value");
    QTest::addColumn<qint64>("n");
    const auto row = [](const char *name, const ProbeSpec &probe, double value, qint64 n) {
        eachTarget(name, [&](QTestData &data) { data << probe << value << n; });
    };
    row("row_count", RowCountProbe { kOrders, {} }, 5, 5);
    row("row_count where with a comment", RowCountProbe { kOrders, u"k = 1 -- the first"_s }, 2, 5);
    row("null_rate", NullRateProbe { kOrders, u"s'tatus"_s, {} }, 0.2, 5);
    row("null_rate where", NullRateProbe { kOrders, u"k"_s, u"amount > 35"_s }, 1, 2);
    row("uniqueness", UniquenessProbe { kOrders, { u"s'tatus"_s }, {} }, 0.4, 5);
    row("uniqueness of two columns", UniquenessProbe { kOrders, { u"k"_s, u"i d"_s }, {} }, 0, 5);
    row("sql, an exact decimal",
        SqlProbe { text(u"SELECT sum(x.amount) FROM (SELECT 10.25 AS amount UNION ALL SELECT 0.5) AS x"_s) }, 10.75, 1);
    row("sql, value and n", SqlProbe { text(u"SELECT 0.5, 7"_s) }, 0.5, 7);
    row("sql with a question mark", SqlProbe { text(u"SELECT 3 WHERE '?' <> ':x'"_s) }, 3, 1);
}

void TestProbeContract::values()
{
    QFETCH(ProbeSpec, probe);
    const Sample sample = warehouse().sample(probeGate(probe), kNow);
    QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
    QTEST(sample.value, "value");
    QTEST(sample.n, "n");
    QCOMPARE(sample.queryDigest.size(), 64);
}

void TestProbeContract::times()
{
    const ProbeWarehouse &w = warehouse();
    const RelationName loads { {}, u"loads"_s };
    w.run(
        u"CREATE TABLE loads (failed integer, at {time}); INSERT INTO loads VALUES (1, %1), (0, %2), (1, NULL), (1, %3)"_s
            .arg(w.ago(300), w.ago(310), w.ago(9'000)));
    const Sample fresh = w.sample(probeGate(FreshnessProbe { loads, u"at"_s }), kNow);
    QVERIFY2(fresh.sampleClass == SampleClass::Good, qPrintable(fresh.detail));
    QVERIFY2(fresh.value >= 299 && fresh.value < 340, qPrintable(QString::number(fresh.value)));
    QVERIFY(qAbs(fresh.newest.msecsTo(kNow) - qRound64(fresh.value * 1000)) <= 1);
    const Sample errors = w.sample(probeGate(ErrorRateProbe { loads, u"failed = 1"_s, u"at"_s, 1h }), kNow);
    QVERIFY2(errors.sampleClass == SampleClass::Good, qPrintable(errors.detail));
    QCOMPARE(errors.value, 0.5);
    QCOMPARE(errors.n, 2);
    Gate aged = probeGate(SqlProbe { text(u"SELECT 1, 10, %1"_s.arg(w.ago(90))) });
    aged.maxAge = 2min;
    const Sample young = w.sample(aged, kNow);
    QVERIFY2(young.sampleClass == SampleClass::Good, qPrintable(young.detail));
    QVERIFY(young.newest.secsTo(kNow) >= 88 && young.newest.secsTo(kNow) < 119);
    aged.maxAge = 1min;
    QCOMPARE(w.sample(aged, kNow).sampleClass, SampleClass::Stale);
}

void TestProbeContract::keysWithoutParent()
{
    const ProbeWarehouse &w = warehouse();
    // The child has the name that a parent would get as an alias, and refers to itself as well.
    w.run(u"CREATE TABLE [coun try] ([c'ode] varchar(5), region integer); CREATE TABLE parent (id integer, [c'ode] varchar(5), region integer, boss integer);"
          "INSERT INTO [coun try] VALUES ('DE', 1), ('FR', 1), (NULL, 1), ('US', 2);"
          "INSERT INTO parent VALUES (1, 'DE', 1, NULL), (2, 'FR', 2, 1), (3, NULL, 1, 2), (4, 'XX', 1, 9), (5, 'US', NULL, 1)"_s);
    const RelationName child { {}, u"parent"_s };
    const RelationName parents { {}, u"coun try"_s };
    const auto look = [&](const QStringList &columns, const RelationName &references, const QStringList &referenced, const QString &where = {}) {
        return w.sample(probeGate(ReferentialIntegrityProbe { child, columns, references, referenced, where }), kNow);
    };
    const Sample one = look({ u"c'ode"_s }, parents, { u"c'ode"_s });
    QVERIFY2(one.sampleClass == SampleClass::Good, qPrintable(one.detail));
    QCOMPARE(one.value, 0.25);
    QCOMPARE(one.n, 4);
    QCOMPARE(one.detail, u"1 row with a NULL in the key was not looked up"_s);
    const Sample both = look({ u"c'ode"_s, u"region"_s }, parents, { u"c'ode"_s, u"region"_s });
    QVERIFY2(both.sampleClass == SampleClass::Good, qPrintable(both.detail));
    QCOMPARE(both.value, 2.0 / 3);
    QCOMPARE(both.n, 3);
    const Sample self = look({ u"boss"_s }, child, { u"id"_s });
    QVERIFY2(self.sampleClass == SampleClass::Good, qPrintable(self.detail));
    QCOMPARE(self.value, 0.25);
    QCOMPARE(look({ u"c'ode"_s }, parents, { u"c'ode"_s }, u"id < 3 -- the old ones"_s).value, 0.0);
    const Sample none = look({ u"c'ode"_s }, parents, { u"c'ode"_s }, u"id = 3"_s);
    QCOMPARE(none.sampleClass, SampleClass::NoData);
    QVERIFY2(none.detail.contains(u"not looked up"), qPrintable(none.detail));
    QCOMPARE(look({ u"c'ode"_s }, { {}, u"nowhere"_s }, { u"c'ode"_s }).sampleClass, SampleClass::Error);
    QCOMPARE(look({ u"c'ode"_s }, parents, { u"nowhere"_s }).sampleClass, SampleClass::Error);
    QCOMPARE(look({ u"c'ode"_s }, parents, { u"c'ode"_s }, u"1 = 1) SELECT 1; DROP TABLE parent; --"_s).sampleClass, SampleClass::Error);
    QCOMPARE(w.sample(probeGate(ReferentialIntegrityProbe { kEmpty, { u"k"_s }, child, { u"id"_s }, {} }), kNow).sampleClass, SampleClass::NoData);
    w.run(u"DELETE FROM [coun try]"_s); // an empty parent has nobody's parent
    QCOMPARE(look({ u"c'ode"_s }, parents, { u"c'ode"_s }).value, 1.0);
}

/// Time grows with the rows, not with their square: that would be minutes here.
void TestProbeContract::manyKeysWithoutIndex()
{
    const ProbeWarehouse &w = warehouse();
    const QString numbers = u" WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < 60000) SELECT i FROM g"_s;
    w.run(u"CREATE TABLE many (k0 integer); CREATE TABLE known (p0 integer); INSERT INTO many"_s + numbers + u"; INSERT INTO known"_s + numbers
        + u"; INSERT INTO known"_s + numbers + u"; DELETE FROM known WHERE p0 > 45000"_s);
    const Sample sample = w.sample(probeGate(ReferentialIntegrityProbe { { {}, u"many"_s }, { u"k0"_s }, { {}, u"known"_s }, { u"p0"_s }, {} }), kNow);
    QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
    QCOMPARE(sample.value, 0.25);
    QCOMPARE(sample.n, 60'000);
}

void TestProbeContract::latency()
{
    const ProbeWarehouse &w = warehouse();
    const auto rows = [&](int count) {
        return probeGate(QueryLatencyProbe { text(
            u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %1) SELECT i, i * 2 FROM n"_s
                .arg(count)) });
    };
    const Sample few = w.sample(rows(10), kNow);
    const Sample many = w.sample(rows(200'000), kNow);
    QVERIFY2(few.sampleClass == SampleClass::Good, qPrintable(few.detail));
    QVERIFY2(many.sampleClass == SampleClass::Good, qPrintable(many.detail));
    QVERIFY2(many.value > 5 * few.value, qPrintable(u"%1 ms against %2 ms"_s.arg(many.value).arg(few.value)));
    Gate slow = rows(2'000'000'000);
    slow.timeout = 300ms;
    const Sample cut = w.sample(slow, kNow);
    QCOMPARE(cut.sampleClass, SampleClass::Error);
    QVERIFY(!cut.detail.isEmpty());
    QVERIFY2(cut.tookMs < 9'000, qPrintable(QString::number(cut.tookMs)));
}

void TestProbeContract::refused_data()
{
    QTest::addColumn<ProbeSpec>("probe");
    const auto row
        = [](const char *name, const ProbeSpec &probe) { eachTarget(name, [&](QTestData &data) { data << probe; }); };
    row("row_count of nothing", RowCountProbe { kEmpty, {} });
    row("null_rate of nothing", NullRateProbe { kEmpty, u"k"_s, {} });
    row("uniqueness of nothing", UniquenessProbe { kEmpty, { u"k"_s }, {} });
    row("freshness of nothing", FreshnessProbe { kEmpty, u"at"_s });
    row("error_rate of nothing", ErrorRateProbe { kEmpty, u"k = 1"_s, u"at"_s, 1h });
    row("a second statement", RowCountProbe { kOrders, u"1 = 1) FROM empty; DELETE FROM empty; SELECT (1"_s });
    row("a write", SqlProbe { text(u"DELETE FROM empty"_s) });
    row("latency of a write", QueryLatencyProbe { text(u"UPDATE empty SET k = 1"_s) });
    row("text for a value", SqlProbe { text(u"SELECT 'fine', 10"_s) });
    row("NULL for a value", SqlProbe { text(u"SELECT NULL, 10"_s) });
    row("a missing column", NullRateProbe { kEmpty, u"nowhere"_s, {} });
}

/// Never Good, and never without words.
void TestProbeContract::refused()
{
    QFETCH(ProbeSpec, probe);
    const Sample sample = warehouse().sample(probeGate(probe), kNow);
    QVERIFY(sample.sampleClass != SampleClass::Good);
    QVERIFY(!sample.detail.isEmpty());
}

void TestProbeContract::whatIsUnprovenIsRefusedByName()
{
    ConnectionProfile profile;
    profile.name = u"lake"_s;
    profile.engine = Engine::Odbc;
    int refusals = 0;
    for (const QString &name : serviceNames()) {
        profile.service = serviceNamed(name);
        const auto query = compileProbe(profile, probeGate(RowCountProbe { kOrders, {} }));
        QCOMPARE(query.has_value(), profile.service->isProven);
        if (query)
            continue;
        ++refusals;
        QCOMPARE(query.error().code, ErrorCode::NotSupported);
        QVERIFY2(query.error().what.contains(profile.service->title) && query.error().where.contains(u"gate"),
            qPrintable(query.error().what));
    }
    QVERIFY(refusals >= 3);
}

QTEST_GUILESS_MAIN(TestProbeContract)
#include "tst_probe_contract.moc"
