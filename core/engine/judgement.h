// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"
#include "plan/plan.h"

namespace sluice {

/// The gates whose verdict is left to a person, as far as the ledger tells: of the stage under way, inconclusive
/// whatever they measure, or on watch when the bake is over. Those that a person has judged are not among them.
QStringList gatesLeftToPerson(const Plan &plan, const RunState &state);

/// Refused with the reason unless the gate is one of them: the others decide by themselves, and what is missing or
/// failing never passes. NotFound for a gate that the plan does not have.
Result<void> mayJudge(const Plan &plan, const RunState &state, const QString &gate);

/// Refused where the ledger knows people by itself and whoever started the rollout wants its gate to pass: that is for
/// another person. Anybody may let one fail.
Result<void> maySay(const QString &starter, const QString &gateTitle, const QString &actor, bool passes, bool namesPeople);

constexpr qsizetype kMostJudgementWhy = 2'000; ///< characters of a reason

/// What became of what a person said about a gate of the stage that was under way then.
enum class JudgementOutcome {
    Awaited, ///< no runner has carried it out yet
    Passed,
    Failed, ///< it has breached
    NotTaken, ///< the runner holds instead; whyNotTaken says why
};
JudgementOutcome judgementOutcome(const RunState &state, const QString &stage, const QString &gate, bool passes);
QString whyNotTaken(const RunState &state);

/// For a runner that finds the command: what was judged must have been left to a person when they spoke, and be what
/// the gate still stands for. Refused with the reason.
Result<void> mayCarryOut(const Plan &plan, const RunState &state, const AskedJudgement &asked);

/// For the fold: what a person said about a gate, with what was on record of it when they did, so that nobody's later
/// words count. Nothing for another command, and while no stage is under way.
std::optional<AskedJudgement> askedJudgement(const RunState &state, const QJsonObject &command);
/// For the fold: the gate of this command passes, on the word of whoever gave it and not of the runner that carried it
/// out; unless its stage has gone on since.
void notePass(RunState &state, const QString &commandId);

QJsonArray judgementsJson(const StageState &stage); ///< [{gate, why, actor, at, entry}]

} // namespace sluice
