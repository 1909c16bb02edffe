// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/difference/bucket_sums.h"
#include "quality/difference/row_match.h"
#include "quality/difference/side_sql.h"

#include <memory>

namespace sluice {

/// What one scan of a side leaves behind.
struct SideSums
{
    BucketSums sums;
    qint64 nullKeys = 0;
};

/// Opens the snapshot that everything is read in, without the limits that would end it while the other side is read.
/// of: the name of another session's snapshot that it is to be (PostgreSQL).
Result<void> beginSnapshot(SqlSession &session, const QString &of = {});
/// What else makes reading in its snapshot quick; part of beginSnapshot().
Result<void> tuneSnapshot(SqlSession &session);
/// The name of this session's snapshot for another session of the same database; empty where the engine has none.
Result<QString> nameOfSnapshot(SqlSession &session);

/// Until tuneSnapshot(), lets the planner see what it is to sum so many buckets: that to hash a row is work, because it takes
/// every row for a bucket of its own and would have them all summed by the one process that gathers them; and how little
/// memory they take, because it would spread them over as much as there is, which no cache holds.
Result<void> weighSums(SqlSession &session, int buckets);

/// Where the keys of a side lie.
struct KeyBounds
{
    QVariantList ends; ///< the least and the greatest; NULLs where there is no row
    bool isOrdered = false; ///< known: the table's rows lie in the key's order
};
Result<KeyBounds> readKeyBounds(SqlSession &session, const SideSql &sql);

/// Sums of all rows by bucket. seen: called now and then with the number of rows so far.
Result<SideSums> readSums(
    SqlSession &session, const SideSql &sql, const BucketLevel &level, const std::function<void(qint64)> &seen);

/// Rows and sum of their hashes, modulo 2^64, of one slice.
struct SliceSum
{
    qint64 rows = 0;
    quint64 sum = 0;
    friend bool operator==(const SliceSum &, const SliceSum &) = default;
};

/// The same of every slice; slice: SQL of a whole number. False from seen ends it, and what there is so far is given back.
Result<QMap<qint64, SliceSum>> readSliceSums(
    SqlSession &session, const SideSql &sql, const QString &slice, const std::function<bool(qint64)> &seen);

/// Nothing where they are longer than mostBytes.
Result<std::shared_ptr<FrameStore>> readRows(
    SqlSession &session, const SideSql &sql, const BucketLevel &level, const QList<int> &buckets, qint64 mostBytes);

struct RepeatedKeys
{
    qint64 count = 0;
    QList<QByteArray> frames; ///< of some of them
};
Result<RepeatedKeys> readRepeatedKeys(SqlSession &session, const SideSql &sql, int samples);

} // namespace sluice
