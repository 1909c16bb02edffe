// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_dialect.h"

#include "base/duration.h"
#include "sql/sql_quoting.h"

#include <QElapsedTimer>
#include <QRegularExpression>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The target's lock: one advisory key a database ("sluice" in ASCII).
constexpr auto kLockKey = "126909663503205";

/// Waiting happens in the server, so that the session's canceller and stop token end it.
Result<void> pauseInServer(SqlSession &session)
{
    SLUICE_CHECK(session.query(u"SELECT pg_sleep(0.05)"_s));
    return {};
}

QString ownLockCondition()
{
    return u"l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname ="
           " current_database()) AND (l.classid::bigint << 32 | l.objid::bigint) = "_s
        + QLatin1String(kLockKey);
}

/// An autovacuum worker: a session of this database that is nobody's. What it does, even what it is, most roles may not see.
constexpr auto kIsUpkeep = "(a.usesysid IS NULL AND a.datname = current_database())";

/// "pid 4711 (psql, user loader)", "pid 4712 (autovacuum)" for messages.
QString who()
{
    return u"'pid ' || a.pid || CASE WHEN "_s + QLatin1String(kIsUpkeep)
        + u" THEN ' (autovacuum' || CASE WHEN a.query LIKE '%to prevent wraparound%' THEN ' to prevent wraparound' ELSE '' END || ')'"
          " ELSE ' (' || coalesce(nullif(a.application_name, ''), 'no application name') || ', user ' || coalesce(a.usename::text, '?') || ')' END"_s;
}

struct OtherRunner {
    int pid = 0;
    QString who;
};

/// Steps sessions of other runners in this database. A session of an unknown form behind "sluice:" counts as one: what
/// is not certainly a reader may hold the target.
Result<QList<OtherRunner>> otherRunners(SqlSession &session, const QString &runner)
{
    const QString mine = sessionTag(runner, SessionRole::Steps);
    const QString mark = mine.left(mine.lastIndexOf(u':') + 1);
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT a.pid, "_s + who()
            + u" FROM pg_catalog.pg_stat_activity a WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()"
              " AND starts_with(a.application_name, 'sluice:') AND NOT starts_with(a.application_name, "_s
            + quoteLiteral(mark)
            + u") AND a.application_name !~ ':(probe|control|catalogue)[^:]*$' ORDER BY a.backend_start"_s));
    QList<OtherRunner> others;
    for (const QVariantList &row : rows.rows)
        others.append({ row[0].toInt(), row[1].toString() });
    return others;
}

Result<void> endSession(SqlSession &session, const OtherRunner &other)
{
    if (auto ended = session.query(u"SELECT pg_terminate_backend(%1)"_s.arg(other.pid)); !ended) {
        Error error = std::move(ended).error();
        if (error.code == ErrorCode::PermissionDenied) {
            error.what = u"cannot end the session of the older runner: "_s + other.who;
            error.next = u"end it by hand, or grant pg_signal_backend to this role"_s;
        }
        return fail(std::move(error));
    }
    return {};
}

Error stillThere(const SqlSession &session, const QString &who)
{
    return Error { ErrorCode::Busy, u"an older runner could not be ended in time: "_s + who, session.profile().name,
        u"end that session by hand, then try again"_s, {} };
}

/// ('mart', 'orders'), ('mart', 'customers')
QString namePairs(const QList<RelationName> &relations)
{
    QStringList pairs;
    for (const RelationName &relation : relations) {
        const RelationName name = postgresName(relation);
        pairs.append(u'(' + quoteLiteral(name.schema) + u", "_s + quoteLiteral(name.name) + u')');
    }
    return pairs.join(u", "_s);
}

/// Of these relations and their parts, those that autovacuum works on now.
Result<QList<RelationName>> underUpkeep(SqlSession &session, const QList<RelationName> &relations)
{
    SLUICE_TRY(const SqlRows rows,
        session.query(u"WITH RECURSIVE part AS (SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                      " WHERE (n.nspname, c.relname) IN ("_s
            + namePairs(relations)
            + u") UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN part ON part.oid = i.inhparent)"
              " SELECT DISTINCT n.nspname, c.relname FROM part JOIN pg_catalog.pg_class c ON c.oid = part.oid"
              " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_locks l ON l.relation = part.oid"
              " JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid WHERE l.granted AND l.mode = 'ShareUpdateExclusiveLock'"
              " AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) AND "_s
            + QLatin1String(kIsUpkeep)));
    QList<RelationName> found;
    for (const QVariantList &row : rows.rows)
        found.append({ row[0].toString(), row[1].toString() });
    return found;
}

} // namespace

