// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "probe_warehouse.h"
#include "quality/gate_judge.h"
#include "quality/verdict_record.h"
#include "support/verify.h"

#include <map>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// fidelity on every engine; over ODBC it is refused by name.
class TestProbeFidelity : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void rowsThatDiffer_data() { ProbeWarehouse::addTargetRows(); }
    void rowsThatDiffer();
    void rowsAreCounted_data() { engines(); }
    void rowsAreCounted();
    void whatTheShareDoesNotSay_data() { engines(); }
    void whatTheShareDoesNotSay();
    void nothingButWhatIsApproved_data() { engines(); }
    void nothingButWhatIsApproved();
    void keysThatDoNotTellRowsApart_data() { engines(); }
    void keysThatDoNotTellRowsApart();
    void nothingToCompare_data() { engines(); }
    void nothingToCompare();
    void staysWithinItsTime_data() { engines(); }
    void staysWithinItsTime();
    void staysWithinItsBudget_data() { engines(); }
    void staysWithinItsBudget();
    void leavesTheSessionAsItWas_data() { engines(); }
    void leavesTheSessionAsItWas();
    void stopsWhenAsked_data() { engines(); }
    void stopsWhenAsked();

private:
    static void engines();
    const ProbeWarehouse &warehouse() { return *m_warehouses.at(QByteArray(QTest::currentDataTag())); }
    std::map<QByteArray, std::unique_ptr<ProbeWarehouse>> m_warehouses;
};

namespace {

const QDateTime kNow(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);
const RelationName kLegacy { {}, u"be'fore %1"_s };
const RelationName kCandidate { {}, u"after"_s };

/// So many rows, numbered.
QString numbers(const QString &table, int last, const char *value)
{
    return u"INSERT INTO %1 WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < %2) SELECT i, %3 FROM g"_s.arg(
        table, QString::number(last), QLatin1String(value));
}

} // namespace

void TestProbeFidelity::engines()
{
    QTest::addColumn<TestTarget>("target");
    for (const auto &[name, target] : ProbeWarehouse::targets()) {
        if (target.engine != Engine::Odbc)
            QTest::newRow(name.constData()) << target;
    }
}

void TestProbeFidelity::initTestCase()
{
    for (const auto &[name, target] : ProbeWarehouse::targets()) {
        auto made = std::make_unique<ProbeWarehouse>(target);
        made->run(u"CREATE TABLE [be'fore %1] (id integer PRIMARY KEY, [am\"ount] numeric(12,2), status varchar(9));"
                  "CREATE TABLE after (id integer PRIMARY KEY, [am\"ount] numeric(12,2), status varchar(9));"
                  "INSERT INTO [be'fore %1] VALUES (1, 10, 'ok'), (2, 20.5, 'ok'), (3, 30, 'ok'), (4, 40, NULL);"
                  "INSERT INTO after VALUES (1, 10.00, 'ok'), (2, 20.51, 'ok'), (4, 40, ''), (5, 50, 'ok')"_s);
        m_warehouses.emplace(name, std::move(made));
    }
}

