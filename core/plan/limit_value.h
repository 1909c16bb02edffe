// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"

#include <QJsonValue>

/// Private to core/plan: how a limit is written, in the plan, in the canonical form and for people.
namespace sluice {

/// What the number of a probe's limit counts.
/// Psi, Differences and Mismatches count from nothing: no factor of a baseline, and no lowest value.
enum class LimitUnit { Rows, Share, Seconds, Milliseconds, Number, Psi, Differences, Mismatches };

LimitUnit limitUnit(const ProbeSpec &probe);
bool isFromNothing(LimitUnit unit);
/// The plan's key of a limit: "max", "min", "max_age", "max_mismatch".
QString limitKey(const ProbeSpec &probe, LimitSide side);

struct LimitValue {
    double value = 0;
    bool isFactor = false; ///< of the baseline
};

/// Reads "0.001", "15m" or "1.2x baseline", as the unit allows. isQuoted: numbers must not be.
std::optional<LimitValue> parseLimit(const QString &text, bool isQuoted, LimitUnit unit);
/// What parseLimit expects, for messages: "a share from 0 to 1, or a factor such as 1.2x baseline".
QString expectedLimit(LimitUnit unit);
/// The canonical writing; parseLimit reads it back exactly.
QJsonValue limitToJson(const LimitValue &limit, LimitUnit unit);
/// The same for people: "15m", "0.001", "1.2x baseline".
QString limitText(const LimitValue &limit, LimitUnit unit);

} // namespace sluice
