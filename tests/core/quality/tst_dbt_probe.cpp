// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/dbt_probe.h"
#include "quality/probe.h"
#include "support/verify.h"

#include <QDir>
#include <QTemporaryDir>

#include <cmath>

#include <sys/stat.h>
#include <utime.h>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What dbt wrote as samples: what is missing, old, half written or from nowhere never passes.
class TestDbtProbe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void classes_data();
    void classes();
    void startIsTheCallsOwn();
    void everyClassOfTrouble_data();
    void everyClassOfTrouble();
    void isReadAgainWhenItChanged();
    void youngFilesAreReadEachTime();
    void troubleIsNotRemembered();
    void pipesAreNoFiles();
    void stalenessComesWithTime();
    void noSqlOfItsOwn();
};

namespace {

const QDateTime kNow({ 2026, 1, 5 }, { 9, 0 }, Qt::UTC);

struct Asked
{
    Gate gate;
    DbtProbe probe;
};

Asked dbtGate(DbtMetric metric, const QStringList &nodes = {})
{
    Asked asked;
    asked.gate.id = u"nightly"_s;
    asked.gate.maxAge = 6h;
    asked.probe = DbtProbe { metric, u"target/run_results.json"_s, nodes };
    return asked;
}

DbtResult ran(const QString &id, const QString &status, std::optional<double> seconds = 1.0)
{
    return { id, status, seconds, kNow.addSecs(-3600), {}, {} };
}

DbtResult looked(const QString &id, qint64 rowAgo, qint64 ago = 60)
{
    return { id, u"pass"_s, {}, {}, rowAgo < 0 ? QDateTime() : kNow.addSecs(-ago - rowAgo), kNow.addSecs(-ago) };
}

DbtResults runs(const QList<DbtResult> &results)
{
    return { DbtResults::Kind::Runs, 6, kNow.addSecs(-600), {}, 30.0, results, {} };
}

DbtResults sources(const QList<DbtResult> &results)
{
    return { DbtResults::Kind::Sources, 3, kNow.addSecs(-60), {}, {}, results, {} };
}

/// A run that ended well, written so long ago.
QByteArray runFile(const QDateTime &end, const QByteArray &status = "success")
{
    const QByteArray at = end.toString(Qt::ISODate).toLatin1();
    return "{\"metadata\":{\"dbt_schema_version\":\"x/run-results/v6.json\",\"generated_at\":\"" + at
        + "\"},\"results\":[{\"unique_id\":\"model.s.a\",\"status\":\"" + status
        + "\",\"execution_time\":4.5,\"timing\":[]}],\"elapsed_time\":5.0}";
}

class Target
{
public:
    Target() { QDir(m_folder.path()).mkdir(u"target"_s); }
    QString folder() const { return m_folder.path(); }
    QString file() const { return m_folder.filePath(u"target/run_results.json"_s); }
    /// Written at the time of the tests' clock, so that it is old enough to be told apart.
    bool write(const QByteArray &bytes, const QDateTime &at = kNow.addSecs(-60)) const
    {
        QFile file(this->file());
        const bool isWritten = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        file.close();
        const utimbuf times { time_t(at.toSecsSinceEpoch()), time_t(at.toSecsSinceEpoch()) };
        return isWritten && utime(QFile::encodeName(this->file()).constData(), &times) == 0;
    }

private:
    QTemporaryDir m_folder;
};

} // namespace