void TestProbeFidelity::rowsThatDiffer()
{
    const ProbeWarehouse &w = warehouse();
    const QString amount = u"am\"ount"_s;
    const auto look = [&](const FidelityProbe &probe) { return w.sample(probeGate(probe), kNow); };
    const FidelityProbe all { kLegacy, kCandidate, { u"id"_s }, {}, {} };
    if (w.database().profile().engine == Engine::Odbc) {
        const auto refused = w.compile(probeGate(all));
        VERIFY_ERROR(refused, ErrorCode::NotSupported);
        QVERIFY2(refused.error().what.contains(u"over ODBC"_s) && refused.error().where.contains(u"gate gate"_s), qPrintable(refused.error().what));
        QCOMPARE(look(all).sampleClass, SampleClass::Error);
        return;
    }
    const Sample differs = look(all);
    QVERIFY2(differs.sampleClass == SampleClass::Good, qPrintable(differs.detail));
    QCOMPARE(differs.value, 0.8); // 2 and 4 changed, 3 is gone, 5 is new
    QCOMPARE(differs.n, 5);
    QCOMPARE(differs.detail, u"2 changed; 1 only in legacy; 1 only in the candidate; changed in am\"ount (1), status (1)"_s);
    const Sample near = look({ kLegacy, kCandidate, { u"id"_s }, {}, { { amount, 0.01 } } });
    QVERIFY2(near.sampleClass == SampleClass::Good, qPrintable(near.detail));
    QCOMPARE(near.value, 0.6);
    QCOMPARE(look({ kLegacy, kCandidate, { u"id"_s }, {}, { { amount, 0.009 } } }).value, 0.8);
    QCOMPARE(look({ kLegacy, kCandidate, { u"id"_s }, { amount }, { { amount, 0.01 } } }).value, 0.4);
    const Sample whole = look({ kLegacy, kCandidate, {}, {}, {} }); // without a key what changed is gone and new
    QVERIFY2(whole.sampleClass == SampleClass::Good, qPrintable(whole.detail));
    QCOMPARE(whole.value, 6.0 / 7);
    for (const FidelityProbe &wrong : { FidelityProbe { kLegacy, kCandidate, { u"nowhere"_s }, {}, {} },
             FidelityProbe { kLegacy, { {}, u"no\"where' --"_s }, {}, {}, {} }, FidelityProbe { kLegacy, kCandidate, { u"id"_s }, {}, { { u"status"_s, 1 } } } }) {
        const Sample sample = look(wrong);
        QCOMPARE(sample.sampleClass, SampleClass::Error);
        QVERIFY(!sample.detail.isEmpty());
    }
    Gate aged = probeGate(all);
    aged.maxAge = 1h;
    QCOMPARE(w.sample(aged, kNow).sampleClass, SampleClass::Stale); // a difference knows no age
    QVERIFY(w.compile(probeGate(all))->digest != w.compile(probeGate(FidelityProbe { kLegacy, kCandidate, { u"id"_s }, {}, { { amount, 0.01 } } }))->digest);
}

/// max_mismatch: as many rows as the plan allows are no breach, one more is.
void TestProbeFidelity::rowsAreCounted()
{
    const ProbeWarehouse &w = warehouse();
    FidelityProbe probe { kLegacy, kCandidate, { u"id"_s }, {}, {} };
    const QString asShare = w.compile(probeGate(probe))->digest;
    probe.countsRows = true;
    Gate gate = probeGate(probe);
    QVERIFY(w.compile(gate)->digest != asShare); // or a replay would take rows for shares
    gate.warmup = 0;
    gate.minSamples = 1;
    const auto judged = [&](double most) {
        gate.limits = { { LimitSide::AtMost, most, false, QString::number(most) } };
        GateJudge judge(gate, false, {});
        return judge.feed(w.sample(gate, kNow));
    };
    const VerdictRecord within = judged(4);
    QCOMPARE(within.verdict, Verdict::Healthy);
    QCOMPARE(within.valueText, u"4 rows"_s);
    QCOMPARE(within.limitText, u"limit 4 rows"_s);
    QCOMPARE(within.n, 5);
    const VerdictRecord beyond = judged(3);
    QVERIFY2(beyond.verdict == Verdict::Watch || beyond.verdict == Verdict::Breach, qPrintable(whySentence(beyond)));
}

void TestProbeFidelity::whatTheShareDoesNotSay()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE old_k (k integer, v integer, gone integer); CREATE TABLE new_k (k integer, v integer, fresh integer);"
          "INSERT INTO old_k VALUES (1, 1, 0), (1, 1, 0), (NULL, 2, 0); INSERT INTO new_k VALUES (1, 1, 0), (1, 1, 0), (NULL, 2, 0)"_s);
    const Sample same = w.sample(probeGate(FidelityProbe { { {}, u"old_k"_s }, { {}, u"new_k"_s }, { u"k"_s }, {}, {} }), kNow);
    QVERIFY2(same.sampleClass == SampleClass::Good, qPrintable(same.detail));
    QCOMPARE(same.value, 0.0);
    QCOMPARE(same.n, 3);
    for (const auto *told : { "not compared, only in legacy: gone", "not compared, only in the candidate: fresh", "1 keys of several rows in legacy",
             "1 keys of several rows in the candidate", "2 rows with NULL in the key" })
        QVERIFY2(same.detail.contains(QLatin1String(told)), qPrintable(same.detail));
}

