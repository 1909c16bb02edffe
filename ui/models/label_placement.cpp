// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/label_placement.h"

#include <algorithm>

namespace sluice {

namespace {

constexpr double kBesideGap = 6;

} // namespace

QList<LabelPlacement> placeLabels(const QList<LabelRequest> &bars, double visibleLeft, double visibleRight, double padding, double least)
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
        const double besideRoom = std::min(next, visibleRight) - kBesideGap - (bar.right + kBesideGap);
        const bool isSeen = bar.right >= visibleLeft && bar.left <= visibleRight;
        if (isSeen && besideRoom >= bar.width && room < bar.width / 2)
            placed.append({ LabelPlacement::Where::Beside, bar.right + kBesideGap, bar.width });
        else if (room >= least)
            placed.append({ LabelPlacement::Where::Shortened, left, room });
        else if (isSeen && besideRoom >= bar.width)
            placed.append({ LabelPlacement::Where::Beside, bar.right + kBesideGap, bar.width });
        else
            placed.append(LabelPlacement {});
    }
    return placed;
}

} // namespace sluice
