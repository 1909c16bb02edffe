// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/quality/chart_painter.h"
#include "ui/quality/chart_words.h"

#include <QChartView>

class QLineSeries;
class QValueAxis;

namespace sluice {

/// One gate over time. Lines are Qt Charts series, one a stretch between gaps; where samples lie closer than pixels the
/// columns between their extremes are painted instead, as is everything else. All of it is kept as one picture until it
/// changes, with the crosshair and what else comes and goes over it. Reports pointer gestures, decides nothing.
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
    const std::optional<ChartThreshold> &threshold() const { return m_overlay.threshold; }
    /// A limit that is tried out, with its words; nullopt: none.
    void setTried(std::optional<ChartThreshold> limit);
    ChartGeometry chartGeometry() const;
    void setEmptyText(const QString &text); ///< shown while there is nothing to draw
    int visibleLineCount() const; ///< series in use
    int paintCount() const { return m_paintCount; } ///< how often the picture was made anew

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
    void contentShown(); ///< something lies elsewhere than before

protected:
    void paintEvent(QPaintEvent *event) override;
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
    void showSeries();
    void fill(QList<QLineSeries *> &pool, const QList<QList<QPointF>> &lines, const QPen &pen);
    QList<QPointF> shares(const QList<QPointF> &line) const;
    QList<QList<QPointF>> sparse(const QList<QList<QPointF>> &lines) const;
    void invalidate(); ///< the picture is no longer what it should be
    void makePicture();

    const Theme &m_theme;
    GateChartContent m_content;
    ChartWords m_words;
    QValueAxis *m_x;
    QValueAxis *m_y;
    QList<QLineSeries *> m_lines; ///< owned by the chart; grown when a view has more stretches, never shrunk
    QList<QLineSeries *> m_reference;
    QPixmap m_picture; ///< null: to be made
    int m_paintCount = 0;
    ChartOverlay m_overlay;
    std::optional<std::pair<qint64, qint64>> m_brush;
    std::optional<qint64> m_pressedAt;
    QString m_emptyText;
};

} // namespace sluice
