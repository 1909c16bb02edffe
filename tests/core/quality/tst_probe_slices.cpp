// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "probe_warehouse.h"
#include "quality/volume_history.h"
#include "support/verify.h"

#include <map>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// volume and late_rows cut time alike on every engine, directly and over ODBC.
class TestProbeSlices : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void volume_data() { buckets(); }
    void volume();
    void settlingVolume_data() { buckets(); }
    void settlingVolume();
    void volumeOfNothing_data() { ProbeWarehouse::addTargetRows(); }
    void volumeOfNothing();
    void history_data() { buckets(); }
    void history();
    void lateRows_data() { ProbeWarehouse::addTargetRows(); }
    void lateRows();

private:
    static void buckets();
    const ProbeWarehouse &warehouse() { return *m_warehouses.at(QByteArray(QTest::currentDataTag()).split(':').first()); }
    std::map<QByteArray, std::unique_ptr<ProbeWarehouse>> m_warehouses;
};

namespace {

const RelationName kLoads { {}, u"lo'ads"_s };

/// The start of the bucket before the one that the target's clock is in, and of others.
QDateTime bucketStart(TimeBucket bucket, int back)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QDate day = now.date();
    switch (bucket) {
    case TimeBucket::Minute:
        return QDateTime(day, QTime(now.time().hour(), now.time().minute()), Qt::UTC).addSecs(-60 * back);
    case TimeBucket::Hour:
        return QDateTime(day, QTime(now.time().hour(), 0), Qt::UTC).addSecs(-3'600 * back);
    case TimeBucket::Day:
        return QDateTime(day.addDays(-back), QTime(0, 0), Qt::UTC);
    case TimeBucket::Week:
        return QDateTime(day.addDays(1 - day.dayOfWeek() - 7 * back), QTime(0, 0), Qt::UTC);
    case TimeBucket::Month:
        return QDateTime(QDate(day.year(), day.month(), 1).addMonths(-back), QTime(0, 0), Qt::UTC);
    }
    return {};
}

QString at(const QDateTime &time)
{
    return u"('%1')"_s.arg(time.toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s));
}

} // namespace

void TestProbeSlices::buckets()
{
    QTest::addColumn<TimeBucket>("bucket");
    for (const auto &[target, unused] : ProbeWarehouse::targets()) {
        for (qsizetype i = 0; i < timeBucketNames().size(); ++i)
            QTest::addRow("%s: %s", target.constData(), qPrintable(timeBucketNames()[i])) << static_cast<TimeBucket>(i);
    }
}

void TestProbeSlices::initTestCase()
{
    for (const auto &[name, target] : ProbeWarehouse::targets()) {
        m_warehouses.emplace(name, std::make_unique<ProbeWarehouse>(target));
        m_warehouses.at(name)->run(u"CREATE TABLE [lo'ads] ([a t] {time}); CREATE TABLE arrivals (at {time}, loaded {time}, k integer)"_s);
    }
}

