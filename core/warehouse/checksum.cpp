// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/checksum.h"

#include "sql/sql_quoting.h"
#include "warehouse/dialect.h"

#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;

bool sameContent(const TableChecksum &baseline, const TableChecksum &now)
{
    return baseline.table == now.table && baseline.columns == now.columns && baseline.keyColumn == now.keyColumn
        && baseline.highWater == now.highWater && baseline.rows == now.rows && baseline.rowSum == now.rowSum
        && baseline.columnSums == now.columnSums;
}

Result<TableChecksum> takeChecksum(SqlSession &session, const RelationName &table)
{
    const Dialect &dialect = dialectFor(session.engine());
    SLUICE_TRY(const RelationFacts facts, dialect.describeRelation(session, table));
    if (facts.kind == RelationKind::Missing)
        return fail(ErrorCode::NotFound, u"there is no relation %1 to take a checksum of"_s.arg(table.text()), session.profile().name);
    TableChecksum request;
    request.table = facts.name;
    for (const ColumnFacts &column : facts.columns)
        request.columns.append(column.name);
    if (facts.primaryKey.size() == 1)
        request.keyColumn = facts.primaryKey.first();
    return dialect.computeChecksum(session, request, true);
}

Result<TableChecksum> retakeChecksum(SqlSession &session, const TableChecksum &baseline)
{
    const Dialect &dialect = dialectFor(session.engine());
    SLUICE_TRY(const RelationFacts facts, dialect.describeRelation(session, baseline.table));
    if (facts.kind == RelationKind::Missing)
        return fail(ErrorCode::Refused, u"%1 is gone, so its content cannot be compared"_s.arg(baseline.table.text()), session.profile().name);
    for (const QString &column : baseline.columns) {
        if (!facts.column(column)) {
            return fail(ErrorCode::Refused,
                u"column %1 of %2 is gone, so its content cannot be compared"_s.arg(column, baseline.table.text()), session.profile().name);
        }
    }
    TableChecksum request = baseline;
    request.columnSums.clear();
    return dialect.computeChecksum(session, request, false);
}

Result<qint64> countArrivals(SqlSession &session, const TableChecksum &baseline)
{
    if (baseline.keyColumn.isEmpty())
        return -1;
    const Engine engine = session.engine();
    QString sql = u"SELECT count(*) FROM "_s + quoteRelation(engine, baseline.table);
    if (!baseline.highWater.isEmpty())
        sql += u" WHERE "_s + quoteIdentifier(engine, baseline.keyColumn) + u" > "_s + baseline.highWater;
    SLUICE_TRY(const SqlRows rows, session.query(sql));
    return rows.scalar().toLongLong();
}

Result<bool> hasSameStorage(SqlSession &session, const TableChecksum &baseline)
{
    if (baseline.storage.isEmpty())
        return false;
    SLUICE_TRY(const QString now, dialectFor(session.engine()).storageOf(session, baseline.table));
    return now == baseline.storage;
}

QJsonObject toJson(const TableChecksum &checksum)
{
    QJsonObject sums;
    for (auto it = checksum.columnSums.cbegin(); it != checksum.columnSums.cend(); ++it)
        sums.insert(it.key(), it.value());
    return { { u"table"_s, checksum.table.text() }, { u"columns"_s, QJsonArray::fromStringList(checksum.columns) },
        { u"key"_s, checksum.keyColumn }, { u"high_water"_s, checksum.highWater }, { u"rows"_s, checksum.rows },
        { u"row_sum"_s, checksum.rowSum }, { u"column_sums"_s, sums }, { u"arrived_since"_s, checksum.arrivedSince },
        { u"storage"_s, checksum.storage } };
}

TableChecksum tableChecksumFromJson(const QJsonObject &json)
{
    TableChecksum checksum;
    checksum.table = RelationName::parse(json[u"table"].toString()).value_or(RelationName {});
    for (const QJsonValue &column : json[u"columns"].toArray())
        checksum.columns.append(column.toString());
    checksum.keyColumn = json[u"key"].toString();
    checksum.highWater = json[u"high_water"].toString();
    checksum.rows = json[u"rows"].toInteger();
    checksum.rowSum = json[u"row_sum"].toString();
    const QJsonObject sums = json[u"column_sums"].toObject();
    for (auto it = sums.begin(); it != sums.end(); ++it)
        checksum.columnSums.insert(it.key(), it.value().toString());
    checksum.arrivedSince = json[u"arrived_since"].toInteger();
    checksum.storage = json[u"storage"].toString();
    return checksum;
}

} // namespace sluice
