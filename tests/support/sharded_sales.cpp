// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/sharded_sales.h"

#include "sql/sql_classifier.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kColumns
    = "(sale_id bigint NOT NULL, region text NOT NULL, sold_on date NOT NULL, amount numeric(12,2) NOT NULL)";
constexpr auto kRows
    = "SELECT n, '%1', date '2026-09-01' + n % 30, (n * 7919 % 100000) / 100.0 FROM generate_series(1, %2) n";

template <class T> T orDie(Result<T> result)
{
    if (!result)
        qFatal("sharded sales: %s (%s)", qUtf8Printable(result.error().what), qUtf8Printable(result.error().where));
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

void run(const PostgresCluster &cluster, const QString &database, const QString &script)
{
    const auto session = orDie(cluster.open(database));
    for (const QString &statement : splitStatements(Engine::Postgresql, script))
        orDie(session->execute(statement));
}

std::unique_ptr<PostgresCluster> shard(const QString &region, int rows)
{
    auto cluster = orDie(PostgresCluster::create());
    run(*cluster, u"postgres"_s,
        u"CREATE SCHEMA mart; CREATE TABLE mart.sales "_s + QLatin1String(kColumns) + u"; INSERT INTO mart.sales "_s
            + QString::fromLatin1(kRows).arg(region).arg(rows) + u"; ANALYZE mart.sales"_s);
    return cluster;
}

QString foreignPartition(const QString &region, int port)
{
    return u"CREATE SERVER %1 FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '%2', dbname "
           u"'postgres', fetch_size '10000');"
           "CREATE USER MAPPING FOR postgres SERVER %1 OPTIONS (user 'postgres');"
           "CREATE FOREIGN TABLE mart.sales_%1 PARTITION OF mart.sales FOR VALUES IN ('%1') SERVER %1 OPTIONS (schema_name 'mart', table_name 'sales');"_s
               .arg(region)
               .arg(port);
}

} // namespace

ShardedSales::ShardedSales(int rows)
    : m_hub(orDie(PostgresCluster::create()))
    , m_north(shard(u"north"_s, rows))
    , m_south(shard(u"south"_s, rows))
{
    run(*m_hub, u"template1"_s,
        u"CREATE EXTENSION postgres_fdw; CREATE SCHEMA mart; CREATE TABLE mart.sales "_s + QLatin1String(kColumns)
            + u" PARTITION BY LIST (region); CREATE TABLE mart.sales_hub PARTITION OF mart.sales FOR VALUES IN ('hub');"_s
            + foreignPartition(u"north"_s, m_north->port()) + foreignPartition(u"south"_s, m_south->port())
            + u"INSERT INTO mart.sales_hub "_s + QString::fromLatin1(kRows).arg(u"hub"_s).arg(rows)
            + u"; CREATE VIEW mart.daily AS SELECT sold_on, sum(amount) AS amount FROM mart.sales GROUP BY sold_on;"
              "CREATE VIEW mart.weekly AS SELECT date_trunc('week', sold_on) AS week, sum(amount) AS amount FROM mart.sales GROUP BY 1"_s);
}

QString ShardedSales::content(const QString &region) const
{
    const auto session = orDie((region == u"north" ? m_north : m_south)->open());
    return orDie(session->query(u"SELECT count(*) || ' ' || sum(amount) || ' ' || (SELECT count(*) FROM pg_attribute "
                                u"WHERE attrelid = 'mart.sales'::regclass)"
                                " FROM mart.sales"_s))
        .scalar()
        .toString();
}

} // namespace sluice
