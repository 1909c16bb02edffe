// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/chart_painter.h"

#include "ui/models/gate_text.h"
#include "ui/models/label_placement.h"
#include "ui/quality/chart_words.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kFewPoints = 200; ///< always drawn as a smooth line
constexpr qreal kDot = 2;
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

int pixel(double position) { return static_cast<int>(std::lround(position)); }

} // namespace

ChartPainter::ChartPainter(QPainter &painter, const Theme &theme, const GateChartContent &content,
    const ChartGeometry &geometry, ChartWords &words)
    : m_painter(painter)
    , m_theme(theme)
    , m_content(content)
    , m_geometry(geometry)
    , m_words(words)
{
}

QColor ChartPainter::lineColor(const Theme &theme, const GateChartContent &content)
{
    return theme.color(content.isStale ? ColorRole::Muted : ColorRole::Accent);
}

QColor ChartPainter::referenceColor(const Theme &theme)
{
    return mixed(theme.color(ColorRole::Muted), theme.color(ColorRole::Surface), 0.25);
}

bool ChartPainter::isDense(const QList<QPointF> &line, const ChartGeometry &geometry)
{
    const double pixels = line.isEmpty() ? 0 : geometry.xOf(line.last().x()) - geometry.xOf(line.first().x());
    return line.size() > kFewPoints && static_cast<double>(line.size()) > pixels;
}

void ChartPainter::paintBackground(std::optional<std::pair<qint64, qint64>> brush)
{
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    paintBand();
    paintGaps();
    paintEvidence();
    paintRanges();
    if (brush) {
        const double left = m_geometry.xOf(brush->first);
        m_painter.fillRect(QRectF(left, area().top(), m_geometry.xOf(brush->second) - left, area().height()),
            m_theme.color(ColorRole::Selection));
    }
    m_painter.fillRect(
        QRectF(area().left(), std::round(area().bottom()), area().width(), 1), m_theme.color(ColorRole::Grid));
}

void ChartPainter::paintBand()
{
    if (!m_content.band)
        return;
    const double top = m_geometry.yOf(m_content.band->second);
    const double bottom = m_geometry.yOf(m_content.band->first);
    m_painter.fillRect(
        QRectF(area().left(), top, area().width(), std::max(bottom - top, 2.0)), m_theme.tint(ColorRole::Accent, 0.13));
}

void ChartPainter::paintGaps()
{
    for (const MetricGap &gap : m_content.gaps) {
        const double left = m_geometry.xOf(gap.from);
        double right = std::max(m_geometry.xOf(gap.to), left + kGapMinimum);
        if (right > area().right() && gap.isOpen)
            right = area().right();
        m_painter.fillRect(
            QRectF(left, area().top(), right - left, area().height()), m_theme.tint(ColorRole::Watch, 0.16));
    }
}

/// Lighter than the line of their means, and everything that was ever measured lies in them.
void ChartPainter::paintRanges()
{
    const QColor color = m_theme.tint(m_content.isStale ? ColorRole::Muted : ColorRole::Accent, 0.3);
    for (const MetricRange &range : m_content.ranges) {
        const double left = std::floor(m_geometry.xOf(range.from));
        const double top = m_geometry.yOf(range.most);
        m_painter.fillRect(QRectF(left, top, std::max(std::ceil(m_geometry.xOf(range.to)) - left, 1.0),
                               std::max(m_geometry.yOf(range.least) - top, 1.0)),
            color);
    }
}

void ChartPainter::paintForeground()
{
    paintDense(m_content.reference, referenceColor(m_theme));
    paintDense(m_content.lines, lineColor(m_theme, m_content));
    paintDots();
    paintGapLabels();
    paintBoundary();
    paintLimits();
    paintMarkers();
}

void ChartPainter::paintEmpty(const QString &text)
{
    m_painter.setFont(m_theme.font(FontRole::Tiny));
    m_painter.setPen(m_theme.color(ColorRole::Muted));
    m_painter.drawText(area(), static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap, text);
}