/// Where columns are approved, whatever else differs is told: a value, a row, a column, a type.
void TestProbeFidelity::nothingButWhatIsApproved()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE day_1 (d integer, amount integer, status varchar(9)); INSERT INTO day_1 VALUES (1, 10, 'ok'), (2, 20, 'ok'), (3, 30, NULL), (4, 40, 'ok');"
          "CREATE TABLE day_2 (d integer, amount numeric(9,2), status varchar(9), currency varchar(3))"_s);
    const QString same = u"INSERT INTO day_2 VALUES (1, 11, 'ok', 'EUR'), (2, 22, 'ok', NULL), (3, NULL, NULL, 'EUR'), (4, 40, 'ok', 'USD')"_s;
    const auto look = [&](const QStringList &approved, const QString &meanwhile = {}) {
        w.run(u"DELETE FROM day_2;"_s + same + (meanwhile.isEmpty() ? QString() : u';' + meanwhile));
        return w.sample(probeGate(FidelityProbe { { {}, u"day_1"_s }, { {}, u"day_2"_s }, { u"d"_s }, {}, {}, 1000, approved }), kNow);
    };
    const QStringList both { u"amount"_s, u"currency"_s };
    const Sample clean = look(both);
    QVERIFY2(clean.sampleClass == SampleClass::Good, qPrintable(clean.detail));
    QCOMPARE(clean.value, 0.0);
    QCOMPARE(clean.n, 4);
    QCOMPARE(clean.detail, QString());
    const auto differs = [&](const Sample &sample, double share, const char *told) {
        QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
        QCOMPARE(sample.value, share);
        QVERIFY2(sample.detail.contains(QLatin1String(told)), qPrintable(sample.detail));
    };
    differs(look(both, u"UPDATE day_2 SET status = 'ko' WHERE d = 2"_s), 0.25, "changed in status (1)");
    differs(look(both, u"UPDATE day_2 SET status = '' WHERE d = 3"_s), 0.25, "changed in status (1)");
    differs(look(both, u"DELETE FROM day_2 WHERE d = 4"_s), 0.25, "1 only in legacy");
    differs(look(both, u"INSERT INTO day_2 VALUES (5, 50, 'ok', 'EUR')"_s), 0.2, "1 only in the candidate");
    differs(look(both, u"INSERT INTO day_2 VALUES (1, 11, 'ok', 'EUR')"_s), 0.2, "1 only in the candidate"); // as a join that meets two
    differs(look({ u"amount"_s }), 1, "only in the candidate: currency");
    const Sample other = look({ u"currency"_s });
    differs(other, 1, "of another type: amount (");
    QVERIFY2(other.detail.contains(u" in legacy, "_s) && other.detail.contains(u"(9,2) in the candidate)"_s), qPrintable(other.detail)); // numeric or decimal
    differs(look({}), 1, "only in the candidate: currency");
    const Sample typed = look({ u"ammount"_s, u"currency"_s });
    QCOMPARE(typed.sampleClass, SampleClass::Error);
    QVERIFY2(typed.detail.contains(u"neither"_s) && typed.detail.contains(u"has a column 'ammount'"_s), qPrintable(typed.detail));
    w.run(u"ALTER TABLE day_1 ADD COLUMN note integer"_s);
    differs(look(both), 1, "only in legacy: note");
    differs(look({ u"amount"_s, u"currency"_s, u"note"_s }), 1, "only in legacy: note"); // to lose a column is no change of it
    w.run(u"ALTER TABLE day_1 DROP COLUMN note"_s);
    const auto digest = [&](const std::optional<QStringList> &approved) {
        return w.compile(probeGate(FidelityProbe { { {}, u"day_1"_s }, { {}, u"day_2"_s }, { u"d"_s }, {}, {}, 1000, approved }))->digest;
    };
    QVERIFY(digest(both) != digest({}) && digest(QStringList()) != digest({}));
}

