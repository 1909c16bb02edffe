// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_backend.h"

#include <QHash>
#include <QSqlDatabase>

struct sqlite3;

namespace sluice {

class SqliteGuard;
class SqliteStatement;

/// A QSQLITE connection's native handle, which QSqlDatabase owns. What Qt's driver lacks is added there: statements that
/// bear a changed schema, a time limit, cancelling, a guard against statements that the role may not run.
class SqliteSession final : public SqlBackend
{
public:
    /// database is open; its connection name is removed when the session dies.
    SqliteSession(SqlOpenRequest request, QSqlDatabase database, sqlite3 *handle);
    ~SqliteSession() override;

    /// Pins the settings of the role; first call after opening.
    Result<void> pinSettings(SqliteFile file);

    bool isOpen() const override { return m_handle != nullptr; }
    bool isInTransaction() const override;
    int backendPid() const override { return 0; }
    QString serverVersion() const override;
    Result<SqlOutcome> run(const SqlRequest &request) override;
    Result<void> scan(const QString &sql, const std::function<bool(const SqlRowView &)> &visit) override;
    Result<void> copyTo(const QString &path) override;
    Result<void> begin() override;
    Result<void> commit() override;
    void rollback() override;
    Result<void> setTimeouts(Duration statementTimeout, Duration lockTimeout) override;

private:
    Result<SqlOutcome> runOne(const QString &sql, const QVariantList &values, const ReadLimits &limits);
    Result<void> runOwn(const QString &sql);
    Result<std::shared_ptr<SqliteStatement>> prepared(const QString &sql);
    void keep(const QString &sql, std::shared_ptr<SqliteStatement> statement);
    Error failure(int code) const;

    SqlOpenRequest m_request;
    QSqlDatabase m_database;
    sqlite3 *m_handle = nullptr;
    std::unique_ptr<SqliteGuard> m_guard;
    /// Statements of our own files, parsed once. In a file of somebody else every text is looked at by the guard when it is
    /// prepared, and runs once.
    bool m_keepsStatements = false;
    QHash<QString, std::shared_ptr<SqliteStatement>> m_kept;
};

} // namespace sluice
