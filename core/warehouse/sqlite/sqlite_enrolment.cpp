// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/own_tables.h"
#include "warehouse/sqlite/sqlite_dialect.h"

#include "sql/sql_quoting.h"

#include <QFileInfo>
#include <QUuid>

#include <sys/stat.h>

#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kReceiptColumns
    = "(run TEXT NOT NULL, step TEXT NOT NULL, direction TEXT NOT NULL CHECK (direction IN ('forward', 'undo')), "
      "generation INTEGER NOT NULL,"
      " attempt INTEGER NOT NULL, epoch INTEGER NOT NULL, plan_digest TEXT NOT NULL, step_digest TEXT NOT NULL,"
      " pre_fingerprint TEXT NOT NULL, post_fingerprint TEXT NOT NULL, ledger_seq INTEGER NOT NULL, ledger_head TEXT "
      "NOT NULL,"
      " runner TEXT NOT NULL, transaction_id TEXT NOT NULL, remnant TEXT NOT NULL DEFAULT '', guard_rows INTEGER NOT "
      "NULL DEFAULT 0, at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),"
      " PRIMARY KEY (run, step, direction, generation))";

constexpr std::array kTables {
    "CREATE TABLE IF NOT EXISTS sluice_identity (singleton INTEGER PRIMARY KEY CHECK (singleton = 1), format INTEGER NOT NULL, uuid TEXT NOT NULL,"
    " environment TEXT NOT NULL, system_id TEXT NOT NULL, database_id TEXT NOT NULL, database_name TEXT NOT NULL,"
    " enrolled_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))",
    "CREATE TABLE IF NOT EXISTS sluice_fence (singleton INTEGER PRIMARY KEY CHECK (singleton = 1), epoch INTEGER NOT NULL, runner TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS sluice_flag (flag TEXT NOT NULL, cohort TEXT NOT NULL, is_on INTEGER NOT NULL, PRIMARY KEY (flag, cohort))",
    "CREATE TABLE IF NOT EXISTS sluice_cursor (run TEXT NOT NULL, step TEXT NOT NULL, position TEXT NOT NULL, PRIMARY KEY (run, step))",
};

Error notEnrolled(const SqlSession &session)
{
    return Error { ErrorCode::NotEnrolled, u"this file is not enrolled as a target"_s, u"connection "_s + session.profile().name,
        u"enrol it once with sluice connection enrol "_s + session.profile().name, {} };
}

QString writeIdentitySql(const TargetIdentity &identity)
{
    return u"INSERT OR REPLACE INTO sluice_identity (singleton, format, uuid, environment, system_id, database_id, database_name) VALUES (1, "_s
        + QString::number(kEnrolmentFormat) + u", "_s
        + QStringList { quoteLiteral(identity.uuid), quoteLiteral(environmentName(identity.environment)),
              quoteLiteral(identity.systemId), quoteLiteral(identity.databaseId), quoteLiteral(identity.databaseName) }
              .join(u", "_s)
        + u')';
}

Result<void> executeAll(SqlSession &session, const QStringList &statements)
{
    for (const QString &statement : statements)
        SLUICE_CHECK(session.execute(statement));
    return {};
}

/// Targets of format 1 have the tables of receipts without these columns.
Result<void> addLaterColumns(SqlSession &session)
{
    for (const QString &table : { u"sluice_receipt"_s, u"sluice_mark"_s }) {
        SLUICE_TRY(const SqlRows there,
            session.query(u"SELECT count(*) FROM pragma_table_info('"_s + table + u"') WHERE name = 'guard_rows'"_s));
        if (there.scalar().toLongLong() > 0)
            continue;
        SLUICE_CHECK(executeAll(session,
            { u"ALTER TABLE "_s + table + u" ADD COLUMN remnant TEXT NOT NULL DEFAULT ''"_s,
                u"ALTER TABLE "_s + table + u" ADD COLUMN guard_rows INTEGER NOT NULL DEFAULT 0"_s }));
    }
    return {};
}

