// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <ctime>

#ifdef SLUICE_FAULTS
#include <QFile>
#endif

namespace sluice {

namespace {

struct Skew
{
    std::chrono::milliseconds wall { 0 };
    std::chrono::milliseconds monotonic { 0 };
};

#ifdef SLUICE_FAULTS
/// Clocks that jump, for the fault harness: the file that SLUICE_CLOCK_SKEW names holds two numbers of milliseconds,
/// what the wall clock and the monotonic one are wrong by, and may be written anew at any time.
Skew skew()
{
    static const QString path = qEnvironmentVariable("SLUICE_CLOCK_SKEW");
    QFile file(path);
    if (path.isEmpty() || !file.open(QIODevice::ReadOnly))
        return {};
    const QList<QByteArray> numbers = file.readLine(64).simplified().split(' ');
    return { std::chrono::milliseconds(numbers.value(0).toLongLong()),
        std::chrono::milliseconds(numbers.value(1).toLongLong()) };
}
#else
constexpr Skew skew() { return {}; }
#endif

} // namespace

std::chrono::milliseconds SystemClock::monotonic() const
{
    timespec now {};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::milliseconds(std::chrono::milliseconds::rep { now.tv_sec } * 1000 + now.tv_nsec / 1'000'000)
        + skew().monotonic;
}

QDateTime SystemClock::nowUtc() const { return QDateTime::currentDateTimeUtc().addMSecs(skew().wall.count()); }

} // namespace sluice
