// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/gate_chart.h"

#include "ui/models/gate_text.h"
#include "ui/models/label_placement.h"

#include <QApplication>
#include <QChart>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kFewPoints = 200; ///< always drawn as a smooth line
constexpr int kAxisHeight = 16;
constexpr int kTop = 2;
constexpr qreal kDot = 2;
constexpr int kWordsAbove = 14; ///< strip for the names of gaps
constexpr int kMarkerRow = 14;
constexpr int kMarkerRows = 2;
constexpr int kWordsBelow = kMarkerRow * kMarkerRows + 1; ///< strip for the words of markers
constexpr qreal kGapMinimum = 3; ///< pixels, so that one missing tick in a week still shows

ColorRole markerRole(ChartMarker::Kind kind)
{
    switch (kind) {
    case ChartMarker::Kind::Stage:
        return ColorRole::Muted;
    case ChartMarker::Kind::Flag:
        return ColorRole::Forward;
    case ChartMarker::Kind::Breach:
    case ChartMarker::Kind::Rollback:
        return ColorRole::Breach;
    case ChartMarker::Kind::Hold:
        return ColorRole::Watch;
    case ChartMarker::Kind::Resume:
        return ColorRole::Good;
    case ChartMarker::Kind::Feedback:
        return ColorRole::Accent;
    }
    return ColorRole::Muted;
}

/// 0 is the gravest.
int rank(ChartMarker::Kind kind)
{
    switch (kind) {
    case ChartMarker::Kind::Breach:
        return 0;
    case ChartMarker::Kind::Rollback:
        return 1;
    case ChartMarker::Kind::Hold:
        return 2;
    case ChartMarker::Kind::Feedback:
        return 3;
    case ChartMarker::Kind::Resume:
        return 4;
    case ChartMarker::Kind::Flag:
        return 5;
    case ChartMarker::Kind::Stage:
        return 6;
    }
    return 6;
}

} // namespace

GateChart::GateChart(const Theme &theme, QWidget *parent)
    : QChartView(new QChart, parent)
    , m_theme(theme)
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
    connect(&theme, &Theme::changed, this, &GateChart::restyle);
}

QRectF GateChart::plot() const
{
    const QRectF area = QRectF(viewport()->rect()).adjusted(0, kTop, 0, -kAxisHeight);
    return area.width() > 1 && area.height() > 1 ? area : QRectF(0, 0, 1, 1);
}

QRectF GateChart::dataArea() const
{
    const QRectF area = plot();
    return area.height() < 3 * (kWordsAbove + kWordsBelow) / 2 ? area : area.adjusted(0, kWordsAbove, 0, -kWordsBelow);
}

int GateChart::columns() const
{
    return std::max(static_cast<int>(plot().width()), 1);
}

double GateChart::xOf(qint64 time) const
{
    const double span = static_cast<double>(std::max<qint64>(m_content.to - m_content.from, 1));
    return plot().left() + static_cast<double>(time - m_content.from) / span * plot().width();
}

double GateChart::yOf(double value) const
{
    const QRectF area = dataArea();
    return area.bottom() - (value - m_content.low) / (m_content.high - m_content.low) * area.height();
}

qint64 GateChart::timeAt(double x) const
{
    const double share = std::clamp((x - plot().left()) / plot().width(), 0.0, 1.0);
    return m_content.from + static_cast<qint64>(share * static_cast<double>(m_content.to - m_content.from));
}

void GateChart::setContent(GateChartContent content)
{
    m_content = std::move(content);
    chart()->setPlotArea(dataArea());
    m_x->setRange(static_cast<double>(m_content.from), static_cast<double>(m_content.to));
    m_y->setRange(m_content.low, m_content.high);
    restyle();
}

void GateChart::restyle()
{
    QPen line(lineColor(), 1.5);
    line.setJoinStyle(Qt::RoundJoin);
    line.setCosmetic(true);
    QPen reference(referenceColor(), 1);
    reference.setCosmetic(true);
    fill(m_reference, sparse(m_content.reference), reference);
    fill(m_lines, sparse(m_content.lines), line);
    viewport()->update();
}

QColor GateChart::lineColor() const
{
    return m_theme.color(m_content.isStale ? ColorRole::Muted : ColorRole::Accent);
}

QColor GateChart::referenceColor() const
{
    return mixed(m_theme.color(ColorRole::Muted), m_theme.color(ColorRole::Surface), 0.25);
}

