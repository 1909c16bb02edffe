// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/difference/compared_columns.h"

#include <QVariant>

namespace sluice {

/// Buckets of the first level that are ranges of a whole number, all of one length, a power of two: cheaper to tell
/// than a hash, and where the key has an index only the rows of some of them are read. The first and the last are open.
/// A value.
struct KeyRanges
{
    qint64 from = 0; ///< where the first begins
    int shift = 0; ///< binary logarithm of their length

    qint64 begin(int bucket) const { return from + (static_cast<qint64>(bucket) << shift); }
    /// Its last number.
    qint64 end(int bucket) const;

    /// As many ranges as are allowed for the keys from the least to the greatest of both sides, NULL where one has no
    /// row; nothing where one is no whole number or they lie too far apart.
    static std::optional<KeyRanges> over(const QVariantList &bounds, int buckets);
};

/// Whether one column, the primary key of both sides and a whole number, is the key. Pure.
bool canBeRanged(const DescribedSide &legacy, const DescribedSide &candidate, const ColumnPairs &columns);

/// SQL of a row's range, one of so many; the first where the key is NULL. Pure.
QString rangeNumberSql(Engine engine, const QString &key, const KeyRanges &ranges, int buckets);
/// What to read from, so that the rows of these buckets alone, which ascend, are read by the key's index: without
/// OFFSET the planner may choose to hold every row against every range. select: up to the last condition. PostgreSQL
/// alone. Pure.
QString rangeRowsSql(
    const QString &select, const QString &key, const KeyRanges &ranges, int count, const QList<int> &buckets);

} // namespace sluice
