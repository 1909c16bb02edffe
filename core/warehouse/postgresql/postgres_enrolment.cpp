// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_dialect.h"

#include "sql/sql_quoting.h"

#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kTables {
    "CREATE SCHEMA IF NOT EXISTS sluice",
    "CREATE TABLE IF NOT EXISTS sluice.identity (singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), format "
    "integer NOT NULL,"
    " uuid text NOT NULL, environment text NOT NULL, system_id text NOT NULL, database_id text NOT NULL, database_name "
    "text NOT NULL,"
    " probe_role name NOT NULL, enrolled_at timestamptz NOT NULL DEFAULT now(), enrolled_by name NOT NULL DEFAULT "
    "session_user)",
    "CREATE TABLE IF NOT EXISTS sluice.fence (singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), epoch "
    "bigint NOT NULL, runner text NOT NULL)",
    "CREATE TABLE IF NOT EXISTS sluice.flag (flag text NOT NULL, cohort text NOT NULL, is_on boolean NOT NULL,"
    " changed_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (flag, cohort))",
    "CREATE TABLE IF NOT EXISTS sluice.receipt (run text NOT NULL, step text NOT NULL, direction text NOT NULL"
    " CHECK (direction IN ('forward', 'undo')), generation integer NOT NULL, attempt integer NOT NULL, epoch bigint "
    "NOT NULL,"
    " plan_digest text NOT NULL, step_digest text NOT NULL, pre_fingerprint text NOT NULL, post_fingerprint text NOT "
    "NULL,"
    " ledger_seq bigint NOT NULL, ledger_head text NOT NULL, runner text NOT NULL, transaction_id text NOT NULL,"
    " at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (run, step, direction, generation))",
    "CREATE TABLE IF NOT EXISTS sluice.mark (LIKE sluice.receipt INCLUDING ALL)",
    // Targets of format 1 have the tables without these columns.
    "ALTER TABLE sluice.receipt ADD COLUMN IF NOT EXISTS remnant text NOT NULL DEFAULT '',"
    " ADD COLUMN IF NOT EXISTS guard_rows bigint NOT NULL DEFAULT 0",
    "ALTER TABLE sluice.mark ADD COLUMN IF NOT EXISTS remnant text NOT NULL DEFAULT '',"
    " ADD COLUMN IF NOT EXISTS guard_rows bigint NOT NULL DEFAULT 0",
    "CREATE TABLE IF NOT EXISTS sluice.cursor (run text NOT NULL, step text NOT NULL, position text NOT NULL, PRIMARY "
    "KEY (run, step))",
};

/// Readers call this in every query through a route, so it may depend on the query's snapshot and its arguments alone:
/// two branches of one query then always agree. Membership is followed in pg_auth_members and not asked of
/// pg_has_role, which says yes to everything for a superuser. Since PostgreSQL 16 whoever creates a role is its member
/// to administer it alone: that is no place in a cohort. Read through to_jsonb, because 15 has no such columns, and
/// behind the join, so that it is read of few rows.
constexpr auto kOn = R"sql(CREATE OR REPLACE FUNCTION sluice."on"(flag text, who name) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $sluice$
WITH RECURSIVE held(role) AS (
  SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = $2
  UNION SELECT m.roleid FROM pg_catalog.pg_auth_members m JOIN held ON m.member = held.role
   WHERE CASE WHEN m.member = held.role THEN coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)
                                          OR coalesce((to_jsonb(m) ->> 'set_option')::boolean, true) END),
named(name) AS (SELECT r.rolname::text FROM pg_catalog.pg_roles r JOIN held ON held.role = r.oid)
SELECT CASE
  WHEN pg_catalog.current_setting('sluice.force_branch', true) IN ('legacy', 'candidate')
   AND EXISTS (SELECT FROM sluice.identity i JOIN named ON named.name = i.probe_role::text)
  THEN pg_catalog.current_setting('sluice.force_branch', true) = 'candidate'
  ELSE EXISTS (SELECT FROM sluice.flag f WHERE f.flag = $1 AND f.is_on AND (f.cohort = 'all' OR f.cohort IN (SELECT name FROM named)))
END $sluice$)sql";

constexpr auto kViewText = R"sql(CREATE OR REPLACE FUNCTION sluice.view_text(relation regclass) RETURNS text
LANGUAGE sql STABLE SET search_path = '' SET quote_all_identifiers = off SET "DateStyle" = 'ISO, YMD' SET "TimeZone" = 'UTC'
SET "IntervalStyle" = 'postgres' SET extra_float_digits = 1 SET bytea_output = 'hex' SET lc_monetary = 'C' AS $sluice$
SELECT CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END FROM pg_catalog.pg_class c WHERE c.oid = $1 $sluice$)sql";

constexpr auto kSystemId = "(SELECT system_identifier::text FROM pg_catalog.pg_control_system())";
constexpr auto kDatabaseId = "(SELECT oid::text FROM pg_catalog.pg_database WHERE datname = current_database())";

QString forgetCloneSql(const QString &table)
{
    return u"DELETE FROM sluice."_s + table + u" WHERE EXISTS (SELECT FROM sluice.identity WHERE system_id <> "_s + QLatin1String(kSystemId)
        + u" OR database_id <> "_s + QLatin1String(kDatabaseId) + u')';
}

