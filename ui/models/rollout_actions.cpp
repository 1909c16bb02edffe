// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/rollout_actions.h"

#include <QCoreApplication>

#include <algorithm>

namespace sluice {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("sluice::rolloutActions", text);
}

/// Anything that began in the target, whatever came of it: the engine looks closer.
bool hasBegun(const RunState &run)
{
    return run.firstEffect.isValid();
}

} // namespace

RolloutActions rolloutActions(const RolloutView &rollout)
{
    const RunState &run = rollout.state;
    const bool isGoing = run.phase == RunPhase::Running || run.phase == RunPhase::Observing;
    const bool isOver = run.phase == RunPhase::Draft || run.phase == RunPhase::Sealed || run.phase == RunPhase::Cancelled
        || run.phase == RunPhase::RolledBack;
    RolloutActions actions;
    actions.start.isOffered = (isOver || run.phase == RunPhase::Validated) && !rollout.file.isEmpty();
    actions.start.blockers = rollout.startBlockers;
    if (!rollout.bundle && actions.start.blockers.isEmpty())
        actions.start.blockers = QStringList { tr("The plan file cannot be read") };

    const bool isHeldByPerson
        = std::any_of(run.holds.cbegin(), run.holds.cend(), [](const Hold &hold) { return hold.reason == HoldReason::Operator; });
    actions.hold.isOffered = isGoing && !isHeldByPerson;
    actions.resume.isOffered = isGoing && !run.holds.isEmpty();
    // Pressing it while one is under way joins that one; what was taken back to a stage can go further back.
    const bool isGoingBack = run.phase == RunPhase::RollingBack || run.phase == RunPhase::Verifying
        || run.phase == RunPhase::RollbackStuck;
    const bool canGoFurther = run.phase == RunPhase::RolledBack && run.hasEffects();
    actions.rollBack.isOffered = ((isGoing || isGoingBack) && hasBegun(run)) || canGoFurther;
    actions.cancel.isOffered = run.phase == RunPhase::Validated || (isGoing && !hasBegun(run));
    return actions;
}

} // namespace sluice
