// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/dialect.h"

#include "warehouse/own_tables.h"

#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/postgresql/postgres_dialect.h"
#include "warehouse/sqlite/sqlite_dialect.h"

namespace sluice {

using namespace Qt::StringLiterals;

Error notSupportedOn(Engine engine, const QString &what)
{
    return Error { ErrorCode::NotSupported, what + u" is not supported on "_s + engineName(engine), {},
        u"use a PostgreSQL, SQLite or MariaDB target"_s, {} };
}

Dialect::Dialect(Engine engine)
    : m_engine(engine)
{
}

Dialect::~Dialect() = default;

tl::unexpected<Error> Dialect::notSupported(const char *function) const
{
    return fail(notSupportedOn(m_engine, QString::fromLatin1(function)));
}

Result<RelationFacts> Dialect::describeRelation(SqlSession &, const RelationName &) const
{
    return notSupported("reading the catalogue");
}

Result<QList<RelationFacts>> Dialect::listRelations(SqlSession &) const
{
    return notSupported("reading the catalogue");
}

Result<QList<ViewEdge>> Dialect::viewDependencies(SqlSession &) const
{
    return notSupported("reading view dependencies");
}

Result<RelationName> Dialect::resolve(SqlSession &, const RelationName &) const
{
    return notSupported("reading the catalogue");
}

Result<Fingerprint> Dialect::readRecords(SqlSession &, const QList<RelationName> &) const
{
    return notSupported("a schema fingerprint");
}

Result<QString> Dialect::storageOf(SqlSession &, const RelationName &) const
{
    return QString();
}

Result<TableChecksum> Dialect::withHighWater(SqlSession &, TableChecksum) const
{
    return notSupported("a checksum");
}

Result<TableChecksum> Dialect::computeChecksum(SqlSession &, TableChecksum) const
{
    return notSupported("a checksum");
}

Result<bool> Dialect::isPartition(SqlSession &, const RelationName &) const
{
    return false;
}

Result<QStringList> Dialect::enrolmentSql(const ConnectionProfile &, const QString &, const QString &) const
{
    return notSupported("enrolment");
}

Result<void> Dialect::enrol(SqlSession &, Environment, const QString &) const
{
    return notSupported("enrolment");
}

Result<TargetIdentity> Dialect::enrolledIdentity(SqlSession &) const
{
    return notSupported("enrolment");
}

Result<TargetIdentity> Dialect::liveIdentity(SqlSession &) const
{
    return notSupported("enrolment");
}

QString Dialect::isHereSql() const { return u"1 = 1"_s; }

Result<void> Dialect::checkFitness(SqlSession &) const
{
    return {};
}

Result<Fence> Dialect::takeFence(SqlSession &, const QString &, Duration) const
{
    return notSupported("the target's fence");
}

Result<void> Dialect::lockTarget(SqlSession &, Duration) const
{
    return notSupported("the target's lock");
}

void Dialect::unlockTarget(SqlSession &) const { }

Result<QString> Dialect::transactionMark(SqlSession &) const
{
    return notSupported("a transaction mark");
}

Result<bool> Dialect::tellsLocks(SqlSession &) const
{
    return true;
}

Result<QString> Dialect::lockMark(SqlSession &) const
{
    return QString();
}

Result<LockQueue> Dialect::queueBehind(SqlSession &, const QString &) const
{
    return LockQueue {};
}

Result<QList<HeldLock>> Dialect::heldLocks(SqlSession &, const QString &) const
{
    return notSupported("listing locks");
}

Result<QString> Dialect::describeBlockers(SqlSession &, const QList<RelationName> &) const
{
    return notSupported("naming a blocker");
}

Result<bool> Dialect::letUpkeepYield(SqlSession &, const QList<RelationName> &, Duration) const
{
    return false;
}

Result<std::unique_ptr<Clone>> Dialect::makeClone(const CloneOrder &) const
{
    return notSupported("a clone");
}

Result<int> Dialect::removeDeadClones(const CloneOrder &) const
{
    return 0;
}

Result<QStringList> Dialect::waysOutOfDatabase(SqlSession &, const QStringList &) const
{
    return QStringList(); // a session reaches one database there
}

Result<QStringList> Dialect::setFlagsSql(SqlSession &, const Plan &, const QList<FlagState> &) const
{
    return notSupported("switching flags");
}

Result<void> Dialect::forceBranch(SqlSession &, Branch) const
{
    return notSupported("forcing a branch");
}

Result<QueryPlan> Dialect::explainQuery(SqlSession &, const PlannedQuery &, const std::optional<RouteBranch> &) const
{
    return notSupported("the plan of a query");
}

Result<QStringList> Dialect::indexedColumns(SqlSession &, const RelationName &) const
{
    return notSupported("listing indexed columns");
}

Result<QStringList> Dialect::readDirectlySql(SqlSession &, const RelationName &, const RelationName &) const
{
    return QStringList(); // a flag is a view of one branch there
}

Error notEnrolled(const SqlSession &session)
{
    const QString what = session.engine() == Engine::Sqlite ? u"file"_s : u"database"_s;
    return Error { ErrorCode::NotEnrolled, u"this %1 is not enrolled as a target"_s.arg(what), u"connection "_s + session.profile().name,
        u"enrol it once with sluice connection enrol "_s + session.profile().name, {} };
}

Result<TargetIdentity> storedIdentity(SqlSession &session)
{
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT uuid, environment, system_id, database_id, database_name, format FROM "_s + ownTable(session.engine(), u"identity"_s)));
    if (rows.rows.isEmpty())
        return fail(notEnrolled(session));
    const QVariantList &row = rows.rows[0];
    const auto environment = environmentFromName(row[1].toString());
    if (!environment || row[5].toInt() != kEnrolmentFormat)
        return fail(enrolledByAnotherVersion(session, row[5].toInt()));
    return TargetIdentity { row[0].toString(), *environment, row[2].toString(), row[3].toString(), row[4].toString() };
}

Error enrolledByAnotherVersion(const SqlSession &session, int format)
{
    const QString place = u"connection "_s + session.profile().name;
    if (format < kEnrolmentFormat) {
        return Error { ErrorCode::NotSupported,
            u"this target was enrolled by an earlier version of Sluice, whose receipts cannot tell what an undo left behind"_s,
            place,
            u"enrol it again with sluice connection enrol %1: it stays the same target and keeps its receipts"_s.arg(
                session.profile().name),
            {} };
    }
    return Error { ErrorCode::NotSupported, u"this target was enrolled by a newer version of Sluice"_s, place,
        u"use the version that enrolled it"_s, {} };
}

bool commitsDdl(Engine engine)
{
    switch (engine) {
    case Engine::Sqlite:
    case Engine::Postgresql:
        return false;
    case Engine::Mariadb:
    case Engine::Odbc:
        return true;
    }
    Q_UNREACHABLE();
}

const Dialect &dialectFor(Engine engine)
{
    static const SqliteDialect sqlite;
    static const PostgresDialect postgresql;
    static const MariadbDialect mariadb;
    static const Dialect odbc(Engine::Odbc);
    switch (engine) {
    case Engine::Sqlite:
        return sqlite;
    case Engine::Postgresql:
        return postgresql;
    case Engine::Mariadb:
        return mariadb;
    case Engine::Odbc:
        return odbc;
    }
    Q_UNREACHABLE();
}

} // namespace sluice
