// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "probe_warehouse.h"
#include "quality/gate_judge.h"
#include "support/verify.h"

#include <QJsonArray>

#include <map>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// fidelity slice by slice, and what late rows do to it, on every engine.
class TestProbeFidelitySlices : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void theWorstSliceCounts_data() { engines(); }
    void theWorstSliceCounts();
    void weeksDaysAndNoTime_data() { engines(); }
    void weeksDaysAndNoTime();
    void theColumnIsNeverGuessed_data() { engines(); }
    void theColumnIsNeverGuessed();
    void onlyWhatChangedIsComparedAgain_data() { engines(); }
    void onlyWhatChangedIsComparedAgain();
    void youngSlicesWait_data() { engines(); }
    void youngSlicesWait();
    void lateRowsAreJudgedAgain_data() { engines(); }
    void lateRowsAreJudgedAgain();
    void whatIsNotComparedNeverPasses_data() { engines(); }
    void whatIsNotComparedNeverPasses();
    void staysWithinItsBudget_data() { engines(); }
    void staysWithinItsBudget();
    void aBookIsItsNews();

private:
    static void engines();
    const ProbeWarehouse &warehouse() { return *m_warehouses.at(QByteArray(QTest::currentDataTag())); }
    std::map<QByteArray, std::unique_ptr<ProbeWarehouse>> m_warehouses;
};

namespace {

const QDateTime kNow(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);
const RelationName kLegacy { {}, u"was"_s };
const RelationName kCandidate { {}, u"is"_s };

FidelityProbe byMonth()
{
    FidelityProbe probe { kLegacy, kCandidate, { u"id"_s, u"day"_s }, {}, {} };
    probe.slices = TimeBucket::Month;
    return probe;
}

/// One look that goes on from what the book knows.
struct Look
{
    const ProbeWarehouse &warehouse;
    SliceBook book {};

    Sample operator()(const Gate &gate, const QDateTime &now = kNow)
    {
        auto session = warehouse.database().open(SessionRole::Probe);
        const auto query = warehouse.compile(gate);
        if (!query)
            qFatal("%s", qPrintable(query.error().what));
        const Sample sample = runProbe(*session, gate, *query, Branch::Live, now, &book);
        if (session->isInTransaction())
            qFatal("the snapshot was left open");
        return sample;
    }
};

QStringList namesIn(const QJsonObject &news)
{
    QStringList names;
    for (const QJsonValue &slice : news[u"slices"_s].toArray())
        names += slice[u"slice"_s].isNull() ? u"none"_s : slice[u"slice"_s].toString().left(10);
    return names;
}

} // namespace

void TestProbeFidelitySlices::engines()
{
    QTest::addColumn<TestTarget>("target");
    for (const auto &[name, target] : ProbeWarehouse::targets()) {
        if (target.engine != Engine::Odbc)
            QTest::newRow(name.constData()) << target;
    }
}

void TestProbeFidelitySlices::initTestCase()
{
    for (const auto &[name, target] : ProbeWarehouse::targets()) {
        if (target.engine != Engine::Odbc)
            m_warehouses.emplace(name, std::make_unique<ProbeWarehouse>(target));
    }
}

