// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "plan/plan.h"

namespace sluice {

/// Where a gate stands in its plan.
struct GatePlace {
    qsizetype stage = 0;
    qsizetype gate = 0;
};

/// NotFound for a name that the plan does not have, with those that it has.
Result<GatePlace> gatePlace(const Plan &plan, const QString &id);

} // namespace sluice
