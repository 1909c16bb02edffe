// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/mariadb/mariadb_views.h"
#include "warehouse/own_tables.h"

#include <QUuid>

#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kOptions = " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin";

// Of the length that a key may have; ids of runs and steps are shorter.
constexpr auto kReceiptColumns
    = "(run VARCHAR(160) NOT NULL, step VARCHAR(200) NOT NULL, direction VARCHAR(8) NOT NULL CHECK (direction IN "
      "('forward', 'undo')),"
      " generation INT NOT NULL, attempt INT NOT NULL, epoch BIGINT NOT NULL, plan_digest VARCHAR(128) NOT NULL, "
      "step_digest VARCHAR(128) NOT NULL,"
      " pre_fingerprint VARCHAR(128) NOT NULL, post_fingerprint VARCHAR(128) NOT NULL, ledger_seq BIGINT NOT NULL, "
      "ledger_head VARCHAR(128) NOT NULL,"
      " runner TEXT NOT NULL, transaction_id VARCHAR(128) NOT NULL, remnant TEXT NOT NULL DEFAULT '', guard_rows "
      "BIGINT NOT NULL DEFAULT 0,"
      " at DATETIME(3) NOT NULL DEFAULT UTC_TIMESTAMP(3), PRIMARY KEY (run, step, direction, generation))";

constexpr std::array kTables {
    "sluice_identity (singleton TINYINT PRIMARY KEY DEFAULT 1 CHECK (singleton = 1), format INT NOT NULL, uuid "
    "VARCHAR(64) NOT NULL,"
    " environment VARCHAR(16) NOT NULL, system_id TEXT NOT NULL, database_id TEXT NOT NULL, database_name TEXT NOT "
    "NULL,"
    " enrolled_at DATETIME(3) NOT NULL DEFAULT UTC_TIMESTAMP(3), enrolled_by TEXT NOT NULL)",
    "sluice_fence (singleton TINYINT PRIMARY KEY DEFAULT 1 CHECK (singleton = 1), epoch BIGINT NOT NULL, runner TEXT "
    "NOT NULL)",
    "sluice_flag (flag VARCHAR(200) NOT NULL, cohort VARCHAR(200) NOT NULL, is_on TINYINT NOT NULL, PRIMARY KEY (flag, "
    "cohort))",
    "sluice_cursor (run VARCHAR(160) NOT NULL, step VARCHAR(200) NOT NULL, position MEDIUMTEXT NOT NULL, PRIMARY KEY "
    "(run, step))",
};

/// InnoDB's own number of the identity table. A dump that is loaded elsewhere, or again, makes another table; only an
/// administrator may ask for it, so everybody asks through this function.
constexpr auto kTableId
    = "CREATE OR REPLACE FUNCTION sluice_table_id() RETURNS BIGINT UNSIGNED READS SQL DATA SQL SECURITY DEFINER RETURN"
      " (SELECT TABLE_ID FROM information_schema.INNODB_SYS_TABLES WHERE CAST(NAME AS BINARY)"
      " = CONCAT(CAST(CONVERT(DATABASE() USING filename) AS BINARY), '/sluice_identity'))";

constexpr auto kSystemId = "CONCAT(@@server_uid, ' ', @@datadir)";
constexpr auto kDatabaseId = "CONCAT(DATABASE(), ' ', sluice_table_id())";

QString forgetCloneSql(const QString &table)
{
    return u"DELETE FROM sluice_%1 WHERE EXISTS (SELECT 1 FROM sluice_identity WHERE system_id <> %2 OR database_id <> %3)"_s
        .arg(table, QLatin1String(kSystemId), QLatin1String(kDatabaseId));
}

/// The first assignment reads the row as it was, so it says first whether this is a copy.
QString identitySql(Environment environment)
{
    return u"INSERT INTO sluice_identity (singleton, format, uuid, environment, system_id, database_id, database_name, enrolled_by) VALUES (1, "_s
        + QString::number(kEnrolmentFormat) + u", "_s + quoteLiteral(QUuid::createUuid().toString(QUuid::WithoutBraces))
        + u", "_s + quoteLiteral(environmentName(environment)) + u", "_s + QLatin1String(kSystemId) + u", "_s
        + QLatin1String(kDatabaseId)
        + u", DATABASE(), CURRENT_USER()) ON DUPLICATE KEY UPDATE uuid = IF(system_id = VALUES(system_id) AND "
          u"database_id = VALUES(database_id), uuid,"
          " VALUES(uuid)), format = VALUES(format), environment = VALUES(environment), system_id = VALUES(system_id),"
          " database_id = VALUES(database_id), database_name = VALUES(database_name), enrolled_at = UTC_TIMESTAMP(3), enrolled_by = VALUES(enrolled_by)"_s;
}

QStringList grantsTo(const QString &role)
{
    const QString to = u" TO "_s + mariadbAccount(role);
    QStringList statements { u"GRANT EXECUTE ON FUNCTION sluice_table_id"_s + to };
    for (const auto &[table, rights] :
        QList<std::pair<QString, QString>> { { u"identity"_s, u"SELECT"_s }, { u"receipt"_s, u"SELECT, INSERT"_s },
            { u"fence"_s, u"SELECT, UPDATE"_s }, { u"flag"_s, u"SELECT, INSERT, UPDATE, DELETE"_s },
            { u"mark"_s, u"SELECT, INSERT, UPDATE, DELETE"_s }, { u"cursor"_s, u"SELECT, INSERT, UPDATE, DELETE"_s } })
        statements.append(u"GRANT "_s + rights + u" ON sluice_"_s + table + to);
    return statements;
}

