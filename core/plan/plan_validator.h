// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/read_context.h"

namespace sluice {

/// Private to core/plan: what the parts of a plan must say about each other: unique ids, references, what each kind of
/// stage may hold (DESIGN §3.1), sensible limits. Findings name paths; places are known from the reading.
void validatePlan(const Plan &plan, ReadContext &context);

/// The same for gates that stand in no plan: unique ids, sensible numbers.
void validateGates(const QList<Gate> &gates, const QString &path, ReadContext &context);

/// The same for one stage's kind: which steps, exposure and gates it may hold. Called by validatePlan.
void validateStageKind(const Plan &plan, int stageIndex, ReadContext &context);

} // namespace sluice
