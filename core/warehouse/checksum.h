// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"
#include "sql/sql_session.h"

#include <QJsonObject>
#include <QMap>

namespace sluice {

/// Keys of a sample, both ends among them.
struct KeyRange {
    qint64 from = 0;
    qint64 to = 0;
    friend bool operator==(const KeyRange &, const KeyRange &) = default;
};

/// Order-free content proof of one table, computed by the warehouse: count and sums of 64-bit row hashes in text form
/// under pinned settings, per row and per column (reference: reliability-security §3.7; never XOR).
/// A value; comparing two needs the same engine and server.
struct TableChecksum {
    RelationName table;
    QStringList columns; ///< the baseline's columns, in order
    QString keyColumn; ///< growing single-column key or SQLite rowid; empty: no high-water mark, all rows count
    QString highWater; ///< largest key at the baseline, as SQL literal text; empty: the table was empty or has no key
    qint64 rows = 0; ///< up to the high-water mark
    QString rowSum;
    QMap<QString, QString> columnSums;
    qint64 arrivedSince = 0; ///< rows above the high-water mark, counted apart
    QString storage; ///< PostgreSQL: the file node, unchanged means no rewrite; SQLite: the root page, for people alone
    QList<KeyRange> sample; ///< rows with such keys alone were read; empty: all
    qint64 estimate = -1; ///< rows of a table that is above its budget, as the engine estimates; -1: it is not
    friend bool operator==(const TableChecksum &, const TableChecksum &) = default;
};

/// Same rows, same values in the baseline's columns; ignores arrivedSince and storage.
bool sameContent(const TableChecksum &baseline, const TableChecksum &now);

/// Of a table with more rows than the budget, by the engine's own estimate, only the rows in evenly spread ranges of its
/// growing key, about as many as the budget; whole all the same without such a key, for a partition that is named itself,
/// and where the estimate is unknown. No budget: always whole.
Result<TableChecksum> takeChecksum(SqlSession &session, const RelationName &table, qint64 budget = 0);
/// The same columns and key range as baseline, now. Refused when a baseline column is gone.
Result<TableChecksum> retakeChecksum(SqlSession &session, const TableChecksum &baseline);

/// Rows above the baseline's high-water mark alone; cheap where the key has an index. -1 when there is no such mark.
Result<qint64> countArrivals(SqlSession &session, const TableChecksum &baseline);

/// Whether the rows lie where they lay: nothing rewrote the table. False where the engine does not tell.
Result<bool> hasSameStorage(SqlSession &session, const TableChecksum &baseline);

/// The same ranges for the same key and rows: the first key and the last are in it, and as many ranges between them as
/// the sample needs. Pure.
QList<KeyRange> sampleRanges(qint64 least, qint64 greatest, qint64 rows, qint64 budget);
/// " WHERE …" that leaves nothing but the sample; empty when all rows count.
QString sampleSql(Engine engine, const TableChecksum &request);

QJsonObject toJson(const TableChecksum &checksum);
TableChecksum tableChecksumFromJson(const QJsonObject &json);

} // namespace sluice
