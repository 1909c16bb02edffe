// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace sluice {

/// What a clone is made of, and how its maker reaches the engine.
struct CloneOrder {
    ConnectionProfile source; ///< the database that is copied: an idle copy's on PostgreSQL and MariaDB, the warehouse's own file on SQLite
    QString workspaceRoot;
    std::function<Result<std::unique_ptr<SqlSession>>(const ConnectionProfile &, SessionRole, const SessionOptions &)> open;
    std::function<qint64(const QString &folder)> freeBytes; ///< on the file system of folder; empty: ask it. Negative: not known
    std::function<void(const QString &line)> say; ///< for people; may be empty
    std::stop_token stop;
};

/// A private copy of a warehouse, gone with this object. Every session on it must be closed by then. Used on one thread.
class Clone
{
public:
    virtual ~Clone() = default; ///< removes the copy, and tells `say` when that fails
    Clone(const Clone &) = delete;
    Clone &operator=(const Clone &) = delete;
    /// Of the source, but it leads to the copy; never prod.
    const ConnectionProfile &profile() const { return m_profile; }
    virtual Result<void> remove() = 0; ///< now, so that a failure can be told; harmless when repeated

protected:
    explicit Clone(ConnectionProfile profile)
        : m_profile(std::move(profile))
    {
    }

private:
    const ConnectionProfile m_profile;
};

/// Removes what rehearsals that were killed left there, then copies. Refused when the source is production itself, Busy
/// names who is connected to it, DiskFull comes before anything was written. The source is only read.
Result<std::unique_ptr<Clone>> makeClone(const CloneOrder &order);

/// What in the texts of a plan (SQL and names of relations) would reach beyond a clone: "names database crm", "says
/// DROP USER". Empty where a session reaches one database only. session: to what is copied.
Result<QStringList> waysOutOfDatabase(SqlSession &session, const QStringList &texts);

/// What rehearsals that were killed have left beside this source is removed; those that live keep theirs. How many.
Result<int> removeDeadClones(const CloneOrder &order);

} // namespace sluice
