// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/timeline_view.h"

#include "ui/models/text.h"
#include "ui/models/timeline_model.h"
#include "ui/timeline/timeline_delegate.h"
#include "ui/timeline/timeline_header.h"
#include "ui/timeline/timeline_window.h"

#include <QApplication>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

namespace sluice {

namespace {

constexpr int kNameWidth = 204;
constexpr double kWheelZoom = 1.0015; // per unit of angle; a notch is 120
constexpr double kKeyZoom = 1.4;
constexpr double kKeyPan = 80;

} // namespace

TimelineView::TimelineView(const Theme &theme, TimelineModel &model, TimelineWindow &window, QWidget *parent)
    : QTreeView(parent)
    , m_theme(theme)
    , m_model(model)
    , m_window(window)
    , m_delegate(new TimelineDelegate(theme, model, window, this))
{
    setHeader(new TimelineHeader(theme, window, this));
    setModel(&model);
    setItemDelegate(m_delegate);
    setAccessibleName(tr("Timeline of rollouts"));
    setIndentation(16);
    setExpandsOnDoubleClick(false);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    header()->setStretchLastSection(true);
    header()->resizeSection(TimelineModel::NameColumn, kNameWidth);
    connect(header(), &QHeaderView::sectionResized, this, &TimelineView::syncWidth);
    connect(&window, &TimelineWindow::changed, viewport(), qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

QRect TimelineView::chartRect() const
{
    const int left = header()->sectionViewportPosition(TimelineModel::ChartColumn);
    return { left, 0, header()->sectionSize(TimelineModel::ChartColumn), viewport()->height() };
}

void TimelineView::syncWidth()
{
    m_window.setWidth(chartRect().width());
}

void TimelineView::setSelected(const QString &plan, const QString &stage)
{
    m_plan = plan;
    m_stage = stage;
    m_delegate->setSelected(plan, stage);
    const QModelIndex current = currentIndex();
    const bool isThere = current.isValid() && current.data(TimelineModel::PlanIdRole).toString() == plan
        && (current.data(TimelineModel::LevelRole).toInt() == TimelineModel::PlanLevel || current.data(TimelineModel::StageIdRole).toString() == stage);
    if (!isThere) {
        const QModelIndex index = m_model.indexOf(plan);
        if (index.isValid())
            setCurrentIndex(index);
    }
    viewport()->update();
}

QStringList TimelineView::expandedPlans() const
{
    QStringList plans;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex index = m_model.index(row, 0);
        if (isExpanded(index))
            plans.append(index.data(TimelineModel::PlanIdRole).toString());
    }
    return plans;
}

void TimelineView::expandPlans(const QStringList &plans)
{
    for (const QString &plan : plans) {
        if (const QModelIndex index = m_model.indexOf(plan); index.isValid())
            setExpanded(index, true);
    }
}

void TimelineView::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    QPainter painter(viewport());
    const QRect chart = chartRect();
    // The grid goes on below the last row.
    QModelIndex last = m_model.index(m_model.rowCount() - 1, 0);
    while (last.isValid() && isExpanded(last) && m_model.rowCount(last) > 0)
        last = m_model.index(m_model.rowCount(last) - 1, 0, last);
    const int below = visualRect(last).bottom() + 1;
    if (below < viewport()->height()) {
        for (const AxisTick &tick : m_window.scale().ticks(chart.width())) {
            if (tick.x >= 0)
                painter.fillRect(QRectF(chart.left() + std::floor(tick.x), below, 1, viewport()->height() - below),
                    m_theme.color(tick.isMajor ? ColorRole::Border : ColorRole::Grid));
        }
    }
    painter.fillRect(QRect(layoutDirection() == Qt::RightToLeft ? chart.right() : chart.left() - 1, 0, 1, viewport()->height()), m_theme.color(ColorRole::Border));
    const double x = m_window.scale().x(m_window.now());
    if (x < 0 || x > chart.width())
        return;
    painter.fillRect(QRectF(chart.left() + x - 1, 0, 2, viewport()->height()), m_theme.color(ColorRole::Accent));
}

void TimelineView::drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    const bool isPlan = index.data(TimelineModel::LevelRole).toInt() == TimelineModel::PlanLevel;
    if (selectionModel()->isSelected(index))
        painter->fillRect(rect, m_theme.color(ColorRole::Selection));
    if (!m_model.hasChildren(index))
        return;
    const bool isRightToLeft = layoutDirection() == Qt::RightToLeft;
    const int x = isRightToLeft ? rect.left() + 1 : rect.right() - 13;
    const int y = isPlan ? rect.top() + 13 : rect.center().y() - 5;
    const Glyph glyph = isExpanded(index) ? Glyph::ChevronDown : Glyph::ChevronRight;
    painter->save();
    if (isRightToLeft && glyph == Glyph::ChevronRight) {
        painter->translate(2 * x + 12, 0);
        painter->scale(-1, 1);
    }
    m_theme.paintGlyph(painter, glyph, QRectF(x, y, 12, 12), m_theme.color(ColorRole::Muted));
    painter->restore();
}

void TimelineView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    syncWidth();
}

bool TimelineView::isOnChart(QPoint position) const
{
    return chartRect().contains(position);
}

bool TimelineView::isOnPointer(QPoint position) const
{
    const QModelIndex chart = indexAt(position).siblingAtColumn(TimelineModel::ChartColumn);
    return chart.isValid() && m_delegate->pointsElsewhere(chart, visualRect(chart), position);
}

