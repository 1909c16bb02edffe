// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/edge_pointer.h"

#include "ui/timeline/row_painter.h"
#include "ui/timeline/timeline_window.h"

#include <QFontMetricsF>
#include <QPainter>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr double kEdge = 6; ///< between the words and the edge of the chart
constexpr double kBetween = 12; ///< between the words of both edges, at least

} // namespace

QList<EdgePointer> edgePointers(const Theme &theme, const TimelineWindow &window, const PlanTimeline &plan,
    const StageSpan *stage, const QRect &row)
{
    const TimeRange shown { window.scale().timeAt(0), window.scale().timeAt(window.width()) };
    const OutOfSight words = stage ? outOfSight(*stage, shown) : outOfSight(plan, shown);
    if (words.isEmpty())
        return {};
    const double top = row.top() + (stage ? (row.height() - timeline_row::kBarHeight) / 2 : timeline_row::kBarTop);
    const QFontMetricsF metrics(theme.font(FontRole::Tiny));
    QList<EdgePointer> pointers;
    double room = row.width() - 2 * kEdge;
    const auto add = [&](const QString &text, bool isRight) {
        const double width = metrics.horizontalAdvance(text) + 1;
        if (width > room)
            return;
        pointers.append({ text,
            { isRight ? row.right() + 1 - kEdge - width : row.left() + kEdge, top, width,
                double(timeline_row::kBarHeight) } });
        room -= width + kBetween;
    };
    if (!words.before.isEmpty())
        add(u"‹ "_s + words.before, false);
    if (!words.after.isEmpty())
        add(words.after + u" ›"_s, true);
    return pointers;
}

void paintEdgePointers(QPainter *painter, const Theme &theme, const QList<EdgePointer> &pointers)
{
    painter->setFont(theme.font(FontRole::Tiny));
    painter->setPen(theme.color(ColorRole::Muted));
    for (const EdgePointer &pointer : pointers)
        painter->drawText(
            pointer.box, static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine), pointer.text);
}

} // namespace sluice
