// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/lint_rule.h"

/// One function a group; a new group is a file of this folder and a line in lint.cpp.
namespace sluice {

LintGroup planRules();
LintGroup gateRules();
LintGroup lockRules();
LintGroup rewriteRules();
LintGroup transactionRules();
LintGroup destructiveRules();
LintGroup dataRules();
LintGroup compatibilityRules();
LintGroup reversibilityRules();
LintGroup backfillRules();
LintGroup namingRules();
LintGroup typeRules();
LintGroup securityRules();

} // namespace sluice
