// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "bench_table.h"
#include "base/pause.h"
#include "query_load.h"
#include "rollout_stand.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QProcess>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Bars 1, 2 and 3: take back a four-stage rollout on a large table, the same while others work, and carry it forward
/// while others work. The floor is psql with the same statements on a clone of the same database.
namespace {

constexpr auto kMakeOrders = "CREATE SCHEMA mart;"
                             "CREATE TABLE mart.orders (id bigint PRIMARY KEY, customer integer NOT NULL, day date NOT "
                             "NULL, amount numeric(12,2) NOT NULL, note text)"
                             " WITH (fillfactor = 80);"
                             "INSERT INTO mart.orders SELECT n, n % 90000, date '2020-01-01' + (n % 2000)::integer, (n "
                             "::bigint * 7919 % 100000) / 100.0, 'as ordered'"
                             " FROM generate_series(1, %1) n;"
                             "CREATE VIEW mart.totals AS SELECT id, amount, 'legacy'::text AS source FROM mart.orders "
                             "CROSS JOIN (VALUES (1)) AS one;";
/// What the rollout leaves, as psql makes it; the column's values come as a default, which a drop does not care for.
constexpr auto kForward = "ALTER TABLE mart.orders ADD COLUMN currency text DEFAULT 'EUR'; CREATE INDEX "
                          "orders_currency ON mart.orders (currency);"
                          "CREATE VIEW mart.totals_v2 AS SELECT id, amount, 'candidate'::text AS source FROM "
                          "mart.orders WHERE currency IS NOT NULL;"
                          "CREATE OR REPLACE VIEW mart.totals AS SELECT id, amount, source FROM mart.totals_v2 CROSS "
                          "JOIN (VALUES (1)) AS one;";
constexpr auto kInverse = "CREATE OR REPLACE VIEW mart.totals AS SELECT id, amount, 'legacy'::text AS source FROM "
                          "mart.orders; DROP VIEW mart.totals_v2;"
                          "DROP INDEX mart.orders_currency; ALTER TABLE mart.orders DROP COLUMN currency;";
constexpr auto kRestoreValues = "UPDATE mart.orders SET amount = amount;";

void must(const Result<void> &result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().what));
}

