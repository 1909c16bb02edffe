// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/lineage/lineage_canvas.h"

#include "ui/models/lineage_text.h"
#include "ui/models/lineage_walk.h"
#include "ui/models/text.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QNativeGestureEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr double kSmallest = 0.04;
constexpr double kLargest = 2.5;
constexpr double kMargin = 24; ///< on screen, around a drawing that is shown afresh
constexpr double kLeastScale = 0.6; ///< a drawing that fits at this scale is shown whole
constexpr double kReadableScale = 0.7; ///< a larger one starts this near, at its left edge
constexpr double kStep = 1.2;
constexpr int kDragDistance = 4;

} // namespace

LineageCanvas::LineageCanvas(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_painter(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(240, 160);
    setAccessibleName(tr("Lineage graph"));
    connect(&theme, &Theme::changed, this, [this] {
        m_painter.themeChanged();
        update();
    });
}

void LineageCanvas::setScene(const LineageScenePtr &scene)
{
    const LineageScenePtr before = m_scene;
    const bool isSameSubject = before && scene && before->analysis->subject == scene->analysis->subject;
    QPointF anchor;
    QString anchorKey;
    for (const QString &key : { m_selectedKey, m_currentKey }) {
        if (isSameSubject && anchorKey.isEmpty() && before->indexOf(key) >= 0 && scene->indexOf(key) >= 0) {
            anchorKey = key;
            anchor = toScreen(before->nodes.at(before->indexOf(key)).box.topLeft());
        }
    }
    m_scene = scene;
    m_painter.setScene(scene);
    m_marks.current = indexOf(m_currentKey);
    m_marks.selected = indexOf(m_selectedKey);
    updatePath();
    if (m_marks.current < 0)
        m_currentKey.clear();
    if (!isSameSubject || m_isFresh) {
        showAfresh();
    } else if (!anchorKey.isEmpty()) {
        m_origin = scene->nodes.at(scene->indexOf(anchorKey)).box.topLeft() - anchor / m_scale;
        clampOrigin();
    }
    moved();
}

void LineageCanvas::setSelected(const QString &key)
{
    if (key == m_selectedKey)
        return;
    m_selectedKey = key;
    m_marks.selected = indexOf(key);
    updatePath();
    if (m_marks.selected >= 0 && !m_isFresh)
        bringIntoView(m_scene->nodes.at(m_marks.selected).box);
    update();
}

void LineageCanvas::updatePath()
{
    m_marks.path.clear();
    if (m_marks.selected < 0)
        return;
    const Impact *impact = m_scene->analysis->impact(m_scene->nodes.at(m_marks.selected).node);
    const QList<LineageNode> &nodes = m_scene->analysis->graph->nodes();
    for (int node : impact ? impact->path : QList<int>())
        m_marks.path.insert(m_scene->indexOf(nodes.at(node).key));
}

void LineageCanvas::goTo(const QString &key)
{
    const int index = indexOf(key);
    if (index >= 0)
        setCurrent(index, true);
}

/// The whole drawing when it stays readable, else as much of it as there is room for from its left edge: it is read
/// from there, and what changes stands near it.
void LineageCanvas::showAfresh()
{
    m_isFresh = true;
    if (!m_scene || m_scene->nodes.isEmpty())
        return;
    fit();
    m_isFresh = true;
    if (m_scale >= kLeastScale)
        return;
    m_scale = kReadableScale;
    const QRectF bounds = m_scene->bounds;
    const double high = height() / m_scale;
    const double start = m_scene->nodes.at(walkStart(*m_scene)).box.center().y() - high / 2;
    // What changes is in the middle, but no room is given to what lies above or below everything.
    const double margin = kMargin / m_scale;
    const double least = bounds.top() - margin;
    const double most = bounds.bottom() + 2 * margin - high;
    m_origin = QPointF(bounds.left() - margin, least < most ? std::clamp(start, least, most) : bounds.center().y() - high * 0.46);
    clampOrigin();
    moved();
}

void LineageCanvas::fit()
{
    if (!m_scene || m_scene->nodes.isEmpty())
        return;
    m_isFresh = false;
    const QRectF bounds = m_scene->bounds;
    const double across = (width() - 2 * kMargin) / std::max(1.0, bounds.width());
    const double down = (height() - 3 * kMargin) / std::max(1.0, bounds.height());
    m_scale = std::clamp(std::min({ across, down, 1.0 }), kSmallest, kLargest);
    const QSizeF free(width() / m_scale - bounds.width(), height() / m_scale - bounds.height());
    m_origin = bounds.topLeft() - QPointF(free.width() / 2, free.height() * 0.42);
    moved();
}

void LineageCanvas::zoom(double factor)
{
    zoomAt(QPointF(width() / 2.0, height() / 2.0), factor);
}

void LineageCanvas::zoomAt(const QPointF &position, double factor)
{
    const QPointF fixed = toScene(position);
    m_scale = std::clamp(m_scale * factor, kSmallest, kLargest);
    m_origin = fixed - position / m_scale;
    m_isFresh = false;
    clampOrigin();
    moved();
}

/// Some of the drawing always stays in sight.
void LineageCanvas::clampOrigin()
{
    if (!m_scene)
        return;
    const QRectF bounds = m_scene->bounds;
    const QSizeF view(width() / m_scale, height() / m_scale);
    const QSizeF kept(std::min(bounds.width(), 80 / m_scale), std::min(bounds.height(), 40 / m_scale));
    m_origin.setX(std::clamp(m_origin.x(), bounds.left() - view.width() + kept.width(), bounds.right() - kept.width()));
    m_origin.setY(std::clamp(m_origin.y(), bounds.top() - view.height() + kept.height(), bounds.bottom() - kept.height()));
}

void LineageCanvas::moved()
{
    update();
    Q_EMIT viewChanged();
}

QRectF LineageCanvas::visibleScene() const
{
    return { m_origin, QSizeF(width(), height()) / m_scale };
}

void LineageCanvas::bringIntoView(const QRectF &box)
{
    const double margin = 28 / m_scale;
    const QRectF visible = visibleScene();
    const QRectF wanted = box.adjusted(-margin, -margin, margin, margin);
    QPointF shift;
    if (wanted.right() > visible.right())
        shift.setX(wanted.right() - visible.right());
    if (wanted.left() < visible.left())
        shift.setX(wanted.left() - visible.left());
    if (wanted.bottom() > visible.bottom())
        shift.setY(wanted.bottom() - visible.bottom());
    if (wanted.top() < visible.top())
        shift.setY(wanted.top() - visible.top());
    if (shift.isNull())
        return;
    m_origin += shift;
    m_isFresh = false;
    moved();
}

int LineageCanvas::nodeAt(const QPointF &position) const
{
    const QPointF at = toScene(position);
    for (int i = 0; m_scene && i < m_scene->nodes.size(); ++i) {
        if (m_scene->nodes.at(i).box.contains(at))
            return i;
    }
    return -1;
}

void LineageCanvas::setCurrent(int index, bool isShown)
{
    if (!m_scene || index < 0)
        return;
    m_marks.current = index;
    m_currentKey = m_scene->nodes.at(index).key;
    if (isShown)
        bringIntoView(m_scene->nodes.at(index).box);
    speak();
    update();
    Q_EMIT currentChanged(m_currentKey);
}

void LineageCanvas::speak()
{
    const SceneNode &node = m_scene->nodes.at(m_marks.current);
    setAccessibleDescription(spokenNode(*m_scene->analysis->graph, node.node, m_scene->analysis->impact(node.node)));
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void LineageCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (!m_scene)
        return;
    LineagePainter::Marks marks = m_marks;
    if (!hasFocus())
        marks.current = -1;
    painter.scale(m_scale, m_scale);
    painter.translate(-m_origin);
    m_painter.paint(painter, visibleScene(), m_scale, marks);
}

void LineageCanvas::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_isFresh)
        showAfresh();
    else
        clampOrigin();
    moved();
}