/// Inside the transaction of the enrolment.
Result<void> writeEnrolment(SqlSession &session, const QStringList &tables, TargetIdentity identity)
{
    SLUICE_CHECK(executeAll(session, tables));
    SLUICE_CHECK(addLaterColumns(session));
    SLUICE_TRY(const SqlRows before, session.query(u"SELECT uuid, system_id, database_id FROM sluice_identity"_s));
    const bool isKnown = !before.rows.isEmpty();
    const bool isSame = isKnown && before.rows[0][1].toString() == identity.systemId && before.rows[0][2].toString() == identity.databaseId;
    if (isKnown && !isSame) // a copy: what ran elsewhere proves nothing here
        SLUICE_CHECK(executeAll(session,
            { u"DELETE FROM sluice_receipt"_s, u"DELETE FROM sluice_mark"_s, u"DELETE FROM sluice_cursor"_s, u"DELETE FROM sluice_fence"_s }));
    identity.uuid = isSame ? before.rows[0][0].toString() : QUuid::createUuid().toString(QUuid::WithoutBraces);
    SLUICE_CHECK(executeAll(session,
        { writeIdentitySql(identity), u"INSERT OR IGNORE INTO sluice_fence (singleton, epoch, runner) VALUES (1, 0, '')"_s }));
    return {};
}

} // namespace

Result<QStringList> SqliteDialect::enrolmentSql(Environment, const QString &, const QString &) const
{
    QStringList statements;
    for (const char *table : kTables)
        statements.append(QLatin1String(table));
    statements.append(u"CREATE TABLE IF NOT EXISTS sluice_receipt "_s + QLatin1String(kReceiptColumns));
    statements.append(u"CREATE TABLE IF NOT EXISTS sluice_mark "_s + QLatin1String(kReceiptColumns));
    return statements;
}

Result<void> SqliteDialect::enrol(SqlSession &session, Environment environment, const QString &runtimeRole) const
{
    if (!runtimeRole.isEmpty())
        return fail(ErrorCode::Usage, u"SQLite has no roles, so there is none to grant to"_s, session.profile().name);
    SLUICE_TRY(TargetIdentity identity, liveIdentity(session));
    identity.environment = environment;
    SLUICE_TRY(const QStringList tables, enrolmentSql(environment, {}, {}));
    SLUICE_CHECK(session.begin());
    if (auto written = writeEnrolment(session, tables, identity); !written) {
        session.rollback();
        return written;
    }
    return session.commit();
}

Result<TargetIdentity> SqliteDialect::liveIdentity(SqlSession &session) const
{
    SLUICE_TRY(const SqlRows rows, session.query(u"PRAGMA database_list"_s));
    const auto main = std::find_if(rows.rows.cbegin(), rows.rows.cend(), [](const QVariantList &row) { return row[1].toString() == u"main"; });
    const QString path = main == rows.rows.cend() ? QString() : QFileInfo((*main)[2].toString()).canonicalFilePath();
    struct stat status = {};
    if (path.isEmpty() || stat(QFile::encodeName(path).constData(), &status) != 0) {
        return fail(ErrorCode::Refused, u"a database without a file of its own cannot be a target"_s, u"connection "_s + session.profile().name,
            u"name a database file in the connection"_s);
    }
    TargetIdentity identity;
    identity.environment = session.profile().environment;
    identity.systemId = QString::number(status.st_dev) + u':' + QString::number(status.st_ino);
    identity.databaseId = path;
    identity.databaseName = QFileInfo(path).fileName();
    return identity;
}

Result<TargetIdentity> SqliteDialect::enrolledIdentity(SqlSession &session) const
{
    SLUICE_TRY(const SqlRows there, session.query(u"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'sluice_identity'"_s));
    if (there.scalar().toLongLong() == 0)
        return fail(notEnrolled(session));
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT uuid, environment, system_id, database_id, database_name, format FROM sluice_identity"_s));
    if (rows.rows.isEmpty())
        return fail(notEnrolled(session));
    const QVariantList &row = rows.rows[0];
    const auto environment = environmentFromName(row[1].toString());
    if (!environment || row[5].toInt() != kEnrolmentFormat)
        return fail(enrolledByAnotherVersion(session, row[5].toInt()));
    return TargetIdentity { row[0].toString(), *environment, row[2].toString(), row[3].toString(), row[4].toString() };
}

} // namespace sluice