Result<Fence> PostgresDialect::takeFence(SqlSession &session, const QString &runner, Duration budget) const
{
    QElapsedTimer timer;
    timer.start();
    for (;;) {
        SLUICE_TRY(const QList<OtherRunner> others, otherRunners(session, runner));
        for (const OtherRunner &other : others)
            SLUICE_CHECK(endSession(session, other));
        if (others.isEmpty()) {
            auto raised = session.query(u"UPDATE sluice.fence SET epoch = epoch + 1, runner = "_s + quoteLiteral(runner) + u" RETURNING epoch"_s);
            if (raised && raised->rows.isEmpty())
                return fail(ErrorCode::NotEnrolled, u"the target has no fence row"_s, session.profile().name);
            if (raised)
                return Fence { raised->scalar().toLongLong(), runner };
            // A runner that came back in between holds the row until its step ends: end it in the next round.
            if (raised.error().code != ErrorCode::LockTimeout || timer.elapsed() >= budget.count())
                return fail(std::move(raised).error());
        } else if (timer.elapsed() >= budget.count()) {
            return fail(stillThere(session, others.first().who));
        }
        SLUICE_CHECK(pauseInServer(session));
    }
}

QString PostgresDialect::tryLockSql() const
{
    return u"pg_try_advisory_lock("_s + QLatin1String(kLockKey) + u')';
}

Result<void> PostgresDialect::lockTarget(SqlSession &session, Duration budget) const
{
    QElapsedTimer timer;
    timer.start();
    const QString mine = u"EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.pid = pg_backend_pid() AND "_s + ownLockCondition() + u')';
    for (;;) {
        // Advisory locks count: asking again for one that we hold would need a second unlock.
        SLUICE_TRY(const SqlRows rows,
            session.query(u"SELECT CASE WHEN "_s + mine + u" THEN true ELSE "_s + tryLockSql() + u" END"_s));
        if (rows.scalar().toBool())
            return {};
        if (timer.elapsed() >= budget.count())
            break;
        SLUICE_CHECK(pauseInServer(session));
    }
    SLUICE_TRY(const SqlRows holder,
        session.query(u"SELECT "_s + who()
            + u" FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid WHERE "_s + ownLockCondition()));
    const QString runner = holder.rows.isEmpty() ? u"a session that has just ended"_s : holder.scalar().toString();
    return fail(ErrorCode::Busy, u"another runner works on this target: "_s + runner, session.profile().name,
        u"wait for it, or follow it with sluice watch"_s);
}

void PostgresDialect::unlockTarget(SqlSession &session) const
{
    if (!session.isOpen())
        return;
    const SqlSession::PastStop pastStop(session);
    static_cast<void>(session.query(u"SELECT pg_advisory_unlock("_s + QLatin1String(kLockKey) + u')')); // closing unlocks too
}

Result<QString> PostgresDialect::transactionMark(SqlSession &session) const
{
    if (!session.isInTransaction())
        return fail(ErrorCode::Usage, u"a transaction mark is asked for outside a transaction"_s, session.profile().name);
    return queryText(session, u"SELECT pg_current_xact_id()::text"_s);
}

Result<QString> PostgresDialect::lockMark(SqlSession &session) const
{
    return queryText(session, u"SELECT coalesce(max(oid::bigint), 0)::text FROM pg_catalog.pg_class"_s);
}

/// Without plain reading, and without relations that the transaction itself made, which nobody else can want yet: object
/// ids grow (after a wrap-around of their counter a new relation is listed although nobody waits for it).
Result<QList<HeldLock>> PostgresDialect::heldLocks(SqlSession &session, const QString &mark) const
{
    const QString newest = mark.isEmpty() ? QString() : u" AND c.oid::bigint <= "_s + QString::number(mark.toLongLong());
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT DISTINCT n.nspname, c.relname, l.mode FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation"
                      " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted"
                      " AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) AND l.mode <> 'AccessShareLock'"
                      " AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema', 'sluice')"_s
            + newest + u" ORDER BY 1, 2, 3"_s));
    static const QRegularExpression wordEnd(u"(?<=[a-z])(?=[A-Z])"_s);
    QList<HeldLock> locks;
    for (const QVariantList &row : rows.rows) {
        QString mode = row[2].toString();
        if (mode.endsWith(u"Lock"_s))
            mode.chop(4);
        locks.append({ RelationName { row[0].toString(), row[1].toString() }.text(), mode.replace(wordEnd, u" "_s).toUpper() });
    }
    return locks;
}

