// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/label_placement.h"

#include <algorithm>

namespace sluice {

namespace {

constexpr double kBesideGap = 6;
constexpr double kLineGap = 3;
constexpr double kNear = 24; // a label further from its bar would seem to be of nothing

} // namespace

QList<LabelPlacement> placeLabels(const QList<LabelRequest> &bars, double visibleLeft, double visibleRight,
    std::optional<double> line, double padding, double least)
{
    QList<LabelPlacement> placed;
    placed.reserve(bars.size());
    for (qsizetype i = 0; i < bars.size(); ++i) {
        const LabelRequest &bar = bars[i];
        // A bar that begins left of the view says its name in the part that is seen.
        const double left = std::max(bar.left, visibleLeft) + padding;
        const double room = std::min(bar.right, visibleRight) - padding - left;
        if (room >= bar.width) {
            placed.append({ LabelPlacement::Where::Inside, left, bar.width });
            continue;
        }
        const double next = i + 1 < bars.size() ? bars[i + 1].left : visibleRight;
        double beside = bar.right + kBesideGap;
        double besideEnd = std::min(next, visibleRight) - kBesideGap;
        if (line && *line >= beside - kLineGap && *line <= besideEnd) {
            if (*line - kLineGap - beside >= bar.width)
                besideEnd = *line - kLineGap;
            else if (*line - beside <= kNear)
                beside = *line + kBesideGap;
            else
                besideEnd = beside; // neither before it nor near behind it
        }
        const double besideRoom = besideEnd - beside;
        const bool isSeen = bar.right >= visibleLeft && bar.left <= visibleRight;
        if (isSeen && besideRoom >= bar.width && room < bar.width / 2)
            placed.append({ LabelPlacement::Where::Beside, beside, bar.width });
        else if (room >= least)
            placed.append({ LabelPlacement::Where::Shortened, left, room });
        else if (isSeen && besideRoom >= bar.width)
            placed.append({ LabelPlacement::Where::Beside, beside, bar.width });
        else
            placed.append(LabelPlacement {});
    }
    return placed;
}

QList<LabelPlacement> placeBesideLines(const QList<LineLabel> &labels, int rows, double left, double right, double least)
{
    constexpr double kFromLine = 4;
    constexpr double kBetween = 6;
    QList<NoteLane> lanes(rows, NoteLane(left, right));
    const auto freeRow = [&](double from, double width) {
        const auto it = std::find_if(lanes.cbegin(), lanes.cend(), [&](const NoteLane &lane) { return lane.isFree(from, width); });
        return it == lanes.cend() ? -1 : static_cast<int>(it - lanes.cbegin());
    };
    const auto place = [&](const LineLabel &label) -> LabelPlacement {
        for (const double from : { label.x + kFromLine, label.x - kFromLine - label.width }) {
            if (const int row = freeRow(from, label.width); row >= 0)
                return { LabelPlacement::Where::Beside, from, label.width, row };
        }
        // Whole nowhere: on whichever side more of it can be read.
        LabelPlacement widest;
        for (int row = 0; row < rows; ++row) {
            const double behind = std::min(lanes[row].roomAt(label.x + kFromLine), label.width);
            const double before = std::min(lanes[row].roomBefore(label.x - kFromLine), label.width);
            if (behind > widest.width)
                widest = { LabelPlacement::Where::Shortened, label.x + kFromLine, behind, row };
            if (before > widest.width)
                widest = { LabelPlacement::Where::Shortened, label.x - kFromLine - before, before, row };
        }
        return widest.width < least ? LabelPlacement() : widest;
    };
    QList<LabelPlacement> placed;
    placed.reserve(labels.size());
    for (const LineLabel &label : labels) {
        const LabelPlacement one = place(label);
        if (one.where != LabelPlacement::Where::Hidden)
            lanes[one.row].take(one.left - kBetween, one.left + one.width + kBetween);
        placed.append(one);
    }
    return placed;
}

bool NoteLane::isFree(double from, double width) const
{
    return from >= m_left && from + width <= m_right
        && std::none_of(m_taken.cbegin(), m_taken.cend(),
            [&](const auto &taken) { return taken.first < from + width && taken.second > from; });
}

std::optional<double> NoteLane::firstFree(const QList<double> &places, double width) const
{
    const auto it = std::find_if(places.cbegin(), places.cend(), [&](double place) { return isFree(place, width); });
    return it == places.cend() ? std::nullopt : std::optional(*it);
}

std::optional<double> NoteLane::freeFrom(double x, double width) const
{
    QList<double> places { x };
    for (const auto &taken : m_taken) {
        if (taken.second > x)
            places.append(taken.second + kBesideGap);
    }
    std::sort(places.begin(), places.end());
    return firstFree(places, width);
}

double NoteLane::roomBefore(double x) const
{
    if (!isFree(x, 0))
        return 0;
    double begin = m_left;
    for (const auto &[from, to] : m_taken) {
        if (from < x)
            begin = std::max(begin, to + kBesideGap);
    }
    return std::max(0.0, x - begin);
}

double NoteLane::roomAt(double x) const
{
    if (!isFree(x, 0))
        return 0;
    double end = m_right;
    for (const auto &[from, to] : m_taken) {
        if (to > x)
            end = std::min(end, from - kBesideGap);
    }
    return std::max(0.0, end - x);
}

} // namespace sluice