/// Seconds, the client's start included, as for anybody who calls it.
double psql(const PostgresCluster &cluster, const QString &database, const QString &script)
{
    QProcess client;
    client.setProcessChannelMode(QProcess::MergedChannels);
    const bench::Stopwatch time;
    client.start(PostgresCluster::binaryFolder() + u"/psql"_s,
        { u"-h"_s, u"127.0.0.1"_s, u"-p"_s, QString::number(cluster.port()), u"-U"_s, u"postgres"_s, u"-d"_s, database,
            u"-q"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-f"_s, u"-"_s });
    client.write(script.toUtf8());
    client.closeWriteChannel();
    if (!client.waitForFinished(-1) || client.exitCode() != 0)
        qFatal("psql: %s", client.readAll().constData());
    return time.seconds();
}

QByteArray inMs(double milliseconds) { return QByteArray::number(milliseconds, 'f', 1) + " ms"; }
QByteArray inSeconds(double seconds) { return QByteArray::number(seconds, 'f', 2) + " s"; }
double longest(const std::vector<double> &times) { return *std::max_element(times.cbegin(), times.cend()); }

/// When somebody who looks every millisecond sees the old path again.
class PathWatch
{
public:
    PathWatch(const PostgresCluster &cluster, const QString &database)
        : m_thread([this, &cluster, database] {
            const auto session = cluster.open(database);
            while (session && !m_stop) {
                const auto seen = (*session)->query(u"SELECT source FROM mart.totals WHERE id = 1"_s);
                if (seen && seen->scalar().toString() == "legacy"_L1) {
                    m_backAt = QDateTime::currentDateTimeUtc();
                    return;
                }
                sluice::pauseFor(sluice::Duration(1));
            }
        })
    {
    }
    ~PathWatch()
    {
        m_stop = true;
        if (m_thread.joinable())
            m_thread.join();
    }
    QDateTime backAt()
    {
        m_thread.join();
        return m_backAt;
    }

private:
    std::atomic<bool> m_stop { false };
    QDateTime m_backAt;
    std::thread m_thread;
};

struct Arena
{
    std::unique_ptr<PostgresCluster> cluster;
    qint64 rows;
    bool tellsTimeline;

    void clone(const QString &name) const { must(cluster->createDatabase(name, u"stock"_s)); }
    QByteArray work(const char *what) const { return what + QByteArray(", ") + QByteArray::number(rows) + " rows"; }
};

/// Bar 1.
void benchQuietRollback(const Arena &arena)
{
    arena.clone(u"floor"_s);
    psql(*arena.cluster, u"floor"_s, QLatin1String(kForward));
    const double inverse = psql(*arena.cluster, u"floor"_s, QLatin1String(kInverse));
    const double restore = psql(*arena.cluster, u"floor"_s, QLatin1String(kRestoreValues));
    must(arena.cluster->dropDatabase(u"floor"_s));

    arena.clone(u"quiet"_s);
    bench::RolloutStand stand(*arena.cluster, u"quiet"_s);
    stand.goForward();
    PathWatch watch(*arena.cluster, u"quiet"_s);
    stand.goBack();
    if (arena.tellsTimeline)
        std::fprintf(stderr, "%s", stand.timelineOfRollback().constData());
    const QDateTime intent = stand.momentOf(EventType::RollbackIntent);
    const auto onOldPath = static_cast<double>(intent.msecsTo(watch.backAt()));
    const double took = static_cast<double>(intent.msecsTo(stand.momentOf(EventType::RollbackVerified))) / 1'000;
    bench::print({ "1", arena.work("readers on the old path after the intent"), inMs(onOldPath), "-", -1, "<= 50 ms",
        onOldPath <= 50 });
    bench::print({ "1", arena.work("undone with its result") + ", " + stand.result().toUtf8(), inSeconds(took),
        inSeconds(inverse) + " psql", took / inverse, "<= psql + 1 s", took <= inverse + 1, stand.slowestUndo() });
    bench::print({ "1", arena.work("against a restore of values by UPDATE"), inSeconds(took),
        inSeconds(restore) + " psql", restore / took, ">= 20 x faster", restore / took >= 20, stand.slowestUndo() });
}

/// Bars 3 and 2, in this order on one database.
void benchUnderLoad(const Arena &arena)
{
    using bench::QueryLoad;
    arena.clone(u"busy"_s);
    bench::RolloutStand stand(*arena.cluster, u"busy"_s);
    QueryLoad load(*arena.cluster, u"busy"_s, arena.rows);
    const QDateTime begun = QDateTime::currentDateTimeUtc();
    sluice::pauseFor(std::chrono::seconds(10)); // what others feel when nothing else is done
    const QDateTime started = QDateTime::currentDateTimeUtc();
    const double idle = bench::quantile(load.times(begun.addSecs(1), started, true), 0.95);
    stand.goForward();
    const QDateTime forward = QDateTime::currentDateTimeUtc();
    const double wait = longest(load.times(started, forward, false));
    const double calmWait = longest(load.times(begun.addSecs(1), started, false));
    bench::print({ "3", arena.work("longest wait of others, forward"), inMs(wait), inMs(calmWait) + " before", -1,
        "<= 350 ms", wait <= 350 });
    const double filling = bench::quantile(load.times(stand.momentOf(EventType::StepIntent, u"fill"_s),
                                               stand.momentOf(EventType::StepDone, u"fill"_s), true),
        0.95);
    bench::print({ "3", arena.work("p95 of others' writes, backfill"), inMs(filling), inMs(idle) + " idle",
        filling / idle, "< 1.50 x idle", filling < 1.5 * idle, "the batches and the writers share processors and log" });
    const auto filled = static_cast<double>(stand.momentOf(EventType::StepIntent, u"fill"_s).msecsTo(stand.momentOf(EventType::StepDone, u"fill"_s))) / 1'000;
    bench::print({ "3", arena.work("the backfill beside others"), inSeconds(filled), "-", -1, "ends", true });

    const bench::SlowReader reader(*arena.cluster, u"busy"_s);
    stand.goBack();
    const QDateTime intent = stand.momentOf(EventType::RollbackIntent);
    const QDateTime verified = stand.momentOf(EventType::RollbackVerified);
    if (arena.tellsTimeline)
        std::fprintf(stderr, "%s", stand.timelineOfRollback().constData());
    const double backWait = longest(load.times(intent, verified, false));
    if (load.failures() > 0)
        qFatal("%d statements of others failed: %s", load.failures(), qPrintable(load.lastFailure()));

    arena.clone(u"floor2"_s);
    psql(*arena.cluster, u"floor2"_s, QLatin1String(kForward));
    double floorWait = 0;
    {
        QueryLoad other(*arena.cluster, u"floor2"_s, arena.rows);
        const bench::SlowReader slow(*arena.cluster, u"floor2"_s);
        const QDateTime from = QDateTime::currentDateTimeUtc();
        psql(*arena.cluster, u"floor2"_s, QLatin1String(kInverse));
        floorWait = longest(other.times(from, QDateTime::currentDateTimeUtc(), false));
    }
    const double took = static_cast<double>(intent.msecsTo(verified)) / 1'000;
    bench::print({ "2", arena.work("longest wait of others, a reader holds the table 3 s"), inMs(backWait),
        inMs(floorWait) + " psql", backWait / floorWait, "<= 350 ms", backWait <= 350, stand.slowestUndo() });
    bench::print({ "2", arena.work("the rollback ends all the same") + ", " + stand.result().toUtf8(), inSeconds(took),
        "3.00 s reader", -1, "ends", true });
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser options;
    options.addOption({ u"rows"_s, u"Rows of the table."_s, u"N"_s, u"5000000"_s });
    options.addOption({ u"timeline"_s, u"Prints what a rollback did when, to see where its time goes."_s });
    options.addHelpOption();
    options.process(application);
    PostgresCluster::Options server;
    server.syncsToDisk = true;
    server.settings
        = QStringList { u"shared_buffers = 256MB"_s, u"max_wal_size = 4GB"_s, u"maintenance_work_mem = 128MB"_s };
    auto cluster = PostgresCluster::create(server);
    if (!cluster)
        qFatal("%s", qPrintable(cluster.error().what));
    const Arena arena { *std::move(cluster), options.value(u"rows"_s).toLongLong(), options.isSet(u"timeline"_s) };
    must(arena.cluster->createDatabase(u"stock"_s));
    psql(*arena.cluster, u"stock"_s, QString::fromLatin1(kMakeOrders).arg(arena.rows));
    psql(*arena.cluster, u"stock"_s, u"VACUUM ANALYZE mart.orders"_s);
    benchQuietRollback(arena);
    benchUnderLoad(arena);
    return 0;
}