void LineageCanvas::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        zoomAt(event->position(), std::pow(kStep, event->angleDelta().y() / 120.0));
    } else {
        const QPointF pixels = event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 2 : QPointF(event->pixelDelta());
        const bool isAcross = event->modifiers() & Qt::ShiftModifier;
        m_origin -= (isAcross ? QPointF(pixels.y() + pixels.x(), 0) : pixels) / m_scale;
        m_isFresh = false;
        clampOrigin();
        moved();
    }
    event->accept();
}

void LineageCanvas::mousePressEvent(QMouseEvent *event)
{
    m_isDragging = false;
    m_pressed = event->position();
    m_pressedOrigin = m_origin;
    event->accept();
}

void LineageCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & (Qt::LeftButton | Qt::MiddleButton))) {
        setCursor(nodeAt(event->position()) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        return;
    }
    const QPointF way = event->position() - m_pressed;
    if (!m_isDragging && way.manhattanLength() < kDragDistance)
        return;
    m_isDragging = true;
    m_isFresh = false;
    setCursor(Qt::ClosedHandCursor);
    m_origin = m_pressedOrigin - way / m_scale;
    clampOrigin();
    moved();
}

void LineageCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    setCursor(Qt::ArrowCursor);
    if (m_isDragging || event->button() != Qt::LeftButton) {
        m_isDragging = false;
        return;
    }
    const QPointF at = toScene(event->position());
    for (int i = 0; m_scene && i < m_scene->nodes.size(); ++i) {
        const SceneNode &node = m_scene->nodes.at(i);
        const bool isCount = LineagePainter::countAfter(node).contains(at) || LineagePainter::countBefore(node).contains(at);
        if (!isCount && !node.box.contains(at))
            continue;
        const QString key = node.key; // the answer may bring another scene
        setCurrent(i, false);
        if (isCount)
            Q_EMIT expandRequested(key);
        else
            Q_EMIT nodeSelected(key);
        return;
    }
}

void LineageCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int index = nodeAt(event->position());
    if (index >= 0)
        Q_EMIT columnsRequested(m_scene->nodes.at(index).key);
    else
        fit();
}

void LineageCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isByMouse = event->reason() == QContextMenuEvent::Mouse;
    const int index = isByMouse ? nodeAt(event->pos()) : m_marks.current;
    if (index < 0)
        return;
    setCurrent(index, false);
    const QPointF corner = toScreen(m_scene->nodes.at(index).box.bottomLeft());
    Q_EMIT menuRequested(m_currentKey, isByMouse ? event->globalPos() : mapToGlobal(corner.toPoint()));
}

bool LineageCanvas::walk(int key)
{
    int next = -1;
    switch (key) {
    case Qt::Key_Left: next = walkLeft(*m_scene, m_marks.current); break;
    case Qt::Key_Right: next = walkRight(*m_scene, m_marks.current); break;
    case Qt::Key_Up: next = walkUp(*m_scene, m_marks.current); break;
    case Qt::Key_Down: next = walkDown(*m_scene, m_marks.current); break;
    case Qt::Key_Home: next = walkStart(*m_scene); break;
    default: return false;
    }
    setCurrent(next, true);
    return true;
}

void LineageCanvas::keyPressEvent(QKeyEvent *event)
{
    if (!m_scene || (event->modifiers() & Qt::AltModifier)) {
        QWidget::keyPressEvent(event);
        return;
    }
    const bool isZoom = event->modifiers() & Qt::ControlModifier;
    const bool isPlus = event->key() == Qt::Key_Plus || (isZoom && event->key() == Qt::Key_Equal);
    const bool isMinus = event->key() == Qt::Key_Minus;
    if (isZoom && (isPlus || isMinus)) {
        zoom(isPlus ? kStep : 1 / kStep);
    } else if (isZoom && event->key() == Qt::Key_0) {
        fit();
    } else if (isZoom) {
        QWidget::keyPressEvent(event);
    } else if (walk(event->key())) {
    } else if (m_marks.current >= 0 && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)) {
        Q_EMIT nodeSelected(m_currentKey);
    } else if (m_marks.current >= 0 && isPlus) {
        Q_EMIT expandRequested(m_currentKey);
    } else if (m_marks.current >= 0 && isMinus) {
        Q_EMIT foldRequested(m_currentKey);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void LineageCanvas::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    if (m_scene && m_marks.current < 0)
        setCurrent(m_marks.selected >= 0 ? m_marks.selected : walkStart(*m_scene), false);
    update();
}

void LineageCanvas::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool LineageCanvas::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int index = nodeAt(help->pos());
        if (index < 0) {
            QToolTip::hideText();
            return true;
        }
        const int node = m_scene->nodes.at(index).node;
        const Impact *impact = m_scene->analysis->impact(node);
        QString text = spokenNode(*m_scene->analysis->graph, node, impact);
        if (impact != nullptr)
            text += u'\n' + impact->why;
        QToolTip::showText(help->globalPos(), plainToolTip(text), this);
        return true;
    }
    if (event->type() == QEvent::NativeGesture) {
        const auto *gesture = static_cast<QNativeGestureEvent *>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            zoomAt(gesture->position(), 1 + gesture->value());
            return true;
        }
    }
    return QWidget::event(event);
}

} // namespace sluice
