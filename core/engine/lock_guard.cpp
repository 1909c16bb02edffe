// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/lock_guard.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kAskEveryMs = 250;
constexpr int kMostWaiters = 20;

} // namespace

/// A backfill's batches hold row locks for as long as a batch takes: only a crowd behind them counts. An undo is never
/// given up for others' sake: readers wait for it.
LockGuard::LockGuard(SqlWorker &control, const StepOrder &order)
    : m_control(control)
    , m_tag(order.direction == Direction::Forward ? sessionTag(order.runner, SessionRole::Steps) : QString())
    , m_longest(order.step.backfill ? Duration(0) : order.maxLock)
{
    m_since.start();
}

bool LockGuard::mustGiveUp()
{
    if (m_hasGivenUp || m_tag.isEmpty())
        return m_hasGivenUp;
    if (m_asked && m_asked->isFinished()) {
        const Result<LockQueue> queue = m_asked->resultCount() > 0 ? m_asked->result() : Result<LockQueue>(LockQueue {});
        m_asked.reset();
        if (queue)
            m_seen = *queue;
        m_hasGivenUp = m_seen.waiters >= kMostWaiters || (m_longest > Duration(0) && m_seen.waiters > 0 && m_seen.longest >= m_longest);
    } else if (!m_asked && m_since.elapsed() >= kAskEveryMs) {
        ask();
    }
    return m_hasGivenUp;
}

void LockGuard::ask()
{
    m_since.restart();
    m_asked = m_control.submit<LockQueue>({}, [tag = m_tag](SqlSession &session) { return queueBehind(session, tag); });
}

QString LockGuard::why() const
{
    const QString longest = humanDuration(m_seen.longest);
    return m_seen.waiters == 1 ? u"another session waited %1 for it"_s.arg(longest)
                               : u"%1 other sessions waited for it, one for %2"_s.arg(m_seen.waiters).arg(longest);
}

} // namespace sluice
