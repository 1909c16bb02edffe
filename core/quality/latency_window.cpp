// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/latency_window.h"

#include <algorithm>

namespace sluice {

void LatencyWindow::add(double milliseconds)
{
    m_runs.append(milliseconds);
    if (m_runs.size() > kRuns)
        m_runs.removeFirst();
}

double LatencyWindow::p95() const
{
    if (m_runs.isEmpty())
        return 0;
    QList<double> sorted = m_runs;
    std::sort(sorted.begin(), sorted.end());
    const qsizetype rank = std::max<qsizetype>(1, sorted.size() * 95 / 100);
    return sorted[rank - 1];
}

} // namespace sluice
