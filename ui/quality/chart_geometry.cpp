// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/chart_geometry.h"

#include <algorithm>
#include <cmath>

namespace sluice {

namespace {

constexpr int kTop = 2;
constexpr int kWordsBelow = ChartGeometry::kMarkerRow * ChartGeometry::kMarkerRows + 1;

} // namespace

ChartGeometry::ChartGeometry(const QSizeF &size)
{
    const QRectF area = QRectF(QPointF(), size).adjusted(0, kTop, 0, -kAxisHeight);
    if (area.width() > 1 && area.height() > 1)
        m_plot = area;
    const bool hasRoomForWords = m_plot.height() >= 3 * (kWordsAbove + kWordsBelow) / 2;
    m_data = hasRoomForWords ? m_plot.adjusted(0, kWordsAbove, 0, -kWordsBelow) : m_plot;
}

void ChartGeometry::setRange(qint64 from, qint64 to, double low, double high)
{
    m_from = static_cast<double>(from);
    m_span = static_cast<double>(std::max<qint64>(to - from, 1));
    m_low = low;
    m_perTime = m_plot.width() / m_span;
    m_perValue = m_data.height() / (high > low ? high - low : 1);
}

qint64 ChartGeometry::timeAt(double x) const
{
    const double share = std::clamp((x - m_plot.left()) / m_plot.width(), 0.0, 1.0);
    return std::llround(m_from) + static_cast<qint64>(share * m_span);
}

} // namespace sluice
