// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>

#include <chrono>

namespace sluice {

/// The only source of time in core. Durations use monotonic(), display and calendars use nowUtc().
/// Implementations are thread-safe; owned by the composition root, outlives everything that holds a reference.
class Clock
{
public:
    virtual ~Clock() = default;
    /// Time since an arbitrary start; counts time asleep too (CLOCK_BOOTTIME), so that a sleeping laptop shows as a gap.
    virtual std::chrono::milliseconds monotonic() const = 0;
    /// Wall clock in UTC, millisecond resolution.
    virtual QDateTime nowUtc() const = 0;
    /// How long a wait may last before this clock is read again. The waits of C++ stop while the machine sleeps.
    virtual std::chrono::milliseconds longestWait() const { return std::chrono::seconds(1); }
};

class SystemClock final : public Clock
{
public:
    std::chrono::milliseconds monotonic() const override;
    QDateTime nowUtc() const override;
};

} // namespace sluice
