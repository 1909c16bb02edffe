// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "scenario_queue.h"

#include <QTest>

namespace sluice {

namespace {

constexpr int kAtOnce = 8;

} // namespace

bool ScenarioQueue::finish(size_t wanted)
{
    const auto isOver = [&] {
        int busy = 0;
        for (size_t i = 0; i < m_entries.size() && busy < kAtOnce; ++i) {
            Entry &entry = m_entries[i];
            if (!entry.run && i < wanted + kAtOnce) {
                entry.run = std::make_unique<ScenarioRun>(entry.scenario, entry.engine, m_clock, entry.cluster);
                entry.run->start();
            }
            if (entry.run && !entry.run->isOver()) {
                entry.run->advance();
                ++busy;
            }
        }
        return m_entries[wanted].run && m_entries[wanted].run->isOver();
    };
    return QTest::qWaitFor(isOver, 120'000);
}

} // namespace sluice
