// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/fence.h"

#include "base/digest.h"
#include "base/seeded_bug.h"
#include "sql/sql_quoting.h"
#include "warehouse/dialect.h"
#include "warehouse/own_tables.h"

namespace sluice {

using namespace Qt::StringLiterals;

QString sessionTag(const QString &runner, SessionRole role)
{
    QString roleName;
    switch (role) {
    case SessionRole::Steps:
        roleName = u"steps"_s;
        break;
    case SessionRole::Control:
        roleName = u"control"_s;
        break;
    case SessionRole::Probe:
        roleName = u"probe"_s;
        break;
    case SessionRole::Catalogue:
        roleName = u"catalogue"_s;
        break;
    }
    return u"sluice:"_s + sha256Hex(runner.toUtf8()).left(16) + u':' + roleName;
}

bool isStillMine(const Fence &now, const Fence &mine)
{
    return (now.epoch == mine.epoch && now.runner == mine.runner) || hasSeededBug("fence-not-held");
}

Result<Fence> readFence(SqlSession &session)
{
    SLUICE_TRY(const SqlRows rows, session.query(u"SELECT epoch, runner FROM "_s + ownTable(session.engine(), u"fence"_s)));
    if (rows.rows.isEmpty())
        return fail(ErrorCode::NotEnrolled, u"the target has no fence row"_s, session.profile().name, u"enrol it with sluice connection enrol"_s);
    return Fence { rows.rows[0][0].toLongLong(), rows.rows[0][1].toString() };
}

TakeOverSql takeOverSql(Engine engine, const QString &runner)
{
    return { dialectFor(engine).tryLockSql(),
        u"UPDATE "_s + ownTable(engine, u"fence"_s) + u" SET epoch = epoch + 1, runner = "_s + quoteLiteral(runner) };
}

Result<Fence> takeFence(SqlSession &session, const QString &runner, Duration budget)
{
    return dialectFor(session.engine()).takeFence(session, runner, budget);
}

Result<void> holdFence(SqlSession &session, const Fence &mine)
{
    QString lock; // on SQLite the write transaction keeps others out
    if (session.engine() == Engine::Postgresql)
        lock = u" FOR SHARE"_s;
    else if (session.engine() == Engine::Mariadb)
        lock = u" LOCK IN SHARE MODE"_s;
    SLUICE_TRY(const SqlRows rows, session.query(u"SELECT epoch, runner FROM "_s + ownTable(session.engine(), u"fence"_s) + lock));
    if (rows.rows.isEmpty())
        return fail(ErrorCode::NotEnrolled, u"the target has no fence row"_s, session.profile().name);
    const Fence now { rows.rows[0][0].toLongLong(), rows.rows[0][1].toString() };
    if (!isStillMine(now, mine)) {
        return fail(ErrorCode::Fenced,
            u"%1 took this target over (epoch %2; ours was %3)"_s.arg(now.runner).arg(now.epoch).arg(mine.epoch), session.profile().name,
            u"follow the newer runner with sluice watch"_s);
    }
    return {};
}

Result<void> lockTarget(SqlSession &session, Duration budget)
{
    return dialectFor(session.engine()).lockTarget(session, budget);
}

void unlockTarget(SqlSession &session)
{
    dialectFor(session.engine()).unlockTarget(session);
}

Result<QString> transactionMark(SqlSession &session)
{
    return dialectFor(session.engine()).transactionMark(session);
}

Result<bool> tellsLocks(SqlSession &session)
{
    return dialectFor(session.engine()).tellsLocks(session);
}

Result<QString> lockMark(SqlSession &session)
{
    return dialectFor(session.engine()).lockMark(session);
}

Result<QList<HeldLock>> heldLocks(SqlSession &session, const QString &mark)
{
    return dialectFor(session.engine()).heldLocks(session, mark);
}

Result<LockQueue> queueBehind(SqlSession &session, const QString &tag)
{
    return dialectFor(session.engine()).queueBehind(session, tag);
}

Result<QString> describeBlockers(SqlSession &session, const QList<RelationName> &relations)
{
    return dialectFor(session.engine()).describeBlockers(session, relations);
}

Result<bool> letUpkeepYield(SqlSession &session, const QList<RelationName> &relations, Duration atMost)
{
    return dialectFor(session.engine()).letUpkeepYield(session, relations, atMost);
}

} // namespace sluice
