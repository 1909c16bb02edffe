// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/pause.h"
#include "bench_table.h"
#include "quality/collector.h"
#include "quality/probe.h"
#include "support/postgres_cluster.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <libpq-fe.h>
#include <sys/resource.h>

#include <memory>
#include <set>
#include <thread>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Bar 8: 500 probes every 5 s over 10 connections, beside the same statements from a plain loop over libpq, which reads each
/// for itself. First ten probes of each table, which share its scan; then each of a relation of its own, so that none can.
/// Processor time counts from the second tick on: the first one opens the connections and checks what each statement is.
namespace {

constexpr int kProbes = 500;
constexpr int kConnections = 10;
constexpr int kTables = 50;
constexpr std::chrono::seconds kInterval { 5 };
constexpr double kFirstTick = 4.5; ///< seconds; it is over by then

template <class T> T must(Result<T> result)
{
    if (!result)
        qFatal("%s (%s)", qPrintable(result.error().what), qPrintable(result.error().where));
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

void fill(SqlSession &session)
{
    for (int table = 0; table < kTables; ++table) {
        must(session.execute(u"CREATE TABLE t%1 (id bigint PRIMARY KEY, amount numeric, currency text, failed boolean, loaded_at timestamptz)"_s.arg(table)));
        must(session.execute(u"INSERT INTO t%1 SELECT n, n * 1.25, CASE WHEN n % 1000 = 0 THEN NULL ELSE 'EUR' END, n % 100 = 0,"
                             " now() FROM generate_series(1, 2000) n"_s.arg(table)));
    }
    for (int view = 0; view < kProbes; ++view)
        must(session.execute(u"CREATE VIEW v%1 AS SELECT * FROM t%2"_s.arg(view).arg(view % kTables)));
    must(session.execute(u"ANALYZE"_s));
}

QList<Gate> gates(bool canShare)
{
    QList<Gate> gates;
    for (int number = 0; number < kProbes; ++number) {
        const RelationName table { u"public"_s, canShare ? u"t"_s + QString::number(number % kTables) : u"v"_s + QString::number(number) };
        Gate gate;
        gate.id = u"gate-"_s + QString::number(number);
        gate.interval = kInterval;
        switch (number / kTables % 5) {
        case 0:
            gate.probe = RowCountProbe { table, u"amount > 100"_s };
            break;
        case 1:
            gate.probe = NullRateProbe { table, u"currency"_s, {} };
            break;
        case 2:
            gate.probe = UniquenessProbe { table, { u"id"_s }, {} };
            break;
        case 3:
            gate.probe = FreshnessProbe { table, u"loaded_at"_s };
            break;
        default:
            gate.probe = ErrorRateProbe { table, u"failed"_s, u"loaded_at"_s, std::chrono::hours(1) };
        }
        gates.append(gate);
    }
    return gates;
}

void pauseUntil(std::chrono::steady_clock::time_point when)
{
    pauseFor(std::chrono::duration_cast<Duration>(when - std::chrono::steady_clock::now()));
}

/// Of this process alone: the server's work is the same for both.
double cpuSeconds()
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Measured {
    double cpu = 0;
    int missed = 0;
    int failed = 0;
    double longestTakeMs = 0;
};

Measured collect(const PostgresCluster &cluster, const QList<Gate> &gates, int ticks)
{
    QList<CollectorJob> jobs;
    for (const Gate &gate : gates)
        jobs.append({ u"run"_s, u"stage"_s, gate });
    const SystemClock clock;
    Collector collector([&cluster](const QString &) { return cluster.open(u"bench"_s, SessionRole::Probe); }, clock, kConnections);
    Measured measured;
    std::set<std::pair<QString, qint64>> good;
    double before = 0;
    collector.start(jobs);
    const bench::Stopwatch time;
    const double until = static_cast<double>(ticks) * kInterval.count() - 0.5; // the next tick is not waited for
    while (time.seconds() < until) {
        pauseFor(Duration(200)); // as a runner's loop looks for news
        if (before == 0 && time.seconds() >= kFirstTick)
            before = cpuSeconds();
        const bench::Stopwatch take;
        const QList<Sample> samples = collector.take();
        measured.longestTakeMs = std::max(measured.longestTakeMs, take.seconds() * 1000);
        for (const Sample &sample : samples) {
            if (sample.sampleClass == SampleClass::Good)
                good.insert({ sample.gate, sample.tick });
            else
                ++measured.failed;
        }
    }
    measured.cpu = cpuSeconds() - before;
    collector.stop();
    measured.missed = kProbes * ticks - static_cast<int>(good.size());
    return measured;
}

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

/// Statement after statement on ten threads, each value read as a number; then sleep until the next five seconds.
double plainLoop(const PostgresCluster &cluster, const QList<Gate> &gates, int ticks)
{
    const QByteArray place = u"host=127.0.0.1 port=%1 user=postgres dbname=bench"_s.arg(cluster.port()).toUtf8();
    const auto start = std::chrono::steady_clock::now();
    double before = 0;
    {
        std::vector<std::jthread> threads;
        for (int lane = 0; lane < kConnections; ++lane) {
            std::vector<QByteArray> statements;
            for (qsizetype i = lane; i < gates.size(); i += kConnections)
                statements.push_back(must(compileProbe(Engine::Postgresql, gates[i])).sql.toUtf8());
            threads.emplace_back([=] {
                const Connection connection(PQconnectdb(place.constData()), &PQfinish);
                for (int tick = 0; tick < ticks; ++tick) {
                    pauseUntil(start + tick * kInterval);
                    for (const QByteArray &sql : statements) {
                        PGresult *result = PQexec(connection.get(), sql.constData());
                        if (PQresultStatus(result) != PGRES_TUPLES_OK)
                            qFatal("%s", PQerrorMessage(connection.get()));
                        static_cast<void>(QByteArray(PQgetvalue(result, 0, 0)).toDouble());
                        PQclear(result);
                    }
                }
            });
        }
        pauseUntil(start + std::chrono::milliseconds(static_cast<qint64>(kFirstTick * 1000)));
        before = cpuSeconds();
    }
    return cpuSeconds() - before;
}

void compare(const PostgresCluster &cluster, bool canShare, int ticks, const QByteArray &which)
{
    const QList<Gate> all = gates(canShare);
    const double floor = plainLoop(cluster, all, ticks);
    const Measured measured = collect(cluster, all, ticks);
    const QByteArray work = "500 probes every 5 s over 10 connections, " + which + ": ";
    const QByteArray ticksText = QByteArray::number(kProbes * ticks);
    bench::print({ "8", work + "ticks without a good sample", QByteArray::number(measured.missed) + " of " + ticksText + ", "
            + QByteArray::number(measured.failed) + " not good", "0", -1, "none", measured.missed == 0 });
    bench::print({ "8", work + "longest wait of the thread that takes them", QByteArray::number(measured.longestTakeMs, 'f', 2) + " ms", "-", -1,
        "<= 50 ms", measured.longestTakeMs <= 50 });
    const double ratio = measured.cpu / floor;
    bench::print({ "8", work + "processor time, from the second tick on", QByteArray::number(measured.cpu * 1000, 'f', 0) + " ms",
        QByteArray::number(floor * 1000, 'f', 0) + " ms", ratio, "<= 1.5 of the loop", ratio <= 1.5,
        "each sample also has its deadline, cancel, classes and texts" });
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOption({ u"rows"_s, u"Given: two ticks instead of twelve."_s, u"n"_s });
    parser.addOption({ u"alone"_s, u"Only those that share nothing, to see where the time goes."_s });
    parser.process(application);
    const int ticks = parser.isSet(u"rows"_s) ? 2 : 12;

    const auto cluster = must(PostgresCluster::create());
    must(cluster->createDatabase(u"bench"_s));
    fill(*must(cluster->open(u"bench"_s)));
    if (!parser.isSet(u"alone"_s))
        compare(*cluster, true, ticks, "ten of each of 50 tables");
    compare(*cluster, false, ticks, "each of another relation");
    return 0;
}
