// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan_bundle.h"
#include "warehouse/clone.h"

namespace sluice {

// On a server of many databases the steps of a rehearsal could reach more than the clone. Elsewhere this finds nothing.

/// Refused when the plan says which database a name is in, or changes what belongs to the server as a whole: its steps
/// would run there and not on the copy.
Result<void> refuseWaysOut(
    const decltype(CloneOrder::open) &open, const ConnectionProfile &source, const PlanBundle &bundle);

} // namespace sluice