/// January is the same, February has one of two that differs, March one of four: all together it would be 2 of 8.
void TestProbeFidelitySlices::theWorstSliceCounts()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE was (id integer, day date, amount numeric(12,3), gone integer); CREATE TABLE [is] (id "
          u"integer, day date, amount numeric(12,3));"
          "INSERT INTO was VALUES (1, '2026-01-01', 1, 0), (2, '2026-01-31', 2, 0), (3, '2026-02-01', 3, 0), (4, "
          "'2026-02-28', 4, 0),"
          " (5, '2026-03-01', 5, 0), (6, '2026-03-02', 6, 0), (7, '2026-03-31', 7, 0);"
          "INSERT INTO [is] VALUES (1, '2026-01-01', 1), (2, '2026-01-31', 2.004), (3, '2026-02-01', 3.1), (4, "
          "'2026-02-28', 4),"
          " (5, '2026-03-01', 5), (6, '2026-03-02', 6), (7, '2026-03-31', 7), (8, '2026-03-31', 8)"_s);
    FidelityProbe probe = byMonth();
    probe.tolerances = { { u"amount"_s, 0.005 } };
    const Sample sample = w.sample(probeGate(probe), kNow);
    QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
    QCOMPARE(sample.value, 0.5);
    QCOMPARE(sample.n, 8);
    QCOMPARE(sample.detail,
        u"2 of 3 months differ: 2026-02 1 of 2 rows, 2026-03 1 of 4 rows; not compared, only in legacy: gone"_s);
    QVERIFY(sample.uncompared.isEmpty());
    QCOMPARE(namesIn(sample.slices), (QStringList { u"2026-01-01"_s, u"2026-02-01"_s, u"2026-03-01"_s }));
    probe.tolerances.clear();
    QVERIFY(w.sample(probeGate(probe), kNow).detail.startsWith(u"3 of 3 months differ: 2026-01 1 of 2 rows"_s));
    FidelityProbe counted = probe;
    counted.countsRows = true;
    QCOMPARE(w.sample(probeGate(counted), kNow).value, 3.0); // of all slices
    FidelityProbe whole = probe;
    whole.slices.reset();
    QVERIFY(w.compile(probeGate(probe))->digest != w.compile(probeGate(whole))->digest);
}

/// A row that moved to another day is missing in one slice and new in the other; one without a time is in no slice.
void TestProbeFidelitySlices::weeksDaysAndNoTime()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE old_t (id integer, [at] {time}); CREATE TABLE new_t (id integer, [at] {time});"
          "INSERT INTO old_t VALUES (1, '2026-03-01 23:59:59'), (2, '2026-03-02 00:00:00'), (3, NULL);"
          "INSERT INTO new_t VALUES (1, '2026-03-01 23:59:59'), (2, '2026-03-02 00:00:00'), (3, NULL)"_s);
    FidelityProbe probe { { {}, u"old_t"_s }, { {}, u"new_t"_s }, { u"id"_s }, {}, {} };
    probe.slices = TimeBucket::Week;
    probe.time = u"at"_s;
    const Sample same = w.sample(probeGate(probe), kNow);
    QVERIFY2(same.sampleClass == SampleClass::Good, qPrintable(same.detail));
    QCOMPARE(same.value, 0.0);
    QCOMPARE(same.detail, u"3 weeks the same"_s); // those without a time are one more
    QCOMPARE(namesIn(same.slices), (QStringList { u"none"_s, u"2026-02-23"_s, u"2026-03-02"_s }));
    w.run(u"UPDATE new_t SET [at] = '2026-03-01 12:00:00' WHERE id = 2; UPDATE new_t SET id = 4 WHERE id = 3"_s);
    const Sample moved = w.sample(probeGate(probe), kNow);
    QCOMPARE(moved.value, 1.0);
    for (const auto *told : { "the week of 2026-02-23 1 of 2 rows", "the week of 2026-03-02 1 of 1 rows",
             "rows without a time 2 of 2 rows" })
        QVERIFY2(moved.detail.contains(QLatin1String(told)), qPrintable(moved.detail));
    probe.settling = 1h; // of which nobody knows how old they are
    const Sample unknown = w.sample(probeGate(probe), kNow);
    QVERIFY2(unknown.uncompared.contains(u"rows without a time"_s), qPrintable(unknown.uncompared));
    probe.slices = TimeBucket::Day;
    QVERIFY(w.sample(probeGate(probe), kNow).detail.contains(u"2026-03-01 1 of 2 rows"_s));
}

