// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/sqlite/sqlite_dialect.h"

#include "sql/sql_quoting.h"

#include <QElapsedTimer>

namespace sluice {

using namespace Qt::StringLiterals;

// SQLite has no sessions to end: the write transaction is the lock, a dead writer's is rolled back by the next opener,
// and a living older runner meets the raised epoch in its own next transaction.

Result<Fence> SqliteDialect::takeFence(SqlSession &session, const QString &runner, Duration budget) const
{
    SLUICE_CHECK(lockTarget(session, budget));
    SLUICE_CHECK(session.begin());
    // Read back instead of RETURNING, which not every driver hands over.
    const Result<Fence> raised = session.execute(u"UPDATE sluice_fence SET epoch = epoch + 1, runner = "_s + quoteLiteral(runner)).and_then([&](qint64) {
        return readFence(session);
    });
    if (!raised) {
        session.rollback();
        return raised;
    }
    SLUICE_CHECK(session.commit());
    return raised;
}

Result<void> SqliteDialect::lockTarget(SqlSession &session, Duration budget) const
{
    if (session.isInTransaction())
        return {};
    QElapsedTimer timer;
    timer.start();
    for (;;) {
        const Result<void> begun = session.begin(); // waits for the session's own lock timeout each time
        if (begun) {
            session.rollback();
            return {};
        }
        const bool isHeld = begun.error().code == ErrorCode::Busy || begun.error().code == ErrorCode::LockTimeout;
        if (!isHeld || timer.elapsed() >= budget.count())
            return begun;
    }
}

Result<QString> SqliteDialect::transactionMark(SqlSession &session) const
{
    if (!session.isInTransaction())
        return fail(ErrorCode::Usage, u"a transaction mark is asked for outside a transaction"_s, session.profile().name);
    return QString();
}

/// One lock for the whole file, from BEGIN IMMEDIATE to the end of the transaction.
Result<QList<HeldLock>> SqliteDialect::heldLocks(SqlSession &session, const QString &) const
{
    return session.isInTransaction() ? QList<HeldLock> { { u"the database file"_s, u"WRITE"_s } } : QList<HeldLock> {};
}

Result<QString> SqliteDialect::describeBlockers(SqlSession &, const QList<RelationName> &) const
{
    return QString(); // SQLite does not know who holds the file
}

} // namespace sluice
