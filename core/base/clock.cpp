// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <ctime>

namespace sluice {

std::chrono::milliseconds SystemClock::monotonic() const
{
    timespec now {};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::milliseconds(std::chrono::milliseconds::rep { now.tv_sec } * 1000 + now.tv_nsec / 1'000'000);
}

QDateTime SystemClock::nowUtc() const
{
    return QDateTime::currentDateTimeUtc();
}

} // namespace sluice