void TestProbeFidelity::keysThatDoNotTellRowsApart()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE loose_1 (k integer, v integer, s integer); CREATE TABLE loose_2 (k integer, v integer, s integer);"
          "INSERT INTO loose_1 VALUES (1, 1, 1), (1, 2, 1); INSERT INTO loose_2 VALUES (1, 1, 1), (1, 2, 1)"_s);
    const Gate gate = probeGate(FidelityProbe { { {}, u"loose_1"_s }, { {}, u"loose_2"_s }, { u"k"_s }, {}, {}, 1000, QStringList(u"v"_s) });
    const Sample repeated = w.sample(gate, kNow);
    QCOMPARE(repeated.sampleClass, SampleClass::Error);
    QVERIFY2(repeated.detail.startsWith(u"the keys (k) do not tell rows apart: 1 keys of several rows in legacy"_s), qPrintable(repeated.detail));
    w.run(u"DELETE FROM loose_1; DELETE FROM loose_2; INSERT INTO loose_1 VALUES (NULL, 1, 1), (2, 2, 1); INSERT INTO loose_2 VALUES (NULL, 1, 1), (2, 2, 1)"_s);
    const Sample unknown = w.sample(gate, kNow);
    QCOMPARE(unknown.sampleClass, SampleClass::Error);
    QVERIFY2(unknown.detail.endsWith(u"2 rows with NULL in the key; name keys that do"_s), qPrintable(unknown.detail));
    w.run(u"UPDATE loose_2 SET s = 2 WHERE k = 2"_s); // what is known to differ is told all the same
    const Sample differs = w.sample(gate, kNow);
    QVERIFY2(differs.sampleClass == SampleClass::Good && differs.value == 0.5, qPrintable(differs.detail));
    w.run(u"DELETE FROM loose_1; DELETE FROM loose_2"_s);
    QCOMPARE(w.sample(gate, kNow).sampleClass, SampleClass::NoData);
}

void TestProbeFidelity::nothingToCompare()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE none_a (id integer); CREATE TABLE none_b (id integer); CREATE TABLE some_b (id integer); INSERT INTO some_b VALUES (1), (2)"_s);
    const RelationName none { {}, u"none_a"_s };
    const auto look = [&](const RelationName &legacy, const char *candidate) {
        return w.sample(probeGate(FidelityProbe { legacy, { {}, QLatin1String(candidate) }, { u"id"_s }, {}, {} }), kNow);
    };
    QCOMPARE(look(none, "none_b").sampleClass, SampleClass::NoData);
    const Sample lost = look({ {}, u"some_b"_s }, "none_a"); // that all rows are gone is no absence of data
    QVERIFY2(lost.sampleClass == SampleClass::Good && lost.value == 1 && lost.n == 2, qPrintable(lost.detail));
    const Sample more = look(none, "some_b");
    QVERIFY2(more.sampleClass == SampleClass::Good && more.value == 1 && more.n == 2, qPrintable(more.detail));
}

