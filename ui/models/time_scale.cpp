// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/time_scale.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kSecond = 1'000;
constexpr qint64 kMinute = 60 * kSecond;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;
constexpr qint64 kMonth = 30 * kDay; // only to compare with
constexpr double kLeastMsPerPixel = 1; // a second in a thousand pixels
constexpr double kMostMsPerPixel = 2.0e8; // about six years in a thousand pixels
constexpr std::array<qint64, 18> kSteps { kSecond, 2 * kSecond, 5 * kSecond, 10 * kSecond, 15 * kSecond, 30 * kSecond, kMinute,
    2 * kMinute, 5 * kMinute, 10 * kMinute, 15 * kMinute, 30 * kMinute, kHour, 2 * kHour, 3 * kHour, 6 * kHour, 12 * kHour, kDay };
constexpr int kMostTicks = 400;

QString monthAndDay(const QDate &date)
{
    return QLocale().toString(date, u"MMM d"_s);
}

QDateTime localMidnight(const QDate &date)
{
    return date.startOfDay();
}

AxisTick dayTick(const TimeScale &scale, const QDate &date, bool isFirst)
{
    AxisTick tick;
    tick.x = scale.x(localMidnight(date));
    tick.isMajor = date.day() == 1;
    tick.label = isFirst || tick.isMajor ? monthAndDay(date) : QString::number(date.day());
    return tick;
}

QList<AxisTick> dayTicks(const TimeScale &scale, double width, double gap)
{
    const qint64 days = static_cast<qint64>(std::ceil(gap * scale.msPerPixel() / static_cast<double>(kDay)));
    const int step = days <= 1 ? 1 : days <= 2 ? 2 : 7;
    QDate date = scale.timeAt(0).toLocalTime().date();
    while ((step == 7 && date.dayOfWeek() != 1) || (step == 2 && date.toJulianDay() % 2 != 0))
        date = date.addDays(-1);
    QList<AxisTick> ticks;
    for (; ticks.size() < kMostTicks && scale.x(localMidnight(date)) < width; date = date.addDays(step)) {
        if (scale.x(localMidnight(date)) < -gap)
            continue;
        AxisTick tick = dayTick(scale, date, ticks.isEmpty());
        if (step == 7)
            tick.label = monthAndDay(date);
        ticks.append(tick);
    }
    return ticks;
}

QList<AxisTick> monthTicks(const TimeScale &scale, double width, double gap)
{
    const double months = gap * scale.msPerPixel() / static_cast<double>(kMonth);
    const int step = months <= 1 ? 1 : months <= 3 ? 3 : months <= 6 ? 6 : 12 * static_cast<int>(std::ceil(months / 12));
    const QDate first = scale.timeAt(0).toLocalTime().date();
    QDate date(first.year(), step >= 12 ? 1 : ((first.month() - 1) / step) * step + 1, 1);
    QList<AxisTick> ticks;
    for (; ticks.size() < kMostTicks && scale.x(localMidnight(date)) < width; date = date.addMonths(step)) {
        AxisTick tick;
        tick.x = scale.x(localMidnight(date));
        tick.isMajor = date.month() == 1;
        tick.label = tick.isMajor ? QString::number(date.year()) : QLocale().toString(date, u"MMM"_s);
        ticks.append(tick);
    }
    return ticks;
}

QList<AxisTick> clockTicks(const TimeScale &scale, double width, qint64 step)
{
    const qint64 offset = qint64 { scale.timeAt(0).toLocalTime().offsetFromUtc() } * 1'000;
    qint64 at = (scale.beginMs() + offset) / step * step - offset;
    QList<AxisTick> ticks;
    for (; ticks.size() < kMostTicks && scale.x(at) < width; at += step) {
        const QDateTime local = QDateTime::fromMSecsSinceEpoch(at);
        AxisTick tick;
        tick.x = scale.x(at);
        tick.isMajor = local.time() == QTime(0, 0);
        tick.label = tick.isMajor ? monthAndDay(local.date()) : local.toString(step < kMinute ? u"HH:mm:ss"_s : u"HH:mm"_s);
        ticks.append(tick);
    }
    return ticks;
}

} // namespace

TimeScale::TimeScale(qint64 beginMs, double msPerPixel)
    : m_begin(beginMs)
    , m_msPerPixel(std::clamp(msPerPixel, kLeastMsPerPixel, kMostMsPerPixel))
{
}

TimeScale TimeScale::fitted(const QDateTime &begin, const QDateTime &end, double width, double margin)
{
    qint64 from = begin.toMSecsSinceEpoch();
    qint64 span = end.toMSecsSinceEpoch() - from;
    if (span <= 0) {
        from -= kMinute / 2;
        span = kMinute;
    }
    const double room = std::max(50.0, width - 2 * margin);
    const double perPixel = std::clamp(static_cast<double>(span) / room, kLeastMsPerPixel, kMostMsPerPixel);
    const double spare = std::max(0.0, room - static_cast<double>(span) / perPixel);
    return { from - static_cast<qint64>((margin + spare / 2) * perPixel), perPixel };
}

TimeScale TimeScale::around(const QDateTime &when, qint64 spanMs, double width, double share)
{
    const TimeScale scale(0, static_cast<double>(spanMs) / std::max(50.0, width));
    return { when.toMSecsSinceEpoch() - static_cast<qint64>(width * share * scale.m_msPerPixel), scale.m_msPerPixel };
}

qint64 TimeScale::msAt(double x) const
{
    return m_begin + static_cast<qint64>(std::llround(x * m_msPerPixel));
}

TimeScale TimeScale::zoomed(double factor, double aroundX) const
{
    const double perPixel = std::clamp(m_msPerPixel / factor, kLeastMsPerPixel, kMostMsPerPixel);
    return { msAt(aroundX) - static_cast<qint64>(std::llround(aroundX * perPixel)), perPixel };
}

TimeScale TimeScale::panned(double pixels) const
{
    return { m_begin + static_cast<qint64>(std::llround(pixels * m_msPerPixel)), m_msPerPixel };
}

QList<AxisTick> TimeScale::ticks(double width, double minimumGap) const
{
    const double gapMs = minimumGap * m_msPerPixel;
    if (gapMs > 7.0 * kDay)
        return monthTicks(*this, width, minimumGap);
    if (gapMs > kDay / 2.0)
        return dayTicks(*this, width, minimumGap);
    for (const qint64 step : kSteps) {
        if (static_cast<double>(step) >= gapMs)
            return clockTicks(*this, width, step);
    }
    return dayTicks(*this, width, minimumGap);
}

QString utcOffsetText(const QDateTime &when)
{
    const int minutes = when.toLocalTime().offsetFromUtc() / 60;
    if (minutes == 0)
        return u"UTC"_s;
    return QStringLiteral("UTC%1%2:%3")
        .arg(minutes < 0 ? u"−"_s : u"+"_s, QString::number(qAbs(minutes) / 60).rightJustified(2, u'0'),
            QString::number(qAbs(minutes) % 60).rightJustified(2, u'0'));
}

} // namespace sluice
