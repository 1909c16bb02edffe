// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/probe.h"

namespace sluice {

/// One statement that reads several gates of one table: those that look at every row share one pass over it, what an
/// index finds and what must group keeps a pass of its own beside that one. A value; pure but for runScan().
struct SharedScan
{
    struct Share
    {
        qsizetype first = 0; ///< column of the statement's one row
        qsizetype count = 0;
    };
    QString sql;
    QString digest; ///< SHA-256 of sql
    QList<Share> shares; ///< in the order of the gates
    qsizetype columns = 0;
    qsizetype passes = 0; ///< over the table
    qsizetype wholePasses
        = 0; ///< those that read every row, as far as is known; a condition of the plan counts as one that does
};

/// Whether gates may be read by one statement as far as the plan says: a probe that counts the rows of one table, and
/// for both the same table and the same time limit. (The same tick, branch and connection is for the caller to see to.)
bool canShareScan(const Gate &one, const Gate &other);

/// Names the first column of each index of the table; nothing where that is not known, and then every index may exist.
using IndexedColumns = std::optional<QStringList>;
IndexedColumns indexesOf(SqlSession &session, const Gate &gate);

/// Whether all SQL that the plan writes for the gate is closed in itself. Otherwise what one gate writes could change
/// what another reads, so that it must be read alone.
bool hasClosedText(Engine engine, const Gate &gate);

/// gates: of which each can share with the first; queries: theirs, of compileProbe(). NotSupported where
/// a gate's text is not closed, InvalidPlan when it makes of the statement more than one that reads.
Result<SharedScan> compileScan(
    Engine engine, const QList<Gate> &gates, const QList<ProbeQuery> &queries, const IndexedColumns &indexed);

/// Runs it once as runProbe() runs one, under the first gate's time limit, and gives a sample for each gate: what
/// runProbe() would have given, and scanDigest. Fails where the statement does, and then says nothing of any gate: run
/// each alone.
Result<QList<Sample>> runScan(SqlSession &session, const QList<Gate> &gates, const QList<ProbeQuery> &queries,
    const SharedScan &scan, Branch branch, const QDateTime &now);

} // namespace sluice
