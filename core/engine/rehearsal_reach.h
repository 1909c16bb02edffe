// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan_bundle.h"
#include "warehouse/clone.h"

namespace sluice {

// On a server of many databases the steps of a rehearsal could reach more than the clone. Elsewhere these find nothing.

/// Refused when the plan says which database a name is in: its steps would run there and not on the copy.
Result<void> refuseNamedDatabases(
    const decltype(CloneOrder::open) &open, const ConnectionProfile &source, const PlanBundle &bundle);

/// Refused when a person's SQL writes, as far as can be told, through a view of the clone into another database.
Result<void> refuseWritesElsewhere(SqlSession &clone, const Plan &plan);

} // namespace sluice