/// Samples lie closer than pixels: two points a column, which no eye can follow as a line.
bool GateChart::isDense(const QList<QPointF> &line) const
{
    const double span = static_cast<double>(std::max<qint64>(m_content.to - m_content.from, 1));
    const double pixels = line.isEmpty() ? 0 : (line.last().x() - line.first().x()) / span * plot().width();
    return line.size() > kFewPoints && static_cast<double>(line.size()) > pixels;
}

QList<QList<QPointF>> GateChart::sparse(const QList<QList<QPointF>> &lines) const
{
    QList<QList<QPointF>> found;
    std::copy_if(lines.cbegin(), lines.cend(), std::back_inserter(found), [this](const QList<QPointF> &line) { return !isDense(line); });
    return found;
}

/// One pixel wide and not smoothed: a hundred times as fast as stroking them, and the eye sees the same.
void GateChart::paintDense(QPainter &painter, const QList<QList<QPointF>> &lines, const QColor &color) const
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(color, 1));
    for (const QList<QPointF> &line : lines) {
        if (!isDense(line))
            continue;
        QList<QPoint> pixels;
        pixels.reserve(line.size());
        for (const QPointF &point : line)
            pixels.append(QPoint(static_cast<int>(xOf(std::llround(point.x()))), static_cast<int>(std::lround(yOf(point.y())))));
        painter.drawPolyline(pixels.constData(), static_cast<int>(pixels.size()));
    }
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
            pool[i]->replace(lines[i]);
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
    if (!time && !m_crosshair)
        return;
    m_crosshair = time;
    m_reading = reading;
    viewport()->update();
}

void GateChart::setBrush(std::optional<std::pair<qint64, qint64>> range)
{
    if (range == m_brush)
        return;
    m_brush = range;
    viewport()->update();
}

void GateChart::setEmptyText(const QString &text)
{
    if (text == m_emptyText)
        return;
    m_emptyText = text;
    viewport()->update();
}

void GateChart::drawBackground(QPainter *painter, const QRectF &)
{
    painter->save();
    painter->resetTransform();
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->fillRect(viewport()->rect(), m_theme.color(ColorRole::Surface));
    const QRectF area = plot();
    if (m_content.band) {
        const double top = yOf(m_content.band->second);
        const double bottom = yOf(m_content.band->first);
        painter->fillRect(QRectF(area.left(), top, area.width(), std::max(bottom - top, 2.0)), m_theme.tint(ColorRole::Accent, 0.13));
    }
    for (const MetricGap &gap : m_content.gaps) {
        double left = xOf(gap.from);
        double right = std::max(xOf(gap.to), left + kGapMinimum);
        if (right > area.right() && gap.isOpen)
            right = area.right();
        painter->fillRect(QRectF(left, area.top(), right - left, area.height()), m_theme.tint(ColorRole::Watch, 0.16));
    }
    paintEvidence(*painter, area);
    if (m_brush) {
        const double left = xOf(m_brush->first);
        painter->fillRect(QRectF(left, area.top(), xOf(m_brush->second) - left, area.height()), m_theme.color(ColorRole::Selection));
    }
    painter->setPen(QPen(m_theme.color(ColorRole::Grid), 1));
    painter->drawLine(QPointF(area.left(), area.bottom()), QPointF(area.right(), area.bottom()));
    painter->restore();
}

void GateChart::drawForeground(QPainter *painter, const QRectF &)
{
    painter->save();
    painter->resetTransform();
    painter->setFont(m_theme.font(FontRole::Tiny));
    const QRectF area = plot();
    if (!m_content.hasValues && m_content.gaps.isEmpty() && !m_emptyText.isEmpty()) {
        painter->setPen(m_theme.color(ColorRole::Muted));
        painter->drawText(area, static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap, m_emptyText);
        painter->restore();
        return;
    }
    paintDense(*painter, m_content.reference, referenceColor());
    paintDense(*painter, m_content.lines, lineColor());
    paintDots(*painter);
    paintGapLabels(*painter, area);
    paintBoundary(*painter, area);
    paintLimits(*painter, area);
    paintThreshold(*painter, area);
    paintTimes(*painter, area);
    if (m_crosshair)
        paintCrosshair(*painter, area);
    paintMarkers(*painter, area);
    painter->restore();
}

