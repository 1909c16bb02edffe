// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/out_of_sight.h"
#include "ui/theme/theme.h"

#include <QRectF>

class QPainter;

namespace sluice {

class TimelineWindow;

/// Words at the edge of a row that point to its bars beyond it: "‹ sealed Nov 24".
struct EdgePointer
{
    QString text;
    QRectF box;
};

/// stage null: those of the plan's own row. Empty when a bar is in sight. row: the chart's part of it.
QList<EdgePointer> edgePointers(const Theme &theme, const TimelineWindow &window, const PlanTimeline &plan,
    const StageSpan *stage, const QRect &row);
void paintEdgePointers(QPainter *painter, const Theme &theme, const QList<EdgePointer> &pointers);

} // namespace sluice
