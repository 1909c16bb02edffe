// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"

#include <QList>

#include <optional>

namespace sluice {

/// What is to do now: one tick to sample, and the numbers that can no longer be.
struct DueTick {
    qint64 tick = 0;
    QList<qint64> skipped; ///< ascending; a slow warehouse
    qint64 gapTicks = 0; ///< beyond what is worth replaying: the machine slept; skipped then holds the last one only
};

/// Numbers the ticks of one gate: tick first at start, then one every interval, aligned and never piled up. Pure.
class TickSchedule
{
public:
    /// More missed ticks than this are a gap, told once.
    static constexpr qint64 kMostSkipped = 20;
    TickSchedule(Duration start, Duration interval, qint64 firstTick);
    Duration nextAt() const { return m_nextAt; } ///< monotonic time of the next tick
    Duration timeOf(qint64 tick) const;
    /// Nothing before nextAt().
    std::optional<DueTick> take(Duration now);

private:
    Duration m_start;
    Duration m_interval;
    qint64 m_first;
    qint64 m_next;
    Duration m_nextAt;
};

} // namespace sluice
