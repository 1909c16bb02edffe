// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/sample_store.h"

#include "sql/sql_session.h"
#include "support/verify.h"

#include <QFile>
#include <QSet>
#include <QTemporaryDir>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestSampleStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void everyFieldReadsBack();
    void filters_data();
    void filters();
    void limitKeepsTheNewest();
    void twoInstancesSeeEachOther();
    void digestFollowsContent();
    void oldSamplesGo();
    void aMinuteKeepsEveryClass();
    void lateSamplesAreMerged();
    void aMillionSamples();
    void atItsWorstNothingIsMilder();
    void storesBeforeRuns();
    void refusesNewerFormat();
    void refusesForeignFile();

private:
    QString file() const { return m_folder->filePath(u"samples.db"_s); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

const QDateTime kStart(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);

Sample sampleAt(qint64 tick, const QString &gate = u"errors"_s, const QString &stage = u"forward"_s, const QString &run = u"r1"_s)
{
    Sample sample;
    sample.run = run;
    sample.stage = stage;
    sample.gate = gate;
    sample.tick = tick;
    sample.at = kStart.addSecs(30 * tick);
    sample.sampleClass = SampleClass::Good;
    sample.value = 0.1 * static_cast<double>(tick);
    sample.n = 100 + tick;
    sample.queryDigest = u"d"_s;
    return sample;
}

std::unique_ptr<SampleStore> opened(const QString &file)
{
    auto store = SampleStore::open(file);
    if (!store)
        qFatal("%s", qPrintable(store.error().what));
    return std::move(*store);
}

QList<qint64> ticksOf(const QList<Sample> &samples)
{
    QList<qint64> ticks;
    for (const Sample &sample : samples)
        ticks << sample.tick;
    return ticks;
}

} // namespace

