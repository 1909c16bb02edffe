// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

namespace sluice {

struct AxisTick {
    double x = 0;
    QString label;
    bool isMajor = false; ///< begins a day, month or year
};

/// Time to pixels and back, linear. A value: zooming and panning give a new one. Spans from one second to some years.
class TimeScale
{
public:
    TimeScale() = default;
    TimeScale(qint64 beginMs, double msPerPixel);
    /// Shows begin … end in width pixels with margins on both sides; an empty span gets a minute.
    static TimeScale fitted(const QDateTime &begin, const QDateTime &end, double width, double margin = 24);
    /// Shows this much time in width pixels, with when at share 0 … 1 of it.
    static TimeScale around(const QDateTime &when, qint64 spanMs, double width, double share = 0.5);

    double x(const QDateTime &when) const { return x(when.toMSecsSinceEpoch()); }
    double x(qint64 ms) const { return static_cast<double>(ms - m_begin) / m_msPerPixel; }
    qint64 msAt(double x) const;
    QDateTime timeAt(double x) const { return QDateTime::fromMSecsSinceEpoch(msAt(x), Qt::UTC); }
    double msPerPixel() const { return m_msPerPixel; }
    qint64 beginMs() const { return m_begin; }

    /// factor above 1 shows less time; the moment under aroundX stays where it is.
    TimeScale zoomed(double factor, double aroundX) const;
    TimeScale panned(double pixels) const;

    /// Round moments at least minimumGap pixels apart, labelled in local time: seconds to years.
    QList<AxisTick> ticks(double width, double minimumGap = 64) const;

    friend bool operator==(const TimeScale &, const TimeScale &) = default;

private:
    qint64 m_begin = 0;
    double m_msPerPixel = 1'000;
};

/// "UTC+01:00" of local time at that moment; "UTC" without an offset.
QString utcOffsetText(const QDateTime &when);

} // namespace sluice
