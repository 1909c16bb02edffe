// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/dbt_results.h"
#include "plan/plan.h"
#include "quality/sample.h"

namespace sluice {

/// Turns what dbt wrote into a classified sample of a gate that asks for it: class, value, n, newest, since, detail;
/// the rest is the caller's. Pure. In order: results of another kind, stated twice or from the future are ERROR, a node
/// that is not among them NO_DATA, results older than the gate's max_age STALE, a state that nobody knows ERROR, a
/// time that is no number NAN. A node that was skipped counts as failed: what reads it reads old rows.
Sample classifyDbtResults(const Gate &gate, const DbtProbe &probe, const DbtResults &results, const QDateTime &now);

/// The file that a gate names, parsed again whenever it changed. Used on one thread; owned by whoever samples.
class DbtFile
{
public:
    /// Never fails: a file that cannot be had, or is half written, is a sample of class Error. Fills all but run,
    /// stage, tick. folder: what the gate's file is relative to.
    Sample sample(const Gate &gate, const DbtProbe &probe, const QString &folder, const QDateTime &now);
    int reads() const { return m_reads; }

private:
    Result<void> refresh(const QString &file, const QDateTime &now);

    QString m_stamp; ///< of the file that was read; empty: none, or one that is too young to be told apart
    DbtResults m_results;
    int m_reads = 0;
};

} // namespace sluice
