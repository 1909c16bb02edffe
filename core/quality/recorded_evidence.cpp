// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/recorded_evidence.h"

#include "quality/limit_guards.h"

#include <algorithm>

namespace sluice {

std::optional<double> recordedEvidence(const QList<double> &guards, double threshold)
{
    constexpr qsizetype kNumbers = SrGuard::kBets.size();
    if (guards.isEmpty() || guards.size() % kNumbers != 0)
        return std::nullopt;
    double strongest = 0;
    for (qsizetype i = 0; i < guards.size(); i += kNumbers) {
        SrGuard guard(LimitGuards::kBeyondAllowed, threshold); // what is allowed matters to the next tick alone
        SrGuard::State numbers {};
        std::copy_n(guards.cbegin() + i, kNumbers, numbers.begin());
        if (!guard.restore(numbers))
            return std::nullopt;
        strongest = std::max(strongest, guard.evidence());
    }
    return strongest;
}

} // namespace sluice
