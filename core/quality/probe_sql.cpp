// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/probe_sql.h"

#include "quality/scan_share.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString selectFrom(const ProbeDialect &dialect, const QStringList &columns, const RelationName &table, const QString &rows)
{
    return u"SELECT "_s + columns.join(u", "_s) + u" FROM "_s + dialect.relation(table) + (rows.isEmpty() ? QString() : u" WHERE "_s + rows);
}

} // namespace

QString probeSql(const ProbeDialect &dialect, const RowCountProbe &probe, const Gate &)
{
    return selectFrom(dialect, metricColumns({ dialect, {} }, probe), probe.table, {});
}

QString probeSql(const ProbeDialect &dialect, const NullRateProbe &probe, const Gate &)
{
    return selectFrom(dialect, metricColumns({ dialect, {} }, probe), probe.table, countedRows(dialect, probe));
}

QString probeSql(const ProbeDialect &dialect, const UniquenessProbe &probe, const Gate &)
{
    QStringList columns;
    for (const QString &column : probe.columns)
        columns << dialect.column(probe.table, column);
    const QString rows = dialect.wholeSum(u"c"_s);
    return u"SELECT %1 / nullif(sum(c), 0), coalesce(%2, 0), NULL FROM (SELECT count(*) AS c FROM %3%4 GROUP BY %5) AS repeats"_s.arg(
        dialect.real(u"sum(c) - count(*)"_s), rows, dialect.relation(probe.table), probeWhere(probe.where), columns.join(u", "_s));
}

QString probeSql(const ProbeDialect &dialect, const FreshnessProbe &probe, const Gate &gate)
{
    const QString table = dialect.relation(probe.table);
    // Counting stops at what the gate asks for: freshness must stay a look at one end of an index.
    const QString n = gate.minRows <= 1
        ? u"CASE WHEN newest IS NULL THEN 0 ELSE 1 END"_s
        : u"(SELECT count(*) FROM (SELECT 1 FROM %1 LIMIT %2) AS few)"_s.arg(table, QString::number(gate.minRows));
    return u"SELECT clock - newest, %1, newest, clock FROM (SELECT %2 AS newest, %3 AS clock FROM"
           " (SELECT max(%4) AS m FROM %5) AS top) AS ages"_s.arg(
               n, dialect.epoch(u"m"_s), dialect.clock(), dialect.column(probe.table, probe.column), table);
}

QString probeSql(const ProbeDialect &dialect, const ErrorRateProbe &probe, const Gate &)
{
    return selectFrom(dialect, metricColumns({ dialect, {} }, probe), probe.from, countedRows(dialect, probe));
}

QString probeSql(const ProbeDialect &dialect, const LateRowsProbe &probe, const Gate &)
{
    return selectFrom(dialect, metricColumns({ dialect, {} }, probe), probe.table, countedRows(dialect, probe));
}

QString probeSql(const ProbeDialect &dialect, const QueryLatencyProbe &probe, const Gate &)
{
    return dialect.isPostgres()
        ? u"EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF, BUFFERS OFF, SUMMARY ON, FORMAT JSON)\n"_s + probe.query.text
        : probe.query.text;
}

QString probeSql(const ProbeDialect &, const SqlProbe &probe, const Gate &)
{
    return probe.query.text;
}

QString probeSql(const ProbeDialect &, const DbtProbe &, const Gate &)
{
    return {};
}

QString probeSql(const ProbeDialect &dialect, const ReferentialIntegrityProbe &probe, const Gate &)
{
    QStringList isWhole;
    QStringList keys;
    QStringList parentKeys;
    QStringList isSame; ///< of a parent's own columns, and of those that it is listed by
    QStringList isListed;
    for (qsizetype i = 0; i < probe.columns.size(); ++i) {
        const QString key = dialect.column(probe.table, probe.columns[i]);
        const QString parentKey = dialect.column({ {}, u"parents"_s }, probe.referencedColumns[i]);
        isWhole << key + u" IS NOT NULL"_s;
        keys << u"%1 AS k%2"_s.arg(key, QString::number(i));
        parentKeys << u"%1 AS p%2"_s.arg(parentKey, QString::number(i));
        isSame << u"%1 = keyed.k%2"_s.arg(parentKey, QString::number(i));
        isListed << u"listed.p%1 = keyed.k%1"_s.arg(i);
    }
    const QString whole = isWhole.join(u" AND "_s);
    const QString from = dialect.relation(probe.table);
    const QString parents = dialect.relation(probe.references) + u" AS "_s + dialect.relation({ {}, u"parents"_s });
    const QString keyed = u"(SELECT %1 FROM %2 WHERE %3%4) AS keyed"_s.arg(
        keys.join(u", "_s), from, whole, probe.where.isEmpty() ? QString() : u" AND "_s + probeCondition(probe.where));
    // PostgreSQL makes an anti-join of the first form; others would read the parents once a row where no index serves.
    const QString orphans = dialect.isPostgres()
        ? u"SELECT count(*) AS c FROM %1 WHERE NOT EXISTS (SELECT 1 FROM %2 WHERE %3)"_s.arg(keyed, parents, isSame.join(u" AND "_s))
        : u"SELECT count(*) AS c FROM %1 LEFT JOIN (SELECT DISTINCT %2, 1 AS hit FROM %3) AS listed ON %4 WHERE listed.hit IS NULL"_s.arg(
              keyed, parentKeys.join(u", "_s), parents, isListed.join(u" AND "_s));
    const QString counted = u"SELECT %1 AS n, count(*) AS c FROM %2%3"_s.arg(dialect.countIf(whole), from, probeWhere(probe.where));
    return u"SELECT %1 / nullif(found.n, 0), found.n, NULL, NULL, found.c - found.n FROM (%2) AS found, (%3) AS orphans"_s.arg(
        dialect.real(u"orphans.c"_s), counted, orphans);
}

} // namespace sluice
