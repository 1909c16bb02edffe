// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "probe_warehouse.h"
#include "support/verify.h"

#include <map>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// mapping, feedback and tests, on every engine, directly and over ODBC.
class TestProbeAssertions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void mapping_data() { ProbeWarehouse::addTargetRows(); }
    void mapping();
    void mappingAcrossCollations_data() { ProbeWarehouse::addTargetRows(); }
    void mappingAcrossCollations();
    void manyPartnersWithoutIndex_data() { ProbeWarehouse::addTargetRows(); }
    void manyPartnersWithoutIndex();
    void feedback_data() { ProbeWarehouse::addTargetRows(); }
    void feedback();
    void feedbackOfPeople_data() { ProbeWarehouse::addTargetRows(); }
    void feedbackOfPeople();
    void tests_data() { ProbeWarehouse::addTargetRows(); }
    void tests();
    void testsOfNothing_data() { ProbeWarehouse::addTargetRows(); }
    void testsOfNothing();
    void testsInTime_data() { ProbeWarehouse::addTargetRows(); }
    void testsInTime();

private:
    const ProbeWarehouse &warehouse() { return *m_warehouses.at(QByteArray(QTest::currentDataTag())); }
    std::map<QByteArray, std::unique_ptr<ProbeWarehouse>> m_warehouses;
};

namespace {

const QDateTime kNow(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);

SqlText text(const QString &sql) { return SqlText { sql, {} }; }

} // namespace

void TestProbeAssertions::initTestCase()
{
    for (const auto &[name, target] : ProbeWarehouse::targets())
        m_warehouses.emplace(name, std::make_unique<ProbeWarehouse>(target));
}

void TestProbeAssertions::mapping()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE [or ders] (id integer, [c'ode %1] varchar(5), region integer); CREATE TABLE codes ([c\"ode] varchar(5), region integer);"
          "CREATE TABLE nobody (k integer);"
          "INSERT INTO [or ders] VALUES (1, 'DE', 1), (2, 'FR', 1), (3, NULL, 1), (4, 'XX', 1), (5, 'US', NULL), (6, 'FR', 2), (7, 'DE', 1), (8, '', 1);"
          "INSERT INTO codes VALUES ('DE', 1), ('FR', 1), ('FR', 2), ('US', 2), (NULL, 1), ('', 1)"_s);
    const RelationName orders { {}, u"or ders"_s };
    const RelationName codes { {}, u"codes"_s };
    const auto look = [&](const MappingProbe &probe) { return w.sample(probeGate(probe), kNow); };
    const QStringList code { u"c'ode %1"_s };
    const QStringList partner { u"c\"ode"_s };
    const Sample one = look({ orders, code, codes, partner, PartnerCount::ExactlyOne, {} });
    QVERIFY2(one.sampleClass == SampleClass::Good, qPrintable(one.detail));
    QCOMPARE(one.value, 0.5); // NULL and XX have none, FR has two and is there twice
    QCOMPARE(one.n, 8);
    QCOMPARE(one.detail, u"2 rows without a partner, 2 rows with several partners"_s);
    const Sample some = look({ orders, code, codes, partner, PartnerCount::AtLeastOne, {} });
    QCOMPARE(some.value, 0.25);
    QCOMPARE(some.detail, u"2 rows without a partner"_s);
    const Sample both = look({ orders, { u"c'ode %1"_s, u"region"_s }, codes, { u"c\"ode"_s, u"region"_s }, PartnerCount::ExactlyOne, {} });
    QVERIFY2(both.sampleClass == SampleClass::Good, qPrintable(both.detail));
    QCOMPARE(both.value, 3.0 / 8); // a NULL beside a code is no partner either
    QCOMPARE(both.detail, u"3 rows without a partner"_s);
    const Sample old = look({ orders, code, codes, partner, PartnerCount::ExactlyOne, u"id IN (1, 7, 8) -- the good ones"_s });
    QVERIFY2(old.sampleClass == SampleClass::Good, qPrintable(old.detail));
    QCOMPARE(old.value, 0.0);
    QCOMPARE(old.n, 3);
    QVERIFY(old.detail.isEmpty());
    QCOMPARE(look({ orders, code, codes, partner, PartnerCount::ExactlyOne, u"id > 99"_s }).sampleClass, SampleClass::NoData);
    QCOMPARE(look({ { {}, u"nobody"_s }, { u"k"_s }, orders, { u"id"_s }, PartnerCount::ExactlyOne, {} }).sampleClass, SampleClass::NoData);
    const Sample alone = look({ orders, { u"id"_s }, { {}, u"nobody"_s }, { u"k"_s }, PartnerCount::ExactlyOne, {} });
    QVERIFY2(alone.sampleClass == SampleClass::Good && alone.value == 1, qPrintable(alone.detail)); // an empty mapping maps nothing
    const Sample self = look({ orders, { u"id"_s }, orders, { u"id"_s }, PartnerCount::ExactlyOne, {} });
    QVERIFY2(self.sampleClass == SampleClass::Good && self.value == 0, qPrintable(self.detail));
    for (const QString &where : { u"1 = 1) SELECT 1; DROP TABLE codes; --"_s, u"nowhere = 1"_s })
        QCOMPARE(look({ orders, code, codes, partner, PartnerCount::ExactlyOne, where }).sampleClass, SampleClass::Error);
    QCOMPARE(look({ orders, code, { {}, u"nowhere"_s }, partner, PartnerCount::ExactlyOne, {} }).sampleClass, SampleClass::Error);
    QCOMPARE(look({ orders, code, codes, { u"nowhere"_s }, PartnerCount::ExactlyOne, {} }).sampleClass, SampleClass::Error);
}

