// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/look.h"
#include "ui/theme/theme.h"

#include <QRectF>

namespace sluice {

/// A stage as a bar, the same in lists and on the timeline: hue by kind; pending outlined, running filled to its bake,
/// passed filled, rolled back outlined in its own colour.
struct StageBar {
    StageKind kind = StageKind::Compatibility;
    StageLook look = StageLook::Pending;
    double progress = 0; ///< 0 … 1, of running ones
    bool isSelected = false;
};

void paintStageBar(QPainter *painter, const Theme &theme, const QRectF &box, const StageBar &bar, double radius = 4);
/// Where the fill ends; text left of it is drawn on the fill.
double stageFillEnd(const QRectF &box, const StageBar &bar);
QColor stageTextOnFill(const Theme &theme, const StageBar &bar);
QColor stageTextOffFill(const Theme &theme, const StageBar &bar);

/// Small bars of all stages side by side; returns the width they took.
struct StageStripItem {
    StageKind kind = StageKind::Compatibility;
    StageLook look = StageLook::Pending;
    double progress = 0;
    bool isLeftOut = false; ///< the run ended before it
};
double paintStageStrip(QPainter *painter, const Theme &theme, QPointF topLeft, double room, const QList<StageStripItem> &stages, bool isRightToLeft = false);

} // namespace sluice
