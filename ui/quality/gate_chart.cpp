// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/gate_chart.h"

#include <QApplication>
#include <QChart>
#include <QGraphicsLayout>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace sluice {

GateChart::GateChart(const Theme &theme, QWidget *parent)
    : QChartView(new QChart, parent)
    , m_theme(theme)
    , m_words(theme.font(FontRole::Tiny))
    , m_x(new QValueAxis)
    , m_y(new QValueAxis)
{
    chart()->legend()->hide();
    chart()->setBackgroundVisible(false);
    chart()->setMargins({});
    chart()->setContentsMargins(0, 0, 0, 0);
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    m_x->setVisible(false);
    m_y->setVisible(false);
    m_x->setRange(0, 1);
    m_y->setRange(0, 1);
    chart()->addAxis(m_x, Qt::AlignBottom);
    chart()->addAxis(m_y, Qt::AlignLeft);
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus); // the card takes the keys, for chart and text alike
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    setCacheMode(QGraphicsView::CacheNone);
    setLayoutDirection(Qt::LeftToRight); // time runs one way
    // The picture covers all of it: nothing below it is worth filling first.
    setAttribute(Qt::WA_NoSystemBackground);
    viewport()->setAutoFillBackground(false);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&theme, &Theme::changed, this, [this] {
        m_words.setFont(m_theme.font(FontRole::Tiny));
        showSeries();
    });
}

ChartGeometry GateChart::chartGeometry() const
{
    ChartGeometry geometry(viewport()->size());
    geometry.setRange(m_content.from, m_content.to, m_content.low, m_content.high);
    return geometry;
}

int GateChart::columns() const
{
    return std::max(static_cast<int>(chartGeometry().plot().width()), 1);
}

void GateChart::setContent(GateChartContent content)
{
    if (content == m_content)
        return; // of a million samples most ticks change no pixel
    m_content = std::move(content);
    showSeries();
    Q_EMIT contentShown();
}

void GateChart::showSeries()
{
    const QList<QList<QPointF>> lines = sparse(m_content.lines);
    const QList<QList<QPointF>> references = sparse(m_content.reference);
    if (const QRectF area = chartGeometry().data(); chart()->plotArea() != area && !(lines.isEmpty() && references.isEmpty())) {
        chart()->setPlotArea(area);
        chart()->layout()->activate(); // now, not after the picture was made
    }
    QPen line(ChartPainter::lineColor(m_theme, m_content), 1.5);
    line.setJoinStyle(Qt::BevelJoin); // a round one looks the same at this width and takes most of the time
    line.setCosmetic(true);
    QPen reference(ChartPainter::referenceColor(m_theme), 1);
    reference.setCosmetic(true);
    fill(m_reference, references, reference);
    fill(m_lines, lines, line);
    invalidate();
}

QList<QList<QPointF>> GateChart::sparse(const QList<QList<QPointF>> &lines) const
{
    QList<QList<QPointF>> found;
    const ChartGeometry placed = chartGeometry();
    std::copy_if(lines.cbegin(), lines.cend(), std::back_inserter(found),
        [&](const QList<QPointF> &line) { return !ChartPainter::isDense(line, placed); });
    return found;
}

/// In shares of what is shown. The axes stand still at 0 … 1: one that moves makes Qt Charts lay out every line anew, and
/// both of them move with every tick.
QList<QPointF> GateChart::shares(const QList<QPointF> &line) const
{
    QList<QPointF> points;
    points.reserve(line.size());
    const double span = static_cast<double>(std::max<qint64>(m_content.to - m_content.from, 1));
    const double height = m_content.high - m_content.low;
    for (const QPointF &point : line)
        points.append({ (point.x() - static_cast<double>(m_content.from)) / span, (point.y() - m_content.low) / height });
    return points;
}

void GateChart::fill(QList<QLineSeries *> &pool, const QList<QList<QPointF>> &lines, const QPen &pen)
{
    while (pool.size() < lines.size()) {
        auto *series = new QLineSeries;
        chart()->addSeries(series);
        series->attachAxis(m_x);
        series->attachAxis(m_y);
        pool.append(series);
    }
    for (qsizetype i = 0; i < pool.size(); ++i) {
        const bool isUsed = i < lines.size();
        if (isUsed) {
            pool[i]->replace(shares(lines[i]));
            if (pool[i]->pen() != pen)
                pool[i]->setPen(pen);
        }
        if (pool[i]->isVisible() != isUsed)
            pool[i]->setVisible(isUsed);
    }
}

int GateChart::visibleLineCount() const
{
    return static_cast<int>(std::count_if(m_lines.cbegin(), m_lines.cend(), [](const QLineSeries *line) { return line->isVisible(); }));
}

