// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"
#include "sql/sql_session.h"

namespace sluice {

/// The fence row in the target: the resource itself knows its newest runner.
struct Fence {
    qint64 epoch = 0;
    QString runner;
};

/// application_name of a runner's session, "sluice:<mark of the runner>:steps": at most 63 bytes, same runner same mark.
QString sessionTag(const QString &runner, SessionRole role);

/// Pure: whether the runner that took `mine` still has the target, by what the target's row says now. The name counts
/// too: a target that was restored from a backup may give one epoch twice.
bool isStillMine(const Fence &now, const Fence &mine);

/// NotEnrolled when the target has no fence.
Result<Fence> readFence(SqlSession &session);
/// Takes the target over: ends the steps sessions of other Sluice runners (see sessionTag; never its own, never probes
/// or catalogue readers), waits until they are gone, then raises the epoch and names the runner. Returns the new fence.
/// Busy names who could not be ended within budget; PermissionDenied when the role may not end them. Outside a transaction.
Result<Fence> takeFence(SqlSession &session, const QString &runner, Duration budget);
/// Inside the step's transaction: locks the fence row in share mode and compares. Fenced names the newer runner.
Result<void> holdFence(SqlSession &session, const Fence &mine);

/// Session lock of the target by try-lock, spinning until budget; Busy names the holder (pid, application). Taking it
/// twice on one session is harmless.
/// SQLite: the write transaction is the lock, so this only checks that the file can be written.
Result<void> lockTarget(SqlSession &session, Duration budget);
void unlockTarget(SqlSession &session);

/// For scripts that run without Sluice. lock is one boolean that wins the target's lock for the session and is false
/// while a runner works; empty where the write transaction is the lock. raise makes every older runner's next step Fenced.
struct TakeOverSql {
    QString lock;
    QString raise;
};
TakeOverSql takeOverSql(Engine engine, const QString &runner);

/// Marks that differ between two transactions of one session (PostgreSQL: transaction id; empty on SQLite, where one
/// statement a call and the classifier are the guard). Must be called inside a transaction.
Result<QString> transactionMark(SqlSession &session);

/// Which other sessions hold locks on these relations, oldest transaction first, three at most: pid, application, user,
/// what it does, for how long. For messages. Empty when nobody does or the engine cannot tell (SQLite).
Result<QString> describeBlockers(SqlSession &session, const QList<RelationName> &relations);

/// The engine's own upkeep of these relations gives way only to whoever waits longer for them than a step does: waits so
/// long, at most atMost, in a mode that no reader and no writer queues behind. True when some was there and has let go,
/// false when none was. LockTimeout when it stays (PostgreSQL's autovacuum against a wraparound). Outside a transaction.
Result<bool> letUpkeepYield(SqlSession &session, const QList<RelationName> &relations, Duration atMost);

} // namespace sluice