/// From pg_locks, which everybody may read whole: others' wait events are hidden from most roles.
Result<LockQueue> PostgresDialect::queueBehind(SqlSession &session, const QString &tag) const
{
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT count(DISTINCT l.pid), coalesce(extract(epoch FROM clock_timestamp() - min(l.waitstart)) * 1000, 0)::bigint"
                      " FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity w ON w.pid = l.pid AND NOT starts_with(w.application_name, 'sluice:')"
                      " WHERE NOT l.granted AND EXISTS (SELECT FROM pg_catalog.pg_stat_activity s WHERE s.application_name = "_s
            + quoteLiteral(tag) + u" AND s.pid = ANY (pg_catalog.pg_blocking_pids(l.pid)))"_s));
    return LockQueue { rows.rows.value(0).value(0).toInt(), Duration(rows.rows.value(0).value(1).toLongLong()) };
}

Result<QString> PostgresDialect::describeBlockers(SqlSession &session, const QList<RelationName> &relations) const
{
    if (relations.isEmpty())
        return QString();
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT "_s + who()
            + u", coalesce(a.state, 'unknown'), coalesce(extract(epoch FROM clock_timestamp() - a.xact_start), 0)::bigint"
              " FROM pg_catalog.pg_stat_activity a WHERE a.pid <> pg_backend_pid() AND EXISTS (SELECT FROM pg_catalog.pg_locks l"
              " JOIN pg_catalog.pg_class c ON c.oid = l.relation JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
              " WHERE l.pid = a.pid AND l.granted AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())"
              " AND (n.nspname, c.relname) IN ("_s
            + namePairs(relations) + u")) ORDER BY a.xact_start LIMIT 3"_s));
    QStringList blockers;
    for (const QVariantList &row : rows.rows)
        blockers.append(u"%1, %2, in a transaction for %3"_s.arg(
            row[0].toString(), row[1].toString(), humanDuration(std::chrono::seconds(row[2].toLongLong()))));
    return blockers.join(u"; "_s);
}

/// Of whoever lets us not see what it does, state and kind are NULL. A transaction that has stood still for seconds is
/// hindered by nobody.
QString PostgresDialect::othersAtWorkSql() const
{
    return u"SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity WHERE pid <> pg_catalog.pg_backend_pid() AND datid IS NOT NULL"
           " AND coalesce(backend_type, 'client backend') = 'client backend' AND coalesce(application_name, '') !~ '^sluice([: ]|$)'"
           " AND (state IS NULL OR state IN ('active', 'fastpath function call', 'disabled')"
           " OR state_change > pg_catalog.clock_timestamp() - interval '2 seconds'))"_s;
}

/// Autovacuum is ended by the server for a session that has waited deadlock_timeout for its lock, which no lock_timeout of
/// ours ever does. SHARE UPDATE EXCLUSIVE conflicts with it and with changes of the schema alone.
Result<bool> PostgresDialect::letUpkeepYield(SqlSession &session, const QList<RelationName> &relations, Duration atMost) const
{
    if (relations.isEmpty())
        return false;
    SLUICE_TRY(const QList<RelationName> tables, underUpkeep(session, relations));
    if (tables.isEmpty())
        return false;
    SLUICE_TRY(const QString patience, queryText(session, u"SELECT setting FROM pg_catalog.pg_settings WHERE name = 'deadlock_timeout'"_s));
    const Duration wait = std::min(atMost, Duration(patience.toLongLong() + 500));
    QElapsedTimer timer;
    timer.start();
    const auto waited = [&]() -> Result<void> {
        SLUICE_CHECK(session.begin());
        for (const RelationName &table : tables) {
            const Duration left = std::min(wait, atMost - Duration(timer.elapsed()));
            SLUICE_CHECK(session.execute(u"SET LOCAL lock_timeout = %1"_s.arg(std::max<qint64>(1, left.count()))));
            SLUICE_CHECK(session.execute(
                u"LOCK TABLE ONLY %1.%2 IN SHARE UPDATE EXCLUSIVE MODE"_s.arg(quoteIdentifier(Engine::Postgresql, table.schema), quoteIdentifier(Engine::Postgresql, table.name))));
        }
        return session.commit();
    }();
    if (!waited) {
        session.rollback();
        return fail(waited.error());
    }
    return true;
}

} // namespace sluice
