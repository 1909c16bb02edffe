// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/collector.h"
#include "sql/sql_session.h"
#include "support/fake_clock.h"
#include "support/test_database.h"
#include "support/verify.h"
#include "warehouse/target_identity.h"

#include <algorithm>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Which gates a collector reads with one statement, and what becomes of the others when one of them cannot be read.
class TestSharedSampling : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_clock = std::make_unique<FakeClock>(); }
    void oneStatementForOneTable();
    void onlyWhatIsDueTogether();
    void onlyTheCulpritFails();
    void tooMuchForOneStatement();
    void textThatIsNotClosedIsReadAlone();
    void bothBranchesOfPairs();
    void skippedTicksAreToldOfEach();
    void aLostConnectionIsOpenedAnew();

private:
    using ByGate = QMap<QString, QList<Sample>>;
    ByGate waitFor(Collector &collector, qsizetype count);
    static Collector::Opener opener(const TestDatabase &database)
    {
        return [&database](const QString &) { return database.tryOpen(SessionRole::Probe, {}); };
    }
    static CollectorJob job(const QString &gate, const ProbeSpec &probe);

    std::unique_ptr<FakeClock> m_clock;
};

namespace {

const RelationName kT { {}, u"t"_s };
const RelationName kOther { {}, u"other"_s };
constexpr auto kMake = "CREATE TABLE t (x integer, y integer, at text); INSERT INTO t VALUES (1, NULL, datetime('now', "
                       "'-10 seconds')), (2, 5, NULL);"
                       "CREATE TABLE other (x integer); INSERT INTO other VALUES (1)";

bool isGood(const Sample &sample) { return sample.sampleClass == SampleClass::Good; }

} // namespace