QStringList enrolmentFor(Environment environment, const QString &runtimeRole)
{
    QStringList statements;
    for (const char *table : kTables)
        statements.append(u"CREATE TABLE IF NOT EXISTS "_s + QLatin1String(table) + QLatin1String(kOptions));
    for (const char *table : { "sluice_receipt ", "sluice_mark " })
        statements.append(u"CREATE TABLE IF NOT EXISTS "_s + QLatin1String(table) + QLatin1String(kReceiptColumns)
            + QLatin1String(kOptions));
    // Targets of format 1 have the tables without these columns.
    for (const char *table : { "sluice_receipt", "sluice_mark" })
        statements.append(u"ALTER TABLE "_s + QLatin1String(table)
            + u" ADD COLUMN IF NOT EXISTS remnant TEXT NOT NULL DEFAULT '', ADD COLUMN IF NOT EXISTS guard_rows BIGINT NOT NULL DEFAULT 0"_s);
    statements.append(QLatin1String(kTableId));
    for (const QString &table : { u"receipt"_s, u"mark"_s, u"cursor"_s, u"fence"_s })
        statements.append(forgetCloneSql(table));
    // Before the identity, which alone makes a target of it: each of these commits by itself.
    statements.append(
        u"INSERT INTO sluice_fence (singleton, epoch, runner) SELECT 1, 0, '' FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM sluice_fence)"_s);
    if (!runtimeRole.isEmpty())
        statements += grantsTo(runtimeRole);
    statements.append(identitySql(environment));
    return statements;
}

Result<bool> hasIdentityTable(SqlSession &session)
{
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT COUNT(*) FROM information_schema.TABLES WHERE "_s
            + isMariadbRelation({ session.profile().database, u"sluice_identity"_s })));
    return rows.scalar().toLongLong() > 0;
}

} // namespace

Result<QStringList> MariadbDialect::enrolmentSql(
    const ConnectionProfile &profile, const QString &, const QString &runtimeRole) const
{
    return enrolmentFor(profile.environment, runtimeRole);
}

Result<void> MariadbDialect::enrol(SqlSession &session, Environment environment, const QString &runtimeRole) const
{
    SLUICE_CHECK(liveIdentity(session)); // a replica cannot be enrolled
    SLUICE_CHECK(checkFitness(session));
    const QStringList statements = enrolmentFor(environment, runtimeRole);
    for (const QString &statement : statements) {
        if (auto done = session.execute(statement); !done) {
            Error error = std::move(done).error();
            if (error.code == ErrorCode::PermissionDenied)
                error.next
                    = u"enrol with an account that may create tables and functions and has PROCESS, or give the statements of --print-sql to the administrator"_s;
            return fail(std::move(error));
        }
    }
    return {};
}

Result<TargetIdentity> MariadbDialect::liveIdentity(SqlSession &session) const
{
    SLUICE_TRY(const bool isPrepared, hasIdentityTable(session));
    const QString databaseId = isPrepared ? QLatin1String(kDatabaseId) : u"DATABASE()"_s;
    SLUICE_TRY(const SqlRows rows,
        session.query(
            u"SELECT @@global.read_only, "_s + QLatin1String(kSystemId) + u", "_s + databaseId + u", DATABASE()"_s));
    const QVariantList &row = rows.rows[0];
    if (row[0].toBool()) {
        return fail(ErrorCode::ReadOnly, u"this server is read only, as replicas are; steps need the primary"_s,
            u"connection "_s + session.profile().name, u"connect to the primary"_s);
    }
    TargetIdentity identity;
    identity.environment = session.profile().environment;
    identity.systemId = row[1].toString();
    identity.databaseId = row[2].toString();
    identity.databaseName = row[3].toString();
    return identity;
}

Result<TargetIdentity> MariadbDialect::enrolledIdentity(SqlSession &session) const
{
    SLUICE_TRY(const bool isPrepared, hasIdentityTable(session));
    if (!isPrepared)
        return fail(notEnrolled(session));
    return storedIdentity(session);
}

QString MariadbDialect::isHereSql() const
{
    return u"system_id = "_s + QLatin1String(kSystemId) + u" AND database_id = "_s + QLatin1String(kDatabaseId);
}

Result<void> MariadbDialect::checkFitness(SqlSession &session) const
{
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT @@log_bin AND @@binlog_format = 'STATEMENT', (SELECT COUNT(*) FROM "
                      u"information_schema.GLOBAL_VARIABLES"
                      " WHERE VARIABLE_NAME = 'wsrep_on' AND VARIABLE_VALUE = 'ON')"_s));
    const QString place = u"connection "_s + session.profile().name;
    if (rows.rows[0][0].toBool()) {
        return fail(ErrorCode::Refused,
            u"the server logs statements instead of rows, and then refuses the transactions that steps need"_s, place,
            u"set binlog_format to MIXED or ROW"_s);
    }
    if (rows.rows[0][1].toLongLong() > 0) {
        return fail(ErrorCode::NotSupported,
            u"the server is a node of a Galera cluster, whose named locks hold on one node alone"_s, place,
            u"use a target that is a single primary"_s);
    }
    return {};
}

} // namespace sluice
