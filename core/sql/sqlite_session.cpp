// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sqlite_session.h"

#include "sql/sql_classifier.h"
#include "sql/sqlite_errors.h"
#include "sql/sqlite_functions.h"
#include "sql/sqlite_guard.h"

#include <QDateTime>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlResult>

#include <sqlite3.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

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

/// From the native statement, because Qt's record drops quote characters from names.
QStringList columnsOf(const QSqlQuery &query)
{
    QStringList names;
    const QVariant handle = query.result()->handle();
    if (!handle.isValid() || qstrcmp(handle.typeName(), "sqlite3_stmt*") != 0)
        return names;
    auto *statement = *static_cast<sqlite3_stmt *const *>(handle.constData());
    for (int column = 0; column < sqlite3_column_count(statement); ++column)
        names.append(QString::fromUtf8(sqlite3_column_name(statement, column)));
    return names;
}

void takeRow(SqlOutcome &outcome, const QSqlQuery &query, int columns, qint64 &bytes, const ReadLimits &limits)
{
    QVariantList values;
    values.reserve(columns);
    for (int column = 0; column < columns; ++column) {
        const QVariant value = query.value(column);
        values.append(value.isNull() ? QVariant() : value);
        bytes += sizeOf(value);
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

Error SqliteSession::failure(const QSqlError &error) const
{
    const int code = error.nativeErrorCode().toInt();
    if ((code & 0xff) == SQLITE_INTERRUPT && m_guard->isTimedOut())
        return Error { ErrorCode::Timeout, u"the statement ran longer than its time limit"_s, m_request.place(), {}, {} };
    if (code == 0) // Qt's driver found it itself: a wrong number of values, a second statement
        return Error { ErrorCode::Usage, error.databaseText() + error.driverText(), m_request.place(), {}, {} };
    return sqliteError(code, error.databaseText(), m_request.place());
}

Result<SqlOutcome> SqliteSession::runOne(const QString &sql, const std::optional<QVariantList> &values, const ReadLimits &limits)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    const sqlite3_int64 changesBefore = sqlite3_total_changes64(m_handle);
    bool isGood = false;
    if (values) {
        isGood = query.prepare(sql);
        for (const QVariant &value : *values) {
            SLUICE_TRY(const QVariant plain, bindable(value, m_request.place()));
            query.addBindValue(plain);
        }
        isGood = isGood && query.exec();
    } else {
        isGood = query.exec(sql);
    }
    SqlOutcome outcome;
    if (isGood) {
        outcome.rows.columns = columnsOf(query);
        qint64 bytes = 0;
        while (query.next()) {
            if (limits.rows == 0)
                continue; // nobody wants the rows, but every one must have been computed
            outcome.rows.isTruncated = outcome.rows.isTruncated || outcome.rows.rows.size() >= limits.rows;
            if (!outcome.rows.isTruncated)
                takeRow(outcome, query, static_cast<int>(outcome.rows.columns.size()), bytes, limits);
            if (outcome.rows.isTruncated)
                break;
        }
    }
    if (query.lastError().type() != QSqlError::NoError)
        return fail(failure(query.lastError()));
    query.finish();
    if (sqlite3_total_changes64(m_handle) != changesBefore)
        outcome.affected = sqlite3_changes64(m_handle);
    return outcome;
}

Result<SqlOutcome> SqliteSession::run(const SqlRequest &request)
{
    // Qt's driver takes a comment behind the statement for a second one; SQLite itself finds a real second one.
    const QString only = withoutTail(Engine::Sqlite, request.sql);
    if (only.isEmpty())
        return fail(ErrorCode::Usage, u"there is no statement in the SQL text"_s, m_request.place());
    const SqliteGuard::Watch watch(*m_guard, m_request.options.statementTimeout);
    return runOne(only, request.values, request.limits);
}

Result<void> SqliteSession::runOwn(const QString &sql)
{
    const SqliteGuard::Trust trust(*m_guard);
    return runOne(sql, std::nullopt, { 0, 0 }).map([](const SqlOutcome &) {});
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
