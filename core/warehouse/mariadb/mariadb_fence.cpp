// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/own_tables.h"

#include <QElapsedTimer>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The target's lock: a name on the server, of this database.
constexpr auto kLockName = "CONCAT('sluice:target:', MD5(DATABASE()))";

/// Waiting happens in the server, so that the session's canceller and stop token end it.
Result<void> pauseInServer(SqlSession &session)
{
    SLUICE_CHECK(session.query(u"SELECT SLEEP(0.05)"_s));
    return {};
}

/// Connection that holds the target's lock; 0: nobody.
Result<qint64> holderOf(SqlSession &session)
{
    SLUICE_TRY(
        const SqlRows rows, session.query(u"SELECT coalesce(IS_USED_LOCK("_s + QLatin1String(kLockName) + u"), 0)"_s));
    return rows.scalar().toLongLong();
}

QString describe(SqlSession &session, qint64 connection)
{
    const auto rows = session.query(
        u"SELECT CONCAT('connection ', ID, ' (user ', USER, ', ', coalesce(INFO, 'idle'), ')') FROM information_schema.PROCESSLIST WHERE ID = "_s
        + QString::number(connection));
    const QString said = rows ? rows->scalar().toString().left(200) : QString();
    return said.isEmpty() ? u"connection %1"_s.arg(connection) : said;
}

/// Sessions of a runner hold a lock named like their tag for as long as they live (mariadb_session.cpp).
Result<bool> isOwn(SqlSession &session, const QString &runner, qint64 connection)
{
    if (connection == session.backendPid())
        return true;
    SLUICE_TRY(const SqlRows rows,
        session.query(
            u"SELECT coalesce(IS_USED_LOCK("_s + quoteLiteral(sessionTag(runner, SessionRole::Steps)) + u"), 0)"_s));
    return rows.scalar().toLongLong() == connection;
}

Result<void> endSession(SqlSession &session, qint64 connection)
{
    const auto ended = session.execute(u"KILL "_s + QString::number(connection));
    if (ended || ended.error().code == ErrorCode::SqlFailed)
        return {}; // unknown by now: it has ended by itself
    Error error = ended.error();
    if (error.code == ErrorCode::PermissionDenied) {
        error.what = u"cannot end the session of the older runner: "_s + describe(session, connection);
        error.next = u"end it by hand, or grant CONNECTION ADMIN to this role"_s;
    }
    return fail(error);
}

/// Rows of ID, USER, COMMAND, TIME.
QStringList namesOf(const SqlRows &rows)
{
    QStringList names;
    for (const QVariantList &row : rows.rows)
        names.append(u"connection %1 (user %2), %3 for %4"_s.arg(row[0].toString(), row[1].toString(),
            row[2].toString().toLower(), humanDuration(std::chrono::seconds(row[3].toLongLong()))));
    return names;
}

/// Without the plugin nobody is told who holds the name of a table. Open transactions hold some; they are listed as what
/// they are.
Result<QString> describeSuspects(SqlSession &session)
{
    const QString unknown
        = u"a session that the server does not name, because its plugin metadata_lock_info is not installed"_s;
    const auto rows = session.query(
        // The server prints that time in its own zone, whatever the session's is.
        u"SELECT p.ID, p.USER, 'open', TIMESTAMPDIFF(SECOND, t.TRX_STARTED, CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', "
        u"'SYSTEM')) FROM "
        u"information_schema.INNODB_TRX t JOIN information_schema.PROCESSLIST p ON p.ID = t.TRX_MYSQL_THREAD_ID"
        " WHERE p.ID <> CONNECTION_ID() ORDER BY t.TRX_STARTED LIMIT 3"_s);
    if (!rows && rows.error().code == ErrorCode::PermissionDenied)
        return unknown;
    if (!rows)
        return fail(rows.error());
    if (rows->rows.isEmpty())
        return unknown;
    return unknown + u"; open transactions: "_s + namesOf(*rows).join(u"; "_s);
}

} // namespace

/// Whoever works on the target holds its lock, so that one session is all there can be to end: a runner without it
/// finds the raised epoch before it does anything.
Result<Fence> MariadbDialect::takeFence(SqlSession &session, const QString &runner, Duration budget) const
{
    QElapsedTimer timer;
    timer.start();
    for (;;) {
        SLUICE_TRY(const qint64 holder, holderOf(session));
        SLUICE_TRY(const bool own, isOwn(session, runner, holder));
        const bool isForeign = holder != 0 && !own;
        if (isForeign) {
            if (timer.elapsed() >= budget.count()) {
                return fail(ErrorCode::Busy,
                    u"an older runner could not be ended in time: "_s + describe(session, holder),
                    session.profile().name, u"end that session by hand, then try again"_s);
            }
            SLUICE_CHECK(endSession(session, holder));
        } else {
            const auto raised
                = session.execute(u"UPDATE sluice_fence SET epoch = epoch + 1, runner = "_s + quoteLiteral(runner));
            if (raised && *raised == 0)
                return fail(ErrorCode::NotEnrolled, u"the target has no fence row"_s, session.profile().name);
            if (raised)
                return readFence(session);
            // A runner that came back in between holds the row until its step ends: end it in the next round.
            if (raised.error().code != ErrorCode::LockTimeout || timer.elapsed() >= budget.count())
                return fail(raised.error());
        }
        SLUICE_CHECK(pauseInServer(session));
    }
}

