// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/backfill_pace.h"

#include <algorithm>

namespace sluice {

using namespace std::chrono_literals;

namespace {

constexpr int kFirstRows = 500; ///< before a batch was measured
constexpr int kFewestRows = 50; ///< below it the commit of a batch costs more than its rows
constexpr int kSteepest = 2; ///< a batch grows or shrinks by this much at most: one may have waited for a lock
constexpr Duration kLongestRest = 5s; ///< after a batch that waited long

/// At 5 ms the writes of others took 1.8 times as long at their 95th percentile, at 3 ms 1.4 times (bench_rollout).
/// A writer of SQLite waits for the whole file and looks again only now and then, so that many short batches cost it
/// more than few longer ones.
BackfillPace::Time goalOf(Engine engine)
{
    return engine == Engine::Sqlite ? 50ms : 3ms;
}

} // namespace

BackfillPace::BackfillPace(Engine engine, const CompiledBackfill &backfill)
    : m_goal(goalOf(engine))
    , m_most(backfill.rows)
    , m_nice(backfill.nice)
    , m_pause(backfill.pause)
    , m_gentle(std::min(m_most, kFirstRows))
{
}

int BackfillPace::rows() const
{
    return m_areOthersAtWork && m_nice > 0 ? m_gentle : m_most;
}

void BackfillPace::took(int rows, Time busy)
{
    m_busy = busy;
    const double wanted = static_cast<double>(rows) * static_cast<double>(m_goal.count()) / static_cast<double>(std::max<qint64>(busy.count(), 1));
    const double within = std::clamp(wanted, static_cast<double>(m_gentle) / kSteepest, static_cast<double>(m_gentle) * kSteepest);
    m_gentle = std::min(m_most, std::max(kFewestRows, static_cast<int>(within)));
}

Duration BackfillPace::rest() const
{
    if (!m_areOthersAtWork)
        return m_pause;
    return std::max(m_pause, std::min(kLongestRest, std::chrono::ceil<Duration>(m_busy * m_nice)));
}

} // namespace sluice