void GateChart::paintDots(QPainter &painter) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(m_content.isStale ? ColorRole::Muted : ColorRole::Accent));
    for (const QPointF &dot : m_content.dots)
        painter.drawEllipse(QPointF(xOf(std::llround(dot.x())), yOf(dot.y())), kDot, kDot);
    painter.setBrush(Qt::NoBrush);
}

void GateChart::paintGapLabels(QPainter &painter, const QRectF &area) const
{
    painter.setPen(m_theme.color(ColorRole::Watch));
    const QFontMetricsF metrics(painter.font());
    double freeFrom = area.left();
    const double end = area.right() - boundaryWordsWidth(metrics);
    for (const MetricGap &gap : m_content.gaps) {
        const QString text = gapText(gap.reason);
        const double width = metrics.horizontalAdvance(text);
        const double middle = (xOf(gap.from) + xOf(gap.to)) / 2;
        const double left = std::clamp(middle - width / 2, area.left() + 2, std::max(end - width - 2, area.left() + 2));
        if (left < freeFrom || left + width > end)
            continue;
        painter.drawText(QPointF(left, area.top() + metrics.ascent() + 1), text);
        freeFrom = left + width + 6;
    }
}

void GateChart::paintLimits(QPainter &painter, const QRectF &area) const
{
    const QFontMetricsF metrics(painter.font());
    QList<double> taken;
    for (const GateChartContent::LimitLine &limit : m_content.limits) {
        const double y = std::round(yOf(limit.y)) + 0.5;
        const QColor color = m_theme.color(limit.isCrossed ? ColorRole::Breach : ColorRole::Muted);
        QPen pen(color, 1, Qt::CustomDashLine);
        pen.setDashPattern(limit.isHard ? QList<qreal> { 1, 3 } : QList<qreal> { 4, 3 });
        painter.setPen(pen);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        // Above its line, or below where the line lies at the top or another label is.
        double base = y - 3;
        const bool isCrowded = std::any_of(taken.cbegin(), taken.cend(), [&](double other) { return std::abs(other - base) < metrics.height(); });
        const double ceiling = m_content.hasBoundary ? dataArea().top() : area.top(); // words are not struck through
        if (base - metrics.ascent() < ceiling || isCrowded)
            base = y + metrics.ascent() + 1;
        taken.append(base);
        painter.setPen(color);
        painter.drawText(QPointF(area.left() + 4, base), limit.text);
    }
}

/// What happened in one moment is one line with one text, in its order.
QList<GateChart::Moment> GateChart::moments() const
{
    constexpr double kOneMoment = 4; // pixels
    QList<Moment> moments;
    for (const ChartMarker &marker : m_content.markers) {
        const double x = std::round(xOf(marker.at.toMSecsSinceEpoch())) + 0.5;
        if (moments.isEmpty() || std::abs(x - moments.constLast().x) > kOneMoment) {
            moments.append({ x, marker.kind, marker.text });
            continue;
        }
        Moment &last = moments.last();
        last.text += u" · "_s + marker.text;
        if (rank(marker.kind) < rank(last.kind))
            last.kind = marker.kind;
    }
    return moments;
}

void GateChart::paintMarkers(QPainter &painter, const QRectF &area) const
{
    const QFontMetricsF metrics(painter.font());
    QList<Moment> moments = this->moments();
    std::reverse(moments.begin(), moments.end()); // the newest says most, but nothing outranks a breach
    std::stable_partition(moments.begin(), moments.end(), [](const Moment &moment) { return moment.kind == ChartMarker::Kind::Breach; });
    QList<LineLabel> labels;
    for (const Moment &moment : std::as_const(moments)) {
        painter.setPen(QPen(m_theme.color(markerRole(moment.kind)), 1, Qt::DotLine));
        painter.drawLine(QPointF(moment.x, area.top()), QPointF(moment.x, area.bottom()));
        labels.append({ moment.x, metrics.horizontalAdvance(moment.text) + 1 });
    }
    const QList<LabelPlacement> places = placeBesideLines(labels, kMarkerRows, area.left(), area.right());
    for (qsizetype i = 0; i < places.size(); ++i) {
        const LabelPlacement &place = places[i];
        if (place.where == LabelPlacement::Where::Hidden)
            continue; // the dotted line stays; the crosshair's table names it
        const QRectF box(place.left, area.bottom() - kMarkerRow * (place.row + 1), place.width, kMarkerRow);
        painter.fillRect(box.adjusted(-2, 1, 2, -1), m_theme.color(ColorRole::Surface)); // over lines, never over data
        painter.setPen(QPen(m_theme.color(markerRole(moments[i].kind)), 2)); // the end of the line whose words they are
        painter.drawLine(QPointF(moments[i].x, box.top() + 3), QPointF(moments[i].x, box.bottom() - 3));
        painter.drawText(QPointF(box.left(), box.bottom() - metrics.descent() - 1), metrics.elidedText(moments[i].text, Qt::ElideRight, box.width()));
    }
}

