// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/lineage/lineage_painter.h"

#include "ui/lineage/impact_look.h"

#include <QFontMetricsF>
#include <QPainter>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr double kBlocks = 0.34; ///< below this scale nodes are blocks without text, edges straight lines
constexpr double kTitles = 0.55; ///< below this scale nodes have a title alone
constexpr double kPadding = 10;
constexpr double kSign = 11;
constexpr double kCountHeight = 15;

double countWidth(int count)
{
    return count < 10 ? 21 : count < 100 ? 27 : 33;
}

} // namespace

void LineagePainter::setScene(LineageScenePtr scene)
{
    m_scene = std::move(scene);
    m_isPrepared = false;
    m_curves.clear();
    m_straight.clear();
    m_texts.clear();
}

QRectF LineagePainter::countBefore(const SceneNode &node)
{
    if (node.hiddenBefore == 0)
        return {};
    const double width = countWidth(node.hiddenBefore);
    return { node.box.left() - width / 2 + 2, node.box.top() + scene::kNodeHeight - kCountHeight / 2 - 1, width, kCountHeight };
}

QRectF LineagePainter::countAfter(const SceneNode &node)
{
    if (node.hiddenAfter == 0)
        return {};
    const double width = countWidth(node.hiddenAfter);
    return { node.box.right() - width / 2 - 2, node.box.top() + scene::kNodeHeight - kCountHeight / 2 - 1, width, kCountHeight };
}

QColor LineagePainter::edgeColor(ImpactKind kind) const
{
    if (kind == ImpactKind::Untouched)
        return mixed(m_theme.color(ColorRole::Border), m_theme.color(ColorRole::Muted), 0.3);
    return m_theme.color(impactLook(kind).role);
}

void LineagePainter::prepare()
{
    if (m_ready.line.isEmpty()) {
        for (const ImpactKind kind : { ImpactKind::Changed, ImpactKind::Breaks, ImpactKind::ChangesValue, ImpactKind::SeesNull,
                 ImpactKind::Unknown, ImpactKind::Untouched }) {
            const ColorRole role = impactLook(kind).role;
            const bool isQuiet = kind == ImpactKind::Untouched;
            m_ready.line.insert(int(kind), edgeColor(kind));
            m_ready.border.insert(int(kind), isQuiet ? m_theme.color(ColorRole::Border) : m_theme.color(role));
            m_ready.fill.insert(int(kind), isQuiet ? m_theme.color(ColorRole::Surface) : m_theme.tint(role, 0.12));
        }
    }
    if (m_isPrepared)
        return;
    m_isPrepared = true;
    m_curves.reserve(m_scene->edges.size());
    for (const SceneEdge &edge : m_scene->edges) {
        QPainterPath path(edge.points.first());
        QList<QLineF> &lines = m_straight[int(edge.kind)];
        for (qsizetype i = 1; i + 2 < edge.points.size(); i += 3) {
            path.cubicTo(edge.points[i], edge.points[i + 1], edge.points[i + 2]);
            lines.append(QLineF(edge.points[i - 1], edge.points[i + 2]));
        }
        m_curves.append(path);
    }
}

void LineagePainter::paint(QPainter &painter, const QRectF &visible, double scale, const Marks &marks)
{
    if (!m_scene)
        return;
    prepare();
    if (scale < kBlocks) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        paintLines(painter, visible);
        paintBlocks(painter, visible, scale, marks);
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    paintCurves(painter, visible, marks);
    const QRectF reach = visible.adjusted(-24, -24, 24, 24); // rings and counts stand out over the boxes
    for (int i = 0; i < m_scene->nodes.size(); ++i) {
        if (m_scene->nodes.at(i).box.intersects(reach))
            paintNode(painter, i, scale, marks);
    }
}

void LineagePainter::paintLines(QPainter &painter, const QRectF &visible)
{
    QList<QLineF> shown;
    for (const ImpactKind kind : { ImpactKind::Untouched, ImpactKind::Unknown, ImpactKind::SeesNull, ImpactKind::ChangesValue,
             ImpactKind::Breaks, ImpactKind::Changed }) {
        shown.clear();
        for (const QLineF &line : m_straight.value(int(kind))) {
            const bool isOutside = line.x2() < visible.left() || line.x1() > visible.right()
                || std::max(line.y1(), line.y2()) < visible.top() || std::min(line.y1(), line.y2()) > visible.bottom();
            if (!isOutside)
                shown.append(line);
        }
        painter.setPen(QPen(m_ready.line.value(int(kind)), 0));
        painter.drawLines(shown);
    }
}

void LineagePainter::paintBlocks(QPainter &painter, const QRectF &visible, double scale, const Marks &marks)
{
    for (int i = 0; i < m_scene->nodes.size(); ++i) {
        const SceneNode &node = m_scene->nodes.at(i);
        if (!node.box.intersects(visible))
            continue;
        painter.fillRect(node.box, mixed(m_ready.fill.value(int(node.kind)), m_ready.border.value(int(node.kind)), 0.55));
        if (i == marks.current || i == marks.selected) {
            painter.setPen(QPen(m_theme.color(i == marks.current ? ColorRole::Accent : ColorRole::Text), 2 / scale));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(node.box.adjusted(-3 / scale, -3 / scale, 3 / scale, 3 / scale));
        }
    }
}

