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
        && baseline.columnSums == now.columnSums && baseline.sample == now.sample;
}

QList<KeyRange> sampleRanges(qint64 least, qint64 greatest, qint64 rows, qint64 budget)
{
    constexpr qint64 kRanges = 64;
    const double span = static_cast<double>(greatest) - static_cast<double>(least) + 1;
    const auto width = static_cast<qint64>(span * static_cast<double>(budget) / static_cast<double>(rows) / kRanges);
    if (width < 1 || span <= static_cast<double>(budget)) // few keys with many rows between them are read as they are
        return {};
    QList<KeyRange> ranges;
    for (qint64 i = 0; i < kRanges; ++i) {
        const auto ahead = static_cast<quint64>((span - static_cast<double>(width)) * static_cast<double>(i) / (kRanges - 1));
        const qint64 from = i == kRanges - 1 ? greatest - width + 1 : static_cast<qint64>(static_cast<quint64>(least) + ahead); // keys may span more than a qint64 holds
        ranges.append({ from, from + width - 1 });
    }
    return ranges;
}

QString sampleSql(Engine engine, const TableChecksum &request)
{
    QStringList ranges;
    const QString key = quoteIdentifier(engine, request.keyColumn);
    for (const KeyRange &range : request.sample)
        ranges += u"%1 BETWEEN %2 AND %3"_s.arg(key).arg(range.from).arg(range.to);
    return ranges.isEmpty() ? QString() : u" WHERE ("_s + ranges.join(u" OR "_s) + u')';
}

namespace {

/// The ranges, where the table has a key to have them of.
Result<void> chooseSample(SqlSession &session, const RelationFacts &facts, qint64 budget, TableChecksum &request)
{
    const Dialect &dialect = dialectFor(session.engine());
    SLUICE_TRY(const bool isPartition, dialect.isPartition(session, facts.name));
    if (isPartition || request.keyColumn.isEmpty() || request.highWater.isEmpty())
        return {};
    const QString key = quoteIdentifier(session.engine(), request.keyColumn);
    SLUICE_TRY(const SqlRows ends,
        session.query(u"SELECT min(%1), max(%1) FROM "_s.arg(key) + quoteRelation(session.engine(), facts.name)));
    bool isLeast = false;
    bool isGreatest = false;
    const qint64 least = ends.rows[0].value(0).toString().toLongLong(&isLeast);
    const qint64 greatest = ends.rows[0].value(1).toString().toLongLong(&isGreatest);
    if (isLeast && isGreatest)
        request.sample = sampleRanges(least, greatest, facts.rowEstimate, budget);
    return {};
}

/// Rows above the mark are in no range of the sample, so that they are counted by themselves.
Result<TableChecksum> compute(SqlSession &session, const TableChecksum &request)
{
    SLUICE_TRY(TableChecksum made, dialectFor(session.engine()).computeChecksum(session, request));
    if (!made.sample.isEmpty()) {
        SLUICE_TRY(made.arrivedSince, countArrivals(session, made));
    }
    return made;
}

} // namespace

Result<TableChecksum> takeChecksum(SqlSession &session, const RelationName &table, qint64 budget)
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
    SLUICE_TRY(request, dialect.withHighWater(session, request));
    if (budget > 0 && facts.rowEstimate > budget) {
        request.estimate = facts.rowEstimate;
        SLUICE_CHECK(chooseSample(session, facts, budget, request));
    }
    return compute(session, request);
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
    return compute(session, request);
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
    QJsonArray sample; // as text: a number of JSON does not hold every key
    for (const KeyRange &range : checksum.sample)
        sample.append(QJsonArray { QString::number(range.from), QString::number(range.to) });
    QJsonObject json { { u"table"_s, checksum.table.text() }, { u"columns"_s, QJsonArray::fromStringList(checksum.columns) },
        { u"key"_s, checksum.keyColumn }, { u"high_water"_s, checksum.highWater }, { u"rows"_s, checksum.rows },
        { u"row_sum"_s, checksum.rowSum }, { u"column_sums"_s, sums }, { u"arrived_since"_s, checksum.arrivedSince },
        { u"storage"_s, checksum.storage } };
    if (checksum.estimate >= 0) {
        json[u"estimate"_s] = checksum.estimate;
        json[u"sample"_s] = sample;
    }
    return json;
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
    checksum.estimate = json[u"estimate"].toInteger(-1);
    for (const QJsonValue range : json[u"sample"].toArray())
        checksum.sample.append({ range[0].toString().toLongLong(), range[1].toString().toLongLong() });
    return checksum;
}

} // namespace sluice