/// Both edges of the bucket, and a neighbour beyond each.
void TestProbeSlices::volume()
{
    QFETCH(TimeBucket, bucket);
    const ProbeWarehouse &w = warehouse();
    const Gate gate = probeGate(VolumeProbe { kLoads, u"a t"_s, bucket, {} });
    Sample sample;
    QDateTime before;
    do { // a minute may end in between
        before = bucketStart(bucket, 1);
        const QDateTime end = bucketStart(bucket, 0);
        w.run(u"DELETE FROM [lo'ads]; INSERT INTO [lo'ads] VALUES "_s
            + QStringList { at(before.addMSecs(-1)), at(before), at(before), at(end.addMSecs(-1)), at(end), u"(NULL)"_s }.join(u", "_s));
        sample = w.sample(gate, QDateTime::currentDateTimeUtc());
    } while (before != bucketStart(bucket, 1));
    QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
    QCOMPARE(sample.value, 3.0);
    QCOMPARE(sample.n, 3);
    QVERIFY(qAbs(sample.newest.msecsTo(bucketStart(bucket, 0))) <= 2'000); // the end of what was measured, on our clock
    QVERIFY(qAbs(sample.since.msecsTo(before)) <= 2'000);
    QCOMPARE(sample.detail, u"the %1 from %2 UTC"_s.arg(timeBucketNames()[static_cast<qsizetype>(bucket)],
        before.toString(bucket <= TimeBucket::Hour ? u"yyyy-MM-dd HH:mm"_s : u"yyyy-MM-dd"_s)));
    Gate alive = gate; // max_age is of the source, which has rows of now
    alive.maxAge = std::chrono::minutes(2);
    w.run(u"INSERT INTO [lo'ads] VALUES (%1)"_s.arg(w.ago(1)));
    QCOMPARE(w.sample(alive, QDateTime::currentDateTimeUtc()).sampleClass, SampleClass::Good);
    Gate some = gate;
    some.probe = VolumeProbe { kLoads, u"a t"_s, bucket, u"1 = 0"_s };
    QCOMPARE(w.sample(some, QDateTime::currentDateTimeUtc()).sampleClass, SampleClass::NoData);
}

/// With a settling time that bucket counts which was over so long ago, with what came late for it; the band of what is
/// usual ends there too.
void TestProbeSlices::settlingVolume()
{
    QFETCH(TimeBucket, bucket);
    const ProbeWarehouse &w = warehouse();
    auto session = w.database().open(SessionRole::Probe);
    QDateTime counted;
    Sample sample;
    Result<QList<BucketVolume>> history = QList<BucketVolume> {};
    do {
        counted = bucketStart(bucket, 3);
        // What is not old enough begins in the middle of the bucket behind it.
        const qint64 half = bucketStart(bucket, 2).msecsTo(bucketStart(bucket, 1)) / 2;
        const Duration settling { bucketStart(bucket, 2).addMSecs(half).msecsTo(QDateTime::currentDateTimeUtc()) };
        const Gate gate = probeGate(VolumeProbe { kLoads, u"a t"_s, bucket, {}, settling });
        w.run(u"DELETE FROM [lo'ads]; INSERT INTO [lo'ads] VALUES "_s
            + QStringList { at(counted.addMSecs(-1)), at(counted), at(counted), at(bucketStart(bucket, 2)), at(bucketStart(bucket, 1)) }.join(u", "_s));
        sample = w.sample(gate, QDateTime::currentDateTimeUtc());
        history = volumeHistory(*session, gate, 5);
    } while (counted != bucketStart(bucket, 3));
    QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
    QCOMPARE(sample.value, 2.0);
    QVERIFY(qAbs(sample.since.msecsTo(counted)) <= 2'000);
    VERIFY_OK(history);
    QCOMPARE(history->last(), (BucketVolume { counted, 2 }));
}

void TestProbeSlices::volumeOfNothing()
{
    const ProbeWarehouse &w = warehouse();
    w.run(u"DELETE FROM [lo'ads]"_s);
    Gate gate = probeGate(VolumeProbe { kLoads, u"a t"_s, TimeBucket::Hour, {} });
    gate.limits = { Limit { LimitSide::AtMost, 100, false, {} } };
    QCOMPARE(w.sample(gate, QDateTime::currentDateTimeUtc()).sampleClass, SampleClass::NoData);
    gate.limits = { Limit { LimitSide::AtLeast, 100, false, {} } }; // then nothing is a measurement
    const Sample none = w.sample(gate, QDateTime::currentDateTimeUtc());
    QCOMPARE(none.sampleClass, SampleClass::Good);
    QCOMPARE(none.value, 0.0);
    gate.limits = { Limit { LimitSide::AtLeast, 0, false, {} } }; // a floor that lets nothing pass for something
    QCOMPARE(w.sample(gate, QDateTime::currentDateTimeUtc()).sampleClass, SampleClass::NoData);
    w.run(u"INSERT INTO [lo'ads] VALUES (%1)"_s.arg(w.ago(-7'200)));
    QCOMPARE(w.sample(gate, QDateTime::currentDateTimeUtc()).sampleClass, SampleClass::NoData);
}

void TestProbeSlices::history()
{
    QFETCH(TimeBucket, bucket);
    const ProbeWarehouse &w = warehouse();
    const Gate gate = probeGate(VolumeProbe { kLoads, u"a t"_s, bucket, {} });
    auto session = w.database().open(SessionRole::Probe);
    w.run(u"DELETE FROM [lo'ads]"_s);
    const auto none = volumeHistory(*session, gate, 5);
    VERIFY_OK(none);
    QVERIFY(none->isEmpty());
    QDateTime now;
    QList<BucketVolume> history;
    do {
        now = bucketStart(bucket, 0);
        QStringList rows { at(bucketStart(bucket, 9)), at(now) }; // too old, and not complete
        rows << at(bucketStart(bucket, 4)) << at(bucketStart(bucket, 4)) << at(bucketStart(bucket, 3).addMSecs(-1)) << at(bucketStart(bucket, 2));
        w.run(u"DELETE FROM [lo'ads]; INSERT INTO [lo'ads] VALUES "_s + rows.join(u", "_s));
        const auto read = volumeHistory(*session, gate, 5);
        VERIFY_OK(read);
        history = *read;
    } while (now != bucketStart(bucket, 0));
    const QList<BucketVolume> expected { { bucketStart(bucket, 4), 3 }, { bucketStart(bucket, 3), 0 }, { bucketStart(bucket, 2), 1 }, { bucketStart(bucket, 1), 0 } };
    QCOMPARE(history.size(), expected.size());
    for (qsizetype i = 0; i < expected.size(); ++i)
        QVERIFY2(history[i] == expected[i], qPrintable(history[i].start.toString(Qt::ISODate) + u" "_s + QString::number(history[i].rows)));
}

void TestProbeSlices::lateRows()
{
    const ProbeWarehouse &w = warehouse();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto row = [](const QDateTime &happened, const QDateTime &loaded) {
        return u"(%1, %2, 1)"_s.arg(at(happened), at(loaded));
    };
    const QDateTime today(now.date(), QTime(0, 0), Qt::UTC);
    const QDateTime loaded = now.addSecs(-5);
    LateRowsProbe probe { { {}, u"arrivals"_s }, u"at"_s, u"loaded"_s, TimeBucket::Day, 0ms, 1h, {} };
    QCOMPARE(w.sample(probeGate(probe), now).sampleClass, SampleClass::NoData);
    // One for today, two for days that are over, one of which would have been, one of an unknown day, one that came long ago.
    w.run(u"INSERT INTO arrivals VALUES "_s
        + QStringList { row(now.addSecs(-6), loaded), row(today.addMSecs(-1), loaded), row(today.addDays(-3), loaded), u"(NULL, %1, 1)"_s.arg(at(loaded)),
              row(today.addDays(-9), now.addDays(-2)) }.join(u", "_s));
    const Sample day = w.sample(probeGate(probe), now);
    QVERIFY2(day.sampleClass == SampleClass::Good, qPrintable(day.detail));
    // Just after midnight even what happened six seconds ago lies in a day that is over.
    const double justNow = now.addSecs(-6) < today && loaded >= today ? 1 : 0;
    QCOMPARE(day.value, (loaded >= today ? 2.0 : 1.0) + justNow);
    QCOMPARE(day.n, 3);
    QVERIFY2(day.detail.contains(u"1 arrived rows"), qPrintable(day.detail));
    QVERIFY(qAbs(day.newest.secsTo(loaded)) < 30);
    probe.grace = std::chrono::hours(30);
    QCOMPARE(w.sample(probeGate(probe), now).value, 1.0);
    probe.grace = std::chrono::hours(24 * 5);
    QCOMPARE(w.sample(probeGate(probe), now).value, 0.0);
    probe.grace = 0ms;
    probe.bucket = TimeBucket::Minute;
    QVERIFY(w.sample(probeGate(probe), now).value >= 1);
    probe.where = u"k = 2"_s;
    QCOMPARE(w.sample(probeGate(probe), now).sampleClass, SampleClass::NoData);
    probe.where = u"1 = 1); DELETE FROM arrivals; SELECT (1"_s;
    QCOMPARE(w.sample(probeGate(probe), now).sampleClass, SampleClass::Error);
}

QTEST_GUILESS_MAIN(TestProbeSlices)
#include "tst_probe_slices.moc"
