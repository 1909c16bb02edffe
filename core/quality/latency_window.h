// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>

namespace sluice {

/// The last 20 execution times of one query on one branch. A value; not shared between threads.
class LatencyWindow
{
public:
    static constexpr int kRuns = 20;
    static constexpr int kRunsATick = 5; ///< where they fit into it
    void add(double milliseconds);
    int runs() const { return static_cast<int>(m_runs.size()); }
    /// The 95th percentile as the value at rank floor(0.95 n): of twenty the largest but one, and of fewer runs the
    /// largest but one as well, so that a single slow run never decides. The only run when there is one; 0 without any.
    double p95() const;

private:
    QList<double> m_runs; ///< oldest first
};

} // namespace sluice
