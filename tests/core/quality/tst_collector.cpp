// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/collector.h"

#include "sql/sql_session.h"
#include "support/fake_clock.h"
#include "support/test_database.h"
#include "support/verify.h"
#include "warehouse/target_identity.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <atomic>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestCollector : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void firstTickIsAtOnce();
    void ticksFollowTheClock();
    void numberingContinues();
    void slowProbeSkipsTicks();
    void sleepIsOneGap();
    void stopCancelsARunningProbe();
    void startReplacesWhatRan();
    void unreachableIsAnError();
    void uncompilableIsAnError();
    void latencyIsThePercentileOfRuns();
    void bucketsBeforeTheStageSayNothing();
    void filesNeedNoConnection();
    void manyGatesShareConnections();
    void reopensALostConnection();
    void pairsReadBothBranches();
    void pairWithoutTheRightIsAnError();

private:
    Collector::Opener opener(const TestDatabase &database);
    QList<Sample> waitFor(Collector &collector, qsizetype count);
    CollectorJob job(const QString &gate, const QString &sql);

    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<FakeClock> m_clock;
    std::atomic<int> m_opened = 0;
};

namespace {

QList<qint64> ticksOf(const QList<Sample> &samples)
{
    QList<qint64> ticks;
    for (const Sample &sample : samples)
        ticks << sample.tick;
    return ticks;
}

} // namespace

void TestCollector::init()
{
    m_database = std::make_unique<TestDatabase>(Engine::Sqlite);
    m_database->run(u"CREATE TABLE t (x integer); INSERT INTO t VALUES (1), (2)"_s);
    m_clock = std::make_unique<FakeClock>();
    m_opened = 0;
}

Collector::Opener TestCollector::opener(const TestDatabase &database)
{
    return [this, &database](const QString &name) {
        ++m_opened;
        SessionOptions options;
        options.applicationName = name;
        return database.tryOpen(SessionRole::Probe, options);
    };
}

CollectorJob TestCollector::job(const QString &gate, const QString &sql)
{
    CollectorJob made;
    made.run = u"r1"_s;
    made.stage = u"forward"_s;
    made.gate.id = gate;
    made.gate.probe = SqlProbe { SqlText { sql, {} } };
    made.gate.interval = 10s;
    made.gate.timeout = 60s;
    return made;
}

