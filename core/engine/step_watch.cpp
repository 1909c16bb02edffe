// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/kill_point.h"
#include "base/seeded_bug.h"
#include "engine/step_run.h"

// What an undo would lose is counted while others work, where the target can be made to notice their writes: a count
// behind a lock keeps writers out for as long as the table is large.

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The one number that a guard gives.
Result<qint64> guardCount(SqlSession &session, const QString &guard, const QString &stepId)
{
    SLUICE_TRY(const SqlRows rows, session.query(guard));
    bool isNumber = false;
    const qint64 count = rows.scalar().toString().toLongLong(&isNumber);
    if (!isNumber)
        return fail(ErrorCode::Refused, u"the guard of step '%1' gave no number"_s.arg(stepId));
    return count;
}

} // namespace

/// Once for all attempts of this run: what was noticed since counts against it in each of them.
Result<void> StepRun::countBesideOthers()
{
    if (isForward() || !m_order.step.watch || m_counted)
        return {};
    const WriteWatch &watch = *m_order.step.watch;
    SLUICE_TRY(const bool isWorth, holds(watch.isWorth));
    if (!isWorth)
        return {};
    SLUICE_CHECK(begin());
    SLUICE_CHECK(holdFence(m_session, m_order.fence));
    for (const QString &sql : watch.begin)
        SLUICE_CHECK(m_session.execute(sql));
    SLUICE_CHECK(looked());
    SLUICE_CHECK(commit());
    SLUICE_KILL_POINT("K6w");
    SLUICE_TRY(m_counted, guardCount(m_session, m_order.step.guard, m_order.step.stepId));
    return {};
}

/// Inside the undo's transaction, and behind its lock: no writer is under way any more.
Result<qint64> StepRun::countGuard()
{
    const CompiledStep &step = m_order.step;
    if (m_counted && *m_counted > 0) // whatever came or went since, somebody's values were there
        return *m_counted;
    if (m_counted && !hasSeededBug("watch-not-asked")) {
        SLUICE_TRY(const bool isQuiet, holds(step.watch->isQuiet));
        if (isQuiet)
            return *m_counted;
    } else if (m_counted) {
        return *m_counted;
    }
    const bool isRenamed = !step.transactional && !step.lockedGuard.isEmpty();
    return guardCount(m_session, isRenamed ? step.lockedGuard : step.guard, step.stepId);
}

/// Statements that take away what a watch left, be it ours or that of somebody who was killed.
Result<QStringList> StepRun::endOfWatch()
{
    if (!m_order.step.watch)
        return QStringList();
    SLUICE_TRY(const bool isThere, holds(m_order.step.watch->isThere));
    return isThere ? m_order.step.watch->end : QStringList();
}

} // namespace sluice