void TestProbeFidelitySlices::theColumnIsNeverGuessed()
{
    const ProbeWarehouse &w = warehouse();
    w.run(
        u"CREATE TABLE dates_a (id integer, day date, born date, size numeric(5,2), v integer); CREATE TABLE dates_b "
        u"(id integer, day date, born date, size numeric(5,2), v integer);"
        "INSERT INTO dates_a VALUES (1, '2026-03-01', '1990-01-01', 1, 1); INSERT INTO dates_b VALUES (1, '2026-03-01', '1990-01-01', 1, 1)"_s);
    FidelityProbe probe { { {}, u"dates_a"_s }, { {}, u"dates_b"_s }, { u"id"_s }, {}, {} };
    probe.slices = TimeBucket::Month;
    const auto refused = [&](const QString &why) {
        const Sample sample = w.sample(probeGate(probe), kNow);
        return sample.sampleClass == SampleClass::Error && sample.detail.contains(why)
            ? QString()
            : sample.detail + u" lacks: "_s + why;
    };
    QCOMPARE(refused(u"the key has no column of a date"_s), QString());
    probe.key = { u"day"_s, u"born"_s };
    QCOMPARE(refused(u"several columns of a date: day, born"_s), QString());
    probe.time = u"size"_s;
    QCOMPARE(refused(u"is no time to cut slices by"_s), QString());
    probe.time = u"nowhere"_s;
    QCOMPARE(refused(u"has no column 'nowhere'"_s), QString());
    probe.time = u"born"_s;
    QCOMPARE(namesIn(w.sample(probeGate(probe), kNow).slices), QStringList { u"1990-01-01"_s });
}

/// What is in the book as it is now is not compared again, and only another verdict is worth recording.
void TestProbeFidelitySlices::onlyWhatChangedIsComparedAgain()
{
    const ProbeWarehouse &w = warehouse();
    w.run(
        u"CREATE TABLE step_a (id integer, day date); CREATE TABLE step_b (id integer, day date);"
        "INSERT INTO step_a VALUES (1, '2026-01-01'), (2, '2026-02-01'); INSERT INTO step_b VALUES (1, '2026-01-01'), (3, '2026-02-01')"_s);
    FidelityProbe probe = byMonth();
    probe.legacy.name = u"step_a"_s;
    probe.candidate.name = u"step_b"_s;
    Look look { w };
    QCOMPARE(look(probeGate(probe)).value, 1.0);
    const SliceBook first = look.book;
    const Sample again = look(probeGate(probe), kNow.addSecs(30));
    QCOMPARE(again.value, 1.0);
    QVERIFY(again.slices.isEmpty());
    QCOMPARE(look.book, first); // also when it was judged
    w.run(u"INSERT INTO step_a VALUES (4, '2026-01-02'); INSERT INTO step_b VALUES (4, '2026-01-02')"_s);
    const Sample grown = look(probeGate(probe), kNow.addSecs(60));
    QCOMPARE(grown.n, 4);
    QVERIFY2(grown.slices.isEmpty(), "a slice without a settling time changes all the time");
    w.run(u"DELETE FROM step_b WHERE id = 3; DELETE FROM step_a WHERE id = 2"_s);
    const Sample mended = look(probeGate(probe), kNow.addSecs(90));
    QCOMPARE(mended.value, 0.0);
    QCOMPARE(namesIn(mended.slices), QStringList { u"2026-02-01"_s });
    QVERIFY2(mended.detail.contains(u"judged again: 2026-02 (2 of 2 rows before, 0 of 0 rows now)"_s),
        qPrintable(mended.detail));
}

