// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "sql/sql_interrupt.h"
#include "sql/sql_session.h"

#include <QDeadlineTimer>

#include <sqlite3.h>

namespace sluice {

/// Watches one SQLite connection through its own hooks: ends statements at a time limit or on a cancel, waits for locks
/// in a way that a cancel can end, and refuses what the role may not do, whatever the SQL text looks like.
/// Unhooks itself when it dies; must die before the handle.
class SqliteGuard
{
public:
    SqliteGuard(sqlite3 *handle, const SqlInterrupt &interrupt, SessionRole role);
    ~SqliteGuard();
    SqliteGuard(const SqliteGuard &) = delete;
    SqliteGuard &operator=(const SqliteGuard &) = delete;

    void setLockTimeout(Duration timeout) { m_lockTimeout = timeout; }
    /// The last watched statement ended at its time limit.
    bool isTimedOut() const { return m_isTimedOut; }

    /// A statement from outside: limited in time (0: no limit), cancellable, restricted to its role.
    class Watch
    {
    public:
        Watch(SqliteGuard &guard, Duration limit);
        ~Watch() { m_guard.m_isWatching = false; }
        Watch(const Watch &) = delete;
        Watch &operator=(const Watch &) = delete;

    private:
        SqliteGuard &m_guard;
    };

    /// The session's own copying of the file: whatever it does is allowed, and a cancel ends it.
    class Copying
    {
    public:
        explicit Copying(SqliteGuard &guard)
            : m_guard(guard)
        {
            guard.m_isCopying = true;
        }
        ~Copying() { m_guard.m_isCopying = false; }
        Copying(const Copying &) = delete;
        Copying &operator=(const Copying &) = delete;

    private:
        SqliteGuard &m_guard;
    };

    /// A statement of the session itself, such as COMMIT: never ended, never refused.
    class Trust
    {
    public:
        explicit Trust(SqliteGuard &guard)
            : m_guard(guard)
        {
            guard.m_isTrusted = true;
        }
        ~Trust() { m_guard.m_isTrusted = false; }
        Trust(const Trust &) = delete;
        Trust &operator=(const Trust &) = delete;

    private:
        SqliteGuard &m_guard;
    };

private:
    bool mustStop();
    bool mayWait(int round);
    bool isAllowed(int action, const char *first, const char *second) const;

    sqlite3 *m_handle;
    const SqlInterrupt &m_interrupt;
    SessionRole m_role;
    Duration m_lockTimeout { 0 };
    QDeadlineTimer m_deadline { QDeadlineTimer::Forever };
    QDeadlineTimer m_lockDeadline { QDeadlineTimer::Forever };
    bool m_isWatching = false;
    bool m_isTrusted = false;
    bool m_isCopying = false;
    bool m_isTimedOut = false;
};

} // namespace sluice