QString GateChart::timeText(qint64 time) const
{
    const qint64 span = m_content.to - m_content.from;
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(time, Qt::UTC);
    if (m_content.isOtherDay)
        return at.toString(span < 10 * 60'000 ? u"MM-dd HH:mm:ss"_s : u"MM-dd HH:mm"_s);
    if (span < 10 * 60'000)
        return at.toString(u"HH:mm:ss"_s);
    return at.toString(span < 24 * 3'600'000 ? u"HH:mm"_s : u"MM-dd HH:mm"_s);
}

void GateChart::paintTimes(QPainter &painter, const QRectF &area) const
{
    const QFontMetricsF metrics(painter.font());
    const double base = area.bottom() + kAxisHeight - metrics.descent();
    const QString first = timeText(m_content.from);
    const QString last = timeText(m_content.to);
    painter.setPen(m_theme.color(ColorRole::Muted));
    const double lastLeft = area.right() - metrics.horizontalAdvance(last);
    const double cross = m_crosshair ? xOf(*m_crosshair) : -1000;
    if (cross - 30 > area.left() + metrics.horizontalAdvance(first) || cross < 0)
        painter.drawText(QPointF(area.left(), base), first);
    if (cross + 30 < lastLeft && lastLeft > area.left() + metrics.horizontalAdvance(first) + 12)
        painter.drawText(QPointF(lastLeft, base), last);
}

void GateChart::paintCrosshair(QPainter &painter, const QRectF &area) const
{
    const QFontMetricsF metrics(painter.font());
    const double x = std::round(xOf(*m_crosshair)) + 0.5;
    if (x < area.left() || x > area.right() + 1)
        return;
    painter.setPen(QPen(m_theme.color(ColorRole::Muted), 1));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    const QString time = QDateTime::fromMSecsSinceEpoch(*m_crosshair, Qt::UTC).toString(u"HH:mm:ss"_s);
    const double width = metrics.horizontalAdvance(time);
    const double left = std::clamp(x - width / 2, area.left(), std::max(area.right() - width, area.left()));
    painter.setPen(m_theme.color(ColorRole::Text));
    painter.drawText(QPointF(left, area.bottom() + kAxisHeight - metrics.descent()), time);
    if (!m_reading.isGood)
        return;
    painter.setBrush(m_theme.color(ColorRole::Accent));
    painter.setPen(QPen(m_theme.color(ColorRole::Surface), 1.5));
    painter.drawEllipse(QPointF(x, yOf(m_reading.y)), 3.5, 3.5);
}

void GateChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    chart()->setPlotArea(dataArea());
    Q_EMIT resized();
}

void GateChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && plot().contains(event->position()))
        m_pressedAt = timeAt(event->position().x());
    event->ignore(); // the card takes the focus
}

void GateChart::mouseMoveEvent(QMouseEvent *event)
{
    const qint64 time = timeAt(event->position().x());
    if (m_pressedAt && event->buttons().testFlag(Qt::LeftButton))
        Q_EMIT brushing(std::min(*m_pressedAt, time), std::max(*m_pressedAt, time));
    Q_EMIT hovered(time);
    event->accept();
}

void GateChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_pressedAt || event->button() != Qt::LeftButton)
        return;
    const qint64 time = timeAt(event->position().x());
    const bool isDrag = std::abs(xOf(*m_pressedAt) - event->position().x()) >= QApplication::startDragDistance();
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
    Q_EMIT zoomed(timeAt(event->position().x()), std::pow(0.999, event->angleDelta().y()));
    event->accept();
}

void GateChart::keyPressEvent(QKeyEvent *event)
{
    event->ignore();
}

} // namespace sluice