void ChartPainter::paintOverlay(const ChartOverlay &overlay)
{
    if (overlay.threshold)
        paintThreshold(*overlay.threshold);
    if (overlay.tried)
        paintThreshold(*overlay.tried, Qt::AlignRight);
    paintTimes(overlay.crosshair);
    if (overlay.crosshair)
        paintCrosshair(*overlay.crosshair, overlay.reading);
}

/// One upright piece a pixel column, from its least to its most and to where the column before ended: what stroking the
/// points would give, without a stroker.
void ChartPainter::paintDense(const QList<QList<QPointF>> &lines, const QColor &color)
{
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(color);
    QList<QRect> pieces;
    for (const QList<QPointF> &line : lines) {
        if (!isDense(line, m_geometry))
            continue;
        std::optional<int> before; // where the last column ended
        for (qsizetype i = 0; i < line.size();) {
            const int x = static_cast<int>(m_geometry.xOf(line[i].x()));
            int y = pixel(m_geometry.yOf(line[i].y()));
            int top = before ? std::min(*before, y) : y;
            int bottom = before ? std::max(*before, y) : y;
            for (++i; i < line.size() && static_cast<int>(m_geometry.xOf(line[i].x())) == x; ++i) {
                y = pixel(m_geometry.yOf(line[i].y()));
                top = std::min(top, y);
                bottom = std::max(bottom, y);
            }
            before = y;
            pieces.append(QRect(x, top, 1, bottom - top + 1));
        }
    }
    m_painter.drawRects(pieces);
    m_painter.setBrush(Qt::NoBrush);
}