void GateChart::setCrosshair(std::optional<qint64> time, const CrosshairReading &reading)
{
    if (!time && !m_overlay.crosshair)
        return;
    m_overlay.crosshair = time;
    m_overlay.reading = reading;
    viewport()->update();
}

void GateChart::setThreshold(std::optional<ChartThreshold> threshold)
{
    m_overlay.threshold = std::move(threshold);
    viewport()->update();
}

void GateChart::setTried(std::optional<ChartThreshold> limit)
{
    m_overlay.tried = std::move(limit);
    viewport()->update();
}

void GateChart::setBrush(std::optional<std::pair<qint64, qint64>> range)
{
    if (range == m_brush)
        return;
    m_brush = range;
    invalidate();
}

void GateChart::setEmptyText(const QString &text)
{
    if (text == m_emptyText)
        return;
    m_emptyText = text;
    invalidate();
}

void GateChart::invalidate()
{
    m_picture = {};
    viewport()->update();
}

void GateChart::makePicture()
{
    const qreal ratio = devicePixelRatioF();
    m_picture = QPixmap(viewport()->size() * ratio);
    m_picture.setDevicePixelRatio(ratio);
    m_picture.fill(m_theme.color(ColorRole::Surface));
    QPainter painter(&m_picture);
    render(&painter, viewport()->rect(), viewport()->rect());
    ++m_paintCount;
}

void GateChart::paintEvent(QPaintEvent *)
{
    if (m_picture.size() != viewport()->size() * devicePixelRatioF())
        makePicture();
    QPainter painter(viewport());
    painter.drawPixmap(0, 0, m_picture);
    if (!m_content.hasValues && m_content.gaps.isEmpty() && !m_emptyText.isEmpty())
        return;
    const ChartGeometry placed = chartGeometry();
    ChartPainter(painter, m_theme, m_content, placed, m_words).paintOverlay(m_overlay);
}

void GateChart::drawBackground(QPainter *painter, const QRectF &)
{
    painter->save();
    painter->resetTransform();
    const ChartGeometry placed = chartGeometry();
    ChartPainter(*painter, m_theme, m_content, placed, m_words).paintBackground(m_brush);
    painter->restore();
}

void GateChart::drawForeground(QPainter *painter, const QRectF &)
{
    painter->save();
    painter->resetTransform();
    const ChartGeometry placed = chartGeometry();
    ChartPainter foreground(*painter, m_theme, m_content, placed, m_words);
    if (!m_content.hasValues && m_content.gaps.isEmpty() && !m_emptyText.isEmpty())
        foreground.paintEmpty(m_emptyText);
    else
        foreground.paintForeground();
    painter->restore();
}

void GateChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    showSeries();
    Q_EMIT contentShown();
    Q_EMIT resized();
}

void GateChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && chartGeometry().plot().contains(event->position()))
        m_pressedAt = chartGeometry().timeAt(event->position().x());
    event->ignore(); // the card takes the focus
}

void GateChart::mouseMoveEvent(QMouseEvent *event)
{
    const qint64 time = chartGeometry().timeAt(event->position().x());
    if (m_pressedAt && event->buttons().testFlag(Qt::LeftButton))
        Q_EMIT brushing(std::min(*m_pressedAt, time), std::max(*m_pressedAt, time));
    Q_EMIT hovered(time);
    event->accept();
}

void GateChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_pressedAt || event->button() != Qt::LeftButton)
        return;
    const qint64 time = chartGeometry().timeAt(event->position().x());
    const bool isDrag = std::abs(chartGeometry().xOf(*m_pressedAt) - event->position().x()) >= QApplication::startDragDistance();
    const qint64 pressed = *m_pressedAt;
    m_pressedAt.reset();
    if (isDrag)
        Q_EMIT brushed(std::min(pressed, time), std::max(pressed, time));
    else
        Q_EMIT brushed(time, time);
}

void GateChart::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_pressedAt.reset();
    Q_EMIT resetRequested();
    event->accept();
}

void GateChart::leaveEvent(QEvent *event)
{
    QChartView::leaveEvent(event);
    Q_EMIT hoverLeft();
}

void GateChart::wheelEvent(QWheelEvent *event)
{
    if (!event->modifiers().testFlag(Qt::ControlModifier)) {
        event->ignore(); // the page scrolls
        return;
    }
    Q_EMIT zoomed(chartGeometry().timeAt(event->position().x()), std::pow(0.999, event->angleDelta().y()));
    event->accept();
}

void GateChart::keyPressEvent(QKeyEvent *event)
{
    event->ignore();
}

} // namespace sluice
