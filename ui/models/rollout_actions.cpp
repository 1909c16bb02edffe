// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/rollout_actions.h"

#include "communication/plain_text.h"
#include "engine/judgement.h"
#include "ui/models/look.h"

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
    RolloutActions actions;
    // What is sealed is done: its steps find themselves in the warehouse already. A changed file is a new plan.
    const bool isDone = run.phase == RunPhase::Sealed && !rollout.fileDiffersFromRun;
    actions.start.isOffered = (isOver(run) || run.phase == RunPhase::Draft || run.phase == RunPhase::Validated) && !isDone && !rollout.file.isEmpty();
    actions.start.isRepeat = run.phase == RunPhase::RolledBack && !rollout.fileDiffersFromRun;
    for (const QString &blocker : rollout.startBlockers)
        actions.start.blockers.append(sentenceCase(blocker));
    if (!rollout.bundle && actions.start.blockers.isEmpty())
        actions.start.blockers = QStringList { tr("The plan file cannot be read") };

    // What can begin now, or waits for a certificate alone.
    const bool isAwaited = run.phase == RunPhase::Running && rollout.needsCertificate && !rollout.certificateProblem.isEmpty();
    actions.rehearse.isOffered = rollout.bundle && !rollout.file.isEmpty() && (actions.start.isOffered || isAwaited);

    const bool isHeldByPerson
        = std::any_of(run.holds.cbegin(), run.holds.cend(), [](const Hold &hold) { return hold.reason == HoldReason::Operator; });
    actions.hold.isOffered = isGoing && !isHeldByPerson;
    actions.resume.isOffered = isGoing && !run.holds.isEmpty();
    actions.judge.isOffered = rollout.bundle && !gatesLeftToPerson(rollout.bundle->plan, run).isEmpty();
    // Pressing it while one is under way joins that one; what was taken back to a stage can go back further, and nothing is
    // left of what went back to the start.
    const bool isPartlyBack
        = run.phase == RunPhase::RolledBack && run.rollback && !run.rollback->to.isEmpty() && run.hasEffects();
    actions.rollBack.isOffered = ((isGoing || run.isRollingBack()) && hasBegun(run)) || isPartlyBack;
    actions.rollBack.isRepeat = isPartlyBack;
    actions.cancel.isOffered = run.phase == RunPhase::Validated || (isGoing && !hasBegun(run));
    return actions;
}

} // namespace sluice
