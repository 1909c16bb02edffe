// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>

namespace sluice {

/// A bar that wants to say its name on one line of the timeline.
struct LabelRequest {
    double left = 0; ///< of the bar
    double right = 0;
    double width = 0; ///< of the whole label
};

struct LabelPlacement {
    enum class Where { Inside, Shortened, Beside, Hidden };
    Where where = Where::Hidden;
    double left = 0;
    double width = 0; ///< room given; less than asked when shortened
    friend bool operator==(const LabelPlacement &, const LabelPlacement &) = default;
};

/// Labels never overlap each other nor another bar: whole inside the bar, else shortened inside it, else beside it up
/// to the next bar, else hidden (the tooltip has it). Bars come in order of left; visible is what can be seen.
QList<LabelPlacement> placeLabels(const QList<LabelRequest> &bars, double visibleLeft, double visibleRight, double padding = 8,
    double least = 28);

} // namespace sluice
