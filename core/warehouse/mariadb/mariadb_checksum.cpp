// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_content.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/own_tables.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString id(const QString &name) { return quoteIdentifier(Engine::Mariadb, name); }

/// 64 bits of an MD5 as a number that a sum of decimals takes whole.
QString half(const QString &digest, int from)
{
    return u"CAST(CONV(SUBSTRING("_s + digest + u", "_s + QString::number(from) + u", 16), 16, 10) AS DECIMAL(20))"_s;
}

/// A value as bytes: text in its own character set, numbers and dates as the pinned settings print them. FLOAT would be
/// printed with six digits, so it is widened first.
QString bytesOf(const QString &column, const QString &type)
{
    const QString value = type.startsWith(u"float"_s) ? u"CAST("_s + column + u" AS DOUBLE)"_s : column;
    return u"CAST("_s + value + u" AS BINARY)"_s;
}

/// NULL is not the text of any value, so it has a digest of its own.
QString digestOf(const QString &column, const QString &type)
{
    return u"coalesce(MD5("_s + bytesOf(column, type) + u"), REPEAT('n', 32))"_s;
}

QString sumOf(const QString &number, const QString &range)
{
    return u"CAST(coalesce(SUM(CASE WHEN "_s + range + u" THEN "_s + number + u" END), 0) AS CHAR)"_s;
}

QString rangeCondition(const TableChecksum &request)
{
    if (request.keyColumn.isEmpty())
        return u"TRUE"_s;
    return request.highWater.isEmpty() ? u"FALSE"_s : id(request.keyColumn) + u" <= "_s + request.highWater;
}

Result<QMap<QString, QString>> typesOf(SqlSession &session, const RelationName &table)
{
    SLUICE_TRY(const SqlRows described,
        queryAll(session,
            u"SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS WHERE "_s + isMariadbRelation(table)));
    QMap<QString, QString> types;
    for (const QVariantList &row : described.rows)
        types.insert(row[0].toString(), row[1].toString());
    return types;
}

} // namespace

QString mariadbRowDigest(const QList<ColumnFacts> &columns)
{
    QStringList digests;
    for (const ColumnFacts &column : columns)
        digests.append(digestOf(id(column.name), column.type));
    return u"MD5(CONCAT("_s + digests.join(u", "_s) + u"))"_s;
}

QString mariadbContent(const RelationName &table, const QList<ColumnFacts> &columns, const QString &of)
{
    const QString row = u"sluice_row"_s;
    return u"SELECT CONCAT_WS(':', COUNT(*), "_s + sumOf(half(row, 1), u"TRUE"_s) + u", "_s
        + sumOf(half(row, 17), u"TRUE"_s) + u") FROM (SELECT "_s + mariadbRowDigest(columns) + u" AS "_s + row
        + u" FROM "_s + quoteRelation(Engine::Mariadb, table) + of + u") AS sluice_rows"_s;
}

Result<TableChecksum> MariadbDialect::withHighWater(SqlSession &session, TableChecksum request) const
{
    SLUICE_TRY(const auto types, typesOf(session, request.table));
    // A number that grows with every insert, as far as an engine can tell; in any other key late rows sort anywhere.
    if (!types.value(request.keyColumn).endsWith(u"int"_s))
        request.keyColumn.clear();
    if (request.keyColumn.isEmpty())
        return request;
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT CAST(MAX("_s + id(request.keyColumn) + u") AS CHAR) FROM "_s
            + quoteRelation(Engine::Mariadb, request.table)));
    request.highWater = rows.scalar().toString();
    return request;
}

Result<TableChecksum> MariadbDialect::computeChecksum(SqlSession &session, TableChecksum request) const
{
    SLUICE_TRY(const auto types, typesOf(session, request.table));
    const QString table = quoteRelation(Engine::Mariadb, request.table) + sampleSql(Engine::Mariadb, request);
    const QString range = rangeCondition(request);
    QStringList inner { u"("_s + range + u") AS sluice_in"_s };
    QStringList digests;
    QStringList sums;
    for (qsizetype i = 0; i < request.columns.size(); ++i) {
        // Digests and not values are joined: what is longer than the largest packet would become NULL and drop out of
        // the sum.
        const QString digest = u"sluice_"_s + QString::number(i);
        inner.append(digestOf(id(request.columns[i]), types.value(request.columns[i])) + u" AS "_s + digest);
        digests.append(digest);
        const QString number = u"CASE "_s + digest + u" WHEN REPEAT('n', 32) THEN 4751997750760398084 ELSE "_s
            + half(digest, 1) + u" END"_s;
        sums.append(sumOf(number, u"sluice_in"_s));
    }
    const QString row = u"MD5(CONCAT("_s + digests.join(u", "_s) + u"))"_s;
    const QStringList wanted
        = QStringList { u"coalesce(SUM(sluice_in), 0)"_s, u"COUNT(*) - coalesce(SUM(sluice_in), 0)"_s,
              sumOf(half(row, 1), u"sluice_in"_s), sumOf(half(row, 17), u"sluice_in"_s) }
        + sums;
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT "_s + wanted.join(u", "_s) + u" FROM (SELECT "_s + inner.join(u", "_s) + u" FROM "_s
            + table + u") AS sluice_rows"_s));
    if (rows.rows.isEmpty() || rows.rows[0].size() != wanted.size())
        return fail(ErrorCode::Internal, u"the checksum of %1 came back incomplete"_s.arg(request.table.text()));
    const QVariantList &values = rows.rows[0];
    request.rows = values[0].toLongLong();
    request.arrivedSince = values[1].toLongLong();
    request.storage.clear(); // MariaDB tells nobody but its administrator which file a table is in
    request.rowSum = values[2].toString() + u':' + values[3].toString();
    for (qsizetype i = 0; i < request.columns.size(); ++i)
        request.columnSums.insert(request.columns[i], values[i + 4].toString());
    return request;
}

} // namespace sluice