void ChartPainter::paintDots()
{
    if (m_content.dots.isEmpty())
        return;
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(lineColor(m_theme, m_content));
    for (const QPointF &dot : m_content.dots)
        m_painter.drawEllipse(QPointF(m_geometry.xOf(dot.x()), m_geometry.yOf(dot.y())), kDot, kDot);
    m_painter.setBrush(Qt::NoBrush);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

void ChartPainter::paintGapLabels()
{
    if (m_content.gaps.isEmpty())
        return;
    m_painter.setPen(m_theme.color(ColorRole::Watch));
    double freeFrom = area().left();
    const double end = area().right() - boundaryWordsWidth();
    for (const MetricGap &gap : m_content.gaps) {
        const QString text = gapText(gap.reason);
        const double width = m_words.width(text);
        const double middle = (m_geometry.xOf(gap.from) + m_geometry.xOf(gap.to)) / 2;
        const double left
            = std::clamp(middle - width / 2, area().left() + 2, std::max(end - width - 2, area().left() + 2));
        if (left < freeFrom || left + width > end)
            continue;
        m_words.draw(m_painter, left, area().top() + m_words.metrics().ascent() + 1, text);
        freeFrom = left + width + 6;
    }
}

/// What happened in one moment is one line with one text, in its order.
QList<ChartPainter::Moment> ChartPainter::moments() const
{
    constexpr double kOneMoment = 4; // pixels
    QList<Moment> moments;
    for (const ChartMarker &marker : m_content.markers) {
        const double x = std::round(m_geometry.xOf(marker.at.toMSecsSinceEpoch()));
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

void ChartPainter::paintMarkers()
{
    QList<Moment> moments = this->moments();
    std::reverse(moments.begin(), moments.end()); // the newest says most, but nothing outranks a breach
    std::stable_partition(
        moments.begin(), moments.end(), [](const Moment &moment) { return moment.kind == ChartMarker::Kind::Breach; });
    QList<LineLabel> labels;
    for (const Moment &moment : std::as_const(moments)) {
        paintDashes(
            moment.x, area().top(), area().height(), Qt::Vertical, 2, 3, m_theme.color(markerRole(moment.kind)));
        labels.append({ moment.x, m_words.width(moment.text) + 1 });
    }
    const QList<LabelPlacement> places
        = placeBesideLines(labels, ChartGeometry::kMarkerRows, area().left(), area().right());
    for (qsizetype i = 0; i < places.size(); ++i) {
        const LabelPlacement &place = places[i];
        if (place.where == LabelPlacement::Where::Hidden)
            continue; // the dotted line stays; the crosshair's table names it
        const QColor color = m_theme.color(markerRole(moments[i].kind));
        const QRectF box(place.left, area().bottom() - ChartGeometry::kMarkerRow * (place.row + 1), place.width,
            ChartGeometry::kMarkerRow);
        m_painter.fillRect(
            box.adjusted(-2, 1, 2, -1), m_theme.color(ColorRole::Surface)); // over lines, never over data
        m_painter.fillRect(QRectF(moments[i].x, box.top() + 3, 2, box.height() - 6),
            color); // the end of the line whose words they are
        m_painter.setPen(color);
        m_words.draw(m_painter, box.left(), box.bottom() - m_words.metrics().descent() - 1,
            m_words.elided(moments[i].text, box.width()));
    }
}

QString ChartPainter::timeText(qint64 time) const
{
    const qint64 span = m_content.to - m_content.from;
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(time, Qt::UTC);
    if (m_content.isOtherDay)
        return at.toString(span < 10 * 60'000 ? u"MM-dd HH:mm:ss"_s : u"MM-dd HH:mm"_s);
    if (span < 10 * 60'000)
        return at.toString(u"HH:mm:ss"_s);
    return at.toString(span < 24 * 3'600'000 ? u"HH:mm"_s : u"MM-dd HH:mm"_s);
}

void ChartPainter::paintTimes(std::optional<qint64> crosshair)
{
    const double base = area().bottom() + ChartGeometry::kAxisHeight - m_words.metrics().descent();
    const QString first = timeText(m_content.from);
    const QString last = timeText(m_content.to);
    m_painter.setPen(m_theme.color(ColorRole::Muted));
    const double lastLeft = area().right() - m_words.digitsWidth(last);
    const double cross = crosshair ? m_geometry.xOf(*crosshair) : -1000;
    if (cross - 30 > area().left() + m_words.digitsWidth(first) || cross < 0)
        m_words.drawDigits(m_painter, area().left(), base, first);
    if (cross + 30 < lastLeft && lastLeft > area().left() + m_words.digitsWidth(first) + 12)
        m_words.drawDigits(m_painter, lastLeft, base, last);
}

void ChartPainter::paintCrosshair(qint64 at, const CrosshairReading &reading)
{
    const double x = std::round(m_geometry.xOf(at));
    if (x < area().left() || x > area().right() + 1)
        return;
    m_painter.fillRect(QRectF(x, area().top(), 1, area().height()), m_theme.color(ColorRole::Muted));
    const QString time = QDateTime::fromMSecsSinceEpoch(at, Qt::UTC).toString(u"HH:mm:ss"_s);
    const double width = m_words.digitsWidth(time);
    const double left = std::clamp(x - width / 2, area().left(), std::max(area().right() - width, area().left()));
    m_painter.setPen(m_theme.color(ColorRole::Text));
    m_words.drawDigits(
        m_painter, left, area().bottom() + ChartGeometry::kAxisHeight - m_words.metrics().descent(), time);
    if (!reading.isGood)
        return;
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setBrush(m_theme.color(ColorRole::Accent));
    m_painter.setPen(QPen(m_theme.color(ColorRole::Surface), 1.5));
    m_painter.drawEllipse(QPointF(x + 0.5, m_geometry.yOf(reading.y)), 3.5, 3.5);
    m_painter.setBrush(Qt::NoBrush);
}

void ChartPainter::paintDashes(
    double x, double y, double length, Qt::Orientation orientation, int on, int off, const QColor &color)
{
    QList<QRect> pieces;
    const bool isUpright = orientation == Qt::Vertical;
    for (int done = 0; done < static_cast<int>(length); done += on + off) {
        const int piece = std::min(on, static_cast<int>(length) - done);
        pieces.append(
            isUpright ? QRect(pixel(x), pixel(y) + done, 1, piece) : QRect(pixel(x) + done, pixel(y), piece, 1));
    }
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(color);
    m_painter.drawRects(pieces);
    m_painter.setBrush(Qt::NoBrush);
}

} // namespace sluice