void TestProbeFidelity::staysWithinItsTime()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE long_a (id integer, v integer); CREATE TABLE long_b (id integer, v integer);"_s + numbers(u"long_a"_s, 100'000, "i") + u";"_s
        + numbers(u"long_b"_s, 100'000, "i + 1"));
    Gate gate = probeGate(FidelityProbe { { {}, u"long_a"_s }, { {}, u"long_b"_s }, { u"id"_s }, {}, {} });
    gate.timeout = 20ms;
    auto session = w.database().open(SessionRole::Probe);
    const auto query = w.compile(gate);
    VERIFY_OK(query);
    const Sample cut = runProbe(*session, gate, *query, Branch::Live, kNow);
    QCOMPARE(cut.sampleClass, SampleClass::Error);
    QVERIFY2(cut.detail.contains(u"took longer than"_s), qPrintable(cut.detail));
    QVERIFY2(cut.tookMs < 9'000, qPrintable(QString::number(cut.tookMs)));
    QVERIFY(!session->isInTransaction());
    gate.timeout = 60s; // the time that is over is not the next one's
    const Sample whole = runProbe(*session, gate, *query, Branch::Live, kNow);
    QVERIFY2(whole.sampleClass == SampleClass::Good, qPrintable(whole.detail));
    QCOMPARE(whole.value, 1.0);
    QCOMPARE(whole.n, 100'000);
}

/// A part of the rows would be called the share of all.
void TestProbeFidelity::staysWithinItsBudget()
{
    const ProbeWarehouse &w = warehouse();
    const auto look = [&](int budget) { return w.sample(probeGate(FidelityProbe { kLegacy, kCandidate, { u"id"_s }, {}, {}, budget }), kNow); };
    QCOMPARE(look(8).sampleClass, SampleClass::Good);
    const Sample beyond = look(7);
    QCOMPARE(beyond.sampleClass, SampleClass::NoData);
    QVERIFY2(beyond.detail.contains(u"the budget is 7"_s), qPrintable(beyond.detail));
    w.run(u"CREATE TABLE wide_a (id integer, v integer);"_s + numbers(u"wide_a"_s, 200'000, "i"));
    const Sample huge = w.sample(probeGate(FidelityProbe { { {}, u"wide_a"_s }, kCandidate, { u"id"_s }, { u"id"_s }, {}, 1'000 }), kNow);
    QVERIFY2(huge.sampleClass != SampleClass::Good, qPrintable(huge.detail));
}

void TestProbeFidelity::leavesTheSessionAsItWas()
{
    const ProbeWarehouse &w = warehouse();
    auto session = w.database().open(SessionRole::Probe);
    const auto settings = [&]() -> QString {
        if (w.engine() == Engine::Sqlite)
            return {};
        const auto rows = session->query(w.engine() == Engine::Mariadb
                ? u"SELECT concat(@@idle_transaction_timeout, ' ', @@idle_readonly_transaction_timeout, ' ', @@tx_isolation)"_s
                : u"SELECT current_setting('work_mem') || current_setting('enable_sort') || current_setting('jit') || current_setting('idle_in_transaction_session_timeout')"_s);
        return rows ? rows->scalar().toString() : rows.error().what;
    };
    const QString before = settings();
    const Gate gate = probeGate(FidelityProbe { kLegacy, kCandidate, { u"id"_s }, {}, {} });
    const auto query = w.compile(gate);
    VERIFY_OK(query);
    for (int round = 0; round < 3; ++round) {
        const Sample sample = runProbe(*session, gate, *query, Branch::Live, kNow);
        QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
        QVERIFY(!session->isInTransaction());
    }
    QCOMPARE(settings(), before);
    const Gate count = probeGate(RowCountProbe { kLegacy, {} });
    QCOMPARE(runProbe(*session, count, *w.compile(count), Branch::Live, kNow).value, 4.0);
}

void TestProbeFidelity::stopsWhenAsked()
{
    const ProbeWarehouse &w = warehouse();
    auto session = w.database().open(SessionRole::Probe);
    std::stop_source source;
    session->setStopToken(source.get_token());
    source.request_stop();
    const Gate gate = probeGate(FidelityProbe { kLegacy, kCandidate, { u"id"_s }, {}, {} });
    QCOMPARE(runProbe(*session, gate, *w.compile(gate), Branch::Live, kNow).sampleClass, SampleClass::Error);
    session->setStopToken({});
    QCOMPARE(runProbe(*session, gate, *w.compile(gate), Branch::Live, kNow).sampleClass, SampleClass::Good);
}

QTEST_GUILESS_MAIN(TestProbeFidelity)
#include "tst_probe_fidelity.moc"
