// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/impact.h"

namespace sluice {

/// Severity of what is done to an object itself, 0…1.
double severityOf(ChangeEffect effect);
/// Fills factors, risk, reasons and why of an impact whose node, distance, kind and change are set.
/// isBehindFlag: readers are switched by a flag, so the old relation stays in use until then. changeSeverity counts
/// for the plan's own objects (distance 0) alone. Source of the formula: lineage-quality §7.
void judgeRisk(const LineageNode &node, bool isBehindFlag, double changeSeverity, Impact &impact);

} // namespace sluice
