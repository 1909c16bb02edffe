// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

namespace sluice {

/// A lock that a session really holds, as the engine says.
struct HeldLock {
    QString relation; ///< "mart.orders"; "the database file" on SQLite
    QString mode; ///< "ACCESS EXCLUSIVE", "WRITE"
    friend bool operator==(const HeldLock &, const HeldLock &) = default;
};

/// Who waits for a session.
struct LockQueue {
    int waiters = 0; ///< other sessions, Sluice's own left out
    Duration longest { 0 }; ///< that one of them has waited
};
/// Who waits behind the session of this application_name, directly or in its queue. Empty where the engine does not tell.
Result<LockQueue> queueBehind(SqlSession &session, const QString &tag);

/// Whether heldLocks has an answer here. False: nobody is told who holds what.
Result<bool> tellsLocks(SqlSession &session);
/// Taken before a transaction: what was there then, so that heldLocks leaves out relations that the transaction makes.
Result<QString> lockMark(SqlSession &session);
/// What this session's open transaction holds now; plain reading is left out. Inside the transaction.
Result<QList<HeldLock>> heldLocks(SqlSession &session, const QString &mark);

} // namespace sluice
