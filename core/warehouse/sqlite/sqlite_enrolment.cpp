// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/own_tables.h"
#include "warehouse/sqlite/sqlite_dialect.h"

#include "base/file_system.h"
#include "sql/sql_quoting.h"

#include <QDeadlineTimer>
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

constexpr Duration kWaitForReaders { std::chrono::seconds(3) };
constexpr auto kUseLog = "PRAGMA journal_mode = WAL";

constexpr std::array kTables {
    "CREATE TABLE IF NOT EXISTS sluice_identity (singleton INTEGER PRIMARY KEY CHECK (singleton = 1), format INTEGER NOT NULL, uuid TEXT NOT NULL,"
    " environment TEXT NOT NULL, system_id TEXT NOT NULL, database_id TEXT NOT NULL, database_name TEXT NOT NULL,"
    " enrolled_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))",
    "CREATE TABLE IF NOT EXISTS sluice_fence (singleton INTEGER PRIMARY KEY CHECK (singleton = 1), epoch INTEGER NOT NULL, runner TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS sluice_flag (flag TEXT NOT NULL, cohort TEXT NOT NULL, is_on INTEGER NOT NULL, PRIMARY KEY (flag, cohort))",
    "CREATE TABLE IF NOT EXISTS sluice_cursor (run TEXT NOT NULL, step TEXT NOT NULL, position TEXT NOT NULL, PRIMARY KEY (run, step))",
};

/// A random identity, unless the row says that this very file has one already.
QString identitySql(const TargetIdentity &identity)
{
    const QString values = QStringList { QString::number(kEnrolmentFormat), quoteLiteral(QUuid::createUuid().toString(QUuid::WithoutBraces)),
        quoteLiteral(environmentName(identity.environment)), quoteLiteral(identity.systemId), quoteLiteral(identity.databaseId),
        quoteLiteral(identity.databaseName) }
                               .join(u", "_s);
    return u"INSERT INTO sluice_identity (singleton, format, uuid, environment, system_id, database_id, database_name) VALUES (1, "_s + values
        + u") ON CONFLICT (singleton) DO UPDATE SET uuid = CASE WHEN system_id = excluded.system_id AND database_id = excluded.database_id"
          " THEN uuid ELSE excluded.uuid END, format = excluded.format, environment = excluded.environment, system_id = excluded.system_id,"
          " database_id = excluded.database_id, database_name = excluded.database_name, enrolled_at = excluded.enrolled_at"_s;
}

/// What ran in the file that this one is a copy of proves nothing here.
QString forgetCloneSql(const QString &table, const TargetIdentity &identity)
{
    return u"DELETE FROM sluice_%1 WHERE EXISTS (SELECT 1 FROM sluice_identity WHERE system_id <> %2 OR database_id <> %3)"_s.arg(
        table, quoteLiteral(identity.systemId), quoteLiteral(identity.databaseId));
}

Result<void> executeAll(SqlSession &session, const QStringList &statements)
{
    for (const QString &statement : statements)
        SLUICE_CHECK(session.execute(statement));
    return {};
}

/// Targets of format 1 have the tables of receipts without these columns, and SQLite cannot add one only where it is missing.
Result<QStringList> laterColumnsSql(SqlSession &session)
{
    QStringList statements;
    for (const QString &table : { u"sluice_receipt"_s, u"sluice_mark"_s }) {
        SLUICE_TRY(const SqlRows columns, session.query(u"SELECT name FROM pragma_table_info('"_s + table + u"')"_s));
        const bool isCurrent = std::any_of(columns.rows.cbegin(), columns.rows.cend(), [](const QVariantList &row) { return row[0].toString() == u"guard_rows"; });
        if (isCurrent || columns.rows.isEmpty())
            continue;
        statements << u"ALTER TABLE "_s + table + u" ADD COLUMN remnant TEXT NOT NULL DEFAULT ''"_s
                   << u"ALTER TABLE "_s + table + u" ADD COLUMN guard_rows INTEGER NOT NULL DEFAULT 0"_s;
    }
    return statements;
}

