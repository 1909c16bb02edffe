// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/postgres_ledger_schema.h"

#include "ledger/postgres_ledger_sql.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kRoles = R"sql(DO $sluice$
DECLARE
  r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['sluice_ledger_owner', 'sluice_reader', 'sluice_operator', 'sluice_approver', 'sluice_commander'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = r) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', r);
    END IF;
  END LOOP;
END $sluice$)sql";

QStringList grants()
{
    return {
        u"REVOKE ALL ON ALL TABLES IN SCHEMA sluice_ledger FROM PUBLIC"_s,
        u"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sluice_ledger FROM PUBLIC"_s,
        u"GRANT USAGE ON SCHEMA sluice_ledger TO sluice_reader"_s,
        u"GRANT SELECT ON sluice_ledger.meta, sluice_ledger.event, sluice_ledger.head, sluice_ledger.plan, sluice_ledger.lease TO sluice_reader"_s,
        u"GRANT SELECT ON sluice_ledger.side TO sluice_operator, sluice_approver, sluice_commander"_s,
        // Who may say what is decided inside: by the login, and for each entry.
        u"GRANT EXECUTE ON FUNCTION sluice_ledger.append(text, uuid, text, text, bigint, bigint, bytea),"
        " sluice_ledger.store_plan(text, bytea, bytea), sluice_ledger.keep_rows(text, bytea), "
        "sluice_ledger.erase_rows(bytea),"
        " sluice_ledger.take_lease(text, text, bigint, text), sluice_ledger.seize_lease(text, text, bigint, text, "
        "bigint, text),"
        " sluice_ledger.renew_lease(text, text, bigint, bigint), sluice_ledger.release_lease(text, text, bigint) TO sluice_reader"_s,
    };
}

Error notThere(const SqlSession &session)
{
    return { ErrorCode::NotEnrolled, u"the database holds no ledger"_s, u"connection "_s + session.profile().name,
        u"run 'sluice ledger init', or give the statements of 'sluice ledger init --print-sql' to the administrator"_s,
        {} };
}

Error otherFormat(const SqlSession &session, int version)
{
    return { ErrorCode::NotSupported,
        u"the ledger has format %1, this version of Sluice has format %2"_s.arg(version).arg(kPostgresLedgerFormat),
        u"connection "_s + session.profile().name,
        version > kPostgresLedgerFormat ? u"install the newer version of Sluice"_s
                                        : u"restore the ledger from a backup"_s,
        {} };
}

struct Surroundings
{
    bool hasSchema = false;
    bool mayEnter = false;
    bool isReplica = false;
    QString encoding;
    QString login;
};

Result<Surroundings> lookAround(SqlSession &session)
{
    SLUICE_TRY(const SqlRows rows,
        session.query(
            u"SELECT n.oid IS NOT NULL, coalesce(pg_catalog.has_schema_privilege(n.oid, 'USAGE'), false),"
            " pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('server_encoding'), session_user::text"
            " FROM (SELECT 1) AS one LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = 'sluice_ledger'"_s));
    if (rows.rows.size() != 1 || rows.rows[0].size() != 5)
        return fail(ErrorCode::SqlFailed, u"the server does not say what it holds"_s,
            u"connection "_s + session.profile().name);
    const QVariantList &row = rows.rows[0];
    return Surroundings { row[0].toBool(), row[1].toBool(), row[2].toBool(), row[3].toString(), row[4].toString() };
}

Error explainedInit(Error error)
{
    if (error.code == ErrorCode::PermissionDenied)
        error.next
            = u"run it with a login that may create roles and schemas, or give the statements of 'sluice ledger init --print-sql' to the administrator"_s;
    return error;
}

} // namespace

