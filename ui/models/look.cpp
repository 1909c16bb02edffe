// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/look.h"

#include <QCoreApplication>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("sluice::look", text);
}

bool hasBreach(const RunState &run)
{
    return std::any_of(run.holds.cbegin(), run.holds.cend(), [](const Hold &hold) { return hold.reason == HoldReason::Breach; });
}

} // namespace

bool isOver(const RunState &run)
{
    return run.phase == RunPhase::Sealed || run.phase == RunPhase::Cancelled || run.phase == RunPhase::RolledBack;
}

RolloutLook rolloutLook(const RunState &state)
{
    switch (state.phase) {
    case RunPhase::Draft:
        return RolloutLook::Draft;
    case RunPhase::Validated:
        return RolloutLook::Scheduled;
    case RunPhase::Running:
    case RunPhase::Observing:
        if (hasBreach(state))
            return RolloutLook::Breached;
        if (!state.holds.isEmpty())
            return RolloutLook::Held;
        return state.phase == RunPhase::Running ? RolloutLook::Running : RolloutLook::Observing;
    case RunPhase::Sealed:
        return RolloutLook::Sealed;
    case RunPhase::Cancelled:
        return RolloutLook::Cancelled;
    case RunPhase::RollingBack:
        return RolloutLook::RollingBack;
    case RunPhase::Verifying:
        return RolloutLook::Verifying;
    case RunPhase::RolledBack:
        return RolloutLook::RolledBack;
    case RunPhase::RollbackStuck:
        return RolloutLook::Stuck;
    }
    return RolloutLook::Draft;
}

StageLook stageLook(const StageState *stage, const RunState &run)
{
    if (!stage)
        return StageLook::Pending;
    switch (stage->phase) {
    case StagePhase::Pending:
        return StageLook::Pending;
    case StagePhase::Passed:
        return StageLook::Passed;
    case StagePhase::OutcomeUnknown:
        return StageLook::Unknown;
    case StagePhase::Breached:
        return StageLook::Breached;
    case StagePhase::Undoing:
        return StageLook::Undoing;
    case StagePhase::Undone:
        return StageLook::RolledBack;
    case StagePhase::UndoStuck:
        return StageLook::Stuck;
    case StagePhase::Applying:
    case StagePhase::Warmup:
    case StagePhase::Baking:
    case StagePhase::Judged:
        if (stage->id != run.currentStage)
            return StageLook::Running;
        return hasBreach(run) ? StageLook::Breached : run.holds.isEmpty() ? StageLook::Running : StageLook::Held;
    }
    return StageLook::Pending;
}

QString rolloutWord(RolloutLook look)
{
    switch (look) {
    case RolloutLook::Unreadable:
        return tr("Cannot be read");
    case RolloutLook::Draft:
        return tr("Draft");
    case RolloutLook::Scheduled:
        return tr("Scheduled");
    case RolloutLook::Running:
        return tr("Running");
    case RolloutLook::Held:
        return tr("Held");
    case RolloutLook::Breached:
        return tr("Breach");
    case RolloutLook::Observing:
        return tr("Observing");
    case RolloutLook::Sealed:
        return tr("Sealed");
    case RolloutLook::Cancelled:
        return tr("Cancelled");
    case RolloutLook::RollingBack:
        return tr("Rolling back");
    case RolloutLook::Verifying:
        return tr("Verifying");
    case RolloutLook::RolledBack:
        return tr("Rolled back");
    case RolloutLook::Stuck:
        return tr("Rollback stuck");
    }
    return {};
}

QString stageWord(StageLook look)
{
    switch (look) {
    case StageLook::Pending:
        return tr("Pending");
    case StageLook::Running:
        return tr("Running");
    case StageLook::Held:
        return tr("Held");
    case StageLook::Breached:
        return tr("Breach");
    case StageLook::Unknown:
        return tr("Outcome unknown");
    case StageLook::Passed:
        return tr("Passed");
    case StageLook::Undoing:
        return tr("Rolling back");
    case StageLook::RolledBack:
        return tr("Rolled back");
    case StageLook::Stuck:
        return tr("Rollback stuck");
    }
    return {};
}

QString stageKindWord(StageKind kind)
{
    switch (kind) {
    case StageKind::Compatibility:
        return tr("Compatibility");
    case StageKind::Additive:
        return tr("Additive");
    case StageKind::Forward:
        return tr("Forward");
    case StageKind::Resilience:
        return tr("Resilience");
    case StageKind::Contract:
        return tr("Contract");
    }
    return {};
}

QString holdWord(HoldReason reason)
{
    switch (reason) {
    case HoldReason::Operator:
        return tr("held by a person");
    case HoldReason::Breach:
        return tr("breach");
    case HoldReason::NoData:
        return tr("no data");
    case HoldReason::Error:
        return tr("probe error");
    case HoldReason::Inconclusive:
        return tr("inconclusive");
    case HoldReason::Drift:
        return tr("drift");
    case HoldReason::RunnerLost:
        return tr("runner lost");
    case HoldReason::LedgerLost:
        return tr("ledger lost");
    case HoldReason::Gap:
        return tr("gap");
    case HoldReason::Failure:
        return tr("step failed");
    case HoldReason::Certificate:
        return tr("no certificate");
    case HoldReason::Manual:
        return tr("by hand");
    case HoldReason::Approval:
        return tr("waiting for a person's word");
    }
    return {};
}

QString verdictWord(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Warmup:
        return tr("warming up");
    case Verdict::Collecting:
        return tr("collecting");
    case Verdict::Healthy:
        return tr("healthy");
    case Verdict::Watch:
        return tr("watch");
    case Verdict::Breach:
        return tr("breach");
    case Verdict::NoData:
        return tr("no data");
    case Verdict::Error:
        return tr("error");
    case Verdict::Inconclusive:
        return tr("inconclusive");
    }
    return {};
}

QString standingWord(const GateStanding &gate)
{
    if (!gate.verdict)
        return gate.isOver ? tr("not judged") : tr("not judged yet");
    const bool isOnTheWay = gate.verdict == Verdict::Warmup || gate.verdict == Verdict::Collecting;
    return gate.isOver && isOnTheWay ? tr("no verdict") : verdictWord(*gate.verdict);
}

QString rollbackResultWord(RollbackResult result)
{
    switch (result) {
    case RollbackResult::None:
        return tr("not rolled back");
    case RollbackResult::Exact:
        return u"EXACT"_s;
    case RollbackResult::ExactExcept:
        return u"EXACT_EXCEPT"_s;
    case RollbackResult::Failed:
        return u"FAILED"_s;
    case RollbackResult::Unknown:
        return u"UNKNOWN"_s;
    }
    return {};
}

QString holdsText(const QList<Hold> &holds)
{
    QStringList words;
    for (const Hold &hold : holds) {
        if (const QString word = holdWord(hold.reason); !words.contains(word))
            words.append(word);
    }
    return words.join(u" · "_s);
}

const StageState *findStage(const RunState &run, const QString &stageId)
{
    const auto it = std::find_if(run.stages.cbegin(), run.stages.cend(), [&](const StageState &stage) { return stage.id == stageId; });
    return it == run.stages.cend() ? nullptr : &*it;
}

} // namespace sluice