/// Everything that belongs into the transaction of the enrolment.
Result<QStringList> enrolmentOf(SqlSession &session, const TargetIdentity &identity)
{
    SLUICE_TRY(QStringList statements, laterColumnsSql(session));
    for (const char *table : kTables)
        statements.append(QLatin1String(table));
    statements << u"CREATE TABLE IF NOT EXISTS sluice_receipt "_s + QLatin1String(kReceiptColumns)
               << u"CREATE TABLE IF NOT EXISTS sluice_mark "_s + QLatin1String(kReceiptColumns);
    for (const QString &table : { u"receipt"_s, u"mark"_s, u"cursor"_s, u"fence"_s })
        statements.append(forgetCloneSql(table, identity));
    statements << identitySql(identity) << u"INSERT OR IGNORE INTO sluice_fence (singleton, epoch, runner) VALUES (1, 0, '')"_s;
    return statements;
}

Error noWriteAheadLog(const SqlSession &session, const QString &why, const QString &next)
{
    return Error { ErrorCode::Refused, u"the file cannot have a write-ahead log, without which readers and Sluice's own steps lock each other out: "_s + why,
        u"connection "_s + session.profile().name, next, {} };
}

/// Changing the mode needs the file for a moment alone; short readers, Sluice's own among them, are waited for.
Result<SqlRows> switchLogOn(SqlSession &session)
{
    const QDeadlineTimer deadline(kWaitForReaders);
    for (;;) {
        Result<SqlRows> mode = session.query(QLatin1String(kUseLog)); // waits for the session's own lock timeout each time
        if (mode || !isRetryable(mode.error().code) || deadline.hasExpired())
            return mode;
    }
}

/// The file's own, lasting setting.
Result<void> useWriteAheadLog(SqlSession &session, const QString &path)
{
    if (const QString network = networkFileSystemOf(path); !network.isEmpty())
        return fail(noWriteAheadLog(session, u"it is on a network file system (%1)"_s.arg(network), u"keep the file on a local disk"_s));
    const Result<SqlRows> mode = switchLogOn(session);
    if (!mode && isRetryable(mode.error().code))
        return fail(mode.error().code, u"the write-ahead log cannot be switched on while another program uses the file"_s,
            u"connection "_s + session.profile().name, u"close what else has the file open, then enrol again"_s);
    if (!mode)
        return fail(noWriteAheadLog(session, mode.error().what, u"make the file and its folder writable"_s));
    if (mode->scalar().toString() != u"wal")
        return fail(noWriteAheadLog(session, u"SQLite keeps the journal mode '%1' there"_s.arg(mode->scalar().toString()), u"keep the file on a local disk"_s));
    return {};
}

Result<void> refuseRole(const QString &runtimeRole, const QString &connection)
{
    if (!runtimeRole.isEmpty())
        return fail(ErrorCode::Usage, u"SQLite has no roles, so there is none to grant to"_s, connection);
    return {};
}

} // namespace

Result<QStringList> SqliteDialect::enrolmentSql(const ConnectionProfile &profile, const QString &workspaceRoot, const QString &runtimeRole) const
{
    SLUICE_CHECK(refuseRole(runtimeRole, profile.name));
    SLUICE_TRY(const auto session, SqlSession::open(profile, workspaceRoot, SessionRole::Catalogue, {}));
    SLUICE_TRY(const TargetIdentity identity, liveIdentity(*session)); // of the profile's environment
    SLUICE_TRY(QStringList statements, enrolmentOf(*session, identity));
    statements.prepend(QLatin1String(kUseLog)); // SQLite refuses it inside a transaction
    return statements;
}

Result<void> SqliteDialect::enrol(SqlSession &session, Environment environment, const QString &runtimeRole) const
{
    SLUICE_CHECK(refuseRole(runtimeRole, session.profile().name));
    SLUICE_TRY(TargetIdentity identity, liveIdentity(session));
    identity.environment = environment;
    SLUICE_CHECK(useWriteAheadLog(session, identity.databaseId));
    SLUICE_CHECK(session.begin());
    const Result<void> done = enrolmentOf(session, identity).and_then([&](const QStringList &statements) { return executeAll(session, statements); });
    if (!done) {
        session.rollback();
        return done;
    }
    return session.commit();
}

Result<void> SqliteDialect::checkFitness(SqlSession &session) const
{
    SLUICE_TRY(const SqlRows mode, session.query(u"PRAGMA journal_mode"_s));
    if (mode.scalar().toString() == u"wal")
        return {};
    return fail(ErrorCode::NotEnrolled,
        u"the file has lost its write-ahead log or was enrolled without one, so that readers and Sluice's own steps would lock each other out"_s,
        u"connection "_s + session.profile().name, u"enrol it again with sluice connection enrol "_s + session.profile().name);
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
    return storedIdentity(session);
}

} // namespace sluice