void TestProbeFidelitySlices::youngSlicesWait()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE young_a (id integer, [at] {time}); CREATE TABLE young_b (id integer, [at] {time});"_s);
    w.run(u"INSERT INTO young_a VALUES (1, %1)"_s.arg(w.ago(0)));
    FidelityProbe probe { { {}, u"young_a"_s }, { {}, u"young_b"_s }, { u"id"_s }, {}, {} };
    probe.slices = TimeBucket::Day;
    probe.time = u"at"_s;
    probe.settling = 2h;
    Look look { w };
    const Sample none = look(probeGate(probe));
    QVERIFY2(none.isUnsettled && none.sampleClass != SampleClass::Good, qPrintable(none.detail));
    QVERIFY2(none.detail.startsWith(u"1 day younger than"_s), qPrintable(none.detail));
    QVERIFY(none.slices.isEmpty() && look.book.slices.isEmpty());
    Gate gate = probeGate(probe);
    gate.limits = { { LimitSide::AtMost, 0, false, u"0"_s } };
    GateJudge judge(gate, false, GuardBudget {});
    for (int tick = 0; tick < 9; ++tick) {
        Sample sample = none;
        sample.tick = tick;
        sample.at = kNow.addSecs(30 * tick);
        judge.feed(sample);
        QCOMPARE(judge.current().verdict, Verdict::Collecting); // no outage, and no time that passes it
        QVERIFY(!judge.lastTickWasGood() && !judge.mayPass());
    }
    w.run(u"INSERT INTO young_a VALUES (2, %1)"_s.arg(w.ago(3 * 86'400)));
    const Sample older = look(probeGate(probe));
    QVERIFY2(older.sampleClass == SampleClass::Good && !older.isUnsettled, qPrintable(older.detail));
    QCOMPARE(older.value, 1.0);
    QVERIFY2(older.detail.contains(u"1 day younger than"_s), qPrintable(older.detail));
    QCOMPARE(look.book.slices.size(), 1);
    QVERIFY(look.book.settledTo.isValid());
    QCOMPARE(QDateTime::fromString(older.slices[u"settled_to"_s].toString(), Qt::ISODateWithMs), look.book.settledTo);
}

void TestProbeFidelitySlices::lateRowsAreJudgedAgain()
{
    const ProbeWarehouse &w = warehouse();
    w.run(
        u"CREATE TABLE late_a (id integer, day date); CREATE TABLE late_b (id integer, day date);"
        "INSERT INTO late_a VALUES (1, '2026-01-01'), (2, '2026-02-01'); INSERT INTO late_b VALUES (1, '2026-01-01'), (2, '2026-02-01')"_s);
    FidelityProbe probe = byMonth();
    probe.legacy.name = u"late_a"_s;
    probe.candidate.name = u"late_b"_s;
    probe.settling = 1h;
    Look look { w };
    const Sample good = look(probeGate(probe));
    QCOMPARE(good.value, 0.0);
    QCOMPARE(look.book.settledTo, QDateTime(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC));
    Look takenOver { w }; // another runner knows what was recorded, and nothing else
    takenOver.book.take(good.slices);
    QCOMPARE(takenOver.book, look.book);
    w.run(u"INSERT INTO late_a VALUES (3, '2026-01-31')"_s);
    const Sample late = takenOver(probeGate(probe), kNow.addSecs(60));
    QCOMPARE(late.value, 0.5);
    QCOMPARE(namesIn(late.slices), QStringList { u"2026-01-01"_s });
    QVERIFY2(
        late.detail.contains(
            u"1 of 2 months differ: 2026-01 1 of 2 rows; judged again: 2026-01 (0 of 1 rows before, 1 of 2 rows now)"_s),
        qPrintable(late.detail));
    const QJsonObject was = late.slices[u"slices"_s][0][u"was"_s].toObject();
    QCOMPARE(was[u"differing"_s].toInt(-1), 0);
    QCOMPARE(QDateTime::fromString(was[u"at"_s].toString(), Qt::ISODateWithMs), kNow);
    w.run(u"DELETE FROM late_a WHERE id = 2; DELETE FROM late_b WHERE id = 2"_s);
    const Sample gone = takenOver(probeGate(probe), kNow.addSecs(90));
    QCOMPARE(takenOver.book.settledTo, look.book.settledTo); // never back, though its newest slice is empty now
    QVERIFY2(gone.detail.contains(u"2026-02 (0 of 1 rows before, 0 of 0 rows now)"_s), qPrintable(gone.detail));
}

/// The time is over before the slices are: those that were compared may breach, and none of them lets pass.
void TestProbeFidelitySlices::whatIsNotComparedNeverPasses()
{
    Gate gate = probeGate(byMonth());
    gate.limits = { { LimitSide::AtMost, 0, false, u"0"_s } };
    gate.warmup = 0;
    gate.minSamples = 1;
    Sample sample;
    sample.sampleClass = SampleClass::Good;
    sample.n = 10;
    sample.uncompared = u"1 not compared in time: 2026-02"_s;
    GateJudge judge(gate, false, GuardBudget {});
    for (int tick = 0; tick < 5; ++tick) {
        sample.tick = tick;
        sample.at = kNow.addSecs(30 * tick);
        judge.feed(sample);
        QCOMPARE(judge.current().verdict, Verdict::Inconclusive);
        QVERIFY(judge.current().detail.contains(u"2026-02"_s));
        QVERIFY(!judge.lastTickWasGood() && !judge.mayPass());
    }
    sample.tick = 5;
    sample.at = kNow.addSecs(150);
    Sample whole = sample;
    whole.uncompared.clear();
    GateJudge passing = judge;
    passing.feed(whole);
    QCOMPARE(passing.current().verdict, Verdict::Healthy);
    sample.value = 1;
    judge.feed(sample);
    QVERIFY(judge.current().verdict == Verdict::Watch || judge.current().verdict == Verdict::Breach);

    const ProbeWarehouse &w = warehouse();
    w.run(u"CREATE TABLE cut_a (id integer, day date); CREATE TABLE cut_b (id integer, day date);"
          "INSERT INTO cut_a VALUES (0, '1800-01-01'); INSERT INTO cut_b VALUES (0, '1800-01-01')"_s);
    QStringList values;
    for (int day = 0; day < 1'000; ++day)
        values += u"(%1, '%2')"_s.arg(QString::number(day), QDate(1990, 1, 1).addDays(day).toString(Qt::ISODate));
    w.run(u"INSERT INTO cut_a VALUES %1; INSERT INTO cut_b VALUES %1"_s.arg(values.join(u", "_s)));
    FidelityProbe probe = byMonth();
    probe.legacy.name = u"cut_a"_s;
    probe.candidate.name = u"cut_b"_s;
    probe.slices = TimeBucket::Day;
    const Sample cut = w.sample(probeGate(probe), kNow);
    QVERIFY2(cut.sampleClass == SampleClass::Good, qPrintable(cut.detail));
    QVERIFY2(cut.uncompared.contains(u"1800-01-01"_s), qPrintable(cut.uncompared));
    QCOMPARE(cut.n, 1'000);
}

void TestProbeFidelitySlices::staysWithinItsBudget()
{
    const ProbeWarehouse &w = warehouse();
    w.run(
        u"CREATE TABLE sum_a (id integer, day date); CREATE TABLE sum_b (id integer, day date);"
        "INSERT INTO sum_a VALUES (1, '2026-01-01'), (2, '2026-01-02'); INSERT INTO sum_b VALUES (1, '2026-01-01'), (2, '2026-01-02')"_s);
    FidelityProbe probe = byMonth();
    probe.legacy.name = u"sum_a"_s;
    probe.candidate.name = u"sum_b"_s;
    probe.budget = 4;
    QCOMPARE(w.sample(probeGate(probe), kNow).sampleClass, SampleClass::Good);
    probe.budget = 3;
    const Sample beyond = w.sample(probeGate(probe), kNow);
    QVERIFY2(beyond.sampleClass == SampleClass::NoData && beyond.detail.contains(u"the budget is 3"_s),
        qPrintable(beyond.detail));
}

void TestProbeFidelitySlices::aBookIsItsNews()
{
    SliceBook book;
    book.slices.insert(kNoSlice, { u"aa"_s, 3, 1, kNow, {} });
    book.slices.insert(1'767'225'600, { u"bb"_s, 5, 0, kNow, SliceRecord::Earlier { 4, 4, kNow.addDays(-1) } });
    book.settledTo = kNow;
    SliceBook other;
    other.take(sliceNews({}, book, false));
    QCOMPARE(other, book);
    QVERIFY(sliceNews(book, book, false).isEmpty());
    other.take({ { u"settled_to"_s, kNow.addDays(-1).toString(Qt::ISODateWithMs) } });
    QCOMPARE(other.settledTo, kNow); // never back
    other.take({ { u"slices"_s, QJsonArray { QJsonObject { { u"slice"_s, u"nonsense"_s } } } } });
    QCOMPARE(other, book);
}

QTEST_GUILESS_MAIN(TestProbeFidelitySlices)
#include "tst_probe_fidelity_slices.moc"