void LineagePainter::paintCurves(QPainter &painter, const QRectF &visible, const Marks &marks)
{
    painter.setBrush(Qt::NoBrush);
    for (int i = 0; i < m_scene->edges.size(); ++i) {
        const SceneEdge &edge = m_scene->edges.at(i);
        if (!edge.bounds.intersects(visible))
            continue;
        const bool isOnPath = marks.path.contains(edge.from) && marks.path.contains(edge.to);
        QPen pen(m_ready.line.value(int(edge.kind)), isOnPath ? 2.6 : edge.kind == ImpactKind::Untouched ? 1.2 : 1.5);
        if (edge.isTurned)
            pen.setDashPattern({ 4, 3 });
        painter.setPen(pen);
        painter.drawPath(m_curves.at(i));
    }
}

void LineagePainter::paintNode(QPainter &painter, int index, double scale, const Marks &marks)
{
    const SceneNode &node = m_scene->nodes.at(index);
    const bool isSelected = index == marks.selected;
    painter.setPen(QPen(m_ready.border.value(int(node.kind)), isSelected ? 2.4 : 1.3));
    painter.setBrush(m_ready.fill.value(int(node.kind)));
    painter.drawRoundedRect(node.box, 6, 6);
    if (index == marks.current) {
        painter.setPen(QPen(m_theme.color(ColorRole::Accent), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(node.box.adjusted(-4, -4, 4, 4), 9, 9);
    }
    const bool hasSubtitle = scale >= kTitles;
    paintText(painter, index, QRectF(node.box.topLeft(), QSizeF(node.box.width(), scene::kNodeHeight)), hasSubtitle);
    if (!hasSubtitle)
        return;
    if (!node.columns.isEmpty())
        paintColumns(painter, node);
    paintCount(painter, countBefore(node), node.hiddenBefore);
    paintCount(painter, countAfter(node), node.hiddenAfter);
}

void LineagePainter::paintText(QPainter &painter, int index, const QRectF &box, bool hasSubtitle)
{
    const SceneNode &node = m_scene->nodes.at(index);
    const StateLook look = impactLook(node.kind);
    const bool hasSign = node.kind != ImpactKind::Untouched;
    QFont strong = m_theme.font(FontRole::Small);
    strong.setWeight(QFont::DemiBold);
    const QFont tiny = m_theme.font(FontRole::Tiny);
    const double signRoom = hasSign ? kSign + 4 : 0;
    const double hazardRoom = node.isUnowned ? kSign + 3 : 0;
    const double width = box.width() - 2 * kPadding;
    auto texts = m_texts.find(index);
    if (texts == m_texts.end()) {
        texts = m_texts.insert(index,
            { QFontMetricsF(strong).elidedText(node.title, Qt::ElideMiddle, width),
                QFontMetricsF(tiny).elidedText(node.subtitle, Qt::ElideRight, width - signRoom - hazardRoom) });
    }
    painter.setFont(strong);
    painter.setPen(m_theme.color(ColorRole::Text));
    const int flags = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine;
    if (!hasSubtitle) {
        painter.drawText(box.adjusted(kPadding, 0, -kPadding, 0), flags, texts->first);
        return;
    }
    painter.drawText(QRectF(box.left() + kPadding, box.top() + 5, width, 18), flags, texts->first);
    const QRectF line(box.left() + kPadding, box.top() + 23, width, 16);
    if (hasSign)
        m_theme.paintGlyph(&painter, look.glyph, QRectF(line.left(), line.center().y() - kSign / 2, kSign, kSign), m_theme.color(look.role));
    painter.setFont(tiny);
    painter.setPen(m_theme.color(hasSign ? ColorRole::Text : ColorRole::Muted));
    painter.drawText(line.adjusted(signRoom, 0, -hazardRoom, 0), flags, texts->second);
    if (node.isUnowned) {
        const double used = QFontMetricsF(tiny).horizontalAdvance(texts->second);
        m_theme.paintGlyph(&painter, Glyph::Hazard, QRectF(line.left() + signRoom + used + 4, line.center().y() - kSign / 2, kSign, kSign),
            m_theme.color(ColorRole::Watch));
    }
}

void LineagePainter::paintColumns(QPainter &painter, const SceneNode &node)
{
    const double top = node.box.top() + scene::kNodeHeight;
    painter.setPen(QPen(m_ready.border.value(int(node.kind)), 1));
    painter.drawLine(QPointF(node.box.left() + 1, top), QPointF(node.box.right() - 1, top));
    const QFont mono = m_theme.font(FontRole::MonoSmall);
    painter.setFont(mono);
    painter.setPen(m_theme.color(ColorRole::Text));
    QRectF line(node.box.left() + kPadding, top + 3, node.box.width() - 2 * kPadding, scene::kColumnHeight);
    for (const QString &column : node.columns) {
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, QFontMetricsF(mono).elidedText(column, Qt::ElideRight, line.width()));
        line.translate(0, scene::kColumnHeight);
    }
}

void LineagePainter::paintCount(QPainter &painter, const QRectF &box, int count)
{
    if (count == 0)
        return;
    painter.setPen(QPen(mixed(m_theme.color(ColorRole::Border), m_theme.color(ColorRole::Muted), 0.35), 1));
    painter.setBrush(m_theme.color(ColorRole::Surface));
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
    painter.setFont(m_theme.font(FontRole::Tiny));
    painter.setPen(m_theme.color(ColorRole::Muted));
    painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, count > 99 ? u"99+"_s : u'+' + QString::number(count));
}

} // namespace sluice
