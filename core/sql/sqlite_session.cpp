// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sqlite_session.h"

#include "sql/sql_classifier.h"
#include "sql/sqlite_errors.h"
#include "sql/sqlite_functions.h"
#include "sql/sqlite_guard.h"
#include "sql/sqlite_statement.h"

#include <QDateTime>

#include <sqlite3.h>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostKept = 64;

/// Others, PRAGMA first of all, may do their work when they are prepared.
bool isKeepable(const QString &sql)
{
    static const QStringList words { u"SELECT "_s, u"INSERT "_s, u"UPDATE "_s, u"DELETE "_s };
    return std::any_of(words.begin(), words.end(), [&](const QString &word) { return sql.startsWith(word); });
}

Result<QVariant> bindable(const QVariant &value, const QString &place)
{
    if (value.isNull())
        return QVariant();
    switch (value.typeId()) {
    case QMetaType::Bool:
        return QVariant(value.toBool() ? 1 : 0);
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::Long:
    case QMetaType::ULong:
    case QMetaType::LongLong:
        return QVariant(value.toLongLong());
    case QMetaType::Float:
    case QMetaType::Double:
        return QVariant(value.toDouble());
    case QMetaType::QByteArray:
    case QMetaType::QString:
        return value;
    case QMetaType::QDateTime:
        return QVariant(value.toDateTime().toUTC().toString(Qt::ISODateWithMs));
    case QMetaType::QDate:
        return QVariant(value.toDate().toString(Qt::ISODate));
    default:
        return fail(ErrorCode::Usage, u"a value of type %1 cannot be bound"_s.arg(QLatin1String(value.typeName())), place);
    }
}

qint64 sizeOf(const QVariant &value)
{
    if (value.typeId() == QMetaType::QString)
        return value.toString().size() * 2;
    return value.typeId() == QMetaType::QByteArray ? value.toByteArray().size() : 8;
}

void takeRow(SqlOutcome &outcome, const SqliteStatement &statement, qint64 &bytes, const ReadLimits &limits)
{
    QVariantList values;
    const int columns = statement.columnCount();
    values.reserve(columns);
    for (int column = 0; column < columns; ++column) {
        values.append(statement.value(column));
        bytes += sizeOf(values.last());
    }
    if (bytes > limits.bytes)
        outcome.rows.isTruncated = true;
    else
        outcome.rows.rows.append(std::move(values));
}

} // namespace

SqliteSession::SqliteSession(SqlOpenRequest request, QSqlDatabase database, sqlite3 *handle)
    : m_request(std::move(request))
    , m_database(std::move(database))
    , m_handle(handle)
    , m_guard(std::make_unique<SqliteGuard>(handle, *m_request.interrupt, m_request.role))
{
    m_request.interrupt->setNotifier([handle] { sqlite3_interrupt(handle); });
}

SqliteSession::~SqliteSession()
{
    m_request.interrupt->setNotifier({}); // before the handle goes: a canceller may outlive the session
    m_guard.reset();
    m_kept.clear();
    const QString name = m_database.connectionName();
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(name);
}

Result<void> SqliteSession::pinSettings(SqliteFile file)
{
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    // Otherwise a misspelt "column" is silently a text constant: never NULL, never failed, and every gate passes.
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    if (!registerSqliteFunctions(m_handle))
        return fail(ErrorCode::Internal, u"SQLite refused to register functions"_s, m_request.place());
    SLUICE_CHECK(setTimeouts(m_request.options.statementTimeout, m_request.options.lockTimeout));
    SLUICE_CHECK(runOwn(u"PRAGMA foreign_keys = ON"_s));
    // A damaged or hostile file must end in an error, not in undefined reads.
    SLUICE_CHECK(runOwn(u"PRAGMA cell_size_check = ON"_s));
    SLUICE_CHECK(runOwn(u"PRAGMA mmap_size = 0"_s));
    m_keepsStatements = file != SqliteFile::Target;
    if (file == SqliteFile::Own || file == SqliteFile::OwnMade) {
        SLUICE_CHECK(runOwn(u"PRAGMA journal_mode = WAL"_s));
        SLUICE_CHECK(runOwn(m_request.options.fullSync ? u"PRAGMA synchronous = FULL"_s : u"PRAGMA synchronous = NORMAL"_s));
    }
    if (m_request.isReadOnly() || file == SqliteFile::OwnShared || file == SqliteFile::OwnStill)
        SLUICE_CHECK(runOwn(u"PRAGMA query_only = ON"_s));
    return {};
}

QString SqliteSession::serverVersion() const
{
    return m_handle ? u"SQLite "_s + QLatin1StringView(sqlite3_libversion()) : QString();
}

bool SqliteSession::isInTransaction() const
{
    return sqlite3_get_autocommit(m_handle) == 0;
}

Error SqliteSession::failure(int code) const
{
    if ((code & 0xff) == SQLITE_INTERRUPT && m_guard->isTimedOut())
        return Error { ErrorCode::Timeout, u"the statement ran longer than its time limit"_s, m_request.place(), {}, {} };
    return sqliteError(code, QString::fromUtf8(sqlite3_errmsg(m_handle)), m_request.place());
}