void TestDbtProbe::classes_data()
{
    QTest::addColumn<Asked>("gate");
    QTest::addColumn<DbtResults>("results");
    QTest::addColumn<double>("value");
    QTest::addColumn<qint64>("n");
    const QString a = u"model.s.a"_s;
    const QString b = u"model.s.b"_s;
    QTest::newRow("none failed") << dbtGate(DbtMetric::ErrorRate)
                                 << runs({ ran(a, u"success"_s), ran(b, u"warn"_s), ran(u"test.s.t"_s, u"pass"_s) })
                                 << 0.0 << qint64(3);
    QTest::newRow("one of two") << dbtGate(DbtMetric::ErrorRate) << runs({ ran(a, u"success"_s), ran(b, u"error"_s) })
                                << 0.5 << qint64(2);
    QTest::newRow("a failing test") << dbtGate(DbtMetric::ErrorRate)
                                    << runs({ ran(a, u"success"_s), ran(u"test.s.t"_s, u"fail"_s) }) << 0.5
                                    << qint64(2);
    QTest::newRow("skipped is not done") << dbtGate(DbtMetric::ErrorRate)
                                         << runs({ ran(a, u"error"_s), ran(b, u"skipped"_s) }) << 1.0 << qint64(2);
    QTest::newRow("half done is not done")
        << dbtGate(DbtMetric::ErrorRate) << runs({ ran(a, u"partial success"_s), ran(b, u"success"_s) }) << 0.5
        << qint64(2);
    QTest::newRow("what had nothing to do does not count")
        << dbtGate(DbtMetric::ErrorRate) << runs({ ran(a, u"no-op"_s), ran(b, u"runtime error"_s) }) << 1.0
        << qint64(1);
    QTest::newRow("of the named ones") << dbtGate(DbtMetric::ErrorRate, { a })
                                       << runs({ ran(a, u"success"_s), ran(b, u"error"_s) }) << 0.0 << qint64(1);
    QTest::newRow("the slowest of the named")
        << dbtGate(DbtMetric::Latency, { a, b })
        << runs({ ran(a, u"success"_s, 2.5), ran(b, u"success"_s, 7.25), ran(u"model.s.c"_s, u"success"_s, 99) })
        << 7.25 << qint64(2);
    QTest::newRow("the whole run") << dbtGate(DbtMetric::Latency) << runs({ ran(a, u"success"_s, 2.5) }) << 30.0
                                   << qint64(1);
    QTest::newRow("the oldest source") << dbtGate(DbtMetric::Freshness)
                                       << sources({ looked(u"source.s.r.a"_s, 100), looked(u"source.s.r.b"_s, 900) })
                                       << 900.0 << qint64(2);
    QTest::newRow("the named source") << dbtGate(DbtMetric::Freshness, { u"source.s.r.a"_s })
                                      << sources({ looked(u"source.s.r.a"_s, 100), looked(u"source.s.r.b"_s, -1) })
                                      << 100.0 << qint64(1);
    QTest::newRow("a writer's clock slightly ahead")
        << dbtGate(DbtMetric::Freshness)
        << sources({ { u"source.s.r.a"_s, u"pass"_s, {}, {}, kNow.addSecs(-30), kNow.addSecs(-60) } }) << 0.0
        << qint64(1);
}

void TestDbtProbe::classes()
{
    QFETCH(Asked, gate);
    QFETCH(DbtResults, results);
    const Sample sample = classifyDbtResults(gate.gate, gate.probe, results, kNow);
    QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
    QTEST(sample.value, "value");
    QTEST(sample.n, "n");
    QVERIFY(sample.since.isValid() && sample.newest.isValid());
}

void TestDbtProbe::startIsTheCallsOwn()
{
    DbtResults results = runs({ ran(u"model.s.a"_s, u"success"_s), ran(u"model.s.b"_s, u"success"_s) });
    results.results[0].started = kNow.addSecs(-5000);
    const Asked gate = dbtGate(DbtMetric::ErrorRate, { u"model.s.b"_s });
    QCOMPARE(classifyDbtResults(gate.gate, gate.probe, results, kNow).since,
        kNow.addSecs(-5000)); // the first work of the call, whoever's
    results.startedAt = kNow.addSecs(-7000);
    QCOMPARE(classifyDbtResults(gate.gate, gate.probe, results, kNow).since, kNow.addSecs(-7000));
    results.startedAt = {};
    results.results[0].started = results.results[1].started = {};
    QCOMPARE(classifyDbtResults(gate.gate, gate.probe, results, kNow).since,
        kNow.addSecs(-630)); // 30 s before it was written
    results.elapsed.reset();
    QCOMPARE(classifyDbtResults(gate.gate, gate.probe, results, kNow).sampleClass, SampleClass::Error);
}

