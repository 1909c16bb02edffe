// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/pause.h"
#include "bench_table.h"
#include "rollout_stand.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>

#include <memory>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Bar 13: what a stage brought goes bad, a gate finds out, and the rollout goes back by itself, again and again. The
/// floor is the gate's own tick, and psql with the same inverse statements.
namespace {

constexpr int kRuns = 30;
constexpr double kTick = 1; ///< seconds; the gate's interval in the plan
constexpr double kMostAfterTick = 2;
constexpr double kMostUndo = 5;

constexpr auto kMakeOrders
    = "CREATE SCHEMA mart;"
      "CREATE TABLE mart.orders (id bigint PRIMARY KEY, amount numeric(12,2) NOT NULL);"
      "INSERT INTO mart.orders SELECT n, (n * 7919 % 100000) / 100.0 FROM generate_series(1, %1::bigint) n;"
      "CREATE TABLE mart.currency_feed (is_broken boolean NOT NULL);"
      "INSERT INTO mart.currency_feed VALUES (false);"
      "CREATE VIEW mart.totals AS SELECT id, amount, 'legacy'::text AS source FROM mart.orders CROSS JOIN (VALUES (1)) "
      "AS one;"
      "ANALYZE mart.orders;";
constexpr auto kForward
    = "ALTER TABLE mart.orders ADD COLUMN currency text;"
      "CREATE VIEW mart.totals_v2 AS SELECT id, CASE WHEN is_broken THEN NULL ELSE amount END AS amount, "
      "'candidate'::text AS source"
      " FROM mart.orders CROSS JOIN mart.currency_feed;"
      "CREATE OR REPLACE VIEW mart.totals AS SELECT id, amount::numeric(12,2), source FROM mart.totals_v2;";
constexpr auto kInverse = "CREATE OR REPLACE VIEW mart.totals AS SELECT id, amount, 'legacy'::text AS source FROM "
                          "mart.orders CROSS JOIN (VALUES (1)) AS one;"
                          "DROP VIEW mart.totals_v2; ALTER TABLE mart.orders DROP COLUMN currency;";

/// A limit that one tick of nothing but NULL exceeds beyond doubt, so that the time is the tick's and no rule's.
constexpr auto kPlan = R"(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: bench, title: Totals by currency, reason: finance asks, owner: finance-data}
target: {connection: warehouse, objects: [mart.orders, mart.totals]}
flags:
  - {name: bench, serves: mart.totals, legacy: mart.totals_v1, candidate: mart.totals_v2}
stages:
  - id: additive
    kind: additive
    steps:
      - {id: currency, op: add_column, table: mart.orders, column: {name: currency, type: text}}
      - {id: v2, op: create_view, view: mart.totals_v2, sql: "SELECT id, CASE WHEN is_broken THEN NULL ELSE amount END::numeric(12,2) AS amount, 'candidate'::text AS source FROM mart.orders CROSS JOIN mart.currency_feed"}
      - {id: route, op: install_flag, flag: bench}
    gates:
      - {id: amounts, probe: null_rate, table: mart.totals_v2, column: amount, max: 0.00001, interval: 1s, warmup: 1, min_samples: 2}
    bake: 20s
    on_breach: rollback
rollback: {window: 1h, owner: finance-oncall, budget: {max_lock: 1s, max_duration: 2m}}
)";

