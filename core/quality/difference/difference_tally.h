// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/difference/compared_columns.h"
#include "quality/difference/row_match.h"

#include <QSet>

namespace sluice {

/// Counts differences as they are found and keeps some of them to show. Between two databases in two rounds: what the
/// second finds unlike the first was being written.
class DifferenceTally
{
public:
    DifferenceTally(const ColumnPairs &columns, int samples, bool isTwice);

    void add(const RowDifference &found);
    void addTolerated(const QList<qint64> &rows);
    void addRepeated(bool isInLegacy, const QList<QByteArray> &keyFrames);
    /// Whether there is something to read again, and it is not too much to remember.
    bool canConfirm() const { return m_isTwice && !m_isForgetful && !m_seen.isEmpty(); }
    bool isForgetful() const { return m_isForgetful; }
    /// From now on only what was found before counts.
    void beginSecondRound();
    /// Everything that was counted; rows as they were in the first round.
    TableDifference result(const SideCounts &rows, const SideCounts &nullKeys) const;

private:
    void count(const RowDifference &found);
    bool wantsSample(DifferenceKind kind);

    const ColumnPairs &m_columns;
    const int m_samples;
    const bool m_isTwice;
    bool m_isSecondRound = false;
    bool m_isForgetful = false;
    QSet<QByteArray> m_seen; ///< digests of what the first round found
    TableDifference m_counted;
    QList<DifferenceSample> m_repeated;
    qint64 m_movingInLegacy = 0;
    QMap<DifferenceKind, int> m_sampled;
};

} // namespace sluice
