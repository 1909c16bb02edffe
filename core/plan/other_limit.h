// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "plan/plan.h"

namespace sluice {

/// The gate with one of its limits at another value, written as in the plan: "0.002", "15m", "1.1x baseline". key says
/// which one (max, limit, min, max_age, hard_limit); empty: the only one. Usage when there is no such limit, when the
/// value is none of its unit, and where the plan could not say so either. The plan itself does not change.
Result<Gate> withOtherLimit(const Gate &gate, const QString &key, const QString &value);

} // namespace sluice