QString MariadbDialect::tryLockSql() const { return u"GET_LOCK("_s + QLatin1String(kLockName) + u", 0) = 1"_s; }

Result<void> MariadbDialect::lockTarget(SqlSession &session, Duration budget) const
{
    QElapsedTimer timer;
    timer.start();
    for (;;) {
        // Named locks count: asking again for one that we hold would need a second release.
        SLUICE_TRY(const SqlRows rows,
            session.query(u"SELECT IF(IS_USED_LOCK("_s + QLatin1String(kLockName) + u") <=> CONNECTION_ID(), TRUE, "_s
                + tryLockSql() + u')'));
        if (rows.scalar().toBool())
            return {};
        if (timer.elapsed() >= budget.count())
            break;
        SLUICE_CHECK(pauseInServer(session));
    }
    SLUICE_TRY(const qint64 holder, holderOf(session));
    const QString who = holder == 0 ? u"a session that has just ended"_s : describe(session, holder);
    return fail(ErrorCode::Busy, u"another runner works on this target: "_s + who, session.profile().name,
        u"wait for it, or follow it with sluice watch"_s);
}

void MariadbDialect::unlockTarget(SqlSession &session) const
{
    if (!session.isOpen())
        return;
    const SqlSession::PastStop pastStop(session);
    static_cast<void>(
        session.query(u"SELECT RELEASE_LOCK("_s + QLatin1String(kLockName) + u')')); // closing unlocks too
}

Result<QString> MariadbDialect::transactionMark(SqlSession &session) const
{
    if (!session.isInTransaction())
        return fail(
            ErrorCode::Usage, u"a transaction mark is asked for outside a transaction"_s, session.profile().name);
    return queryText(session,
        u"SELECT CONCAT(CONNECTION_ID(), ':', SUM(CAST(VARIABLE_VALUE AS UNSIGNED))) FROM "
        u"information_schema.SESSION_STATUS WHERE VARIABLE_NAME IN"
        " ('Com_begin', 'Com_commit', 'Com_rollback', 'Com_set_option', 'Com_xa_start', 'Com_xa_commit', 'Com_xa_rollback')"_s);
}

Result<bool> MariadbDialect::tellsLocks(SqlSession &session) const
{
    SLUICE_TRY(const SqlRows plugin,
        session.query(
            u"SELECT COUNT(*) FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'METADATA_LOCK_INFO' AND PLUGIN_STATUS = 'ACTIVE'"_s));
    return plugin.scalar().toLongLong() > 0;
}

/// Without plain reading. What a transaction makes by DDL has ended with that, so nothing is its own alone.
Result<QList<HeldLock>> MariadbDialect::heldLocks(SqlSession &session, const QString &) const
{
    SLUICE_TRY(const SqlRows rows,
        queryAll(session,
            u"SELECT DISTINCT TABLE_SCHEMA, TABLE_NAME, LOCK_MODE FROM information_schema.METADATA_LOCK_INFO WHERE "
            u"THREAD_ID = CONNECTION_ID() AND LOCK_TYPE = 'Table metadata lock'"
            " AND LOCK_MODE NOT IN ('MDL_SHARED', 'MDL_SHARED_HIGH_PRIO', 'MDL_SHARED_READ') ORDER BY 1, 2, 3"_s));
    QList<HeldLock> locks;
    for (const QVariantList &row : rows.rows) {
        RelationName name { row[0].toString(), row[1].toString() };
        if (isOwnRelation(Engine::Mariadb, name))
            continue;
        if (name.schema == session.profile().database)
            name.schema.clear();
        locks.append({ name.text(), row[2].toString().remove(u"MDL_"_s).replace(u'_', u' ') });
    }
    return locks;
}

Result<QString> MariadbDialect::describeBlockers(SqlSession &session, const QList<RelationName> &relations) const
{
    if (relations.isEmpty())
        return QString();
    SLUICE_TRY(const bool isTold, tellsLocks(session));
    if (!isTold)
        return describeSuspects(session);
    QStringList conditions;
    for (const RelationName &relation : relations)
        conditions.append(isMariadbRelation(mariadbName(session, relation), u"l.TABLE_SCHEMA"_s, u"l.TABLE_NAME"_s));
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT DISTINCT p.ID, p.USER, p.COMMAND, p.TIME FROM information_schema.METADATA_LOCK_INFO l "
                      u"JOIN information_schema.PROCESSLIST p"
                      " ON p.ID = l.THREAD_ID WHERE p.ID <> CONNECTION_ID() AND ("_s
            + conditions.join(u" OR "_s) + u") ORDER BY p.TIME DESC LIMIT 3"_s));
    return namesOf(rows).join(u"; "_s);
}

} // namespace sluice