/// The sides may not agree on what is equal: the comparison between them says it, and no row is counted twice for that.
void TestProbeAssertions::mappingAcrossCollations()
{
    const ProbeWarehouse &w = warehouse();
    const char *loose = w.engine() == Engine::Sqlite ? "text COLLATE NOCASE" : w.engine() == Engine::Mariadb ? "varchar(9) COLLATE utf8mb4_general_ci" : "varchar(9)";
    const char *strict = w.engine() == Engine::Sqlite ? "text COLLATE BINARY" : w.engine() == Engine::Mariadb ? "varchar(9) COLLATE utf8mb4_bin" : "varchar(9)";
    w.run(u"CREATE TABLE left_c (v %1); CREATE TABLE right_c (v %2); INSERT INTO left_c VALUES ('a'), ('A'), ('b'); INSERT INTO right_c VALUES ('a'), ('b')"_s.arg(
        QLatin1String(loose), QLatin1String(strict)));
    const auto look = [&](const char *table, const char *partners) {
        return w.sample(probeGate(MappingProbe { { {}, QLatin1String(table) }, { u"v"_s }, { {}, QLatin1String(partners) }, { u"v"_s }, PartnerCount::ExactlyOne, {} }), kNow);
    };
    auto session = w.database().open(SessionRole::Probe);
    const auto lone = session->query(u"SELECT count(*) FROM left_c LEFT JOIN right_c ON left_c.v = right_c.v WHERE right_c.v IS NULL"_s);
    VERIFY_OK(lone);
    const Sample there = look("left_c", "right_c");
    QVERIFY2(there.sampleClass == SampleClass::Good, qPrintable(there.detail));
    QCOMPARE(there.n, 3);
    QCOMPARE(qRound(there.value * 3), lone->scalar().toInt());
    const auto shared = session->query(u"SELECT count(*) FROM (SELECT right_c.v FROM right_c JOIN left_c ON right_c.v = left_c.v GROUP BY right_c.v HAVING count(*) > 1) AS shared"_s);
    VERIFY_OK(shared);
    const Sample back = look("right_c", "left_c");
    QVERIFY2(back.sampleClass == SampleClass::Good, qPrintable(back.detail));
    QCOMPARE(back.n, 2);
    QCOMPARE(qRound(back.value * 2), shared->scalar().toInt());
    if (w.engine() != Engine::Sqlite)
        return;
    // A number finds two texts that are the same number to it.
    w.run(u"CREATE TABLE whole (v integer); CREATE TABLE written (v text); INSERT INTO whole VALUES (1), (2); INSERT INTO written VALUES ('1'), ('01'), ('2')"_s);
    const Sample mixed = look("whole", "written");
    QVERIFY2(mixed.sampleClass == SampleClass::Good, qPrintable(mixed.detail));
    QCOMPARE(mixed.n, 2);
    QCOMPARE(mixed.value, 0.5);
}

