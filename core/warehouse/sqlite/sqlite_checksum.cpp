// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/own_tables.h"
#include "warehouse/sqlite/sqlite_dialect.h"

#include "sql/sql_quoting.h"
#include "sql/stable_hash.h"

#include <charconv>

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

/// A value as text that says its type: text in hexadecimal digits behind T, all else as a literal.
QString toldValue(const QString &column)
{
    return u"CASE typeof(%1) WHEN 'text' THEN 'T' || hex(%1) ELSE quote(%1) END"_s.arg(id(column));
}

/// Not Qt's conversion, which knows no infinity that begins with a capital letter.
double realOf(const QByteArray &text)
{
    double value = 0;
    const auto read = std::from_chars(text.cbegin(), text.cend(), value);
    if (read.ec == std::errc::result_out_of_range) // 9.0e+999 is how some versions write infinity
        return text.startsWith('-') ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    return value;
}

void appendTold(QByteArray &into, QByteArrayView told)
{
    const QByteArray text = told.toByteArray();
    bool isWhole = false;
    const qint64 number = text.toLongLong(&isWhole);
    if (text.startsWith('T'))
        appendText(into, QByteArray::fromHex(text.sliced(1)));
    else if (text.startsWith("X'"))
        appendBlob(into, QByteArray::fromHex(text.sliced(2).chopped(1)));
    else if (text == "NULL")
        appendNull(into);
    else if (isWhole)
        appendInteger(into, number);
    else
        appendReal(into, realOf(text));
}

/// Where another program's driver holds the connection, SQLite has no function of ours: its rows are hashed as they come.
/// The sums are those of sluice_hash_sum(), so that one target can be reached both ways, but for -0.0: SQLite writes it as 0.0.
Result<void> sumRowsHere(SqlSession &session, TableChecksum &request, const QString &range)
{
    QStringList told;
    for (const QString &column : request.columns)
        told.append(toldValue(column));
    std::vector<Hash128> rowSums(static_cast<size_t>((request.columns.size() + kColumnsPerSum - 1) / kColumnsPerSum));
    std::vector<Hash128> columnSums(static_cast<size_t>(request.columns.size()));
    const QString sql = u"SELECT "_s + told.join(u", "_s) + u" FROM "_s + id(request.table.name) 
        + (request.sample.isEmpty() ? u" WHERE "_s + range : sampleSql(Engine::Sqlite, request) + u" AND "_s + range);
    SLUICE_CHECK(session.scan(sql, [&](const SqlRowView &row) {
        QByteArray several;
        for (size_t i = 0; i < columnSums.size(); ++i) {
            QByteArray one;
            appendTold(one, row.bytes(static_cast<int>(i)));
            columnSums[i] += stableHash(one);
            several += one;
            if ((i + 1) % kColumnsPerSum == 0 || i + 1 == columnSums.size())
                rowSums[i / kColumnsPerSum] += stableHash(std::exchange(several, {}));
        }
        return true;
    }));
    QStringList sums;
    for (const Hash128 &sum : rowSums)
        sums.append(QString::fromLatin1(sum.hex()));
    request.rowSum = sums.join(u':');
    for (size_t i = 0; i < columnSums.size(); ++i)
        request.columnSums.insert(request.columns[static_cast<qsizetype>(i)], QString::fromLatin1(columnSums[i].hex()));
    return {};
}

} // namespace

Result<TableChecksum> SqliteDialect::withHighWater(SqlSession &session, TableChecksum request) const
{
    SLUICE_TRY(request.keyColumn, growingKey(session, request));
    if (request.keyColumn.isEmpty())
        return request;
    SLUICE_TRY(const SqlRows rows, session.query(u"SELECT quote(max("_s + id(request.keyColumn) + u")) FROM "_s + id(request.table.name)));
    const QString largest = rows.scalar().toString();
    request.highWater = largest == u"NULL" ? QString() : largest;
    return request;
}

Result<TableChecksum> SqliteDialect::computeChecksum(SqlSession &session, TableChecksum request) const
{
    const QString table = id(request.table.name);
    const QString sample = sampleSql(Engine::Sqlite, request);
    const QString range = rangeCondition(request);
    QStringList wanted { u"count(*) FILTER (WHERE "_s + range + u')', u"count(*) FILTER (WHERE NOT ("_s + range + u"))"_s,
        u"(SELECT rootpage FROM sqlite_schema WHERE name = "_s + quoteLiteral(request.table.name) + u')' };
    const bool isSummedHere = session.profile().engine == Engine::Odbc;
    QStringList rowSums;
    for (qsizetype from = 0; from < request.columns.size(); from += kColumnsPerSum)
        rowSums.append(sumOf(request.columns.mid(from, kColumnsPerSum), range));
    if (!isSummedHere) {
        wanted.append(rowSums.join(u" || ':' || "_s));
        for (const QString &column : request.columns)
            wanted.append(sumOf({ column }, range));
    }
    SLUICE_TRY(const SqlRows rows, session.query(u"SELECT "_s + wanted.join(u", "_s) + u" FROM "_s + table + sample));
    if (rows.rows.isEmpty() || rows.rows[0].size() != wanted.size())
        return fail(ErrorCode::Internal, u"the checksum of %1 came back incomplete"_s.arg(request.table.text()));
    const QVariantList &row = rows.rows[0];
    request.rows = row[0].toLongLong();
    request.arrivedSince = row[1].toLongLong();
    request.storage = row[2].toString();
    if (isSummedHere) {
        SLUICE_CHECK(sumRowsHere(session, request, range));
        return request;
    }
    request.rowSum = row[3].toString();
    for (qsizetype i = 0; i < request.columns.size(); ++i)
        request.columnSums.insert(request.columns[i], row[i + 4].toString());
    return request;
}

} // namespace sluice
