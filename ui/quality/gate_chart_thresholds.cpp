// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/gate_chart.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

// The lines of a chart that decide: the boundary of the guard with the evidence that climbs towards it, and the one
// that the keys have reached.
namespace sluice {

namespace {

constexpr double kWordsMost = 0.5; ///< share of the width that the words of the boundary may take from those of gaps
constexpr double kWordsGap = 8;
constexpr double kWorthWords = 0.2; ///< evidence from which the boundary is more than a quiet line

bool isReached(const GateChartContent &content)
{
    return !content.evidence.isEmpty() && content.evidence.constLast().y() >= 1;
}

} // namespace

void GateChart::setThreshold(std::optional<ChartThreshold> threshold)
{
    m_threshold = std::move(threshold);
    viewport()->update();
}

/// Behind everything else and grey: it has another unit than the line over it, and all of it below the boundary is
/// calm.
void GateChart::paintEvidence(QPainter &painter, const QRectF &area) const
{
    if (m_content.evidence.isEmpty())
        return;
    const QRectF inner = dataArea();
    const int foot = static_cast<int>(std::lround(inner.bottom()));
    QList<QRect> steps; // on whole pixels, those that stand alike as one: most records repeat the one before
    for (qsizetype i = 0; i + 1 < m_content.evidence.size(); ++i) {
        const int left = static_cast<int>(std::lround(xOf(std::llround(m_content.evidence[i].x()))));
        const double end = std::min(xOf(std::llround(m_content.evidence[i + 1].x())), area.right());
        const int height = static_cast<int>(std::lround(m_content.evidence[i].y() * inner.height()));
        const int width = static_cast<int>(std::lround(end)) - left;
        if (!steps.isEmpty() && steps.constLast().height() == height && steps.constLast().right() + 1 == left)
            steps.last().setWidth(steps.constLast().width() + width);
        else if (width > 0 && height > 0)
            steps.append(QRect(left, foot - height, width, height));
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.tint(ColorRole::Muted, 0.14));
    painter.drawRects(steps);
    painter.setBrush(Qt::NoBrush);
}

double GateChart::boundaryWordsWidth(const QFontMetricsF &metrics) const
{
    const bool isWorthWords = std::any_of(m_content.evidence.cbegin(), m_content.evidence.cend(),
        [](const QPointF &step) { return step.y() >= kWorthWords; });
    if (!m_content.hasBoundary || !isWorthWords || dataArea() == plot())
        return 0;
    const double width = metrics.horizontalAdvance(tr("evidence decides here")) + kWordsGap;
    return width > plot().width() * kWordsMost ? 0 : width;
}

void GateChart::paintBoundary(QPainter &painter, const QRectF &area) const
{
    if (!m_content.hasBoundary)
        return;
    const QFontMetricsF metrics(painter.font());
    const double y = std::round(dataArea().top()) + 0.5;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(m_theme.color(isReached(m_content) ? ColorRole::Breach : ColorRole::Muted), 1, Qt::DotLine));
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    if (const double width = boundaryWordsWidth(metrics); width > 0)
        painter.drawText(
            QPointF(area.right() - width + kWordsGap - 2, y - metrics.descent()), tr("evidence decides here"));
}

void GateChart::paintThreshold(QPainter &painter, const QRectF &area) const
{
    if (!m_threshold)
        return;
    const QFontMetricsF metrics(painter.font());
    const double y = m_threshold->y ? std::round(yOf(*m_threshold->y)) + 0.5 : std::round(dataArea().top()) + 0.5;
    painter.setPen(QPen(m_theme.color(ColorRole::Accent), 2));
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    const QString words = metrics.elidedText(m_threshold->text, Qt::ElideRight, area.width() - 12);
    // Above the line, or below it where there is no room.
    const double height = metrics.height() + 2;
    const double top = y - height - 2 < area.top() ? y + 3 : y - height - 2;
    const QRectF box(area.left() + 2, top, metrics.horizontalAdvance(words) + 8, height);
    painter.fillRect(box, m_theme.color(ColorRole::Surface));
    painter.setPen(m_theme.color(ColorRole::Accent));
    painter.drawText(QPointF(box.left() + 4, box.bottom() - metrics.descent() - 1), words);
}

} // namespace sluice