/// Time grows with the rows, not with their square: that would be minutes here.
void TestProbeAssertions::manyPartnersWithoutIndex()
{
    const ProbeWarehouse &w = warehouse();
    const QString numbers = u" WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < 60000) SELECT i FROM g"_s;
    w.run(u"CREATE TABLE many (k0 integer); CREATE TABLE known (p0 integer); INSERT INTO many"_s + numbers + u"; INSERT INTO known"_s + numbers
        + u"; DELETE FROM known WHERE p0 > 45000; INSERT INTO known SELECT p0 FROM known WHERE p0 <= 15000"_s);
    const Sample sample = w.sample(probeGate(MappingProbe { { {}, u"many"_s }, { u"k0"_s }, { {}, u"known"_s }, { u"p0"_s }, PartnerCount::ExactlyOne, {} }), kNow);
    QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
    QCOMPARE(sample.value, 0.5);
    QCOMPARE(sample.n, 60'000);
    QCOMPARE(sample.detail, u"15000 rows without a partner, 15000 rows with several partners"_s);
}

void TestProbeAssertions::feedback()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE [vo\"tes %1] (vote integer, [gi'ven] {time}); INSERT INTO [vo\"tes %1] VALUES"_s
        + u"(-1, %1), (1, %1), (1, %1), (0, %2), (NULL, %2), (-1, %3), (-1, NULL)"_s.arg(w.ago(60), w.ago(600), w.ago(9'000)));
    const RelationName votes { {}, u"vo\"tes %1"_s };
    const FeedbackProbe probe { votes, u"vote < 0 -- a thumb down"_s, u"gi'ven"_s, {}, 1h };
    const Sample sample = w.sample(probeGate(probe), kNow);
    QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
    QCOMPARE(sample.value, 0.25); // old ones, and those of no time, are not of the window
    QCOMPARE(sample.n, 4);
    QCOMPARE(sample.detail, u"of 1 answer it is not known whether it is negative"_s);
    QVERIFY(sample.newest.secsTo(kNow) >= 59 && sample.newest.secsTo(kNow) < 100);
    Gate many = probeGate(probe);
    many.minRows = 5; // so few people are no evidence, whatever they say
    const Sample few = w.sample(many, kNow);
    QCOMPARE(few.sampleClass, SampleClass::NoData);
    QVERIFY2(few.detail.startsWith(u"4 of at least 5 rows"_s), qPrintable(few.detail));
    Gate aged = probeGate(probe);
    aged.maxAge = 30s;
    QCOMPARE(w.sample(aged, kNow).sampleClass, SampleClass::Stale);
    w.run(u"UPDATE [vo\"tes %1] SET vote = NULL"_s);
    const Sample mute = w.sample(probeGate(probe), kNow);
    QCOMPARE(mute.sampleClass, SampleClass::NoData);
    QVERIFY2(mute.detail.contains(u"5 answers"_s), qPrintable(mute.detail));
    w.run(u"DELETE FROM [vo\"tes %1]"_s);
    QCOMPARE(w.sample(probeGate(probe), kNow).sampleClass, SampleClass::NoData);
    w.run(u"INSERT INTO [vo\"tes %1] VALUES (1, "_s + w.ago(-7'200) + u")"_s);
    QCOMPARE(w.sample(probeGate(probe), kNow).sampleClass, SampleClass::Error); // given in two hours
    FeedbackProbe hostile = probe;
    hostile.negative = u"1 = 1) THEN 0 END; DELETE FROM votes; SELECT CASE WHEN (1 = 1"_s;
    QCOMPARE(w.sample(probeGate(hostile), kNow).sampleClass, SampleClass::Error);
}

/// One loud person is one voice.
void TestProbeAssertions::feedbackOfPeople()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE answers ([who?] varchar(9), moment integer, person integer, vote integer, at {time}); INSERT INTO answers VALUES"
          "('ann', 1, 1, -1, %1), ('ann', 1, 1, -1, %1), ('ann', 1, 1, 1, %2), ('bob', 1, 1, 1, %1), ('bob', 1, 1, -1, %2), ('bob', 1, 1, NULL, %3),"
          "('eve', 1, 1, -1, %2), ('eve', 1, 1, 1, %2), (NULL, 1, 1, 1, %2), (NULL, 1, 1, 1, %2), ('tom', 1, 1, NULL, %2)"_s.arg(
              w.ago(900), w.ago(600), w.ago(300)));
    const Sample sample = w.sample(probeGate(FeedbackProbe { { {}, u"answers"_s }, u"vote < 0 AND moment = 1 AND person = 1"_s, u"at"_s, u"who?"_s, 1h }), kNow);
    QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
    QCOMPARE(sample.n, 5); // ann changed her mind, bob and eve are against it, two are nobody
    QCOMPARE(sample.value, 0.4);
    QCOMPARE(sample.detail, u"of 2 answers it is not known whether they are negative"_s);
    QVERIFY(sample.newest.secsTo(kNow) >= 299 && sample.newest.secsTo(kNow) < 400);
}

void TestProbeAssertions::tests()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE [bi'lls %1] (id integer, total integer); INSERT INTO [bi'lls %1] VALUES (1, 10), (2, -5), (3, NULL)"_s);
    const RelationName bills { {}, u"bi'lls %1"_s };
    const QString from = u" FROM "_s + w.q(bills.name);
    const auto look = [&](const QList<NamedTest> &tests, double most = 0) {
        Gate gate = probeGate(TestsProbe { tests });
        gate.limits = { Limit { LimitSide::AtMost, most, false, {} } };
        return w.sample(gate, kNow);
    };
    const NamedTest holds { u"ids are known"_s, bills, text(u"SELECT id"_s + from + u" WHERE id IS NULL; -- none\n"_s) };
    const NamedTest fails { u"no %2 refunds"_s, bills, text(u"SELECT id, id, total"_s + from + u" WHERE total < 0 ORDER BY id -- the refunds"_s) };
    const NamedTest counts { u"three bills"_s, bills, text(u"WITH c AS (SELECT count(*) AS n"_s + from + u") SELECT n FROM c WHERE n <> 3"_s) };
    const Sample good = look({ holds, counts });
    QVERIFY2(good.sampleClass == SampleClass::Good, qPrintable(good.detail));
    QCOMPARE(good.value, 0.0);
    QCOMPARE(good.n, 2);
    QVERIFY(good.detail.isEmpty());
    const Sample bad = look({ holds, fails, counts, fails });
    QVERIFY2(bad.sampleClass == SampleClass::Good, qPrintable(bad.detail));
    QCOMPARE(bad.value, 0.5);
    QCOMPARE(bad.n, 4);
    QCOMPARE(bad.detail, u"2 of 4 tests fail: no %2 refunds, no %2 refunds"_s);
    QVERIFY(look({ fails, fails, fails, fails, fails, fails, fails }).detail.endsWith(u"and 2 more"_s));
    const Sample broken = look({ holds, { u"misspelt"_s, bills, text(u"SELECT nowhere"_s + from) } });
    QCOMPARE(broken.sampleClass, SampleClass::Error);
    QVERIFY2(broken.detail.startsWith(u"test 'misspelt' could not run: "_s), qPrintable(broken.detail));
    for (const QString &hostile : { u"DELETE"_s + from, u"SELECT 1 WHERE 1 = 0); DELETE FROM x; SELECT (1"_s, u"SELECT 1; SELECT 2"_s, u"-- nothing"_s }) {
        const NamedTest test { u"hostile"_s, bills, text(hostile) };
        const auto refused = w.compile(probeGate(TestsProbe { { holds, test } }));
        QVERIFY2(!refused, qPrintable(hostile));
        QVERIFY2(refused.error().where.contains(u"gate, test hostile"_s), qPrintable(refused.error().where));
        QCOMPARE(look({ test }).sampleClass, SampleClass::Error);
    }
    Gate aged = probeGate(TestsProbe { { holds } });
    aged.maxAge = 1h;
    QCOMPARE(w.sample(aged, kNow).sampleClass, SampleClass::Stale); // of what age the rows are, no test says
    QVERIFY(w.compile(probeGate(TestsProbe { { holds } }))->digest != w.compile(probeGate(TestsProbe { { counts } }))->digest);
}

/// Of no rows everything is true; that is no evidence.
void TestProbeAssertions::testsOfNothing()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE no_rows (id integer); CREATE TABLE something (id integer); INSERT INTO something VALUES (-1)"_s);
    const auto test = [](const char *table) { return NamedTest { QLatin1String(table), { {}, QLatin1String(table) }, text(u"SELECT id FROM %1 WHERE id < 0"_s.arg(QLatin1String(table))) }; };
    Gate gate = probeGate(TestsProbe { { test("no_rows") } });
    gate.limits = { Limit { LimitSide::AtMost, 0, false, {} } };
    const Sample none = w.sample(gate, kNow);
    QCOMPARE(none.sampleClass, SampleClass::NoData);
    QCOMPARE(none.detail, u"no rows to test: no_rows"_s);
    gate.probe = TestsProbe { { test("no_rows"), test("something") } };
    const Sample beyond = w.sample(gate, kNow); // one of two fails, which is more than none whatever the other says
    QVERIFY2(beyond.sampleClass == SampleClass::Good, qPrintable(beyond.detail));
    QCOMPARE(beyond.value, 0.5);
    gate.limits.first().value = 0.5; // within the limit only if the other one holds
    QCOMPARE(w.sample(gate, kNow).sampleClass, SampleClass::NoData);
    gate.emptyMeansZero = true;
    QCOMPARE(w.sample(gate, kNow).sampleClass, SampleClass::Good);
}

/// The time is that of all tests together.
void TestProbeAssertions::testsInTime()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE one (id integer); INSERT INTO one VALUES (1)"_s);
    const NamedTest slow { u"slow"_s, { {}, u"one"_s }, text(u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT i FROM n WHERE i < 0"_s) };
    Gate gate = probeGate(TestsProbe { { slow, slow, slow, slow, slow, slow, slow, slow, slow, slow } });
    gate.timeout = 300ms;
    const Sample cut = w.sample(gate, kNow);
    QCOMPARE(cut.sampleClass, SampleClass::Error);
    QVERIFY(!cut.detail.isEmpty());
    QVERIFY2(cut.tookMs < 9'000, qPrintable(QString::number(cut.tookMs)));
}

QTEST_GUILESS_MAIN(TestProbeAssertions)
#include "tst_probe_assertions.moc"