/// One that is not in the list while it runs, so that what fails leaves nothing behind.
Result<std::shared_ptr<SqliteStatement>> SqliteSession::prepared(const QString &sql)
{
    if (std::shared_ptr<SqliteStatement> kept = m_kept.take(sql))
        return kept;
    auto statement = std::make_shared<SqliteStatement>(m_handle, sql);
    if (statement->parsed() != SQLITE_OK)
        return fail(failure(statement->parsed()));
    if (!statement->isStatement())
        return fail(ErrorCode::Usage, u"there is no statement in the SQL text"_s, m_request.place());
    if (statement->hasMore())
        return fail(ErrorCode::Usage, u"the SQL text holds more than one statement"_s, m_request.place());
    return statement;
}

void SqliteSession::keep(const QString &sql, std::shared_ptr<SqliteStatement> statement)
{
    if (!m_keepsStatements || !isKeepable(sql))
        return;
    if (m_kept.size() >= kMostKept)
        m_kept.clear();
    m_kept.insert(sql, std::move(statement));
}

Result<SqlOutcome> SqliteSession::runOne(const QString &sql, const QVariantList &values, const ReadLimits &limits)
{
    const sqlite3_int64 changesBefore = sqlite3_total_changes64(m_handle);
    SLUICE_TRY(std::shared_ptr<SqliteStatement> statement, prepared(sql));
    if (statement->parameters() != values.size())
        return fail(ErrorCode::Usage, u"the statement has places for %1 values, and %2 came"_s.arg(statement->parameters()).arg(values.size()), m_request.place());
    QVariantList plain;
    for (const QVariant &value : values) {
        SLUICE_TRY(plain.emplaceBack(), bindable(value, m_request.place()));
    }
    if (const int bound = statement->bind(plain); bound != SQLITE_OK)
        return fail(failure(bound));
    SqlOutcome outcome;
    qint64 bytes = 0;
    int code = statement->step();
    outcome.rows.columns = statement->columns();
    for (; code == SQLITE_ROW; code = statement->step()) {
        if (limits.rows == 0)
            continue; // nobody wants the rows, but every one must have been computed
        outcome.rows.isTruncated = outcome.rows.rows.size() >= limits.rows;
        if (!outcome.rows.isTruncated)
            takeRow(outcome, *statement, bytes, limits);
        if (outcome.rows.isTruncated)
            break;
    }
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return fail(failure(code));
    statement->reset();
    keep(sql, std::move(statement));
    if (sqlite3_total_changes64(m_handle) != changesBefore)
        outcome.affected = sqlite3_changes64(m_handle);
    return outcome;
}

Result<SqlOutcome> SqliteSession::run(const SqlRequest &request)
{
    // SQLite takes a comment behind the statement for something behind it, and finds a real second one.
    const QString only = withoutTail(Engine::Sqlite, request.sql);
    if (only.isEmpty())
        return fail(ErrorCode::Usage, u"there is no statement in the SQL text"_s, m_request.place());
    const SqliteGuard::Watch watch(*m_guard, m_request.options.statementTimeout);
    return runOne(only, request.values.value_or(QVariantList()), request.limits);
}

Result<void> SqliteSession::runOwn(const QString &sql)
{
    const SqliteGuard::Trust trust(*m_guard);
    return runOne(sql, {}, { 0, 0 }).map([](const SqlOutcome &) {});
}

/// VACUUM INTO reads this file and writes the other, but counts as writing: query_only would refuse it for a reader.
Result<void> SqliteSession::copyTo(const QString &path)
{
    if (m_request.isReadOnly())
        SLUICE_CHECK(runOwn(u"PRAGMA query_only = OFF"_s));
    Result<void> copied;
    {
        const SqliteGuard::Watch watch(*m_guard, Duration(0));
        const SqliteGuard::Copying copying(*m_guard);
        copied = runOne(u"VACUUM main INTO ?"_s, QVariantList { path }, { 0, 0 }).map([](const SqlOutcome &) {});
    }
    if (m_request.isReadOnly())
        SLUICE_CHECK(runOwn(u"PRAGMA query_only = ON"_s));
    return copied;
}

Result<void> SqliteSession::begin()
{
    return runOwn(m_request.isReadOnly() ? u"BEGIN DEFERRED"_s : u"BEGIN IMMEDIATE"_s);
}

Result<void> SqliteSession::commit()
{
    const Result<void> committed = runOwn(u"COMMIT"_s);
    if (committed)
        return {};
    Error error = committed.error();
    if (error.code == ErrorCode::IoFailed) {
        // The frame that commits may be on the disk or not; only reading the receipt tells.
        error.code = ErrorCode::OutcomeUnknown;
        error.next = u"check the disk, then read the receipt before deciding"_s;
    }
    rollback();
    return fail(error);
}

void SqliteSession::rollback()
{
    if (isInTransaction())
        static_cast<void>(runOwn(u"ROLLBACK"_s)); // SQLite's ROLLBACK fails only when there is nothing to roll back
}

Result<void> SqliteSession::setTimeouts(Duration statementTimeout, Duration lockTimeout)
{
    m_request.options.statementTimeout = statementTimeout;
    m_guard->setLockTimeout(lockTimeout);
    return {};
}

} // namespace sluice
