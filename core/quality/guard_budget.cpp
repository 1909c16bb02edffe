// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/guard_budget.h"

#include <algorithm>

namespace sluice {

namespace {

constexpr double kStageAlpha = 0.01;

/// A stage lasts as long as its bake or its cohorts, and no less than its slowest gate needs for its samples.
Duration plannedTime(const Stage &stage)
{
    Duration held { 0 };
    for (const ExposureStep &exposure : stage.exposure)
        held += exposure.hold;
    Duration planned = std::max(stage.bake, held);
    const qsizetype rounds = std::max<qsizetype>(1, stage.exposure.size());
    for (const Gate &gate : stage.gates) {
        if (gate.onBreach != BreachAction::Report)
            planned = std::max<Duration>(planned, rounds * gate.minSamples * gate.interval);
    }
    return planned;
}

qint64 ticks(Duration time, const Gate &gate)
{
    const Duration interval = std::max(gate.interval, Duration(1));
    return std::max<qint64>(1, (time + interval - Duration(1)) / interval);
}

} // namespace

GuardBudget bakeBudget(const Stage &stage, const Gate &gate)
{
    const auto judging = std::count_if(
        stage.gates.cbegin(), stage.gates.cend(), [](const Gate &one) { return !one.limits.isEmpty(); });
    return { ticks(plannedTime(stage), gate), kStageAlpha / static_cast<double>(std::max<qsizetype>(1, judging)) };
}

GuardBudget watchBudget(const Plan &plan, const Stage &stage, const Gate &gate)
{
    GuardBudget budget = bakeBudget(stage, gate);
    Duration watched = plan.rollback.window;
    bool isLater = false;
    for (const Stage &other : plan.stages) {
        if (isLater)
            watched += plannedTime(other);
        isLater = isLater || other.id == stage.id;
    }
    // What was found during the bake is carried along, so its ticks count as well.
    budget.plannedTicks += ticks(watched, gate);
    return budget;
}

} // namespace sluice
