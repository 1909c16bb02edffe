// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/timeline_delegate.h"

#include "ui/models/text.h"
#include "ui/models/timeline_model.h"
#include "ui/timeline/row_painter.h"
#include "ui/timeline/timeline_window.h"
#include "ui/widgets/state_look.h"

#include <QPainter>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString spanText(const QDateTime &begin, const QDateTime &end, bool isEstimate)
{
    if (!begin.isValid())
        return TimelineDelegate::tr("not reached");
    const QString length = humanDuration(Duration(begin.msecsTo(end)));
    const QString words = absoluteTime(begin) + u" → "_s + absoluteTime(end);
    return isEstimate ? TimelineDelegate::tr("%1, about %2 (forecast)").arg(words, length) : TimelineDelegate::tr("%1, %2").arg(words, length);
}

QString stageToolTip(const StageSpan &stage)
{
    QStringList lines { singleLine(stage.title, 120) + u" · "_s + stageKindWord(stage.kind) + u" · "_s + stageWord(stage.look),
        spanText(stage.begin, stage.end, stage.isEstimate) };
    if (stage.isEstimate && stage.bakeLeft.count() > 0)
        lines.append(TimelineDelegate::tr("%1 of bake left").arg(humanDuration(stage.bakeLeft)));
    for (const GateMark &gate : stage.gates) {
        QString line = singleLine(gate.title, 80) + u": "_s + standingWord(gate.standing);
        if (!gate.valueText.isEmpty())
            line += u", "_s + singleLine(gate.valueText, 60) + u" · "_s + singleLine(gate.limitText, 60) + u" · n "_s + groupedNumber(gate.n);
        lines.append(line);
    }
    return lines.join(u'\n');
}

QString windowToolTip(const RollbackWindow &window)
{
    return TimelineDelegate::tr("Rollback window: %1").arg(absoluteTime(window.begin)) + u" → "_s
        + absoluteTime(window.end)
        + (window.isEstimate
                ? u'\n' + TimelineDelegate::tr("The end is a forecast: it closes that long after the last stage passed")
                : QString());
}

QString planToolTip(const PlanTimeline &plan)
{
    QStringList lines { singleLine(plan.id, 120), singleLine(plan.title, 200), plan.stateText };
    if (!plan.holds.isEmpty())
        lines.append(TimelineDelegate::tr("Held: %1").arg(plan.holds));
    lines += plan.conflicts;
    if (plan.window.begin.isValid())
        lines.append(windowToolTip(plan.window));
    lines.append(plan.problem);
    lines.removeAll(QString());
    return lines.join(u'\n');
}

} // namespace

TimelineDelegate::TimelineDelegate(const Theme &theme, const TimelineModel &model, const TimelineWindow &window, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_model(model)
    , m_window(window)
{
}

void TimelineDelegate::setSelected(const QString &plan, const QString &stage)
{
    m_plan = plan;
    m_stage = stage;
}

QSize TimelineDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    switch (static_cast<TimelineModel::Level>(index.data(TimelineModel::LevelRole).toInt())) {
    case TimelineModel::PlanLevel:
        return { 100, timeline_row::kPlanHeight };
    case TimelineModel::StageLevel:
        return { 100, timeline_row::kStageHeight };
    case TimelineModel::StepLevel:
        return { 100, timeline_row::kStepHeight };
    }
    return { 100, timeline_row::kStepHeight };
}

void TimelineDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    if (index.column() == TimelineModel::NameColumn) {
        paintName(painter, option, index);
    } else if (const PlanTimeline *plan = m_model.plan(index)) {
        RowPainter row(m_theme, m_window, painter, option.rect);
        const QString selected = plan->id == m_plan ? m_stage : QString();
        if (const StepSpan *step = m_model.step(index))
            row.paintStep(*step, m_model.stage(index)->kind);
        else if (const StageSpan *stage = m_model.stage(index))
            row.paintStage(*plan, *stage, stage->id == selected);
        else
            row.paintPlan(*plan, selected);
    }
    painter->restore();
}