/// By gate what the collector gives until count samples are there; fewer after a while, which the caller's comparison
/// shows.
TestSharedSampling::ByGate TestSharedSampling::waitFor(Collector &collector, qsizetype count)
{
    ByGate byGate;
    qsizetype came = 0;
    static_cast<void>(QTest::qWaitFor(
        [&] {
            for (const Sample &sample : collector.take()) {
                byGate[sample.gate] << sample;
                ++came;
            }
            return came >= count;
        },
        30'000));
    return byGate;
}

CollectorJob TestSharedSampling::job(const QString &gate, const ProbeSpec &probe)
{
    CollectorJob made;
    made.run = u"r1"_s;
    made.stage = u"forward"_s;
    made.gate.id = gate;
    made.gate.probe = probe;
    made.gate.interval = 10s;
    made.gate.timeout = 60s;
    return made;
}

void TestSharedSampling::oneStatementForOneTable()
{
    TestDatabase database(Engine::Sqlite);
    database.run(QString::fromLatin1(kMake));
    CollectorJob ofOtherStage = job(u"nulls"_s, NullRateProbe { kT, u"y"_s, {} });
    ofOtherStage.stage = u"additive"_s;
    Collector collector(opener(database), *m_clock, 3);
    collector.start({ job(u"rows"_s, RowCountProbe { kT, {} }), job(u"elsewhere"_s, RowCountProbe { kOther, {} }),
        ofOtherStage, job(u"fresh"_s, FreshnessProbe { kT, u"at"_s }),
        job(u"sql"_s, SqlProbe { SqlText { u"SELECT count(*) FROM t"_s, {} } }) });
    for (int tick = 0; tick < 2; ++tick) {
        const ByGate samples = waitFor(collector, 5);
        QCOMPARE(samples.size(), 5);
        QCOMPARE(samples[u"rows"_s][0].value, 2.0);
        QCOMPARE(samples[u"nulls"_s][0].value, 0.5);
        QVERIFY(samples[u"fresh"_s][0].value >= 9 && samples[u"fresh"_s][0].value < 60);
        QCOMPARE(samples[u"nulls"_s][0].stage, u"additive"_s);
        QCOMPARE(samples[u"rows"_s][0].stage, u"forward"_s);
        const QString scan = samples[u"rows"_s][0].scanDigest;
        QCOMPARE(scan.size(), 64);
        for (const QString &gate : { u"rows"_s, u"nulls"_s, u"fresh"_s, u"elsewhere"_s, u"sql"_s }) {
            const Sample sample = samples[gate][0];
            QVERIFY2(isGood(sample), qPrintable(sample.detail));
            QCOMPARE(sample.tick, tick);
            QCOMPARE(sample.run, u"r1"_s);
            QVERIFY(sample.queryDigest != scan);
            QCOMPARE(sample.scanDigest, gate == u"elsewhere" || gate == u"sql" ? QString() : scan);
        }
        m_clock->advance(10s);
    }
}

void TestSharedSampling::onlyWhatIsDueTogether()
{
    TestDatabase database(Engine::Sqlite);
    database.run(QString::fromLatin1(kMake));
    CollectorJob slower = job(u"slower"_s, NullRateProbe { kT, u"y"_s, {} });
    slower.gate.interval = 20s;
    CollectorJob later = job(u"later"_s, NullRateProbe { kT, u"y"_s, {} });
    later.firstTick = 5;
    CollectorJob patient = job(u"patient"_s, NullRateProbe { kT, u"y"_s, {} });
    patient.gate.timeout = 61s;
    Collector collector(opener(database), *m_clock);
    collector.start({ job(u"rows"_s, RowCountProbe { kT, {} }), slower, later, patient });
    const ByGate samples = waitFor(collector, 4);
    QCOMPARE(samples.size(), 4);
    for (const QList<Sample> &ofGate : samples) {
        QVERIFY2(isGood(ofGate[0]), qPrintable(ofGate[0].detail));
        QVERIFY2(ofGate[0].scanDigest.isEmpty(), qPrintable(ofGate[0].gate));
    }
    QCOMPARE(samples[u"later"_s][0].tick, 5);
}

/// In the tick in which it fails, in those after, and when it has been mended.
void TestSharedSampling::onlyTheCulpritFails()
{
    TestDatabase database(Engine::Sqlite);
    database.run(QString::fromLatin1(kMake));
    Collector collector(opener(database), *m_clock);
    collector.start({ job(u"rows"_s, RowCountProbe { kT, {} }), job(u"bad"_s, NullRateProbe { kT, u"late"_s, {} }),
        job(u"nulls"_s, NullRateProbe { kT, u"y"_s, {} }) });
    const auto tick = [&] {
        const ByGate samples = waitFor(collector, 3);
        m_clock->advance(10s);
        return samples;
    };
    ByGate samples = tick();
    QCOMPARE(samples.size(), 3);
    QVERIFY(isGood(samples[u"rows"_s][0]) && isGood(samples[u"nulls"_s][0]));
    QCOMPARE(samples[u"bad"_s][0].sampleClass, SampleClass::Error);
    QVERIFY2(samples[u"bad"_s][0].detail.contains(u"late"_s), qPrintable(samples[u"bad"_s][0].detail));
    QVERIFY(samples[u"rows"_s][0].scanDigest.isEmpty()); // what ran was its own statement
    samples = tick();
    QCOMPARE(samples[u"bad"_s][0].sampleClass, SampleClass::Error);
    QCOMPARE(samples[u"rows"_s][0].value, 2.0);
    QVERIFY(!samples[u"rows"_s][0].scanDigest.isEmpty()); // without the one that would spoil it
    QCOMPARE(samples[u"rows"_s][0].scanDigest, samples[u"nulls"_s][0].scanDigest);
    database.run(u"ALTER TABLE t ADD COLUMN late integer"_s);
    samples = tick();
    QVERIFY2(isGood(samples[u"bad"_s][0]), qPrintable(samples[u"bad"_s][0].detail));
    samples = tick();
    QVERIFY2(isGood(samples[u"bad"_s][0]), qPrintable(samples[u"bad"_s][0].detail));
    QCOMPARE(samples[u"bad"_s][0].value, 1.0);
    QVERIFY(!samples[u"bad"_s][0].scanDigest.isEmpty());
    QCOMPARE(samples[u"bad"_s][0].scanDigest, samples[u"rows"_s][0].scanDigest);
}

/// Each has its time limit; together they do not get more of it, and none may fail for the company it is in.
void TestSharedSampling::tooMuchForOneStatement()
{
    const TestDatabase database(Engine::Postgresql);
    database.run(u"CREATE TABLE t (x integer, at timestamptz); INSERT INTO t VALUES (1, now())"_s);
    QList<CollectorJob> jobs;
    for (int i = 0; i < 3; ++i) {
        jobs << job(u"slow%1"_s.arg(i), RowCountProbe { kT, u"pg_sleep(1 + %1 / 100.0) IS NOT NULL"_s.arg(i) });
        jobs.last().gate.timeout = 2'500ms;
    }
    Collector collector(opener(database), *m_clock);
    collector.start(jobs);
    for (int tick = 0; tick < 2; ++tick) {
        const ByGate samples = waitFor(collector, 3);
        QCOMPARE(samples.size(), 3);
        for (const QList<Sample> &ofGate : samples) {
            QVERIFY2(isGood(ofGate[0]), qPrintable(ofGate[0].detail));
            QVERIFY(ofGate[0].scanDigest.isEmpty());
            QVERIFY2(ofGate[0].tookMs < 2'000, "it was tried together again");
        }
        m_clock->advance(10s);
    }
}

void TestSharedSampling::textThatIsNotClosedIsReadAlone()
{
    TestDatabase database(Engine::Sqlite);
    database.run(QString::fromLatin1(kMake));
    Collector collector(opener(database), *m_clock);
    collector.start(
        { job(u"rows"_s, RowCountProbe { kT, {} }), job(u"open"_s, RowCountProbe { kT, u"x = 1) OR (x = 7"_s }),
            job(u"nulls"_s, NullRateProbe { kT, u"y"_s, {} }) });
    const ByGate samples = waitFor(collector, 3);
    QCOMPARE(samples[u"open"_s][0].value, 1.0);
    QVERIFY(samples[u"open"_s][0].scanDigest.isEmpty());
    QVERIFY(!samples[u"rows"_s][0].scanDigest.isEmpty());
    QCOMPARE(samples[u"rows"_s][0].scanDigest, samples[u"nulls"_s][0].scanDigest);
}

void TestSharedSampling::bothBranchesOfPairs()
{
    const TestDatabase database(Engine::Postgresql);
    const auto session = database.open();
    VERIFY_OK(enrolTarget(*session, Environment::Dev));
    database.run(u"CREATE VIEW legacy AS SELECT 10 AS x; CREATE VIEW candidate AS SELECT 20 AS x UNION ALL SELECT NULL;"
                 "CREATE VIEW served AS SELECT x FROM legacy WHERE NOT sluice.\"on\"('f', current_user)"
                 " UNION ALL SELECT x FROM candidate WHERE sluice.\"on\"('f', current_user)"_s);
    const RelationName served { {}, u"served"_s };
    QList<CollectorJob> jobs { job(u"rows"_s, RowCountProbe { served, {} }),
        job(u"nulls"_s, NullRateProbe { served, u"x"_s, {} }), job(u"live"_s, RowCountProbe { served, {} }),
        job(u"live nulls"_s, NullRateProbe { served, u"x"_s, {} }) };
    jobs[0].paired = jobs[1].paired = true;
    Collector collector(opener(database), *m_clock, 1);
    collector.start(jobs);
    const ByGate samples = waitFor(collector, 6);
    for (const QString &gate : { u"rows"_s, u"nulls"_s }) {
        QCOMPARE(samples[gate].size(), 2);
        QCOMPARE(samples[gate][0].branch, Branch::Legacy);
        QCOMPARE(samples[gate][1].branch, Branch::Candidate);
        QVERIFY(!samples[gate][0].scanDigest.isEmpty());
        QCOMPARE(samples[gate][0].scanDigest, samples[gate][1].scanDigest);
    }
    QCOMPARE(samples[u"rows"_s][0].value, 1.0);
    QCOMPARE(samples[u"rows"_s][1].value, 2.0);
    QCOMPARE(samples[u"nulls"_s][0].value, 0.0);
    QCOMPARE(samples[u"nulls"_s][1].value, 0.5);
    QCOMPARE(samples[u"live"_s][0].value, 1.0); // forcing left nothing behind
    QCOMPARE(samples[u"live nulls"_s][0].branch, Branch::Live);
}

void TestSharedSampling::skippedTicksAreToldOfEach()
{
    TestDatabase database(Engine::Sqlite);
    database.run(QString::fromLatin1(kMake));
    Collector collector(opener(database), *m_clock);
    collector.start({ job(u"rows"_s, RowCountProbe { kT, {} }), job(u"nulls"_s, NullRateProbe { kT, u"y"_s, {} }) });
    QCOMPARE(waitFor(collector, 2).size(), 2);
    m_clock->advance(1h);
    const ByGate samples = waitFor(collector, 4);
    for (const QString &gate : { u"rows"_s, u"nulls"_s }) {
        QCOMPARE(samples[gate].size(), 2);
        QCOMPARE(samples[gate][0].sampleClass, SampleClass::Skipped);
        QCOMPARE(samples[gate][0].tick, 359);
        QCOMPARE(samples[gate][0].stage, u"forward"_s);
        QVERIFY(isGood(samples[gate][1]));
        QCOMPARE(samples[gate][1].tick, 360);
    }
}

void TestSharedSampling::aLostConnectionIsOpenedAnew()
{
    const TestDatabase database(Engine::Postgresql);
    database.run(u"CREATE TABLE t (x integer, y integer, at timestamptz); INSERT INTO t VALUES (1, NULL, now())"_s);
    Collector collector(opener(database), *m_clock);
    collector.start({ job(u"rows"_s, RowCountProbe { kT, {} }), job(u"nulls"_s, NullRateProbe { kT, u"y"_s, {} }) });
    QCOMPARE(waitFor(collector, 2).size(), 2);
    database.run(
        u"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"_s);
    for (int tick = 0; tick < 2; ++tick) {
        m_clock->advance(10s);
        const ByGate samples = waitFor(collector, 2);
        QCOMPARE(samples.size(), 2);
        for (const QList<Sample> &ofGate : samples) {
            QVERIFY2(isGood(ofGate[0]), qPrintable(ofGate[0].detail));
            // In the tick that lost it each was asked alone; what broke was the line, so they are together again.
            QCOMPARE(ofGate[0].scanDigest.isEmpty(), tick == 0);
        }
    }
}

QTEST_GUILESS_MAIN(TestSharedSampling)
#include "tst_shared_sampling.moc"