/// What the collector gives until count samples are there; fewer after a while, which the caller's comparison shows.
QList<Sample> TestCollector::waitFor(Collector &collector, qsizetype count)
{
    QList<Sample> samples;
    const bool came = QTest::qWaitFor(
        [&] {
            samples += collector.take();
            return samples.size() >= count;
        },
        10'000);
    if (!came)
        qWarning("only %lld of %lld samples came", static_cast<long long>(samples.size()), static_cast<long long>(count));
    return samples;
}

void TestCollector::firstTickIsAtOnce()
{
    Collector collector(opener(*m_database), *m_clock);
    QVERIFY(collector.take().isEmpty());
    QCOMPARE(m_opened.load(), 0); // nothing before start
    collector.start({ job(u"total"_s, u"SELECT sum(x), count(*) FROM t"_s) });
    const QList<Sample> samples = waitFor(collector, 1);
    QCOMPARE(samples.size(), 1);
    const Sample &sample = samples.first();
    QCOMPARE(sample.run, u"r1"_s);
    QCOMPARE(sample.stage, u"forward"_s);
    QCOMPARE(sample.gate, u"total"_s);
    QCOMPARE(sample.branch, Branch::Live);
    QCOMPARE(sample.tick, 0);
    QCOMPARE(sample.at, m_clock->nowUtc());
    QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
    QCOMPARE(sample.value, 3.0);
    QCOMPARE(sample.n, 2);
    QVERIFY(collector.take().isEmpty()); // taken once
}

void TestCollector::ticksFollowTheClock()
{
    Collector collector(opener(*m_database), *m_clock);
    collector.start({ job(u"total"_s, u"SELECT 1"_s) });
    QList<Sample> samples = waitFor(collector, 1);
    for (int tick = 1; tick <= 3; ++tick) {
        m_clock->advance(10s);
        samples += waitFor(collector, 1);
    }
    QCOMPARE(ticksOf(samples), (QList<qint64> { 0, 1, 2, 3 }));
    QCOMPARE(m_opened.load(), 1); // one connection for all of them
}

void TestCollector::numberingContinues()
{
    Collector collector(opener(*m_database), *m_clock);
    CollectorJob one = job(u"total"_s, u"SELECT 1"_s);
    one.firstTick = 17;
    collector.start({ one });
    QCOMPARE(ticksOf(waitFor(collector, 1)), (QList<qint64> { 17 }));
    m_clock->advance(10s);
    QCOMPARE(ticksOf(waitFor(collector, 1)), (QList<qint64> { 18 }));
}

void TestCollector::slowProbeSkipsTicks()
{
    // Counts for some tenths of a second while the clock runs on.
    const QString slow = u"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1500000) SELECT count(*) FROM n"_s;
    Collector collector(opener(*m_database), *m_clock);
    collector.start({ job(u"slow"_s, slow) });
    QTRY_COMPARE(m_opened.load(), 1);
    m_clock->advance(35s);
    const QList<Sample> samples = waitFor(collector, 4);
    QCOMPARE(ticksOf(samples).first(4), (QList<qint64> { 0, 1, 2, 3 }));
    QCOMPARE(samples[0].sampleClass, SampleClass::Good);
    QCOMPARE(samples[1].sampleClass, SampleClass::Skipped);
    QCOMPARE(samples[1].at, m_clock->nowUtc().addSecs(-25)); // when it should have been
    QCOMPARE(samples[2].sampleClass, SampleClass::Skipped);
    QVERIFY(!samples[2].detail.isEmpty());
    QCOMPARE(samples[3].sampleClass, SampleClass::Good);
}

void TestCollector::sleepIsOneGap()
{
    Collector collector(opener(*m_database), *m_clock);
    collector.start({ job(u"total"_s, u"SELECT 1"_s) });
    waitFor(collector, 1);
    m_clock->advance(1h);
    const QList<Sample> samples = waitFor(collector, 2);
    QCOMPARE(ticksOf(samples), (QList<qint64> { 359, 360 }));
    QCOMPARE(samples[0].sampleClass, SampleClass::Skipped);
    QVERIFY2(samples[0].detail.contains(u"gap"_s), qPrintable(samples[0].detail));
    QCOMPARE(samples[1].sampleClass, SampleClass::Good);
}

void TestCollector::stopCancelsARunningProbe()
{
    Collector collector(opener(*m_database), *m_clock);
    collector.start({ job(u"endless"_s, u"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"_s) });
    QTRY_COMPARE(m_opened.load(), 1);
    QElapsedTimer timer;
    timer.start();
    collector.stop();
    QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(collector.take().isEmpty()); // a cancelled probe says nothing
}

void TestCollector::startReplacesWhatRan()
{
    Collector collector(opener(*m_database), *m_clock);
    collector.start({ job(u"first"_s, u"SELECT 1"_s) });
    waitFor(collector, 1);
    collector.start({ job(u"second"_s, u"SELECT 2"_s) });
    const QList<Sample> samples = waitFor(collector, 1);
    QCOMPARE(samples.first().gate, u"second"_s);
    m_clock->advance(10s);
    for (const Sample &sample : waitFor(collector, 1))
        QCOMPARE(sample.gate, u"second"_s);
    collector.start({});
    m_clock->advance(10s);
    QVERIFY(collector.take().isEmpty());
}

void TestCollector::unreachableIsAnError()
{
    std::atomic<bool> isDown = true;
    const Collector::Opener sometimes = [&](const QString &name) -> Result<std::unique_ptr<SqlSession>> {
        if (isDown)
            return fail(ErrorCode::CannotConnect, u"connection refused"_s);
        return opener(*m_database)(name);
    };
    Collector collector(sometimes, *m_clock);
    collector.start({ job(u"total"_s, u"SELECT 1"_s) });
    const QList<Sample> down = waitFor(collector, 1);
    QCOMPARE(down.first().sampleClass, SampleClass::Error);
    QCOMPARE(down.first().detail, u"connection refused"_s);
    QCOMPARE(down.first().at, m_clock->nowUtc());
    isDown = false;
    m_clock->advance(10s);
    QCOMPARE(waitFor(collector, 1).first().sampleClass, SampleClass::Good);
}

void TestCollector::uncompilableIsAnError()
{
    Collector collector(opener(*m_database), *m_clock);
    collector.start({ job(u"writes"_s, u"DELETE FROM t"_s) });
    const QList<Sample> samples = waitFor(collector, 1);
    QCOMPARE(samples.first().sampleClass, SampleClass::Error);
    QVERIFY(!samples.first().detail.isEmpty());
    QCOMPARE(m_database->value(u"SELECT count(*) FROM t"_s).toInt(), 2);
}

void TestCollector::latencyIsThePercentileOfRuns()
{
    Collector collector(opener(*m_database), *m_clock);
    CollectorJob one = job(u"latency"_s, {});
    one.gate.probe = QueryLatencyProbe { SqlText { u"SELECT count(*) FROM t"_s, {} } };
    collector.start({ one });
    const Sample first = waitFor(collector, 1).first();
    QCOMPARE(first.n, 10);
    QCOMPARE(first.runs.size(), 10);
    m_clock->advance(10s);
    QCOMPARE(waitFor(collector, 1).first().n, 15);
    for (int i = 0; i < 3; ++i) {
        m_clock->advance(10s);
        const QList<Sample> samples = waitFor(collector, 1);
        QVERIFY2(samples.first().sampleClass == SampleClass::Good, qPrintable(samples.first().detail));
        QCOMPARE(samples.first().n, 20);
        QCOMPARE(samples.first().runs.size(), 5); // those of this tick
        QVERIFY(samples.first().value > 0 && samples.first().value < 1'000);
    }
}

/// The bucket that was complete when the stage began would be compared with itself.
void TestCollector::bucketsBeforeTheStageSayNothing()
{
    m_database->run(u"CREATE TABLE loads (at text); INSERT INTO loads VALUES (datetime('now', '-1 day')), (datetime('now'))"_s);
    Collector collector(opener(*m_database), *m_clock);
    CollectorJob volume = job(u"volume"_s, {});
    volume.gate.probe = VolumeProbe { { {}, u"loads"_s }, u"at"_s, TimeBucket::Day, {} };
    collector.start({ volume });
    const Sample any = waitFor(collector, 1).first();
    QVERIFY2(any.sampleClass == SampleClass::Good, qPrintable(any.detail));
    for (const auto &[since, sampleClass] : { std::pair(any.since.addSecs(-60), SampleClass::Good), { any.since.addSecs(60), SampleClass::NoData },
             { any.newest.addSecs(60), SampleClass::NoData } }) {
        volume.since = since;
        collector.start({ volume });
        const Sample sample = waitFor(collector, 1).first();
        QVERIFY2(sample.sampleClass == sampleClass, qPrintable(sample.detail));
        QVERIFY2(sample.detail.startsWith(u"the day from "_s), qPrintable(sample.detail));
        QCOMPARE(sample.detail.contains(u"not over yet"_s), sampleClass == SampleClass::NoData);
    }
}

/// What dbt wrote is read while the target is down; a run that began before the stage did says nothing about it.
void TestCollector::filesNeedNoConnection()
{
    QTemporaryDir folder;
    const QDateTime end = m_clock->nowUtc().addSecs(-60);
    QFile file(folder.filePath(u"run_results.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"metadata\":{\"dbt_schema_version\":\"x/run-results/v6.json\",\"generated_at\":\"" + end.toString(Qt::ISODate).toLatin1()
        + "\"},\"results\":[{\"unique_id\":\"model.s.a\",\"status\":\"success\",\"execution_time\":4.5}],\"elapsed_time\":5.0}");
    file.close();
    Collector collector([](const QString &) -> Result<std::unique_ptr<SqlSession>> { return fail(ErrorCode::CannotConnect, u"down"_s); }, *m_clock);
    CollectorJob nightly = job(u"nightly"_s, {});
    nightly.gate.probe = DbtProbe { DbtMetric::Latency, u"run_results.json"_s, { u"model.s.a"_s } };
    nightly.gate.maxAge = 6h;
    nightly.folder = folder.path();
    collector.start({ nightly, job(u"total"_s, u"SELECT 1"_s) });
    for (int tick = 0; tick < 2; ++tick) {
        for (const Sample &sample : waitFor(collector, 2)) {
            QCOMPARE(sample.tick, tick);
            QVERIFY2(sample.sampleClass == (sample.gate == u"nightly" ? SampleClass::Good : SampleClass::Error), qPrintable(sample.detail));
            QCOMPARE(sample.value, sample.gate == u"nightly" ? 4.5 : 0);
        }
        m_clock->advance(10s);
    }
    nightly.since = end.addSecs(-2); // within the run
    collector.start({ nightly });
    const Sample early = waitFor(collector, 1).value(0);
    QVERIFY2(early.sampleClass == SampleClass::NoData, qPrintable(early.detail));
    QVERIFY2(early.detail.startsWith(u"the dbt run of "_s) && early.detail.contains(u"began before what is judged"_s), qPrintable(early.detail));
    nightly.since = end.addSecs(-10);
    collector.start({ nightly });
    QCOMPARE(waitFor(collector, 1).value(0).sampleClass, SampleClass::Good);
}

void TestCollector::manyGatesShareConnections()
{
    QList<CollectorJob> jobs;
    for (int i = 0; i < 9; ++i)
        jobs << job(u"gate%1"_s.arg(i), u"SELECT %1"_s.arg(i));
    Collector collector(opener(*m_database), *m_clock, 3);
    collector.start(jobs);
    QMap<QString, double> values;
    for (const Sample &sample : waitFor(collector, 9))
        values.insert(sample.gate, sample.value);
    QCOMPARE(values.size(), 9);
    for (int i = 0; i < 9; ++i)
        QCOMPARE(values.value(u"gate%1"_s.arg(i)), double(i));
    QCOMPARE(m_opened.load(), 3);
}

void TestCollector::reopensALostConnection()
{
    const TestDatabase postgres(Engine::Postgresql);
    Collector collector(opener(postgres), *m_clock, 1);
    collector.start({ job(u"pid"_s, u"SELECT pg_backend_pid()"_s) });
    const QList<Sample> first = waitFor(collector, 1);
    QVERIFY2(first.first().sampleClass == SampleClass::Good, qPrintable(first.first().detail));
    postgres.run(u"SELECT pg_terminate_backend(%1)"_s.arg(qint64(first.first().value)));
    m_clock->advance(10s);
    QCOMPARE(waitFor(collector, 1).first().sampleClass, SampleClass::Error);
    m_clock->advance(10s);
    const QList<Sample> again = waitFor(collector, 1);
    QCOMPARE(again.first().sampleClass, SampleClass::Good);
    QVERIFY(again.first().value != first.first().value);
    QCOMPARE(m_opened.load(), 2);
}

namespace {

/// An enrolled target whose view "served" reads 10 from the legacy and 20 from the candidate.
void makeRoute(const TestDatabase &database)
{
    const auto session = database.open();
    if (auto enrolled = enrolTarget(*session, Environment::Dev); !enrolled)
        qFatal("%s", qPrintable(enrolled.error().what));
    database.run(u"CREATE VIEW legacy AS SELECT 10 AS x; CREATE VIEW candidate AS SELECT 20 AS x;"
                 "CREATE VIEW served AS SELECT x FROM legacy WHERE NOT sluice.\"on\"('f', current_user)"
                 " UNION ALL SELECT x FROM candidate WHERE sluice.\"on\"('f', current_user)"_s);
}

} // namespace

void TestCollector::pairsReadBothBranches()
{
    const TestDatabase postgres(Engine::Postgresql);
    makeRoute(postgres);
    CollectorJob paired = job(u"paired"_s, u"SELECT max(x), 1 FROM served"_s);
    paired.paired = true;
    CollectorJob live = job(u"live"_s, u"SELECT max(x), 1 FROM served"_s);
    CollectorJob latency = job(u"latency"_s, {});
    latency.gate.probe = QueryLatencyProbe { SqlText { u"SELECT pg_sleep(CASE WHEN x = 20 THEN 0.03 ELSE 0 END) FROM served"_s, {} } };
    latency.paired = true;
    Collector collector(opener(postgres), *m_clock, 1); // all on one connection
    collector.start({ paired, live, latency });
    QMap<QString, QList<Sample>> byGate;
    for (int tick = 0; tick < 2; ++tick) {
        for (const Sample &sample : waitFor(collector, 5)) {
            QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.gate + u": "_s + sample.detail));
            byGate[sample.gate] << sample;
        }
        m_clock->advance(10s);
    }
    QCOMPARE(byGate[u"paired"_s].size(), 4);
    QCOMPARE(byGate[u"paired"_s][0].branch, Branch::Legacy);
    QCOMPARE(byGate[u"paired"_s][0].value, 10.0);
    QCOMPARE(byGate[u"paired"_s][1].branch, Branch::Candidate);
    QCOMPARE(byGate[u"paired"_s][1].value, 20.0);
    QCOMPARE(byGate[u"paired"_s][3].tick, 1);
    // Nobody was exposed, and forcing left nothing behind.
    QCOMPARE(byGate[u"live"_s].size(), 2);
    for (const Sample &sample : byGate[u"live"_s])
        QCOMPARE(sample.value, 10.0);
    QVERIFY(byGate[u"latency"_s][3].value >= 30);
    QVERIFY(byGate[u"latency"_s][2].value < 30);
    QCOMPARE(byGate[u"latency"_s][2].n, byGate[u"latency"_s][3].n);
}

void TestCollector::pairWithoutTheRightIsAnError()
{
    const TestDatabase postgres(Engine::Postgresql);
    makeRoute(postgres);
    postgres.run(u"DROP ROLE IF EXISTS outsider; CREATE ROLE outsider; GRANT SELECT ON served, legacy, candidate TO outsider"_s);
    ConnectionProfile profile = postgres.profile();
    profile.probeRole = u"outsider"_s;
    Collector collector([&](const QString &) { return SqlSession::open(profile, {}, SessionRole::Probe, {}); }, *m_clock, 1);
    CollectorJob paired = job(u"paired"_s, u"SELECT max(x), 1 FROM served"_s);
    paired.paired = true;
    collector.start({ paired });
    const QList<Sample> samples = waitFor(collector, 2);
    // Both branches would have read 10, and a ratio of 1 would have passed.
    QCOMPARE(samples[1].branch, Branch::Candidate);
    QCOMPARE(samples[1].sampleClass, SampleClass::Error);
    QVERIFY2(samples[1].detail.contains(u"outsider"_s), qPrintable(samples[1].detail));
}

QTEST_GUILESS_MAIN(TestCollector)
#include "tst_collector.moc"
