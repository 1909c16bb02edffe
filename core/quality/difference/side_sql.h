// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/difference/key_ranges.h"

#include <array>

namespace sluice {

/// Which hash both sides can compute.
enum class RowHash {
    Own, ///< the engine's, fast; both sides must be the same engine and major version
    Md5,
};

/// How rows are put into buckets: all, or those of some buckets of the first level by other bits of the same hash, so
/// that few rows have to be read for a difference although few buckets are summed at first, which a processor's caches
/// hold.
struct BucketLevel
{
    int buckets = 0; ///< a power of two, at most kMostBuckets on the first level; 1 on PostgreSQL: no bucket, all rows
    bool isSecond = false;
    int firstBuckets = 0; ///< of the first level, where this is the second
    QList<int> parents {}; ///< the buckets of the first level that are put into new ones
    std::optional<KeyRanges> ranges {}; ///< what the first level's buckets are, where they are no hashes
    std::array<bool, 2> isScanned {}; ///< legacy, candidate: rows of ranges are found by a scan, not by the key's index
};

/// What is read from one side. Rows fall into buckets by ranges of their key or by its hash, of a whole row where the key
/// is NULL or there is none, so that the rows' physical order does not matter. Pure.
class SideSql
{
public:
    /// only: a condition of the rows that are read; empty: all.
    SideSql(const DescribedSide &side, const ColumnPairs &columns, bool isLegacy, RowHash hash, QString only = {});

    /// Of every bucket (SQLite: of every row): bucket, rows, rows with NULL in the key, sum of the rows' hashes (as
    /// text but on SQLite), rows whose text the engine could not hold.
    QString sums(const BucketLevel &level) const;
    /// The least and the greatest of a key of one column, and how closely the table's rows follow it, from 0 to 1, NULL where
    /// that is not known.
    QString keyBounds() const;
    /// Sums of every slice, which is a whole number.
    QString sliceSums(const QString &slice) const;
    /// The frame (value_text.h) of every row in these buckets, the key first.
    QString rows(const BucketLevel &level, const QList<int> &buckets) const;
    /// Keys that several rows have: their number.
    QString duplicateCount() const;
    /// Frames of such keys.
    QString duplicateKeys(int atMost) const;

private:
    struct Column
    {
        ComparedColumn own;
        ComparedColumn other;
        ValueForm form;
    };
    QString frame(qsizetype from, qsizetype count) const;
    QString framed(const Column &column) const;
    QString postgresMd5(qsizetype count) const;
    QString hashOf(qsizetype count) const;
    QString placeOf(qsizetype count) const;
    QString firstBucket(const BucketLevel &level) const;
    QString bucket(const BucketLevel &level) const;
    QString hashBucket(int buckets, bool isSecond) const;
    QString from(const BucketLevel &level, const QList<int> &buckets, const QString &further = {}) const;
    bool hasIndexFor(const BucketLevel &level) const
    {
        return m_engine == Engine::Postgresql && level.ranges && !level.isScanned[m_isLegacy ? 0 : 1];
    }
    QString key() const;
    QString sumsBy(const QString &number, const QString &from, bool isOne = false) const;
    QString isNullKey() const;
    QString repeatedKeys() const;
    bool hasNullableKey() const;

    const Engine m_engine;
    const bool m_isLegacy;
    const bool m_isUtf8;
    const RelationName m_relation;
    const QString m_table;
    const RowHash m_hash;
    const QString m_only;
    const qsizetype m_keyCount;
    QList<Column> m_columns;
};

} // namespace sluice
