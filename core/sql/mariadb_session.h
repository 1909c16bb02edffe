// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/mariadb_handle.h"
#include "sql/mariadb_lock_watch.h"
#include "sql/sql_backend.h"

#include <QDeadlineTimer>

namespace sluice {

/// A connection of MariaDB's own client library, driven by its calls that do not block, so that a cancel or a deadline
/// always gets through. A cancel is a KILL QUERY over a second connection, bound to the number of the very query.
class MariadbSession final : public SqlBackend
{
public:
    MariadbSession(SqlOpenRequest request, Secret password, MariadbHandle connection);

    /// Pins the settings of the role; first call after connecting.
    Result<void> pinSettings();

    bool isOpen() const override { return m_connection != nullptr; }
    bool isInTransaction() const override;
    int backendPid() const override { return static_cast<int>(m_thread); }
    QString serverVersion() const override;
    Result<SqlOutcome> run(const SqlRequest &request) override;
    Result<void> scan(const QString &sql, const std::function<bool(const SqlRowView &)> &visit) override;
    Result<void> begin() override;
    Result<void> commit() override;
    void rollback() override;
    /// MariaDB waits for locks in whole seconds. DDL that waits for the name of a table or view holds up its readers, so
    /// a wait is watched and ended in time; all else holds up nobody and is rounded up. Where nothing can watch, DDL waits
    /// for the whole seconds in its limit, below one not at all.
    Result<void> setTimeouts(Duration statementTimeout, Duration lockTimeout) override;

private:
    enum class Interruptible { No, Yes };
    struct Watch
    {
        Interruptible interruptible;
        QDeadlineTimer silence;
        bool isCancelled = false;
        MariadbLockWatch *locks = nullptr; ///< set: ends waits for a lock
    };

    Result<SqlOutcome> runText(
        const QString &sql, const ReadLimits &limits, Interruptible interruptible, MariadbLockWatch *locks = nullptr);
    Result<void> sendText(const QString &sql, Watch &watch);
    bool fetchRow(MYSQL_ROW &row, MYSQL_RES *result, Watch &watch);
    Result<void> walk(const std::function<bool(const SqlRowView &)> &visit, Watch &watch);
    Result<SqlOutcome> takeResult(const ReadLimits &limits, Watch &watch);
    Result<SqlOutcome> checkWhole(Result<SqlOutcome> outcome, const Watch &watch, qint64 elapsedMs) const;
    bool waitFor(int &status, Watch &watch);
    Result<SqlOutcome> runUser(const QString &sql, const ReadLimits &limits);
    Result<void> runOwn(const QString &sql);
    bool isAlive();
    Error lost(const QString &what = {});
    Error failure();
    void judgeCancelled(Error &error, unsigned int number, const Watch &watch) const;

    SqlOpenRequest m_request;
    const Secret m_password; ///< for the second connection that carries a cancel
    MariadbHandle m_connection;
    Duration m_statementTimeout;
    qint64 m_ddlWait = 0; ///< seconds
    qint64 m_nameWait = 0; ///< of everything else
    Duration m_lockTimeout { 0 }; ///< as it was asked for
    unsigned long m_thread = 0;
    MariadbLockWatch m_locks;
};

} // namespace sluice
