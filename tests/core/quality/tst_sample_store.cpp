// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/sample_store.h"

#include "sql/sql_session.h"
#include "support/verify.h"

#include <QFile>
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
}

void TestSampleStore::oldSamplesGo()
{
    auto store = opened(file());
    Sample old = sampleAt(1);
    old.at = kStart.addDays(-91);
    Sample kept = sampleAt(2);
    kept.at = kStart.addDays(-89);
    VERIFY_OK(store->append({ old, kept }));
    QCOMPARE(store->read({}).value().size(), 2);
    VERIFY_OK(store->append({ sampleAt(3) }));
    QCOMPARE(ticksOf(store->read({}).value()), (QList<qint64> { 2, 3 }));
}

/// A store that an earlier version wrote opens, keeps what it has, and stays one that it can go on with.
void TestSampleStore::storesBeforeRuns()
{
    VERIFY_OK(opened(file())->append({ sampleAt(1) }));
    auto session = SqlSession::openFile(file(), false);
    VERIFY_OK(session);
    VERIFY_OK((*session)->execute(u"ALTER TABLE samples DROP COLUMN runs"_s));
    auto store = opened(file());
    Sample latency = sampleAt(2);
    latency.runs = { 3, 4 };
    VERIFY_OK(store->append({ latency }));
    VERIFY_OK((*session)->execute(u"INSERT INTO samples (run, stage, gate, branch, tick, at, class, value, n, took, query, detail)"
                                  " SELECT run, stage, gate, branch, 3, at + 1, class, value, n, took, query, detail FROM samples WHERE tick = 2"_s));
    const auto read = store->read({});
    VERIFY_OK(read);
    QCOMPARE(ticksOf(*read), (QList<qint64> { 1, 2, 3 }));
    QVERIFY(read->at(0).runs.isEmpty() && read->at(2).runs.isEmpty());
    QCOMPARE(read->at(1).runs, (QList<double> { 3, 4 }));
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
