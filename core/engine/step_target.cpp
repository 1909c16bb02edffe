// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/kill_point.h"
#include "base/seeded_bug.h"
#include "engine/step_run.h"
#include "warehouse/side_effects.h"

// How an order comes to its target: the one it is for, locked, and not older than what the ledger knows of it.

namespace sluice {

using namespace Qt::StringLiterals;

/// Before every effect and every decision: the right target, and its lock won.
Result<void> StepRun::enter()
{
    SLUICE_KILL_POINT("K3");
    SLUICE_CHECK(m_session.setTimeouts(m_order.statementTimeout, m_order.lockTimeout));
    SLUICE_TRY(const TargetIdentity identity, verifyTarget(m_session));
    if (identity != m_order.identity && !hasSeededBug("target-not-known-again"))
        return fail(ErrorCode::IdentityMismatch,
            u"the target calls itself %1, the run was started on %2"_s.arg(identity.uuid, m_order.identity.uuid),
            identity.databaseName, u"connect to the database the run was started on"_s);
    SLUICE_CHECK(lockTarget(m_session, m_order.budget));
    SLUICE_KILL_POINT("K4");
    return {};
}

/// What the target says of this order: a receipt, a started mark, or nothing.
Result<std::optional<Receipt>> StepRun::ownReceipt()
{
    if (hasSeededBug("receipt-not-read"))
        return std::nullopt;
    SLUICE_TRY(std::optional<Receipt> found,
        findReceipt(m_session, m_order.run, m_order.step.stepId, m_order.direction, m_order.generation));
    if (found && hasSeededBug("mark-taken-for-receipt"))
        found->isDone = true;
    return found;
}

/// A replica that lagged and was promoted, or a backup that was restored under the same name, is the target in all but
/// what was committed last. What was committed in order is lost from its end, so the last receipt speaks for all. Only
/// forward: a rollback needs no more than what it finds, and proves its result.
Result<void> StepRun::refuseOlderTarget()
{
    if (!isForward() || m_order.lastDone.isEmpty() || hasSeededBug("older-target-not-seen"))
        return {};
    SLUICE_TRY(const std::optional<Receipt> last,
        findReceipt(m_session, m_order.run, m_order.lastDone, Direction::Forward, m_order.lastGeneration));
    if (last && last->isDone)
        return {};
    return fail(ErrorCode::IdentityMismatch,
        u"the target is older than this rollout: it has no receipt of step '%1', which the ledger knows as done"_s.arg(
            m_order.lastDone),
        m_order.identity.databaseName,
        u"it was failed over to a replica that lagged, or restored; lead the connection to the server that has everything, or roll back"_s);
}

/// A trigger of the server made more than the step says. It stays when the step is undone, so it is a remnant from the
/// beginning.
Result<void> StepRun::noteSideEffects()
{
    if (!isForward() || hasSeededBug("side-effects-not-seen"))
        return {};
    SLUICE_TRY(const QStringList made, relationsMadeBesides(m_session, m_order.scope + m_order.step.touches));
    if (!made.isEmpty())
        m_remnant = u"%1, made by a trigger of the server in step '%2'"_s.arg(made.join(u", "_s), m_order.step.stepId);
    return {};
}

} // namespace sluice
