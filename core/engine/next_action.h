// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"
#include "plan/plan.h"

namespace sluice {

/// Every relation whose schema this plan may change or reads through: fingerprint scope of the whole run, sorted.
QList<RelationName> runScope(const Plan &plan);

enum class ActionKind {
    StartStage,
    ApplyStep,
    FinishApplying, ///< all steps done: fingerprint, warm-up begins
    Expose,
    Wait, ///< baking, or blocked
    PassStage,
    BeginObserving,
    Seal, ///< the window closed before, and what waited for it is done
    None, ///< nothing to do in this phase
};

/// What comes next and, when it cannot be done now, every reason at once.
struct NextAction {
    ActionKind kind = ActionKind::None;
    int stage = -1; ///< index into plan.stages
    int step = -1; ///< index into its steps, or into its exposure
    QStringList blockers;
};

/// The stage that waits until nothing can be rolled back any more, where it is the next; nullptr elsewhere. A contract stage
/// that no other one precedes has nothing to wait for.
const Stage *waitingContract(const Plan &plan, const RunState &state);

/// The contract stage that has begun behind others; nullptr: none has, the old path still stands.
const Stage *beganContract(const Plan &plan, const RunState &state);

/// Pure: the plan and the folded state decide. Blockers hold an action back; holds block every action.
NextAction nextAction(const Plan &plan, const RunState &state);

/// Good time that the current exposure (or the stage) must still collect before it may go on.
Duration requiredBake(const Stage &stage, const StageState &state);

/// Where a rollback goes by default: the last passed stage before the current one; empty: the start.
QString defaultRollbackTarget(const Plan &plan, const RunState &state);
/// Every stage one can go back to, oldest first; the empty string is the start.
QStringList rollbackTargets(const Plan &plan, const RunState &state);

/// The words of an action for buttons and the inspector: "Begin Forward", "Expose to all".
QString actionText(const Plan &plan, const NextAction &action);

} // namespace sluice
