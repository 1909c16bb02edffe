// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/difference/table_difference.h"

#include <QByteArrayView>

#include <functional>
#include <vector>

namespace sluice {

/// The rows of one side of some buckets, each as one frame, in one piece of memory.
class FrameStore
{
public:
    void add(QByteArrayView frame);
    void clear();
    qsizetype bytes() const { return m_bytes.size(); }
    size_t count() const { return m_ends.size(); }
    QByteArrayView frame(size_t at) const;

private:
    QByteArray m_bytes;
    std::vector<qsizetype> m_ends;
};

/// One pair of rows, or one row, that is not the same.
struct RowDifference
{
    DifferenceKind kind = DifferenceKind::Changed;
    QByteArrayView legacy; ///< frames; empty for a row that is not there
    QByteArrayView candidate;
    QList<qsizetype> columns; ///< Changed: those that differ by more than their tolerance
};

/// How rows are matched.
struct MatchRules
{
    qsizetype columns = 0;
    qsizetype keyCount = 0; ///< 0: a row is known by all its values
    QList<QByteArray> tolerances; ///< by column, plain digits; empty: none
};

/// Fields of a frame.
QList<QByteArrayView> fieldsOf(QByteArrayView frame);

/// Matches the rows of two sides by key and tells every difference; gives back how many rows each column's tolerance
/// made equal. Rows with NULL in the key, and without a key all, are matched by all their values. Of several rows with
/// one key those with equal values are a pair first, then those within the tolerance, then the others in their order.
/// Pure.
QList<qint64> matchRows(const FrameStore &legacy, const FrameStore &candidate, const MatchRules &rules,
    const std::function<void(const RowDifference &)> &report);

} // namespace sluice
