// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/stage_bar.h"

#include "ui/widgets/state_look.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace sluice {

namespace {

constexpr double kStripHeight = 6;
constexpr double kStripGap = 4;
constexpr double kStripWidest = 44;

bool isOutlined(StageLook look)
{
    return look == StageLook::Pending || look == StageLook::RolledBack || look == StageLook::Undoing || look == StageLook::Stuck
        || look == StageLook::Unknown;
}

ColorRole edgeRole(const StageBar &bar)
{
    switch (bar.look) {
    case StageLook::RolledBack:
    case StageLook::Unknown:
        return ColorRole::Unknown;
    case StageLook::Undoing:
    case StageLook::Stuck:
    case StageLook::Breached:
        return ColorRole::Breach;
    case StageLook::Pending:
    case StageLook::Running:
    case StageLook::Held:
    case StageLook::Passed:
        return stageKindRole(bar.kind);
    }
    return stageKindRole(bar.kind);
}

/// A stage that this run never comes to: its place alone, or it would look like the next one.
void paintLeftOut(QPainter *painter, const Theme &theme, const QRectF &box)
{
    QPainterPath shape;
    shape.addRoundedRect(box, 3, 3);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillPath(shape, theme.color(ColorRole::Border));
    painter->restore();
}

} // namespace

double stageFillEnd(const QRectF &box, const StageBar &bar)
{
    if (bar.look == StageLook::Passed)
        return box.right();
    if (isOutlined(bar.look))
        return box.left();
    return box.left() + box.width() * std::clamp(bar.progress, 0.0, 1.0);
}

QColor stageTextOnFill(const Theme &theme, const StageBar &bar)
{
    return theme.onFill(stageKindRole(bar.kind));
}

QColor stageTextOffFill(const Theme &theme, const StageBar &bar)
{
    return bar.look == StageLook::RolledBack ? theme.color(ColorRole::Unknown) : theme.color(ColorRole::Text);
}

void paintStageBar(QPainter *painter, const Theme &theme, const QRectF &box, const StageBar &bar, double radius)
{
    const ColorRole kind = stageKindRole(bar.kind);
    const ColorRole edge = edgeRole(bar);
    const QRectF inner = box.adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath shape;
    shape.addRoundedRect(inner, radius, radius);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillPath(shape, theme.tint(isOutlined(bar.look) ? edge : kind, isOutlined(bar.look) ? 0.07 : 0.3));
    const double end = stageFillEnd(box, bar);
    if (end > box.left()) {
        painter->save();
        painter->setClipRect(QRectF(box.left(), box.top(), end - box.left(), box.height()), Qt::IntersectClip);
        painter->fillPath(shape, theme.fill(kind));
        painter->restore();
    }
    painter->setPen(QPen(theme.color(edge), bar.look == StageLook::Breached ? 2 : 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(shape);
    if (bar.isSelected) {
        painter->setPen(QPen(theme.color(ColorRole::Accent), 2));
        painter->drawRoundedRect(box.adjusted(-2, -2, 2, 2), radius + 2, radius + 2);
    }
    painter->restore();
}

double paintStageStrip(QPainter *painter, const Theme &theme, QPointF topLeft, double room, const QList<StageStripItem> &stages, bool isRightToLeft)
{
    if (stages.isEmpty())
        return 0;
    const auto count = static_cast<double>(stages.size());
    const double each = std::clamp((room - (count - 1) * kStripGap) / count, 3.0, kStripWidest);
    const double total = each * count + kStripGap * (count - 1);
    for (qsizetype i = 0; i < stages.size(); ++i) {
        const qsizetype place = isRightToLeft ? stages.size() - 1 - i : i;
        const QRectF box(topLeft.x() + static_cast<double>(place) * (each + kStripGap), topLeft.y(), each, kStripHeight);
        if (stages[i].isLeftOut)
            paintLeftOut(painter, theme, box);
        else
            paintStageBar(painter, theme, box, { stages[i].kind, stages[i].look, stages[i].progress, false }, 3);
    }
    return total;
}

} // namespace sluice