/// Without a role of its own, an enrolment keeps the one that an earlier one named, as long as the server has it.
QString identitySql(Environment environment, const QString &probeRole)
{
    const QString role = probeRole.isEmpty() ? u"session_user"_s : quoteLiteral(probeRole);
    const QString kept = probeRole.isEmpty()
        ? u"CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = held.probe_role) THEN held.probe_role ELSE excluded.probe_role END"_s
        : u"excluded.probe_role"_s;
    return u"INSERT INTO sluice.identity AS held (format, uuid, environment, system_id, database_id, database_name, probe_role) VALUES ("_s
        + QString::number(kEnrolmentFormat) + u", gen_random_uuid()::text, "_s
        + quoteLiteral(environmentName(environment)) + u", "_s + QLatin1String(kSystemId) + u", "_s
        + QLatin1String(kDatabaseId) + u", current_database(), "_s + role
        + u") ON CONFLICT (singleton) DO UPDATE SET uuid = CASE WHEN held.system_id = excluded.system_id AND "
          u"held.database_id = excluded.database_id"
          " THEN held.uuid ELSE excluded.uuid END, format = excluded.format, environment = excluded.environment,"
          " system_id = excluded.system_id, database_id = excluded.database_id, database_name = excluded.database_name,"
          " enrolled_at = now(), enrolled_by = session_user, probe_role = "_s
        + kept;
}

QStringList grantsTo(const QString &role)
{
    const QString to = u" TO "_s + quoteIdentifier(Engine::Postgresql, role);
    return { u"GRANT USAGE, CREATE ON SCHEMA sluice"_s + to, // backfills keep old values in tables of their own
        u"GRANT SELECT ON sluice.identity, sluice.fence, sluice.flag, sluice.receipt, sluice.mark, sluice.cursor"_s + to,
        u"GRANT INSERT ON sluice.receipt"_s + to, u"GRANT UPDATE ON sluice.fence"_s + to,
        u"GRANT INSERT, UPDATE, DELETE ON sluice.flag, sluice.mark, sluice.cursor"_s + to };
}

QStringList enrolmentFor(Environment environment, const QString &runtimeRole, const QString &probeRole)
{
    QStringList statements;
    for (const char *table : kTables)
        statements.append(QLatin1String(table));
    statements << QLatin1String(kOn) << QLatin1String(kViewText);
    for (const QString &table : { u"receipt"_s, u"mark"_s, u"cursor"_s, u"fence"_s })
        statements.append(forgetCloneSql(table));
    statements.append(identitySql(environment, probeRole.isEmpty() ? runtimeRole : probeRole));
    statements.append(u"INSERT INTO sluice.fence (epoch, runner) VALUES (0, '') ON CONFLICT (singleton) DO NOTHING"_s);
    // Everybody's queries call the function through routes, and any session may ask where it is.
    statements << u"GRANT USAGE ON SCHEMA sluice TO PUBLIC"_s << u"GRANT SELECT ON sluice.identity TO PUBLIC"_s
               << u"GRANT EXECUTE ON FUNCTION sluice.\"on\"(text, name), sluice.view_text(regclass) TO PUBLIC"_s;
    if (!runtimeRole.isEmpty())
        statements += grantsTo(runtimeRole);
    return statements;
}

} // namespace

Result<QStringList> PostgresDialect::enrolmentSql(const ConnectionProfile &profile, const QString &, const QString &runtimeRole) const
{
    return enrolmentFor(profile.environment, runtimeRole, profile.probeRole);
}

Result<void> PostgresDialect::enrol(SqlSession &session, Environment environment, const QString &runtimeRole) const
{
    SLUICE_CHECK(liveIdentity(session)); // a replica cannot be enrolled
    const QStringList statements = enrolmentFor(environment, runtimeRole, session.profile().probeRole);
    SLUICE_CHECK(session.begin());
    for (const QString &statement : statements) {
        if (auto done = session.execute(statement); !done) {
            session.rollback();
            Error error = std::move(done).error();
            if (error.code == ErrorCode::PermissionDenied)
                error.next = u"enrol with a role that owns the database, or give the statements of --print-sql to its administrator"_s;
            return fail(std::move(error));
        }
    }
    return session.commit();
}

QString PostgresDialect::isHereSql() const { return u"database_id = "_s + QLatin1String(kDatabaseId); }

Result<TargetIdentity> PostgresDialect::liveIdentity(SqlSession &session) const
{
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT pg_is_in_recovery(), "_s + QLatin1String(kSystemId) + u", "_s + QLatin1String(kDatabaseId) + u", current_database()::text"_s));
    const QVariantList &row = rows.rows[0];
    if (row[0].toBool()) {
        return fail(ErrorCode::ReadOnly, u"this server is a replica in recovery; steps need the primary"_s,
            u"connection "_s + session.profile().name, u"connect to the primary"_s);
    }
    TargetIdentity identity;
    identity.environment = session.profile().environment;
    identity.systemId = row[1].toString();
    identity.databaseId = row[2].toString();
    identity.databaseName = row[3].toString();
    return identity;
}

Result<TargetIdentity> PostgresDialect::enrolledIdentity(SqlSession &session) const
{
    SLUICE_TRY(const SqlRows there,
        session.query(u"SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                      " WHERE n.nspname = 'sluice' AND c.relname = 'identity'"_s));
    if (there.scalar().toLongLong() == 0)
        return fail(notEnrolled(session));
    return storedIdentity(session);
}

} // namespace sluice
