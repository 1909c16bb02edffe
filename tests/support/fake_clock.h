// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"

#include <atomic>

namespace sluice {

/// A clock that stands still until a test moves it. Thread-safe.
class FakeClock final : public Clock
{
public:
    explicit FakeClock(const QDateTime &start = QDateTime({ 2026, 1, 5 }, { 9, 0 }, Qt::UTC))
        : m_start(start)
    {
    }
    std::chrono::milliseconds monotonic() const override { return std::chrono::milliseconds(m_monotonic.load()); }
    QDateTime nowUtc() const override { return m_start.addMSecs(m_monotonic.load() + m_wallShift.load()); }

    /// Nobody's wait ends because of a test.
    std::chrono::milliseconds longestWait() const override { return std::chrono::milliseconds(20); }

    /// Time passes, on the wall too.
    void advance(std::chrono::milliseconds by) { m_monotonic += by.count(); }
    /// Somebody set the wall clock; nothing else happened.
    void shiftWall(std::chrono::milliseconds by) { m_wallShift += by.count(); }

private:
    const QDateTime m_start;
    std::atomic<qint64> m_monotonic = 1'000'000; // not zero: a forgotten initial value must show
    std::atomic<qint64> m_wallShift = -1'000'000;
};

} // namespace sluice
