// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sqlite_guard.h"

#include <QSet>

#include <poll.h>

namespace sluice {

namespace {

constexpr int kInstructionsBetweenChecks = 4000;
constexpr int kLockPollMs = 10;

/// Pragmas that only read; those with an argument take the name of an object, not a new value.
bool readsOnly(const QByteArray &pragma, bool hasArgument)
{
    static const QSet<QByteArray> plain { "application_id", "collation_list", "data_version", "database_list", "encoding",
        "freelist_count", "function_list", "journal_mode", "page_count", "page_size", "schema_version", "user_version" };
    static const QSet<QByteArray> ofObject { "foreign_key_check", "foreign_key_list", "index_info", "index_list", "index_xinfo",
        "integrity_check", "quick_check", "table_info", "table_list", "table_xinfo" };
    return ofObject.contains(pragma) || (!hasArgument && plain.contains(pragma));
}

bool isAllowedForReading(int action, const char *first, const char *second)
{
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
        return true;
    case SQLITE_FUNCTION:
        return qstricmp(second, "load_extension") != 0;
    case SQLITE_PRAGMA:
        return readsOnly(QByteArray(first).toLower(), second != nullptr);
    // A virtual table such as pragma_table_info or json_each declares itself so when it is first read; a real UPDATE of
    // the schema is stopped by defensive mode.
    case SQLITE_UPDATE:
        return qstrcmp(first, "sqlite_master") == 0;
    default:
        return false;
    }
}

} // namespace

SqliteGuard::SqliteGuard(sqlite3 *handle, const SqlInterrupt &interrupt, SessionRole role)
    : m_handle(handle)
    , m_interrupt(interrupt)
    , m_role(role)
{
    sqlite3_progress_handler(
        handle, kInstructionsBetweenChecks, [](void *self) { return static_cast<SqliteGuard *>(self)->mustStop() ? 1 : 0; }, this);
    sqlite3_busy_handler(
        handle, [](void *self, int round) { return static_cast<SqliteGuard *>(self)->mayWait(round) ? 1 : 0; }, this);
    sqlite3_set_authorizer(
        handle,
        [](void *self, int action, const char *first, const char *second, const char *, const char *) {
            return static_cast<SqliteGuard *>(self)->isAllowed(action, first, second) ? SQLITE_OK : SQLITE_DENY;
        },
        this);
}

SqliteGuard::~SqliteGuard()
{
    sqlite3_progress_handler(m_handle, 0, nullptr, nullptr);
    sqlite3_busy_handler(m_handle, nullptr, nullptr);
    sqlite3_set_authorizer(m_handle, nullptr, nullptr);
}

SqliteGuard::Watch::Watch(SqliteGuard &guard, Duration limit)
    : m_guard(guard)
{
    guard.m_deadline = limit.count() > 0 ? QDeadlineTimer(limit) : QDeadlineTimer(QDeadlineTimer::Forever);
    guard.m_isTimedOut = false;
    guard.m_isWatching = true;
}

bool SqliteGuard::mustStop()
{
    if (!m_isWatching || m_isTrusted)
        return false;
    if (m_interrupt.isRequested())
        return true;
    m_isTimedOut = m_deadline.hasExpired();
    return m_isTimedOut;
}

bool SqliteGuard::mayWait(int round)
{
    if (round == 0)
        m_lockDeadline = QDeadlineTimer(m_lockTimeout);
    if (m_lockDeadline.hasExpired() || mustStop())
        return false;
    pollfd entry { m_interrupt.descriptor(), POLLIN, 0 };
    const bool isWatchable = m_isWatching && !m_isTrusted;
    poll(&entry, isWatchable ? 1 : 0, static_cast<int>(std::min<qint64>(kLockPollMs, m_lockDeadline.remainingTime())));
    return true;
}

bool SqliteGuard::isAllowed(int action, const char *first, const char *second) const
{
    if (m_isTrusted || m_isCopying)
        return true;
    switch (m_role) {
    case SessionRole::Probe:
    case SessionRole::Catalogue:
        return isAllowedForReading(action, first, second);
    case SessionRole::Steps:
        // The transaction belongs to the session, and a step may touch one file only.
        return action != SQLITE_TRANSACTION && action != SQLITE_ATTACH && action != SQLITE_DETACH;
    case SessionRole::Control:
        return true;
    }
    return false;
}

} // namespace sluice
