// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/quality/chart_geometry.h"
#include "ui/quality/gate_chart_content.h"
#include "ui/theme/theme.h"

class QPainter;

namespace sluice {

class ChartWords;

/// What comes and goes over a chart without a change of what it shows.
struct ChartOverlay
{
    std::optional<qint64> crosshair; ///< ms since the epoch
    CrosshairReading reading; ///< beside the crosshair's dot
    std::optional<ChartThreshold> threshold; ///< that the keys have reached
    std::optional<ChartThreshold> tried; ///< a limit that is tried out
};

/// Paints what a chart shows besides the series of Qt Charts, once: everything below them, everything over them, and
/// the overlay. Made for each painting; nothing in it outlives that.
class ChartPainter
{
public:
    ChartPainter(QPainter &painter, const Theme &theme, const GateChartContent &content, const ChartGeometry &geometry,
        ChartWords &words);

    void paintBackground(std::optional<std::pair<qint64, qint64>> brush);
    void paintForeground();
    void paintEmpty(const QString &text);
    void paintOverlay(const ChartOverlay &overlay);

    /// Samples lie closer than pixels: two points a column, which no eye can follow as a line.
    static bool isDense(const QList<QPointF> &line, const ChartGeometry &geometry);
    static QColor lineColor(const Theme &theme, const GateChartContent &content);
    static QColor referenceColor(const Theme &theme);

private:
    struct Moment
    {
        double x = 0;
        ChartMarker::Kind kind = ChartMarker::Kind::Stage; ///< the gravest of what happened in it
        QString text;
    };
    QRectF area() const { return m_geometry.plot(); }
    void paintBand();
    void paintGaps();
    void paintRanges();
    void paintDense(const QList<QList<QPointF>> &lines, const QColor &color);
    void paintDots();
    void paintGapLabels();
    QList<Moment> moments() const;
    void paintMarkers();
    void paintTimes(std::optional<qint64> crosshair);
    void paintCrosshair(qint64 time, const CrosshairReading &reading);
    QString timeText(qint64 time) const;
    // The lines that decide, in chart_thresholds.cpp.
    void paintEvidence();
    double boundaryWordsWidth(); ///< 0 where they are not needed, or there is no room
    void paintBoundary();
    void paintLimits();
    /// Its words at the left, or before the handle at the right.
    void paintThreshold(const ChartThreshold &threshold, Qt::Alignment words = Qt::AlignLeft);
    /// On whole pixels and without a stroker: pieces of on pixels with off between them.
    void paintDashes(
        double x, double y, double length, Qt::Orientation orientation, int on, int off, const QColor &color);

    QPainter &m_painter;
    const Theme &m_theme;
    const GateChartContent &m_content;
    const ChartGeometry &m_geometry;
    ChartWords &m_words;
};

} // namespace sluice
