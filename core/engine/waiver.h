// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"
#include "plan/plan.h"

namespace sluice {

/// Nobody may say for longer that missing data does not matter.
inline constexpr Duration kLongestWaiver { std::chrono::hours(7 * 24) };

bool isWaived(const RunState &state, const QString &stage, const QString &gate);
bool hasWaivers(const RunState &state);

/// Refused with the reason unless the gate holds because its data is missing, failing or inconclusive, and until is a
/// time to come that is not too far. A breach is never waived. NotFound for a gate that the plan does not have.
Result<void> mayWaive(
    const Plan &plan, const RunState &state, const QString &gate, const QDateTime &until, const QDateTime &now);

/// For a runner that finds the command: what was waived must have been waivable when they spoke, in the attempt of its
/// stage that stands, and must not have breached since. Refused with the reason.
Result<void> mayCarryOut(const Plan &plan, const RunState &state, const AskedWaiver &asked, const QDateTime &now);

/// Waivers whose time is over: {stage, gate} of each.
QList<std::pair<QString, QString>> endedWaivers(const RunState &state, const QDateTime &now);

/// For the fold: what a person asked for, with what was on record of the gate when they did. Nothing for another
/// command.
std::optional<AskedWaiver> askedWaiver(const RunState &state, const QJsonObject &command);

/// "Freshness has no data … ; waived until 2026-11-29 06:00 UTC by ann: the feed is late"
QString waiverText(const StageState &stage, const GateWaiver &waiver);
QJsonObject toJson(const GateWaiver &waiver); ///< {gate, was, why, evidence, actor, at, until, entry}
QJsonArray waiversJson(const StageState &stage);

} // namespace sluice
