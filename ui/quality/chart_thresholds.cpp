// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/chart_painter.h"
#include "ui/quality/chart_words.h"
#include "ui/quality/gate_chart.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

// The lines of a chart that decide: its limits, the boundary of the guard with the evidence that climbs towards it, and
// the one that the keys have reached.
namespace sluice {

namespace {

constexpr double kWordsMost = 0.5; ///< share of the width that the words of the boundary may take from those of gaps
constexpr double kWordsGap = 8;
constexpr double kHandle = 22; ///< room of a limit's handle
constexpr double kWorthWords = 0.2; ///< evidence from which the boundary is more than a quiet line

bool isReached(const GateChartContent &content)
{
    return !content.evidence.isEmpty() && content.evidence.constLast().y() >= 1;
}

} // namespace

/// Behind everything else and grey: it has another unit than the line over it, and all of it below the boundary is
/// calm.
void ChartPainter::paintEvidence()
{
    if (m_content.evidence.isEmpty())
        return;
    const QRectF inner = m_geometry.data();
    const int foot = static_cast<int>(std::lround(inner.bottom()));
    QList<QRect> steps; // on whole pixels, those that stand alike as one: most records repeat the one before
    for (qsizetype i = 0; i + 1 < m_content.evidence.size(); ++i) {
        const int left = static_cast<int>(std::lround(m_geometry.xOf(m_content.evidence[i].x())));
        const double end = std::min(m_geometry.xOf(m_content.evidence[i + 1].x()), area().right());
        const int height = static_cast<int>(std::lround(m_content.evidence[i].y() * inner.height()));
        const int width = static_cast<int>(std::lround(end)) - left;
        if (!steps.isEmpty() && steps.constLast().height() == height && steps.constLast().right() + 1 == left)
            steps.last().setWidth(steps.constLast().width() + width);
        else if (width > 0 && height > 0)
            steps.append(QRect(left, foot - height, width, height));
    }
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(m_theme.tint(ColorRole::Muted, 0.14));
    m_painter.drawRects(steps);
    m_painter.setBrush(Qt::NoBrush);
}

double ChartPainter::boundaryWordsWidth()
{
    const bool isWorthWords = std::any_of(m_content.evidence.cbegin(), m_content.evidence.cend(),
        [](const QPointF &step) { return step.y() >= kWorthWords; });
    if (!m_content.hasBoundary || !isWorthWords || m_geometry.data() == area())
        return 0;
    const double width = m_words.width(GateChart::tr("evidence decides here")) + kWordsGap;
    return width > area().width() * kWordsMost ? 0 : width;
}

void ChartPainter::paintBoundary()
{
    if (!m_content.hasBoundary)
        return;
    const double y = std::round(m_geometry.data().top());
    const QColor color = m_theme.color(isReached(m_content) ? ColorRole::Breach : ColorRole::Muted);
    paintDashes(area().left(), y, area().width(), Qt::Horizontal, 1, 2, color);
    if (const double width = boundaryWordsWidth(); width > 0) {
        m_painter.setPen(color);
        m_words.draw(m_painter, area().right() - width + kWordsGap - 2, y + 0.5 - m_words.metrics().descent(),
            GateChart::tr("evidence decides here"));
    }
}

void ChartPainter::paintLimits()
{
    const QFontMetricsF &metrics = m_words.metrics();
    QList<double> taken;
    for (const GateChartContent::LimitLine &limit : m_content.limits) {
        const double y = std::round(m_geometry.yOf(limit.y));
        const QColor color = m_theme.color(limit.isCrossed ? ColorRole::Breach : ColorRole::Muted);
        paintDashes(area().left(), y, area().width(), Qt::Horizontal, limit.isHard ? 1 : 4, 3, color);
        // Above its line, or below where the line lies at the top or another label is.
        double base = y - 3;
        const bool isCrowded = std::any_of(
            taken.cbegin(), taken.cend(), [&](double other) { return std::abs(other - base) < metrics.height(); });
        const double ceiling
            = m_content.hasBoundary ? m_geometry.data().top() : area().top(); // words are not struck through
        if (base - metrics.ascent() < ceiling || isCrowded)
            base = y + metrics.ascent() + 1;
        taken.append(base);
        m_painter.setPen(color);
        m_words.draw(m_painter, area().left() + 4, base, limit.text);
    }
}

void ChartPainter::paintThreshold(const ChartThreshold &threshold, Qt::Alignment alignment)
{
    const QFontMetricsF &metrics = m_words.metrics();
    const double y = std::round(threshold.y ? m_geometry.yOf(*threshold.y) : m_geometry.data().top());
    m_painter.fillRect(QRectF(area().left(), y - 1, area().width(), 2), m_theme.color(ColorRole::Accent));
    const QString words = m_words.elided(threshold.text, area().width() - 12);
    // Above the line, or below it where there is no room.
    const double height = metrics.height() + 2;
    const double top = y - height - 2 < area().top() ? y + 3 : y - height - 2;
    const double width = m_words.width(words) + 8;
    const double left = alignment == Qt::AlignLeft ? area().left() + 2
                                                   : std::max(area().right() - kHandle - width, area().left() + 2);
    const QRectF box(left, top, width, height);
    m_painter.fillRect(box, m_theme.color(ColorRole::Surface));
    m_painter.setPen(m_theme.color(ColorRole::Accent));
    m_words.draw(m_painter, box.left() + 4, box.bottom() - metrics.descent() - 1, words);
}

} // namespace sluice
