// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/kill_point.h"
#include "base/logging.h"
#include "base/seeded_bug.h"
#include "engine/step_run.h"

// What an undo would lose is counted while others work, where the target can be made to notice their writes: a count
// behind a lock keeps writers out for as long as the table is large.

namespace sluice {

using namespace Qt::StringLiterals;

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

/// Once for all attempts of this run, and again when it was written meanwhile. Where the target takes no watch, the
/// count comes behind the lock, as everywhere else.
Result<void> StepRun::countBesideOthers()
{
    if (isForward() || !m_order.step.watch || m_counted || m_isWatchRefused || m_counts >= kMostCounts)
        return {};
    SLUICE_TRY(const bool isWorth, holds(m_order.step.watch->isWorth));
    if (!isWorth)
        return {};
    ++m_counts;
    m_mayHaveWatched = true;
    m_hasProgressed = true; // the patience with a lock begins behind the count
    const Result<void> begun = beginWatch();
    if (!begun) {
        const ErrorCode code = begun.error().code;
        m_isWatchRefused
            = code == ErrorCode::PermissionDenied || code == ErrorCode::SqlFailed || code == ErrorCode::NotFound;
        if (!m_isWatchRefused)
            return begun;
        m_session.rollback();
        return {};
    }
    SLUICE_KILL_POINT("K6w");
    SLUICE_TRY(m_counted, guardCount(m_session, m_order.step.guard, m_order.step.stepId));
    return {};
}

Result<void> StepRun::beginWatch()
{
    SLUICE_CHECK(begin());
    SLUICE_CHECK(holdFence(m_session, m_order.fence));
    for (const QString &sql : m_order.step.watch->begin)
        SLUICE_CHECK(m_session.execute(sql));
    SLUICE_CHECK(looked());
    return commit();
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
        m_counted.reset();
        if (m_counts < kMostCounts)
            return fail(ErrorCode::Busy,
                u"others wrote while it was counted what the undo of step '%1' would lose"_s.arg(step.stepId));
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
    m_mayHaveWatched = m_mayHaveWatched || isThere;
    return isThere ? m_order.step.watch->end : QStringList();
}

/// Best effort, when an undo is over one way or the other: what stays of a watch costs writers a little, and the next
/// attempt takes it away.
void StepRun::leaveWatch()
{
    if (!m_session.isOpen())
        return;
    const SqlSession::PastStop pastStop(m_session);
    const WriteWatch &watch = *m_order.step.watch;
    const auto ended = [&]() -> Result<void> {
        SLUICE_TRY(const bool isThere, holds(watch.isThere));
        if (!isThere)
            return {};
        SLUICE_CHECK(m_session.begin());
        SLUICE_CHECK(holdFence(m_session, m_order.fence));
        for (const QString &sql : watch.end)
            SLUICE_CHECK(m_session.execute(sql));
        return m_session.commit();
    }();
    if (!ended) {
        m_session.rollback();
        qCWarning(lcEngine) << "the triggers that watch writes for" << m_order.step.stepId
                            << "stay for now:" << ended.error().what;
        return;
    }
    for (const QString &sql : watch.after) {
        if (const auto done = m_session.execute(sql); !done)
            qCWarning(lcEngine) << "left among Sluice's own objects:" << done.error().what;
    }
}

} // namespace sluice
