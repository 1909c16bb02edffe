// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>

#include <optional>

namespace sluice {

/// What the guards of a gate stood at when they were journaled: guards as LimitGuards::state() gives them against the
/// threshold that was in force; of the strongest, 0 … 1. Empty for numbers that no guards can have.
std::optional<double> recordedEvidence(const QList<double> &guards, double threshold);

} // namespace sluice
