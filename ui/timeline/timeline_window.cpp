// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/timeline_window.h"

namespace sluice {

namespace {

constexpr double kNowShare = 0.55; // more of the past than of the future: that is where the facts are
constexpr double kEdge = 0.92; // now may walk up to here before the view follows

} // namespace

void TimelineWindow::setWidth(double width)
{
    if (width < 1 || qFuzzyCompare(width, m_width))
        return;
    // The same stretch stays in sight, wider or narrower.
    m_scale = TimeScale(m_scale.beginMs(), m_scale.msPerPixel() * m_width / width);
    m_width = width;
    Q_EMIT changed();
}

void TimelineWindow::setNow(const QDateTime &now)
{
    if (now == m_now)
        return;
    const bool wasSeen = m_now.isValid() && m_scale.x(m_now) <= m_width * kEdge && m_scale.x(m_now) >= 0;
    m_now = now;
    if (m_isFollowing && wasSeen && m_scale.x(now) > m_width * kEdge)
        m_scale = m_scale.panned(m_scale.x(now) - m_width * kNowShare);
    Q_EMIT changed();
}

void TimelineWindow::fit(const QDateTime &begin, const QDateTime &end)
{
    m_scale = TimeScale::fitted(begin, end, m_width);
    m_isFollowing = true;
    Q_EMIT changed();
}

void TimelineWindow::show(qint64 spanMs)
{
    m_scale = TimeScale::around(m_now, spanMs, m_width, kNowShare);
    m_isFollowing = true;
    Q_EMIT changed();
}

void TimelineWindow::zoomBy(double factor, double aroundX)
{
    m_scale = m_scale.zoomed(factor, aroundX);
    Q_EMIT changed();
    Q_EMIT moved();
}

void TimelineWindow::panBy(double pixels)
{
    m_scale = m_scale.panned(pixels);
    m_isFollowing = false;
    Q_EMIT changed();
    Q_EMIT moved();
}

void TimelineWindow::goToNow()
{
    m_scale = m_scale.panned(m_scale.x(m_now) - m_width * kNowShare);
    m_isFollowing = true;
    Q_EMIT changed();
}

void TimelineWindow::setScale(const TimeScale &scale)
{
    m_scale = scale;
    Q_EMIT changed();
}

} // namespace sluice