QStringList postgresLedgerSql()
{
    QStringList statements {
        QLatin1String(kRoles),
        u"GRANT sluice_reader TO sluice_operator, sluice_approver, sluice_commander"_s,
        // For who is no superuser: only a member may hand over a schema.
        u"GRANT sluice_ledger_owner TO CURRENT_USER"_s,
        u"CREATE SCHEMA sluice_ledger AUTHORIZATION sluice_ledger_owner"_s,
        u"SET LOCAL ROLE sluice_ledger_owner"_s,
    };
    statements += postgresLedgerTables() + postgresLedgerAppending() + postgresLedgerLeases() + grants();
    // An id of its own, so that no two ledgers begin with one hash.
    statements += u"INSERT INTO sluice_ledger.meta (format, readable_from) VALUES (%1, 1)"_s.arg(kPostgresLedgerFormat);
    statements += u"SELECT sluice_ledger.add('ledger_created', '', convert_to(format('{\"format\":%1,\"id\":\"%s\"}', "
                  u"gen_random_uuid()), 'UTF8'),"
                  " gen_random_uuid())"_s.arg(kPostgresLedgerFormat);
    statements += u"RESET ROLE"_s;
    statements += u"REVOKE sluice_ledger_owner FROM CURRENT_USER"_s;
    return statements;
}

Result<bool> initPostgresLedger(SqlSession &session)
{
    SLUICE_TRY(const Surroundings around, lookAround(session));
    if (around.isReplica)
        return fail(ErrorCode::ReadOnly, u"this server is a replica in recovery"_s,
            u"connection "_s + session.profile().name, u"connect to the primary"_s);
    if (around.hasSchema) {
        SLUICE_TRY(const LedgerFormat format, readPostgresLedgerFormat(session));
        return format.version == kPostgresLedgerFormat ? Result<bool>(false)
                                                       : fail(otherFormat(session, format.version));
    }
    if (around.encoding != u"UTF8"_s)
        return fail(ErrorCode::NotSupported,
            u"the database stores text as %1, a ledger needs UTF8"_s.arg(around.encoding),
            u"connection "_s + session.profile().name, u"create a database with ENCODING 'UTF8' for the ledger"_s);
    SLUICE_CHECK(session.begin());
    const QStringList statements = postgresLedgerSql();
    for (const QString &statement : statements) {
        const bool isRead = statement.startsWith("SELECT"_L1);
        Result<void> done = isRead ? session.query(statement).map([](const SqlRows &) {})
                                   : session.execute(statement).map([](qint64) {});
        if (!done) {
            session.rollback();
            return fail(explainedInit(done.error()));
        }
    }
    SLUICE_CHECK(session.commit());
    return true;
}

Result<LedgerFormat> readPostgresLedgerFormat(SqlSession &session)
{
    SLUICE_TRY(const Surroundings around, lookAround(session));
    if (around.isReplica)
        return fail(ErrorCode::ReadOnly, u"the ledger's server is a replica in recovery, whose record may be old"_s,
            u"connection "_s + session.profile().name, u"connect to the primary"_s);
    if (!around.hasSchema)
        return fail(notThere(session));
    if (!around.mayEnter)
        return fail(ErrorCode::Refused, u"the login \"%1\" has no role on the ledger"_s.arg(around.login),
            u"connection "_s + session.profile().name,
            u"ask the ledger's administrator for sluice_reader, sluice_operator, sluice_approver or sluice_commander"_s);
    SLUICE_TRY(const SqlRows rows, session.query(u"SELECT format, readable_from FROM sluice_ledger.meta"_s));
    if (rows.rows.size() != 1)
        return fail(ErrorCode::LedgerCorrupt, u"the ledger does not say which format it has"_s,
            u"connection "_s + session.profile().name, u"restore the ledger from a backup"_s);
    const LedgerFormat format { rows.rows[0][0].toInt(), rows.rows[0][1].toInt() };
    if (format.version < kPostgresLedgerFormat || format.readableFrom > kPostgresLedgerFormat)
        return fail(otherFormat(session, format.version));
    return format;
}

} // namespace sluice