void TimelineView::wheelEvent(QWheelEvent *event)
{
    const QPoint angle = event->angleDelta();
    const double x = event->position().x() - chartRect().left();
    if (event->modifiers() & Qt::ControlModifier) {
        m_window.zoomBy(std::pow(kWheelZoom, angle.y() != 0 ? angle.y() : angle.x()), qBound(0.0, x, m_window.width()));
        event->accept();
        return;
    }
    const bool isSideways = qAbs(angle.x()) > qAbs(angle.y()) || (event->modifiers() & Qt::ShiftModifier);
    if (isSideways) {
        const int delta = angle.x() != 0 ? angle.x() : angle.y();
        m_window.panBy(-delta);
        event->accept();
        return;
    }
    QTreeView::wheelEvent(event);
}

void TimelineView::mousePressEvent(QMouseEvent *event)
{
    m_isPressed = event->button() == Qt::LeftButton && isOnChart(event->pos());
    m_isPanning = false;
    m_pressedAt = m_lastAt = event->pos();
    QTreeView::mousePressEvent(event);
    const QModelIndex index = indexAt(event->pos());
    if (!m_isPressed || !index.isValid())
        return;
    const QModelIndex chart = index.siblingAtColumn(TimelineModel::ChartColumn);
    const QString stage = m_delegate->stageAt(chart, visualRect(chart), event->pos());
    if (!stage.isEmpty())
        Q_EMIT stageChosen(index.data(TimelineModel::PlanIdRole).toString(), stage);
}

void TimelineView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_isPressed && !m_isPanning && (event->pos() - m_pressedAt).manhattanLength() >= QApplication::startDragDistance()) {
        m_isPanning = true;
        viewport()->setCursor(Qt::ClosedHandCursor);
    }
    if (!m_isPanning) {
        if (!m_isPressed) {
            QTreeView::mouseMoveEvent(event);
            isOnPointer(event->pos()) ? viewport()->setCursor(Qt::PointingHandCursor) : viewport()->unsetCursor();
        }
        return;
    }
    m_window.panBy(m_lastAt.x() - event->pos().x());
    m_lastAt = event->pos();
}

void TimelineView::mouseReleaseEvent(QMouseEvent *event)
{
    const bool isClick = m_isPressed && !m_isPanning;
    m_isPressed = m_isPanning = false;
    viewport()->unsetCursor();
    QTreeView::mouseReleaseEvent(event);
    if (isClick && isOnPointer(event->pos()))
        Q_EMIT fitRequested(indexAt(event->pos()).data(TimelineModel::PlanIdRole).toString());
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    if (!isOnChart(event->pos())) {
        if (index.isValid())
            setExpanded(index.siblingAtColumn(0), !isExpanded(index.siblingAtColumn(0)));
        return;
    }
    const QModelIndex chart = index.siblingAtColumn(TimelineModel::ChartColumn);
    const bool isOnBar = index.isValid() && !m_delegate->stageAt(chart, visualRect(chart), event->pos()).isEmpty();
    Q_EMIT fitRequested(isOnBar ? index.data(TimelineModel::PlanIdRole).toString() : QString());
}

void TimelineView::stepThroughStages(int step)
{
    const PlanTimeline *plan = m_model.plan(currentIndex());
    if (!plan || plan->stages.isEmpty())
        return;
    const int count = static_cast<int>(plan->stages.size());
    int at = step > 0 ? -1 : count; // nothing chosen yet: the first key press goes to the first stage on its way
    for (int i = 0; i < count; ++i) {
        if (plan->stages[i].id == m_stage)
            at = i;
    }
    Q_EMIT stageChosen(plan->id, plan->stages[qBound(0, at + step, count - 1)].id);
}

void TimelineView::keyPressEvent(QKeyEvent *event)
{
    const double centre = m_window.width() / 2;
    const int forward = layoutDirection() == Qt::RightToLeft ? -1 : 1;
    const bool isControl = event->modifiers() & Qt::ControlModifier;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        m_window.zoomBy(kKeyZoom, centre);
        return;
    case Qt::Key_Minus:
        m_window.zoomBy(1 / kKeyZoom, centre);
        return;
    case Qt::Key_Period:
        m_window.goToNow();
        return;
    case Qt::Key_0:
        Q_EMIT fitRequested({});
        return;
    case Qt::Key_Right:
        isControl ? m_window.panBy(kKeyPan) : stepThroughStages(forward);
        return;
    case Qt::Key_Left:
        isControl ? m_window.panBy(-kKeyPan) : stepThroughStages(-forward);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter: {
        const QModelIndex index = currentIndex().siblingAtColumn(0);
        const QModelIndex chart = index.siblingAtColumn(TimelineModel::ChartColumn);
        if (m_delegate->isElsewhere(chart, visualRect(chart)))
            Q_EMIT fitRequested(index.data(TimelineModel::PlanIdRole).toString());
        else
            setExpanded(index, !isExpanded(index));
        return;
    }
    default:
        QTreeView::keyPressEvent(event);
    }
}

bool TimelineView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QTreeView::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QModelIndex index = indexAt(help->pos());
    const QString text = index.isValid() ? m_delegate->toolTipAt(index, visualRect(index), help->pos()) : QString();
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), plainToolTip(text), viewport());
    return true;
}

void TimelineView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    if (!current.isValid())
        return;
    const QString plan = current.data(TimelineModel::PlanIdRole).toString();
    const QString stage = current.data(TimelineModel::StageIdRole).toString();
    if (plan != m_plan || (!stage.isEmpty() && stage != m_stage))
        Q_EMIT stageChosen(plan, stage);
}

} // namespace sluice
