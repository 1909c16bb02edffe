// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_interrupt.h"
#include "sql/sql_session.h"

#include <optional>

namespace sluice {

/// One call as a backend sees it. Text is one statement without NUL and in valid Unicode.
struct SqlRequest {
    QString sql;
    std::optional<QVariantList> values; ///< set: "?" placeholders are bound
    ReadLimits limits;
};

struct SqlOutcome {
    SqlRows rows;
    qint64 affected = 0;
};

/// What an engine must offer to SqlSession, which owns it, keeps the transaction rules and calls it on one thread.
/// A lost connection closes the backend by itself: isOpen() is false after such an error.
class SqlBackend
{
public:
    virtual ~SqlBackend() = default;
    virtual bool isOpen() const = 0;
    virtual bool isInTransaction() const = 0;
    virtual int backendPid() const = 0;
    virtual QString serverVersion() const = 0;
    virtual Result<SqlOutcome> run(const SqlRequest &request) = 0;
    virtual Result<void> scan(const QString &sql, const std::function<bool(const SqlRowView &)> &visit)
    {
        static_cast<void>(visit);
        return fail(ErrorCode::NotSupported, QStringLiteral("this engine does not stream rows: ") + sql.left(80));
    }
    virtual Result<void> copyTo(const QString &path)
    {
        return fail(ErrorCode::NotSupported, QStringLiteral("this engine does not copy itself into a file"), path);
    }
    virtual Result<bool> waitForNotice(Duration atMost)
    {
        static_cast<void>(atMost);
        return fail(ErrorCode::NotSupported, QStringLiteral("this engine notifies nobody"));
    }
    virtual Result<void> begin() = 0;
    virtual Result<void> commit() = 0;
    virtual void rollback() = 0;
    virtual Result<void> setTimeouts(Duration statementTimeout, Duration lockTimeout) = 0;
};

/// What every opener gets.
struct SqlOpenRequest {
    ConnectionProfile profile;
    SessionRole role = SessionRole::Control;
    SessionOptions options;
    std::shared_ptr<SqlInterrupt> interrupt;

    bool isReadOnly() const { return role == SessionRole::Probe || role == SessionRole::Catalogue; }
    /// For Error::where.
    QString place() const { return QStringLiteral("connection ") + profile.name; }
};

/// PostgreSQL over libpq. Qt's own driver is not used: it cannot tell a refused login from a missing database without
/// reading translated text, formats bound values into SQL, cuts timestamps and numbers, and cannot be given a deadline.
Result<std::unique_ptr<SqlBackend>> openPostgres(const SqlOpenRequest &request, const Secret &password);

/// MariaDB over its own client library. Qt's driver is not used: it cannot stop a statement or be given a deadline, turns
/// decimals into doubles and cuts timestamps, drops the SQLSTATE, and reads whatever option file the machine has.
Result<std::unique_ptr<SqlBackend>> openMariadb(const SqlOpenRequest &request, const Secret &password);

/// A service behind an ODBC driver, over unixODBC itself. Qt's driver is not used: it gives no SQLSTATE, says that a lost
/// connection is open, can neither stop a statement nor be given a limit, and prints passwords into logs.
Result<std::unique_ptr<SqlBackend>> openOdbc(const SqlOpenRequest &request, const QString &workspaceRoot, const Secret &password);

enum class SqliteFile {
    Target, ///< a user's database, as the role says
    Own, ///< of Sluice itself: WAL, synced commits
    OwnMade, ///< the same, made when it is missing
    OwnShared, ///< read only, beside whoever writes it; needs its -wal and -shm and makes neither
    OwnStill, ///< read only, without locks: true only while nobody writes it
};
/// SQLite over QSQLITE; path is absolute.
Result<std::unique_ptr<SqlBackend>> openSqlite(const SqlOpenRequest &request, const QString &path, SqliteFile file);

} // namespace sluice
