// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/probe_dialect.h"

/// Private to core/quality: what a probe asks of a table's rows, so that several can ask in one pass.
namespace sluice {

/// Aggregates over those rows of a FROM that meet a condition, or over all of them.
struct RowFilter
{
    const ProbeDialect &dialect;
    QString condition; ///< SQL; empty: the FROM holds no other rows
    QString count() const;
    QString countOf(const QString &column) const; ///< those where it is not NULL
    QString countIf(const QString &also) const;
    QString newest(const QString &time) const; ///< epoch seconds
};

/// The columns of the statement of a probe that counts rows, see ProbeQuery; alone with an empty condition.
QStringList metricColumns(const RowFilter &rows, const RowCountProbe &probe);
QStringList metricColumns(const RowFilter &rows, const NullRateProbe &probe);
QStringList metricColumns(const RowFilter &rows, const ErrorRateProbe &probe);
QStringList metricColumns(const RowFilter &rows, const LateRowsProbe &probe);

/// Which rows such a probe counts, as the condition of a WHERE; empty: all.
QString countedRows(const ProbeDialect &dialect, const NullRateProbe &probe);
QString countedRows(const ProbeDialect &dialect, const ErrorRateProbe &probe);
QString countedRows(const ProbeDialect &dialect, const LateRowsProbe &probe);

/// What a gate needs of a pass over its table.
struct ScanShare
{
    RelationName table;
    QStringList columns; ///< over the rows that meet the condition, where nobody else's rows are read
    QStringList filtered; ///< the same over all rows
    QString condition; ///< empty: all rows
    QString finder; ///< column whose index would find its rows without the others; empty: every row is read anyhow
    qsizetype width = 0; ///< columns of its own statement
    bool ridesAlong = true; ///< false: it groups the rows, so it needs a pass of its own
    QStringList planText; ///< SQL of the plan in it
};

/// Nothing for a probe that reads no single table's rows into one row of values.
std::optional<ScanShare> scanShare(const ProbeDialect &dialect, const Gate &gate);
std::optional<RelationName> scannedTable(const ProbeSpec &probe); ///< of those that have a share

} // namespace sluice
