// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/own_tables.h"
#include "warehouse/sqlite/sqlite_dialect.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// SQLite's limit of arguments to one function is 127 as it is shipped.
constexpr qsizetype kColumnsPerSum = 100;

QString id(const QString &name)
{
    return quoteIdentifier(Engine::Sqlite, name);
}

/// The number that grows with every insert: the rowid under the first of its names that no column has taken. A text
/// key would not do, because late rows may sort anywhere.
Result<QString> growingKey(SqlSession &session, const TableChecksum &request)
{
    SLUICE_TRY(const SqlRows kind,
        session.query(u"SELECT type = 'table' AND wr = 0 FROM pragma_table_list WHERE schema = 'main' AND name = "_s + quoteLiteral(request.table.name)));
    if (!kind.scalar().toBool())
        return request.keyColumn;
    for (const QString &name : { u"rowid"_s, u"_rowid_"_s, u"oid"_s }) {
        if (!request.columns.contains(name, Qt::CaseInsensitive))
            return name;
    }
    return request.keyColumn;
}

QString rangeCondition(const TableChecksum &request)
{
    if (request.keyColumn.isEmpty())
        return u"1"_s;
    return request.highWater.isEmpty() ? u"0"_s : id(request.keyColumn) + u" <= "_s + request.highWater;
}

QString sumOf(const QStringList &columns, const QString &range)
{
    QStringList names;
    for (const QString &column : columns)
        names.append(id(column));
    return u"sluice_hash_sum("_s + names.join(u", "_s) + u") FILTER (WHERE "_s + range + u')';
}

} // namespace

Result<TableChecksum> SqliteDialect::computeChecksum(SqlSession &session, TableChecksum request, bool takeHighWater) const
{
    const QString table = id(request.table.name);
    if (takeHighWater) {
        SLUICE_TRY(request.keyColumn, growingKey(session, request));
        if (!request.keyColumn.isEmpty()) {
            SLUICE_TRY(const SqlRows rows, session.query(u"SELECT quote(max("_s + id(request.keyColumn) + u")) FROM "_s + table));
            const QString largest = rows.scalar().toString();
            request.highWater = largest == u"NULL" ? QString() : largest;
        }
    }
    const QString range = rangeCondition(request);
    QStringList wanted { u"count(*) FILTER (WHERE "_s + range + u')', u"count(*) FILTER (WHERE NOT ("_s + range + u"))"_s,
        u"(SELECT rootpage FROM sqlite_schema WHERE name = "_s + quoteLiteral(request.table.name) + u')' };
    QStringList rowSums;
    for (qsizetype from = 0; from < request.columns.size(); from += kColumnsPerSum)
        rowSums.append(sumOf(request.columns.mid(from, kColumnsPerSum), range));
    wanted.append(rowSums.join(u" || ':' || "_s));
    for (const QString &column : request.columns)
        wanted.append(sumOf({ column }, range));
    SLUICE_TRY(const SqlRows rows, session.query(u"SELECT "_s + wanted.join(u", "_s) + u" FROM "_s + table));
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