void TestSampleStore::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestSampleStore::everyFieldReadsBack()
{
    auto store = opened(file());
    QList<Sample> written;
    int i = 0;
    for (const SampleClass sampleClass : { SampleClass::Good, SampleClass::NoData, SampleClass::Stale, SampleClass::Error, SampleClass::NaN, SampleClass::Skipped }) {
        Sample sample = sampleAt(i);
        sample.sampleClass = sampleClass;
        sample.branch = static_cast<Branch>(i % 3);
        sample.value = sampleClass == SampleClass::Good ? 0.1 + 0.2 : qQNaN();
        sample.newest = i % 2 == 0 ? sample.at.addMSecs(-1'234) : QDateTime();
        sample.tookMs = 3.25;
        sample.runs = i % 2 == 0 ? QList<double> { 0.1 + 0.2, 1e-7, 12'345 } : QList<double>();
        sample.scanDigest = i % 3 == 0 ? u"c0ffee"_s : QString();
        sample.detail = u"détail '%1' \"x\""_s.arg(i++);
        written << sample;
    }
    VERIFY_OK(store->append(written));
    const auto read = store->read({ .run = u"r1"_s });
    VERIFY_OK(read);
    QCOMPARE(read->size(), written.size());
    for (qsizetype k = 0; k < written.size(); ++k) {
        const Sample &a = written[k];
        const Sample &b = read->at(k);
        QCOMPARE(b.run, a.run);
        QCOMPARE(b.stage, a.stage);
        QCOMPARE(b.gate, a.gate);
        QCOMPARE(b.branch, a.branch);
        QCOMPARE(b.tick, a.tick);
        QCOMPARE(b.at, a.at);
        QCOMPARE(b.sampleClass, a.sampleClass);
        QCOMPARE(b.value, a.sampleClass == SampleClass::Good ? a.value : 0.0);
        QCOMPARE(b.n, a.n);
        QCOMPARE(b.newest, a.newest);
        QCOMPARE(b.tookMs, a.tookMs);
        QCOMPARE(b.queryDigest, a.queryDigest);
        QCOMPARE(b.detail, a.detail);
        QCOMPARE(b.runs, a.runs);
        QCOMPARE(b.scanDigest, a.scanDigest);
    }
}

void TestSampleStore::filters_data()
{
    QTest::addColumn<SampleQuery>("query");
    QTest::addColumn<QList<qint64>>("ticks");
    QTest::newRow("run") << SampleQuery { .run = u"r1"_s } << QList<qint64> { 1, 2, 3 };
    QTest::newRow("other run") << SampleQuery { .run = u"r2"_s } << QList<qint64> { 4 };
    QTest::newRow("every run") << SampleQuery {} << QList<qint64> { 1, 2, 3, 4 };
    QTest::newRow("stage") << SampleQuery { .run = u"r1"_s, .stage = u"additive"_s } << QList<qint64> { 3 };
    QTest::newRow("gate") << SampleQuery { .run = u"r1"_s, .gate = u"fresh"_s } << QList<qint64> { 2 };
    QTest::newRow("since") << SampleQuery { .since = kStart.addSecs(60) } << QList<qint64> { 2, 3, 4 };
    QTest::newRow("until") << SampleQuery { .until = kStart.addSecs(60) } << QList<qint64> { 1, 2 };
    QTest::newRow("nobody") << SampleQuery { .run = u"r1' OR '1'='1"_s } << QList<qint64> {};
}

void TestSampleStore::filters()
{
    QFETCH(SampleQuery, query);
    auto store = opened(file());
    VERIFY_OK(store->append({ sampleAt(2, u"fresh"_s), sampleAt(1), sampleAt(3, u"errors"_s, u"additive"_s), sampleAt(4, u"errors"_s, u"forward"_s, u"r2"_s) }));
    const auto read = store->read(query);
    VERIFY_OK(read);
    QTEST(ticksOf(*read), "ticks"); // ascending by time whatever the order of arrival
}

void TestSampleStore::limitKeepsTheNewest()
{
    auto store = opened(file());
    QList<Sample> many;
    for (qint64 tick = 0; tick < 50; ++tick)
        many << sampleAt(tick);
    VERIFY_OK(store->append(many));
    const auto read = store->read({ .run = u"r1"_s, .limit = 3 });
    VERIFY_OK(read);
    QCOMPARE(ticksOf(*read), (QList<qint64> { 47, 48, 49 }));
}

void TestSampleStore::twoInstancesSeeEachOther()
{
    auto writer = opened(file());
    auto reader = opened(file());
    VERIFY_OK(writer->append({ sampleAt(1) }));
    QCOMPARE(reader->read({}).value().size(), 1);
    VERIFY_OK(reader->append({ sampleAt(2) }));
    QCOMPARE(writer->read({}).value().size(), 2);
}

void TestSampleStore::digestFollowsContent()
{
    const auto digestOf = [&](const QList<Sample> &samples, const QString &name) {
        auto store = opened(m_folder->filePath(name));
        if (!store->append(samples))
            qFatal("append failed");
        return store->digest(u"r1"_s, u"forward"_s).value();
    };
    const QString straight = digestOf({ sampleAt(1), sampleAt(2), sampleAt(1, u"fresh"_s) }, u"a.db"_s);
    QCOMPARE(straight.size(), 64);
    QCOMPARE(digestOf({ sampleAt(1, u"fresh"_s), sampleAt(2), sampleAt(1) }, u"b.db"_s), straight); // order of arrival
    QCOMPARE(digestOf({ sampleAt(1), sampleAt(2), sampleAt(1, u"fresh"_s), sampleAt(9, u"fresh"_s, u"additive"_s) }, u"c.db"_s), straight);
    QVERIFY(digestOf({ sampleAt(1), sampleAt(2) }, u"d.db"_s) != straight);
    Sample changed = sampleAt(2);
    changed.value += 1e-12;
    QVERIFY(digestOf({ sampleAt(1), changed, sampleAt(1, u"fresh"_s) }, u"e.db"_s) != straight);
    QVERIFY(digestOf({}, u"f.db"_s) != straight);
    // As it was taken before there were runs: it is on record for stages of then.
    QCOMPARE(straight, u"fddcfaa4cf2085f4d97aacd04490bd9e76992cd373f898b3e35845782750a827"_s);
    changed = sampleAt(2);
    changed.runs = { 1, 2 };
    QVERIFY(digestOf({ sampleAt(1), changed, sampleAt(1, u"fresh"_s) }, u"g.db"_s) != straight);
    changed = sampleAt(2);
    changed.scanDigest = u"c0ffee"_s;
    QVERIFY(digestOf({ sampleAt(1), changed, sampleAt(1, u"fresh"_s) }, u"h.db"_s) != straight);
}

/// Raw, then a minute, then an hour, then nothing: by the time of the newest sample.
void TestSampleStore::oldSamplesGo()
{
    const SampleRetention kept;
    auto store = opened(file());
    const auto at = [](qint64 tick, std::chrono::hours before) {
        Sample sample = sampleAt(tick);
        sample.at = kStart.addMSecs(-std::chrono::milliseconds(before).count());
        return sample;
    };
    const auto isRaw = [&](qint64 tick) {
        const QList<Sample> raw = store->read({ .withRollups = false }).value();
        return std::any_of(raw.cbegin(), raw.cend(), [&](const Sample &sample) { return sample.tick == tick; });
    };
    VERIFY_OK(store->append({ at(1, kept.hours + std::chrono::hours(2)), at(2, kept.minutes + std::chrono::hours(2)), at(3, kept.raw + std::chrono::hours(1)),
        at(4, kept.raw - std::chrono::hours(1)) }));
    VERIFY_OK(store->append({ sampleAt(5) }));
    QCOMPARE(ticksOf(store->read({}).value()), (QList<qint64> { 2, 3, 4, 5 }));
    QVERIFY(!isRaw(2) && !isRaw(3) && isRaw(4) && isRaw(5));
    QCOMPARE(store->readRollups({}).value().size(), 2);
    VERIFY_OK(store->append({ at(6, -std::chrono::hours(24 * 800)) }));
    QCOMPARE(ticksOf(store->read({}).value()), (QList<qint64> { 6 }));
}

/// A minute of each kind of sample, told back whole but for their order.
void TestSampleStore::aMinuteKeepsEveryClass()
{
    auto store = opened(file());
    QList<Sample> minute;
    const QList<SampleClass> classes { SampleClass::Good, SampleClass::NoData, SampleClass::Error, SampleClass::Good, SampleClass::Error, SampleClass::Skipped,
        SampleClass::Stale, SampleClass::NaN, SampleClass::Good };
    for (qint64 i = 0; i < classes.size(); ++i) {
        Sample sample = sampleAt(10 + i);
        sample.at = kStart.addSecs(5 * i);
        sample.sampleClass = classes[i];
        sample.value = static_cast<double>(i);
        sample.n = 100 * i;
        sample.newest = sample.at.addSecs(-1);
        sample.detail = classes[i] == SampleClass::Error ? u"no route | to host %1"_s.arg(i) : u"fine"_s;
        minute << sample;
    }
    minute.last().value = qQNaN(); // a good one that is none
    Sample otherQuery = sampleAt(10);
    otherQuery.at = kStart;
    otherQuery.queryDigest = u"another"_s;
    Sample legacy = sampleAt(10);
    legacy.at = kStart;
    legacy.branch = Branch::Legacy;
    VERIFY_OK(store->append(minute + QList<Sample> { otherQuery, legacy }));
    const QString digest = store->digest(u"r1"_s, u"forward"_s).value();
    QVERIFY(!digest.isEmpty());
    Sample late = sampleAt(99, u"fresh"_s, u"forward"_s, u"r2"_s);
    late.at = kStart.addDays(60);
    VERIFY_OK(store->append({ late }));

    const auto rollups = store->readRollups({ .queryDigest = u"d"_s });
    VERIFY_OK(rollups);
    QCOMPARE(rollups->size(), 2);
    QCOMPARE(store->readRollups({ .queryDigest = u"another"_s }).value().size(), 1);
    const auto found = std::find_if(rollups->cbegin(), rollups->cend(), [](const SampleRollup &one) { return one.branch == Branch::Live; });
    QVERIFY(found != rollups->cend());
    const SampleRollup &one = *found;
    QCOMPARE(one.run, u"r1"_s);
    QCOMPARE(one.stage, u"forward"_s);
    QCOMPARE(one.gate, u"errors"_s);
    QCOMPARE(one.firstTick, 10);
    QCOMPARE(one.first, kStart);
    QCOMPARE(one.last, kStart.addSecs(40));
    QCOMPARE(one.ticks(), classes.size());
    QCOMPARE(one.count(SampleClass::Good), 2);
    QCOMPARE(one.count(SampleClass::NaN), 2);
    QCOMPARE(one.count(SampleClass::Error), 2);
    QCOMPARE(one.count(SampleClass::NoData), 1);
    QCOMPARE(one.count(SampleClass::Stale), 1);
    QCOMPARE(one.count(SampleClass::Skipped), 1);
    QCOMPARE(one.least, 0.0);
    QCOMPARE(one.most, 3.0);
    QCOMPARE(one.mean(), 1.5);
    QCOMPARE(one.rows, 300);
    QCOMPARE(one.newest, kStart.addSecs(39));
    QCOMPARE(one.worst, SampleClass::Error);
    QCOMPARE(one.detail, u"no route | to host 4"_s);

    QSet<SampleClass> drawn;
    QSet<QDateTime> times;
    const auto stored = store->read({ .run = u"r1"_s, .queryDigest = u"d"_s });
    VERIFY_OK(stored);
    for (const Sample &sample : *stored) {
        if (sample.branch != Branch::Live)
            continue;
        drawn.insert(sample.sampleClass);
        times.insert(sample.at);
        if (sample.sampleClass == SampleClass::Good) {
            QCOMPARE(sample.value, 1.5);
            QCOMPARE(sample.n, 150);
            QVERIFY(sample.rolledUp); // what the mean hides
            QCOMPARE(sample.rolledUp->first, kStart);
            QCOMPARE(sample.rolledUp->least, 0.0);
            QCOMPARE(sample.rolledUp->most, 3.0);
        } else {
            QVERIFY(!sample.rolledUp);
        }
    }
    QCOMPARE(drawn.size(), kSampleClassCount);
    QCOMPARE(times.size(), kSampleClassCount); // a chart takes two of one moment for one
    VERIFY_ERROR(store->digest(u"r1"_s, u"forward"_s), ErrorCode::NotFound); // and no digest of something else
    VERIFY_OK(store->digest(u"r2"_s, u"forward"_s));
}

/// Samples that come late go into the minute that is there already.
void TestSampleStore::lateSamplesAreMerged()
{
    auto store = opened(file());
    Sample first = sampleAt(1);
    Sample second = sampleAt(2);
    second.at = first.at.addSecs(5);
    second.value = 7;
    Sample third = second;
    third.at = first.at.addSecs(7);
    third.sampleClass = SampleClass::Error;
    third.detail = u"down"_s;
    Sample newest = sampleAt(3, u"fresh"_s);
    newest.at = kStart.addDays(40);
    VERIFY_OK(store->append({ first, newest }));
    QCOMPARE(store->readRollups({}).value().size(), 1);
    newest.at = newest.at.addSecs(7'200);
    VERIFY_OK(store->append({ second, third, newest }));
    const QList<SampleRollup> rollups = store->readRollups({}).value();
    QCOMPARE(rollups.size(), 1);
    QCOMPARE(rollups[0].count(SampleClass::Good), 2);
    QCOMPARE(rollups[0].count(SampleClass::Error), 1);
    QCOMPARE(rollups[0].most, 7.0);
    QCOMPARE(rollups[0].least, first.value);
    QCOMPARE(rollups[0].detail, u"down"_s);
    QCOMPARE(rollups[0].last, third.at);
}

/// Through minutes and hours nothing but the order is lost, however the passes cut them.
void TestSampleStore::aMillionSamples()
{
    constexpr qint64 kSamples = 1'000'000;
    constexpr qint64 kEvery = 10; ///< seconds: 115 days
    {
        auto session = SqlSession::openFile(file(), true);
        opened(file());
        VERIFY_OK(session);
        // Every thousandth fails, every hundredth has no data; the values tell their own sum.
        VERIFY_OK((*session)->execute(u"INSERT INTO samples (run, stage, gate, branch, tick, at, class, value, n, took, query, detail)"
                                      " WITH RECURSIVE i(t) AS (SELECT 0 UNION ALL SELECT t + 1 FROM i WHERE t + 1 < %1)"
                                      " SELECT 'r1', 'forward', 'errors', 'live', t, %2 + %3 * t,"
                                      " CASE WHEN t % 1000 = 7 THEN 'error' WHEN t % 100 = 3 THEN 'no_data' ELSE 'good' END,"
                                      " CASE WHEN t % 1000 = 7 OR t % 100 = 3 THEN NULL ELSE t END, 1, 1.0, 'd', '' FROM i"_s
                                          .arg(kSamples)
                                          .arg(kStart.toMSecsSinceEpoch())
                                          .arg(1'000 * kEvery)));
    }
    auto store = opened(file());
    const QDateTime end = kStart.addSecs(kEvery * kSamples);
    qint64 passes = 0;
    const SampleQuery old { .gate = u"errors"_s, .until = end.addDays(-30).addSecs(-1), .limit = 1, .withRollups = false };
    const auto rawLeft = [&] { return store->read(old).value().size(); };
    do {
        Sample tick = sampleAt(passes, u"fresh"_s);
        tick.at = end;
        VERIFY_OK(store->append({ tick }));
        QVERIFY(++passes < 200);
    } while (rawLeft() > 0);
    Sample tick = sampleAt(passes, u"fresh"_s);
    for (int more = 0; more < 40; ++more) { // the minutes become hours in passes of their own
        tick.at = end.addSecs(more);
        VERIFY_OK(store->append({ tick }));
    }
    const QList<SampleRollup> rollups = store->readRollups({ .gate = u"errors"_s, .limit = 2'000'000 }).value();
    const QList<Sample> raw = store->read({ .gate = u"errors"_s, .limit = 2'000'000, .withRollups = false }).value();
    QVERIFY2(rollups.size() < 100'000, qPrintable(QString::number(rollups.size())));
    qint64 good = 0;
    qint64 errors = 0;
    qint64 missing = 0;
    double sum = 0;
    qint64 hours = 0;
    QDateTime last;
    for (const SampleRollup &one : rollups) {
        good += one.count(SampleClass::Good);
        errors += one.count(SampleClass::Error);
        missing += one.count(SampleClass::NoData);
        sum += one.sum;
        hours += one.first.msecsTo(one.last) > 60'000 ? 1 : 0;
        QVERIFY(one.count(SampleClass::Error) == 0 || one.worst == SampleClass::Error);
        QVERIFY(!last.isValid() || one.first > last); // none overlaps another one
        last = one.last;
    }
    QVERIFY(hours > 20 * 24);
    for (const Sample &sample : raw) {
        good += sample.sampleClass == SampleClass::Good ? 1 : 0;
        errors += sample.sampleClass == SampleClass::Error ? 1 : 0;
        missing += sample.sampleClass == SampleClass::NoData ? 1 : 0;
        sum += sample.sampleClass == SampleClass::Good ? sample.value : 0;
        QVERIFY(sample.at > last);
    }
    double expected = 0;
    qint64 expectedErrors = 0;
    qint64 expectedMissing = 0;
    for (qint64 t = 0; t < kSamples; ++t) {
        const bool isError = t % 1'000 == 7;
        const bool isMissing = !isError && t % 100 == 3;
        expectedErrors += isError ? 1 : 0;
        expectedMissing += isMissing ? 1 : 0;
        expected += isError || isMissing ? 0 : static_cast<double>(t);
    }
    QCOMPARE(errors, expectedErrors);
    QCOMPARE(missing, expectedMissing);
    QCOMPARE(good, kSamples - expectedErrors - expectedMissing);
    QCOMPARE(sum, expected);
}

/// What a replay is given instead: as many ticks, and never a milder one.
void TestSampleStore::atItsWorstNothingIsMilder()
{
    SampleRollup rollup { u"r1"_s, u"forward"_s, u"errors"_s, Branch::Live, u"d"_s };
    rollup.firstTick = 5;
    rollup.first = kStart;
    rollup.last = kStart.addSecs(30);
    rollup.counts[static_cast<size_t>(SampleClass::Good)] = 3;
    rollup.counts[static_cast<size_t>(SampleClass::NoData)] = 1;
    rollup.least = 2;
    rollup.most = 8;
    rollup.sum = 15;
    const auto values = [&](const QList<Limit> &limits, Branch branch = Branch::Live) {
        Gate gate;
        gate.limits = limits;
        rollup.branch = branch;
        QList<double> good;
        const QList<Sample> samples = atItsWorst(rollup, gate);
        if (ticksOf(samples) != QList<qint64> { 5, 6, 7, 8 } || samples[0].sampleClass != SampleClass::NoData || samples[3].at != rollup.last)
            qFatal("not the ticks that there were");
        for (const Sample &sample : samples.mid(1))
            good << sample.value;
        return good;
    };
    const Limit most { LimitSide::AtMost, 7, false, {} };
    const Limit least { LimitSide::AtLeast, 1, false, {} };
    QCOMPARE(values({ most }), (QList<double> { 8, 8, 8 }));
    QCOMPARE(values({ least }), (QList<double> { 2, 2, 2 }));
    QCOMPARE(values({ most, least }), (QList<double> { 8, 8, 8 }));
    QCOMPARE(values({ { LimitSide::AtMost, 9, false, {} }, { LimitSide::AtLeast, 3, false, {} } }), (QList<double> { 2, 2, 2 }));
    QCOMPARE(values({ { LimitSide::AtMost, 9, false, {} }, least }), (QList<double> { 5, 5, 5 }));
    QCOMPARE(values({ { LimitSide::AtMost, 1.2, true, {} } }, Branch::Legacy), (QList<double> { 2, 2, 2 }));
}

/// A store that an earlier version wrote opens, keeps what it has, and stays one that it can go on with.
void TestSampleStore::storesBeforeRuns()
{
    VERIFY_OK(opened(file())->append({ sampleAt(1) }));
    auto session = SqlSession::openFile(file(), false);
    VERIFY_OK(session);
    VERIFY_OK((*session)->execute(u"ALTER TABLE samples DROP COLUMN runs"_s));
    VERIFY_OK((*session)->execute(u"ALTER TABLE samples DROP COLUMN scan"_s));
    auto store = opened(file());
    Sample latency = sampleAt(2);
    latency.runs = { 3, 4 };
    latency.scanDigest = u"c0ffee"_s;
    VERIFY_OK(store->append({ latency }));
    VERIFY_OK((*session)->execute(u"INSERT INTO samples (run, stage, gate, branch, tick, at, class, value, n, took, query, detail)"
                                  " SELECT run, stage, gate, branch, 3, at + 1, class, value, n, took, query, detail FROM samples WHERE tick = 2"_s));
    const auto read = store->read({});
    VERIFY_OK(read);
    QCOMPARE(ticksOf(*read), (QList<qint64> { 1, 2, 3 }));
    QVERIFY(read->at(0).runs.isEmpty() && read->at(2).runs.isEmpty());
    QCOMPARE(read->at(1).runs, (QList<double> { 3, 4 }));
    QVERIFY(read->at(0).scanDigest.isEmpty() && read->at(2).scanDigest.isEmpty());
    QCOMPARE(read->at(1).scanDigest, u"c0ffee"_s);
    QCOMPARE((*session)->query(u"PRAGMA user_version"_s)->scalar().toInt(), 1);
}

void TestSampleStore::refusesNewerFormat()
{
    opened(file());
    {
        auto session = SqlSession::openFile(file(), false);
        VERIFY_OK(session);
        VERIFY_OK((*session)->execute(u"PRAGMA user_version = 99"_s));
    }
    VERIFY_ERROR(SampleStore::open(file()), ErrorCode::NotSupported);
}

void TestSampleStore::refusesForeignFile()
{
    QFile plain(file());
    QVERIFY(plain.open(QIODevice::WriteOnly));
    plain.write(QByteArray(4096, 'x'));
    plain.close();
    QVERIFY(!SampleStore::open(file()));
    QVERIFY(!SampleStore::open(m_folder->filePath(u"no/such/folder/samples.db"_s)));
}

QTEST_GUILESS_MAIN(TestSampleStore)
#include "tst_sample_store.moc"