void TestDbtProbe::everyClassOfTrouble_data()
{
    QTest::addColumn<Asked>("gate");
    QTest::addColumn<DbtResults>("results");
    QTest::addColumn<QString>("sampleClass");
    QTest::addColumn<QString>("part");
    const QString a = u"model.s.a"_s;
    const auto row
        = [](const char *name, const Asked &gate, const DbtResults &results, SampleClass sampleClass,
              const QString &part) { QTest::newRow(name) << gate << results << sampleClassName(sampleClass) << part; };
    const Asked rate = dbtGate(DbtMetric::ErrorRate);
    const Asked latency = dbtGate(DbtMetric::Latency, { a });
    const Asked fresh = dbtGate(DbtMetric::Freshness);
    const DbtResults good = runs({ ran(a, u"success"_s) });
    row("empty", rate, runs({}), SampleClass::NoData, u"holds no results"_s);
    row("another selection", dbtGate(DbtMetric::ErrorRate, { a, u"model.s.b"_s }), good, SampleClass::NoData,
        u"no result of model.s.b"_s);
    row("sources for runs", rate, sources({ looked(u"source.s.r.a"_s, 1) }), SampleClass::Error,
        u"run_results.json is read"_s);
    row("runs for sources", fresh, good, SampleClass::Error, u"sources.json is read"_s);
    row("a word of another version", rate, runs({ ran(a, u"splendid"_s) }), SampleClass::Error,
        u"what became of model.s.a is unknown"_s);
    row("no word", rate, runs({ ran(a, {}) }), SampleClass::Error, u"what became of model.s.a"_s);
    row("nothing ran", rate, runs({ ran(a, u"no-op"_s) }), SampleClass::NoData, u"ran none"_s);
    row("the time of a failure", latency, runs({ ran(a, u"error"_s, 0.1) }), SampleClass::NoData,
        u"did not end well"_s);
    row("the time of a broken run", dbtGate(DbtMetric::Latency),
        runs({ ran(a, u"success"_s), ran(u"model.s.b"_s, u"skipped"_s) }), SampleClass::NoData,
        u"model.s.b did not end well"_s);
    row("NaN", latency, runs({ ran(a, u"success"_s, std::nan("")) }), SampleClass::NaN, u"not a finite number"_s);
    row("no number", latency, runs({ ran(a, u"success"_s, std::nullopt) }), SampleClass::Error, u"is no number"_s);
    row("negative", latency, runs({ ran(a, u"success"_s, -1) }), SampleClass::Error, u"no length of time"_s);
    row("absurd", latency, runs({ ran(a, u"success"_s, 1e12) }), SampleClass::Error, u"no length of time"_s);
    DbtResults odd = good;
    odd.repeated = { a };
    row("stated twice", rate, odd, SampleClass::Error, u"states model.s.a twice"_s);
    odd = good;
    odd.generatedAt = kNow.addSecs(-6 * 3600 - 1);
    row("old", rate, odd, SampleClass::Stale, u"at most 6 h is allowed"_s);
    odd.generatedAt = {};
    row("from nowhere", rate, odd, SampleClass::Error, u"does not state when"_s);
    odd.generatedAt = kNow.addSecs(7200);
    row("from the future", rate, odd, SampleClass::Error, u"in the future of this machine's clock"_s);
    odd = good;
    odd.startedAt = kNow.addSecs(7200);
    row("began in the future", rate, odd, SampleClass::Error, u"in the future"_s);
    row("source that could not be read", fresh,
        sources({ looked(u"source.s.r.a"_s, 10), { u"source.s.r.b"_s, u"runtime error"_s, {}, {}, {}, {} } }),
        SampleClass::Error, u"newest row of source.s.r.b"_s);
    row("row from the future", fresh,
        sources({ looked(u"source.s.r.a"_s, 10),
            { u"source.s.r.b"_s, u"pass"_s, {}, {}, kNow.addSecs(9000), kNow.addSecs(-60) } }),
        SampleClass::Error, u"source.s.r.b lies in the future"_s);
    row("one of them looked at long ago", fresh,
        sources({ looked(u"source.s.r.a"_s, 10), looked(u"source.s.r.b"_s, 10, 30'000) }), SampleClass::Stale,
        u"old, at most"_s);
    Asked many = rate;
    many.gate.minRows = 3;
    row("too few", many, good, SampleClass::NoData, u"1 of at least 3 results"_s);
    Asked ageless = rate;
    ageless.gate.maxAge.reset();
    row("no age allowed", ageless, good, SampleClass::Stale, u"nothing is allowed"_s);
}

void TestDbtProbe::everyClassOfTrouble()
{
    QFETCH(Asked, gate);
    QFETCH(DbtResults, results);
    QFETCH(QString, part);
    const Sample sample = classifyDbtResults(gate.gate, gate.probe, results, kNow);
    QTEST(sampleClassName(sample.sampleClass), "sampleClass");
    QVERIFY2(sample.detail.contains(part), qPrintable(sample.detail));
}

void TestDbtProbe::isReadAgainWhenItChanged()
{
    const Target target;
    QVERIFY(target.write(runFile(kNow.addSecs(-60))));
    DbtFile file;
    const Asked gate = dbtGate(DbtMetric::ErrorRate);
    const Sample first = file.sample(gate.gate, gate.probe, target.folder(), kNow);
    QVERIFY2(first.sampleClass == SampleClass::Good, qPrintable(first.detail));
    QCOMPARE(first.value, 0.0);
    QCOMPARE(first.at, kNow);
    QCOMPARE(first.gate, u"nightly"_s);
    QVERIFY(!first.queryDigest.isEmpty());
    file.sample(gate.gate, gate.probe, target.folder(), kNow);
    QCOMPARE(file.reads(), 1);
    QVERIFY(target.write(runFile(kNow.addSecs(-30), "error"), kNow.addSecs(-30))); // other size
    QCOMPARE(file.sample(gate.gate, gate.probe, target.folder(), kNow).value, 1.0);
    QVERIFY(target.write(runFile(kNow.addSecs(-20), "fatal"), kNow.addSecs(-20))); // the same size
    QCOMPARE(file.sample(gate.gate, gate.probe, target.folder(), kNow).sampleClass, SampleClass::Error);
    QCOMPARE(file.reads(), 3);
}

/// Two runs within one tick of the file system's clock have the same stamp.
void TestDbtProbe::youngFilesAreReadEachTime()
{
    const Target target;
    QVERIFY(target.write(runFile(kNow), kNow));
    const Asked gate = dbtGate(DbtMetric::ErrorRate);
    DbtFile file;
    file.sample(gate.gate, gate.probe, target.folder(), kNow);
    file.sample(gate.gate, gate.probe, target.folder(), kNow);
    QCOMPARE(file.reads(), 2);
    file.sample(gate.gate, gate.probe, target.folder(), kNow.addSecs(5));
    file.sample(gate.gate, gate.probe, target.folder(), kNow.addSecs(5));
    QCOMPARE(file.reads(), 3);
}

void TestDbtProbe::troubleIsNotRemembered()
{
    const Target target;
    DbtFile file;
    const Asked gate = dbtGate(DbtMetric::ErrorRate);
    const Sample missing = file.sample(gate.gate, gate.probe, target.folder(), kNow);
    QCOMPARE(missing.sampleClass, SampleClass::Error);
    QVERIFY2(missing.detail.contains(u"there is no file"_s), qPrintable(missing.detail));
    const QByteArray whole = runFile(kNow.addSecs(-60));
    QVERIFY(target.write(whole.left(whole.size() / 2))); // dbt is writing it
    QCOMPARE(file.sample(gate.gate, gate.probe, target.folder(), kNow).sampleClass, SampleClass::Error);
    QVERIFY(target.write(whole));
    QCOMPARE(file.sample(gate.gate, gate.probe, target.folder(), kNow).sampleClass, SampleClass::Good);
    QVERIFY(QFile::remove(target.file())); // what was read before is no answer
    QCOMPARE(file.sample(gate.gate, gate.probe, target.folder(), kNow).sampleClass, SampleClass::Error);
}

void TestDbtProbe::pipesAreNoFiles()
{
    const Target target;
    QCOMPARE(mkfifo(QFile::encodeName(target.file()).constData(), 0600), 0);
    const Asked gate = dbtGate(DbtMetric::ErrorRate);
    DbtFile file;
    const Sample sample = file.sample(gate.gate, gate.probe, target.folder(), kNow);
    QCOMPARE(sample.sampleClass, SampleClass::Error);
    QVERIFY2(sample.detail.contains(u"no regular file"_s), qPrintable(sample.detail));
}

void TestDbtProbe::stalenessComesWithTime()
{
    const Target target;
    QVERIFY(target.write(runFile(kNow.addSecs(-60))));
    DbtFile file;
    const Asked gate = dbtGate(DbtMetric::ErrorRate);
    QCOMPARE(file.sample(gate.gate, gate.probe, target.folder(), kNow).sampleClass, SampleClass::Good);
    QCOMPARE(
        file.sample(gate.gate, gate.probe, target.folder(), kNow.addSecs(6 * 3600)).sampleClass, SampleClass::Stale);
    QCOMPARE(file.reads(), 1); // the same bytes, another verdict
}

void TestDbtProbe::noSqlOfItsOwn()
{
    Gate gate = dbtGate(DbtMetric::Latency).gate;
    gate.probe = dbtGate(DbtMetric::Latency).probe;
    for (const Engine engine : { Engine::Sqlite, Engine::Postgresql, Engine::Mariadb })
        VERIFY_ERROR(compileProbe(engine, gate), ErrorCode::NotSupported);
}

QTEST_GUILESS_MAIN(TestDbtProbe)
#include "tst_dbt_probe.moc"
