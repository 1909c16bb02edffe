// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "scenario_run.h"

#include <vector>

namespace sluice {

/// Scenarios in the order of the test's rows, several under way at once, because rollouts mostly wait for their gates.
class ScenarioQueue
{
public:
    struct Entry
    {
        Scenario scenario;
        Engine engine;
        const PostgresCluster *cluster = nullptr; ///< none: the shared one
        std::unique_ptr<ScenarioRun> run {}; ///< none: not begun
    };

    void append(Entry entry) { m_entries.push_back(std::move(entry)); }
    const std::vector<Entry> &entries() const { return m_entries; }
    /// Carries on whatever is under way, and begins as much as fits, until this one is over; false: it took too long.
    bool finish(size_t wanted);

private:
    SystemClock m_clock; // outlives the services of the runs
    std::vector<Entry> m_entries;
};

} // namespace sluice
