// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/run_state.h"

#include "base/seeded_bug.h"

#include <algorithm>
#include <array>

namespace sluice {

namespace {

constexpr std::array<const char *, 10> kRunPhases { "draft", "validated", "running", "observing", "sealed", "cancelled",
    "rolling_back", "verifying", "rolled_back", "rollback_stuck" };
static_assert(kRunPhases.size() == static_cast<size_t>(RunPhase::RollbackStuck) + 1);
constexpr std::array<const char *, 11> kStagePhases { "pending", "applying", "outcome_unknown", "warmup", "baking", "judged", "passed",
    "breached", "undoing", "undone", "undo_stuck" };
static_assert(kStagePhases.size() == static_cast<size_t>(StagePhase::UndoStuck) + 1);
constexpr std::array<const char *, 13> kHoldReasons { "operator", "breach", "no_data", "error", "inconclusive", "drift", "runner_lost",
    "ledger_lost", "gap", "failure", "certificate", "manual", "approval" };
static_assert(kHoldReasons.size() == static_cast<size_t>(HoldReason::Approval) + 1);
constexpr std::array<const char *, 5> kResults { "NONE", "EXACT", "EXACT_EXCEPT", "FAILED", "UNKNOWN" };
static_assert(kResults.size() == static_cast<size_t>(RollbackResult::Unknown) + 1);

template <class Enum, size_t N>
std::optional<Enum> enumFromName(const std::array<const char *, N> &names, const QString &name)
{
    for (size_t i = 0; i < N; ++i) {
        if (name == QLatin1String(names[i]))
            return static_cast<Enum>(i);
    }
    return std::nullopt;
}

} // namespace

QString runPhaseName(RunPhase phase)
{
    return QLatin1String(kRunPhases[static_cast<size_t>(phase)]);
}

QString stagePhaseName(StagePhase phase)
{
    return QLatin1String(kStagePhases[static_cast<size_t>(phase)]);
}

QString holdReasonName(HoldReason reason)
{
    return QLatin1String(kHoldReasons[static_cast<size_t>(reason)]);
}

std::optional<HoldReason> holdReasonFromName(const QString &name)
{
    return enumFromName<HoldReason>(kHoldReasons, name);
}

QString rollbackResultName(RollbackResult result)
{
    return QLatin1String(kResults[static_cast<size_t>(result)]);
}

std::optional<RollbackResult> rollbackResultFromName(const QString &name)
{
    return enumFromName<RollbackResult>(kResults, name);
}

const StepState *StageState::step(const QString &stepId) const
{
    const auto it = std::find_if(steps.cbegin(), steps.cend(), [&](const StepState &s) { return s.id == stepId; });
    return it == steps.cend() ? nullptr : &*it;
}

const StageState *RunState::stage(const QString &id) const
{
    const auto it = std::find_if(stages.cbegin(), stages.cend(), [&](const StageState &s) { return s.id == id; });
    return it == stages.cend() ? nullptr : &*it;
}

std::optional<TakenBaseline> RunState::keptBaseline(const QString &gate) const
{
    const auto kept = keptBaselines.constFind(gate);
    return kept == keptBaselines.cend() ? std::nullopt : std::optional(*kept);
}

StageState *RunState::stage(const QString &id)
{
    // Through the list's own non-const access: it must not change what copies of this state share.
    const auto it = std::find_if(stages.begin(), stages.end(), [&](const StageState &s) { return s.id == id; });
    return it == stages.end() ? nullptr : &*it;
}

bool RunState::isTerminal() const
{
    return phase == RunPhase::Sealed || phase == RunPhase::Cancelled
        || (phase == RunPhase::RolledBack && rollback && rollback->to.isEmpty());
}

bool RunState::isRollingBack() const
{
    return phase == RunPhase::RollingBack || phase == RunPhase::Verifying || phase == RunPhase::RollbackStuck;
}

bool RunState::isAskedToRollBack() const
{
    return std::any_of(commands.cbegin(), commands.cend(),
        [this](const PendingCommand &command) { return command.command == u"rollback" || isAcceptance(command); });
}

bool RunState::isWantedLate() const
{
    return phase == RunPhase::Sealed
        && std::any_of(commands.cbegin(), commands.cend(), [this](const PendingCommand &command) { return command.overridesWindow || isAcceptance(command); });
}

bool RunState::isAcceptance(const PendingCommand &command) const
{
    return command.command == u"accept_loss" && waiting && command.request == waiting->id && command.accepts == waiting->seq
        && command.to == waiting->to && (command.actor != waiting->askedBy || hasSeededBug("same-person-accepts"));
}

bool RunState::isHeldBy(HoldReason wanted) const
{
    return std::any_of(holds.cbegin(), holds.cend(), [&](const Hold &hold) { return hold.reason == wanted; });
}

bool StepState::mayHaveEffect() const
{
    switch (phase) {
    case StepPhase::Done:
    case StepPhase::Intended:
    case StepPhase::Unknown:
    case StepPhase::UndoIntended:
        return true;
    case StepPhase::Failed: // batches before the failing one are committed
        return compiled.contains(QStringLiteral("backfill"));
    case StepPhase::Pending:
    case StepPhase::Undone:
        return false;
    }
    return false;
}

bool RunState::hasEffects() const
{
    return std::any_of(stages.cbegin(), stages.cend(), [](const StageState &stageState) {
        return std::any_of(stageState.steps.cbegin(), stageState.steps.cend(), [](const StepState &step) { return step.mayHaveEffect(); });
    });
}

} // namespace sluice
