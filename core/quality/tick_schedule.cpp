// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/tick_schedule.h"

#include <algorithm>

namespace sluice {

TickSchedule::TickSchedule(Duration start, Duration interval, qint64 firstTick)
    : m_start(start)
    , m_interval(std::max(interval, Duration(1)))
    , m_first(firstTick)
    , m_next(firstTick)
    , m_nextAt(start)
{
}

Duration TickSchedule::timeOf(qint64 tick) const
{
    return m_start + (tick - m_first) * m_interval;
}

std::optional<DueTick> TickSchedule::take(Duration now)
{
    if (now < nextAt())
        return std::nullopt;
    DueTick due;
    due.tick = m_first + (now - m_start) / m_interval;
    const qint64 missed = due.tick - m_next;
    if (missed > kMostSkipped) {
        due.gapTicks = missed;
        due.skipped.append(due.tick - 1);
    } else {
        for (qint64 tick = m_next; tick < due.tick; ++tick)
            due.skipped.append(tick);
    }
    m_next = due.tick + 1;
    m_nextAt = timeOf(m_next);
    return due;
}

} // namespace sluice
