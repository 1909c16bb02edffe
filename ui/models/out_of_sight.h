// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/plan_timeline.h"

namespace sluice {

/// What a row of the timeline says of its bars when none of them is in sight: "sealed Nov 24" for what lies before the
/// shown range, "from Dec 1" for what lies after it. Both empty: there is a bar to see, or none at all.
struct OutOfSight
{
    QString before;
    QString after;
    bool isEmpty() const { return before.isEmpty() && after.isEmpty(); }
    friend bool operator==(const OutOfSight &, const OutOfSight &) = default;
};

OutOfSight outOfSight(const PlanTimeline &plan, const TimeRange &shown);
OutOfSight outOfSight(const StageSpan &stage, const TimeRange &shown);

} // namespace sluice
