// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "warehouse/compiled_step.h"

#include <chrono>

namespace sluice {

/// How much the next batch of a backfill takes, and how long it leaves the server to others after it. Alone on the server
/// it takes the plan's batch and goes on at once. Beside others a batch is cut to what lasts about as long as one of their
/// statements may be late, and then it rests `nice` times as long as the batch took: who waits behind a batch, for a
/// processor, the log or a lock, waits for one short batch and not for a queue of them. Pure.
class BackfillPace
{
public:
    using Time = std::chrono::microseconds;

    BackfillPace(Engine engine, const CompiledBackfill &backfill);

    /// As the engine told last; until it has, and where it cannot tell, there are others.
    void setOthersAtWork(bool areAtWork) { m_areOthersAtWork = areAtWork; }
    int rows() const; ///< of the next batch
    void took(int rows, Time busy); ///< the last batch with its commit; rows as it was asked for, not as found
    Duration rest() const; ///< before the next one, at least the plan's pause

private:
    const Time m_goal; ///< how long a batch beside others may last
    const int m_most; ///< the plan's batch; 0: the statements carry it
    const int m_nice;
    const Duration m_pause;
    bool m_areOthersAtWork = true;
    int m_gentle; ///< rows that last about as long as the goal
    Time m_busy { 0 };
};

} // namespace sluice
