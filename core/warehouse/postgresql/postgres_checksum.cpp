// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_dialect.h"
#include "warehouse/postgresql/postgres_settings.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString id(const QString &name)
{
    return quoteIdentifier(Engine::Postgresql, name);
}

/// Largest key as a literal with its full type: "'42'::bigint". Not max(), which uuid and others lack; not pg_typeof,
/// which says character where character(3) is meant and would cut the value.
QString highWaterSql(const TableChecksum &request)
{
    const QString key = id(request.keyColumn);
    const QString table = quoteRelation(Engine::Postgresql, request.table);
    return u"SELECT quote_literal("_s + key + u"::text) || '::' || (SELECT format_type(atttypid, atttypmod) FROM pg_catalog.pg_attribute"
           " WHERE attrelid = "_s + quoteLiteral(table) + u"::regclass AND attname = "_s + quoteLiteral(request.keyColumn)
        + u") FROM "_s + table + u" WHERE "_s + key + u" IS NOT NULL ORDER BY "_s + key + u" DESC LIMIT 1"_s;
}

/// A number that grows with every insert, as far as an engine can tell. In a uuid or text key late rows sort anywhere,
/// and those below the mark would count as changed; without a mark all rows count and nothing is said of arrivals.
Result<bool> isGrowingKey(SqlSession &session, const TableChecksum &request)
{
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT count(*) FROM pg_catalog.pg_attribute WHERE attrelid = "_s
            + quoteLiteral(quoteRelation(Engine::Postgresql, request.table)) + u"::regclass AND attname = "_s
            + quoteLiteral(request.keyColumn)
            + u" AND atttypid IN ('pg_catalog.int2'::regtype, 'pg_catalog.int4'::regtype, 'pg_catalog.int8'::regtype)"_s));
    return rows.scalar().toLongLong() > 0;
}

/// Rows that count for the comparison.
QString rangeCondition(const TableChecksum &request)
{
    if (request.keyColumn.isEmpty())
        return u"true"_s;
    return request.highWater.isEmpty() ? u"false"_s : id(request.keyColumn) + u" <= "_s + request.highWater;
}

/// A row function takes at most 1664 columns and prints NULL and '' apart.
QString rowHash(const TableChecksum &request, const QString &seed)
{
    QStringList texts;
    for (const QString &column : request.columns)
        texts.append(id(column) + u"::text"_s);
    return u"hashtextextended(ROW("_s + texts.join(u", "_s) + u")::text, "_s + seed + u')';
}

QString sumOf(const QString &hash, const QString &range)
{
    return u"coalesce(sum("_s + hash + u") FILTER (WHERE "_s + range + u"), 0)::text"_s;
}

QString fileNodeOf(const RelationName &table)
{
    return u"pg_catalog.pg_relation_filenode("_s + quoteLiteral(quoteRelation(Engine::Postgresql, table)) + u"::regclass)::text"_s;
}

} // namespace

Result<QString> PostgresDialect::storageOf(SqlSession &session, const RelationName &table) const
{
    SLUICE_TRY(const SqlRows rows, session.query(u"SELECT "_s + fileNodeOf(table)));
    return rows.scalar().toString();
}

Result<TableChecksum> PostgresDialect::withHighWater(SqlSession &session, TableChecksum request) const
{
    if (request.keyColumn.isEmpty())
        return request;
    SLUICE_TRY(const PinnedSettings pinned, PinnedSettings::pin(session));
    SLUICE_TRY(const bool growing, isGrowingKey(session, request));
    if (!growing) {
        request.keyColumn.clear();
        return request;
    }
    SLUICE_TRY(const SqlRows rows, session.query(highWaterSql(request)));
    request.highWater = rows.scalar().toString();
    return request;
}

Result<bool> PostgresDialect::isPartition(SqlSession &session, const RelationName &table) const
{
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT c.relispartition FROM pg_catalog.pg_class c WHERE c.oid = to_regclass("_s
            + quoteLiteral(quoteRelation(Engine::Postgresql, table)) + u')'));
    return rows.scalar().toBool();
}

Result<TableChecksum> PostgresDialect::computeChecksum(SqlSession &session, TableChecksum request) const
{
    SLUICE_TRY(const PinnedSettings pinned, PinnedSettings::pin(session));
    const QString range = rangeCondition(request);
    QStringList wanted { u"count(*) FILTER (WHERE "_s + range + u')', u"count(*) FILTER (WHERE NOT ("_s + range + u"))"_s,
        fileNodeOf(request.table),
        sumOf(rowHash(request, u"0"_s), range) + u" || ':' || "_s + sumOf(rowHash(request, u"7046029254386353131"_s), range) };
    for (const QString &column : request.columns) {
        // NULL is not the text of any value, so it has a hash of its own.
        wanted.append(sumOf(u"CASE WHEN "_s + id(column) + u" IS NULL THEN 4751997750760398084 ELSE hashtextextended("_s + id(column)
                + u"::text, 0) END"_s,
            range));
    }
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT "_s + wanted.join(u", "_s) + u" FROM "_s + quoteRelation(Engine::Postgresql, request.table)
            + sampleSql(Engine::Postgresql, request)));
    if (rows.rows.isEmpty() || rows.rows[0].size() != wanted.size())
        return fail(ErrorCode::Internal, u"the checksum of %1 came back incomplete"_s.arg(request.table.text()));
    const QVariantList &row = rows.rows[0];
    request.rows = row[0].toLongLong();
    request.arrivedSince = row[1].toLongLong();
    request.storage = row[2].toString();
    request.rowSum = row[3].toString();
    for (qsizetype i = 0; i < request.columns.size(); ++i)
        request.columnSums.insert(request.columns[i], row[i + 4].toString());
    return request;
}

} // namespace sluice
