// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/quality/gate_chart_content.h"
#include "ui/theme/theme.h"

#include <QChartView>

class QLineSeries;
class QValueAxis;

namespace sluice {

/// One gate over time. Lines are Qt Charts series, one a stretch between gaps, replaced once a tick; where samples lie
/// closer than pixels, the columns between their extremes are painted instead, as are bands, gaps, limits, markers and the
/// crosshair. Reports pointer gestures, decides nothing.
class GateChart : public QChartView
{
    Q_OBJECT

public:
    explicit GateChart(const Theme &theme, QWidget *parent = nullptr);

    void setContent(GateChartContent content);
    const GateChartContent &content() const { return m_content; }
    /// Pixels across the plot: what chartContent needs to know.
    int columns() const;
    /// time in ms since the epoch; nullopt hides it. text stands beside the dot.
    void setCrosshair(std::optional<qint64> time, const CrosshairReading &reading);
    void setBrush(std::optional<std::pair<qint64, qint64>> range);
    /// Which of the lines that decide is looked at, with its words; nullopt: none.
    void setThreshold(std::optional<ChartThreshold> threshold);
    const std::optional<ChartThreshold> &threshold() const { return m_threshold; }
    void setEmptyText(const QString &text); ///< shown while there is nothing to draw
    int visibleLineCount() const; ///< series in use

    QSize sizeHint() const override { return { 320, 100 }; }
    QSize minimumSizeHint() const override { return { 120, 96 }; }

Q_SIGNALS:
    void hovered(qint64 time);
    void hoverLeft();
    void brushing(qint64 from, qint64 to);
    void brushed(qint64 from, qint64 to); ///< equal: a click
    void resetRequested();
    void zoomed(qint64 around, double factor);
    void resized();

protected:
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QRectF plot() const;
    QRectF dataArea() const; ///< the plot without the strips for words above and below
    double xOf(qint64 time) const;
    double yOf(double value) const;
    qint64 timeAt(double x) const;
    void fill(QList<QLineSeries *> &pool, const QList<QList<QPointF>> &lines, const QPen &pen);
    bool isDense(const QList<QPointF> &line) const;
    QList<QList<QPointF>> sparse(const QList<QList<QPointF>> &lines) const;
    void paintDense(QPainter &painter, const QList<QList<QPointF>> &lines, const QColor &color) const;
    QColor lineColor() const;
    QColor referenceColor() const;
    void paintDots(QPainter &painter) const;
    void paintGapLabels(QPainter &painter, const QRectF &area) const;
    void paintEvidence(QPainter &painter, const QRectF &area) const;
    double boundaryWordsWidth(const QFontMetricsF &metrics) const; ///< 0 where they are not needed, or there is no room
    void paintBoundary(QPainter &painter, const QRectF &area) const;
    void paintThreshold(QPainter &painter, const QRectF &area) const;
    void paintLimits(QPainter &painter, const QRectF &area) const;
    struct Moment {
        double x = 0;
        ChartMarker::Kind kind = ChartMarker::Kind::Stage; ///< the gravest of what happened in it
        QString text;
    };
    QList<Moment> moments() const;
    void paintMarkers(QPainter &painter, const QRectF &area) const;
    void paintCrosshair(QPainter &painter, const QRectF &area) const;
    void paintTimes(QPainter &painter, const QRectF &area) const;
    void restyle();
    QString timeText(qint64 time) const;

    const Theme &m_theme;
    GateChartContent m_content;
    QValueAxis *m_x;
    QValueAxis *m_y;
    QList<QLineSeries *> m_lines; ///< owned by the chart; grown when a view has more stretches, never shrunk
    QList<QLineSeries *> m_reference;
    std::optional<qint64> m_crosshair;
    CrosshairReading m_reading;
    std::optional<std::pair<qint64, qint64>> m_brush;
    std::optional<qint64> m_pressedAt;
    std::optional<ChartThreshold> m_threshold;
    QString m_emptyText;
};

} // namespace sluice
