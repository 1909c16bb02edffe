// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"

namespace sluice {

/// What one gate may spend on false alarms. A value.
struct GuardBudget
{
    qint64 plannedTicks = 60; ///< T: good ticks that it is meant to judge
    double alpha = 0.01; ///< its share of the false alarms of all those ticks
    double threshold() const { return static_cast<double>(plannedTicks) / alpha; }
};

/// Of a gate while its stage is applied and bakes: a healthy stage is alarmed by any of its gates with a probability of
/// at most 1 %, split evenly over the gates that state a limit (Bonferroni: valid however they depend on each other).
/// A bake that takes longer than planned keeps the threshold, so that its bound grows in proportion.
GuardBudget bakeBudget(const Stage &stage, const Gate &gate);

/// Of the same gate once its stage has passed: the same share for all the ticks until the rollback window closes. The
/// evidence goes on; that the threshold rises leaves both bounds true.
GuardBudget watchBudget(const Plan &plan, const Stage &stage, const Gate &gate);

} // namespace sluice
