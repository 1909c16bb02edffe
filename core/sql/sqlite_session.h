// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_backend.h"

#include <QSqlDatabase>

struct sqlite3;
class QSqlError;

namespace sluice {

class SqliteGuard;

/// A QSQLITE connection plus its native handle, which QSqlDatabase owns. What Qt's driver lacks is added there: a time
/// limit, cancelling, a guard against statements that the role may not run.
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
    Result<SqlOutcome> runOne(const QString &sql, const std::optional<QVariantList> &values, const ReadLimits &limits);
    Result<void> runOwn(const QString &sql);
    Error failure(const QSqlError &error) const;

    SqlOpenRequest m_request;
    QSqlDatabase m_database;
    sqlite3 *m_handle = nullptr;
    std::unique_ptr<SqliteGuard> m_guard;
};

} // namespace sluice