template <class T> T must(Result<T> result)
{
    if (!result)
        qFatal("%s (%s)", qPrintable(result.error().what), qPrintable(result.error().where));
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

/// Seconds, the client's start included, as for anybody who calls it.
double psql(const PostgresCluster &cluster, const QString &script)
{
    QProcess client;
    client.setProcessChannelMode(QProcess::MergedChannels);
    const bench::Stopwatch time;
    client.start(PostgresCluster::binaryFolder() + u"/psql"_s,
        { u"-h"_s, u"127.0.0.1"_s, u"-p"_s, QString::number(cluster.port()), u"-U"_s, u"postgres"_s, u"-d"_s,
            u"floor"_s, u"-q"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-c"_s, script });
    if (!client.waitForFinished(-1) || client.exitCode() != 0)
        qFatal("psql: %s", client.readAll().constData());
    return time.seconds();
}

struct Measured
{
    std::vector<double> toIntent;
    std::vector<double> toResult;
    int exact = 0;
};

double secondsBetween(const QDateTime &from, const QDateTime &to)
{
    return static_cast<double>(from.msecsTo(to)) / 1'000;
}

Measured breachAgainAndAgain(const PostgresCluster &cluster, int runs)
{
    bench::RolloutStand stand(cluster, u"bench"_s, kPlan);
    const auto others = must(cluster.open(u"bench"_s));
    QRandomGenerator random(42);
    Measured measured;
    for (int run = 0; run < runs; ++run) {
        must(others->execute(u"UPDATE mart.currency_feed SET is_broken = false"_s));
        stand.goUntilJudged(u"additive"_s);
        pauseFor(Duration(random.bounded(1'000))); // it may happen at any moment of a tick
        must(others->execute(u"UPDATE mart.currency_feed SET is_broken = true"_s));
        const QDateTime broken = QDateTime::currentDateTimeUtc();
        stand.waitForRollback();
        const QDateTime intent = stand.momentOf(EventType::RollbackIntent);
        measured.toIntent.push_back(secondsBetween(broken, intent));
        measured.toResult.push_back(secondsBetween(intent, stand.momentOf(EventType::RollbackVerified)));
        measured.exact += stand.result() == u"EXACT" ? 1 : 0;
    }
    return measured;
}

QByteArray told(const std::vector<double> &times)
{
    const auto in = [&](double share) { return QByteArray::number(bench::quantile(times, share), 'f', 2); };
    return in(0.95) + " s (median " + in(0.5) + ", longest " + in(1) + ')';
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser options;
    options.addOption({ u"rows"_s, u"Rows of the table; given, three runs instead of thirty."_s, u"N"_s, u"100000"_s });
    options.process(application);
    const int runs = options.isSet(u"rows"_s) ? 3 : kRuns;
    const auto cluster = must(PostgresCluster::create());
    must(cluster->createDatabase(u"stock"_s));
    must(must(cluster->open(u"stock"_s))->execute(QString::fromLatin1(kMakeOrders).arg(options.value(u"rows"_s))));
    must(cluster->createDatabase(u"floor"_s, u"stock"_s));
    must(cluster->createDatabase(u"bench"_s, u"stock"_s));

    const Measured measured = breachAgainAndAgain(*cluster, runs);
    std::vector<double> floor;
    for (int run = 0; run < runs; ++run) {
        psql(*cluster, QString::fromLatin1(kForward));
        floor.push_back(psql(*cluster, QString::fromLatin1(kInverse)));
    }
    const QByteArray times = QByteArray::number(runs) + " times";
    const double toIntent = bench::quantile(measured.toIntent, 1);
    bench::print({ "13", times + ": from bad data to the rollback's intent, p95", told(measured.toIntent),
        QByteArray::number(kTick, 'f', 2) + " s tick", bench::quantile(measured.toIntent, 0.95) / kTick,
        "<= one tick + 2 s", toIntent <= kTick + kMostAfterTick,
        "the longest counts; whatever else ran on the machine is in it" });
    const double toResult = bench::quantile(measured.toResult, 0.95);
    bench::print(
        { "13", times + ": from the intent to its result, p95, " + QByteArray::number(measured.exact) + " EXACT",
            told(measured.toResult), QByteArray::number(bench::quantile(floor, 0.95), 'f', 2) + " s psql",
            toResult / bench::quantile(floor, 0.95), "<= 5 s", toResult <= kMostUndo && measured.exact == runs,
            "a result that is not EXACT counts as missed" });
    return 0;
}
