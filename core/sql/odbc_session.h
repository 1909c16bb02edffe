// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/odbc_handle.h"
#include "sql/odbc_values.h"
#include "sql/odbc_watch.h"
#include "sql/sql_backend.h"

namespace sluice {

/// A connection of an ODBC driver through unixODBC. ODBC cannot be asked whether a transaction is open, so transactions
/// are begun and ended by this class alone: statements that could do it, or change the session's settings, are refused.
/// A server that never answers again is given up as on PostgreSQL's own driver, where the driver's line could be told.
class OdbcSession final : public SqlBackend
{
public:
    OdbcSession(SqlOpenRequest request, OdbcConnection connection);

    /// Refused where something else answers for the server: locks and settings of a session are lost behind a pooler.
    /// First call after connecting.
    Result<void> refusePooler();
    /// Pins the settings of the role; behind refusePooler.
    Result<void> pinSettings();

    bool isOpen() const override { return bool(m_connection.link); }
    bool isInTransaction() const override { return isOpen() && m_isInTransaction; }
    int backendPid() const override { return 0; }
    QString serverVersion() const override;
    Result<SqlOutcome> run(const SqlRequest &request) override;
    Result<void> scan(const QString &sql, const std::function<bool(const SqlRowView &)> &visit) override;
    Result<void> begin() override;
    Result<void> commit() override;
    void rollback() override;
    Result<void> setTimeouts(Duration statementTimeout, Duration lockTimeout) override;

private:
    /// A SELECT as it is sent so that the driver cuts nothing, and what its columns are called.
    struct ExactForm
    {
        QString sql;
        QList<OdbcColumn> columns; ///< of the statement as it was written
        bool isLiteral = false;
    };

    const OdbcService &service() const { return *m_request.profile.service; }
    Result<ExactForm> exactForm(const QString &sql);
    Result<SqlOutcome> runText(const ExactForm &form, const ReadLimits &limits, bool isInterruptible);
    Result<SqlOutcome> runOnce(const ExactForm &form, const ReadLimits &limits, bool isInterruptible);
    Result<void> takeRows(SQLHANDLE statement, const ExactForm &form, const ReadLimits &limits, SqlRows &rows);
    Result<void> visitRows(SQLHANDLE statement, const std::function<bool(const SqlRowView &)> &visit);
    Result<void> walkOtherResults(SQLHANDLE statement);
    Result<void> runOwn(const QString &sql);
    SQLHANDLE cancelled(const OdbcStatement &statement) const;
    Error failure(SQLHANDLE statement, const OdbcWatch::Statement *watch = nullptr) const;
    Error cutShort(const OdbcWatch::Statement &watch) const;
    Error ended(Error error, OdbcStatement &statement);
    void hangUp();
    bool isDead() const;
    QString info(SQLUSMALLINT what) const;

    SqlOpenRequest m_request;
    OdbcConnection m_connection;
    OdbcStatement m_idle; ///< where cancelling the running one is not safe
    OdbcWatch m_watch; ///< after the connection, whose statements it stops
    bool m_isInTransaction = false;
};

} // namespace sluice