void TimelineDelegate::paintName(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const PlanTimeline *plan = m_model.plan(index);
    const StageSpan *stage = m_model.stage(index);
    const StepSpan *step = m_model.step(index);
    if (!plan)
        return;
    const bool isRightToLeft = option.direction == Qt::RightToLeft;
    const QRect row = option.rect;
    if (option.state & QStyle::State_Selected)
        painter->fillRect(row, m_theme.color(ColorRole::Selection));
    const auto put = [&](const QRect &box, FontRole font, ColorRole role, const QString &text) {
        painter->setFont(m_theme.font(font));
        painter->setPen(m_theme.color(role));
        painter->drawText(box, static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeading) | Qt::AlignVCenter | Qt::TextSingleLine),
            painter->fontMetrics().elidedText(text, Qt::ElideRight, box.width()));
    };
    const QRect inner = row.adjusted(isRightToLeft ? 8 : 2, 0, isRightToLeft ? -2 : -8, 0);
    if (!stage) {
        put(QRect(inner.left(), row.top() + 10, inner.width(), 18), FontRole::Strong, ColorRole::Text, singleLine(plan->id, 120));
        const StateLook look = stateLook(plan->look);
        const bool isLoud = plan->look == RolloutLook::Breached || plan->look == RolloutLook::Held || plan->look == RolloutLook::Stuck;
        // The result of a rollback stands in the tooltip and the detail too: it goes first where room is short.
        const bool isWhole
            = QFontMetrics(m_theme.font(FontRole::Body)).horizontalAdvance(plan->stateText) <= inner.width();
        put(QRect(inner.left(), row.top() + 28, inner.width(), 18), FontRole::Body,
            isLoud ? look.role : ColorRole::Muted, isWhole ? plan->stateText : plan->stateText.section(u": "_s, 0, 0));
        if (!plan->title.isEmpty() && plan->title != plan->id)
            put(QRect(inner.left(), row.top() + 46, inner.width(), 18), FontRole::Small, ColorRole::Muted, singleLine(plan->title, 200));
        return;
    }
    const StateLook look = stateLook(stage->look);
    if (!step) {
        const QRect sign(isRightToLeft ? inner.right() - 11 : inner.left(), row.center().y() - 5, 12, 12);
        m_theme.paintGlyph(painter, look.glyph, sign, m_theme.color(look.role));
        put(isRightToLeft ? inner.adjusted(0, 0, -18, 0) : inner.adjusted(18, 0, 0, 0), FontRole::Body, ColorRole::Text, singleLine(stage->title, 120));
        return;
    }
    put(inner, FontRole::MonoSmall, ColorRole::Muted, singleLine(step->title, 120));
}

QList<EdgePointer> TimelineDelegate::pointersOf(const QModelIndex &index, const QRect &row) const
{
    const PlanTimeline *plan = m_model.plan(index);
    return plan && !m_model.step(index) ? edgePointers(m_theme, m_window, *plan, m_model.stage(index), row) : QList<EdgePointer>();
}

bool TimelineDelegate::isElsewhere(const QModelIndex &index, const QRect &row) const
{
    return !pointersOf(index, row).isEmpty();
}

bool TimelineDelegate::pointsElsewhere(const QModelIndex &index, const QRect &row, QPoint position) const
{
    const QList<EdgePointer> pointers = pointersOf(index, row);
    return std::any_of(pointers.cbegin(), pointers.cend(),
        [position](const EdgePointer &pointer) { return pointer.box.adjusted(-6, -4, 6, 4).contains(position); });
}

QString TimelineDelegate::stageAt(const QModelIndex &index, const QRect &row, QPoint position) const
{
    const PlanTimeline *plan = m_model.plan(index);
    if (const StageSpan *stage = m_model.stage(index))
        return stage->id;
    if (!plan)
        return {};
    for (const StageSpan &stage : plan->stages) {
        if (timeline_row::barOf(stage, m_window, row).adjusted(-2, -4, 2, 4).contains(position))
            return stage.id;
        const int centreY = timeline_row::kNotesTop + timeline_row::kNotesHeight / 2;
        const QPointF centre = timeline_row::diamondOf(stage, m_window, row, centreY);
        if (timeline_row::hasVerdicts(stage) && QRectF(centre.x() - 8, centre.y() - 8, 16, 16).contains(position))
            return stage.id;
    }
    return {};
}

QString TimelineDelegate::toolTipAt(const QModelIndex &index, const QRect &row, QPoint position) const
{
    const PlanTimeline *plan = m_model.plan(index);
    if (!plan)
        return {};
    if (const StepSpan *step = m_model.step(index)) {
        QStringList lines { singleLine(step->title, 200), step->begin.isValid() ? spanText(step->begin, step->end.isValid() ? step->end : m_window.now(), false) : tr("not begun"), step->detail };
        lines.removeAll(QString());
        return lines.join(u'\n');
    }
    if (index.column() == TimelineModel::NameColumn && !m_model.stage(index))
        return planToolTip(*plan);
    if (pointsElsewhere(index, row, position))
        return tr("Click or press Enter to go there") + u'\n' + planToolTip(*plan);
    if (const StageSpan *stage = plan->stage(stageAt(index, row, position)))
        return stageToolTip(*stage);
    const QRectF band = timeline_row::bandOf(plan->window, m_window, row);
    if (band.adjusted(-2, -4, 2, 4).contains(position))
        return windowToolTip(plan->window);
    return planToolTip(*plan);
}

} // namespace sluice
