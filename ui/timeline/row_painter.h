// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/label_placement.h"
#include "ui/models/plan_timeline.h"
#include "ui/theme/theme.h"

#include <QRectF>

#include <optional>

namespace sluice {

class TimelineWindow;
struct StateLook;

/// Where the parts of a row lie, in the row's own coordinates: used to draw and to find what the pointer is on.
namespace timeline_row {
constexpr int kPlanHeight = 84;
constexpr int kStageHeight = 34;
constexpr int kStepHeight = 26;
constexpr int kBarTop = 16;
constexpr int kBarHeight = 22;
constexpr int kBandTop = 44;
constexpr int kBandHeight = 5;
constexpr int kNotesTop = 55;
constexpr int kNotesHeight = 20;

QRectF barOf(const StageSpan &stage, const TimelineWindow &window, const QRect &row, int top = kBarTop); ///< empty when it is not placed
QRectF bandOf(const RollbackWindow &rollback, const TimelineWindow &window, const QRect &row);
QPointF diamondOf(const StageSpan &stage, const TimelineWindow &window, const QRect &row, int centreY);
Verdict worstVerdict(const StageSpan &stage);
bool hasVerdicts(const StageSpan &stage);
} // namespace timeline_row

/// Draws the chart column of one row of the timeline.
class RowPainter
{
public:
    RowPainter(const Theme &theme, const TimelineWindow &window, QPainter *painter, const QRect &row);
    void paintPlan(const PlanTimeline &plan, const QString &selectedStage);
    void paintStage(const PlanTimeline &plan, const StageSpan &stage, bool isSelected);
    void paintStep(const StepSpan &step, StageKind kind);

private:
    void paintGrid();
    /// Bars with their labels; labels take their place in lane when there is one.
    void paintBars(const QList<StageSpan> &stages, const QString &selectedStage, int top, NoteLane *lane = nullptr);
    void paintBarLabel(const StageSpan &stage, const QRectF &bar, const LabelPlacement &place);
    void paintWindow(const RollbackWindow &rollback);
    void paintNotes(const PlanTimeline &plan);
    void paintDiamond(QPointF centre, const StateLook &look);
    double noteWidth(const QString &text) const;
    NoteLane lane() const; ///< with the now line in it
    void paintGateNote(NoteLane &lane, double x, ColorRole role, const StageSpan &stage);
    void paintWindowNote(NoteLane &lane, const RollbackWindow &rollback);
    void paintNoteFrom(NoteLane &lane, double x, Glyph glyph, ColorRole role, const QString &text);
    void paintNote(
        NoteLane &lane, double x, double width, std::optional<Glyph> glyph, ColorRole role, const QString &text);

    const Theme &m_theme;
    const TimelineWindow &m_window;
    QPainter *m_painter;
    QRect m_row;
};

} // namespace sluice
