// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/collector.h"

namespace sluice {

/// What one statement of the collector, which may answer several gates, asks of the target: by the engine's statistics
/// and its plan, before it ever runs. A value.
struct ProbeCost
{
    QStringList gates; ///< "stage/gate"
    std::optional<RelationName> table; ///< empty: plan SQL, or more than one table
    Duration interval { 0 };
    int runs = 1; ///< a tick: both branches of a pair, several of a latency
    double rows = -1; ///< read by one run, every row counted that is; negative: unknown
    double cost = -1; ///< of one run in the engine's own unit; negative: it tells none
    QString unknown; ///< why rows are not known

    double runsADay() const;
    double rowsADay() const; ///< negative: unknown
};

/// In the order of the first gate of each. A gate whose query cannot be made or planned says so itself; what reads a
/// file asks nothing of the target and is left out. Runs no probe. Fails when the connection is lost.
Result<QList<ProbeCost>> probeCosts(SqlSession &session, const QList<CollectorJob> &jobs);

/// What all statements of one table ask of it.
struct TableCost
{
    RelationName table;
    qint64 gates = 0;
    double runsADay = 0;
    double rowsADay = 0; ///< negative: that of one of them is unknown
    /// What is unknown is not within.
    bool isWithin(double rowBudget) const { return rowsADay >= 0 && rowsADay <= rowBudget; }
};
QList<TableCost> costsByTable(const QList<ProbeCost> &costs); ///< in their order; without those of no single table

} // namespace sluice
