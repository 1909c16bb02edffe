// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/lint.h"

#include <algorithm>

namespace sluice {

bool LintReport::hasErrors() const
{
    return std::any_of(findings.cbegin(), findings.cend(), [](const Finding &f) { return f.severity == Severity::Error; });
}

} // namespace sluice
