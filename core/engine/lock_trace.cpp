// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/lock_trace.h"

#include <algorithm>

namespace sluice {

Result<void> LockTrace::begun(SqlSession &session)
{
    m_clock.start();
    m_open.clear();
    m_lastLook = Duration(0);
    SLUICE_TRY(m_isTold, tellsLocks(session));
    if (!m_isTold)
        return {};
    ++m_transactions;
    SLUICE_TRY(m_mark, lockMark(session));
    return looked(session); // SQLite's lock is there with BEGIN
}

Result<void> LockTrace::looked(SqlSession &session)
{
    if (!m_isTold)
        return {};
    SLUICE_TRY(const QList<HeldLock> held, heldLocks(session, m_mark));
    for (const HeldLock &lock : held) {
        const bool isKnown
            = std::any_of(m_open.cbegin(), m_open.cend(), [&](const Open &open) { return open.lock == lock; });
        if (!isKnown)
            m_open.append({ lock, m_lastLook });
    }
    m_lastLook = Duration(m_clock.elapsed());
    return {};
}

void LockTrace::ended()
{
    const Duration now(m_clock.isValid() ? m_clock.elapsed() : 0);
    for (const Open &open : std::as_const(m_open)) {
        auto known = std::find_if(m_locks.begin(), m_locks.end(),
            [&](const TakenLock &lock) { return lock.relation == open.lock.relation && lock.mode == open.lock.mode; });
        if (known == m_locks.end())
            known = m_locks.insert(m_locks.end(), TakenLock { open.lock.relation, open.lock.mode, Duration(0), 0 });
        known->longest = std::max(known->longest, now - open.since);
        known->times += 1;
    }
    m_open.clear();
}

} // namespace sluice
