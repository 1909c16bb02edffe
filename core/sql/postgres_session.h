// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/postgres_handle.h"
#include "sql/sql_backend.h"

#include <QDeadlineTimer>

namespace sluice {

/// A libpq connection driven without blocking calls, so that a cancel or a deadline always gets through.
class PostgresSession final : public SqlBackend
{
public:
    PostgresSession(SqlOpenRequest request, PostgresHandle connection);

    /// Refused where something else answers for the server: locks and settings of a session are lost behind a pooler.
    /// First call after connecting.
    Result<void> refusePooler();
    /// Pins the settings of the role; behind refusePooler.
    Result<void> pinSettings();

    bool isOpen() const override;
    bool isInTransaction() const override;
    int backendPid() const override { return m_pid; }
    QString serverVersion() const override;
    Result<SqlOutcome> run(const SqlRequest &request) override;
    Result<void> scan(const QString &sql, const std::function<bool(const SqlRowView &)> &visit) override;
    Result<void> begin() override;
    Result<void> commit() override;
    void rollback() override;
    Result<void> setTimeouts(Duration statementTimeout, Duration lockTimeout) override;
    Result<bool> waitForNotice(Duration atMost) override;

private:
    struct Collected {
        SqlOutcome outcome;
        std::optional<Error> error; ///< the first failing result
        QByteArray tag; ///< of the last good result
        qint64 bytes = 0;
        bool isFull = false;
        bool sawStatement = false;
    };
    enum class Interruptible { No, Yes };

    bool send(const QString &sql);
    Result<bool> sendBound(const QString &sql, const QVariantList &values);
    Collected collect(const ReadLimits &limits, Interruptible interruptible, bool mayCutShort = false);
    bool waitForResult(Interruptible interruptible, bool isCancelling);
    void take(Collected &into, const PGresult *result, const ReadLimits &limits);
    QStringList columnNames(const PGresult *result);
    void takeRows(Collected &into, const PGresult *result, const ReadLimits &limits);
    void endCopy(Collected &into, const PGresult *result);
    void sendCancel();
    Result<void> runOwn(const QString &sql);
    bool isAlive();
    Error lost();
    void judgeCancelled(Error &error, qint64 elapsedMs) const;

    SqlOpenRequest m_request;
    PostgresHandle m_connection;
    PostgresCancel m_cancel;
    QDeadlineTimer m_nextCancel; ///< each one is a connection of its own; one answers for the buffers of a long read
    bool m_areTimeoutsTold = false; ///< outside a transaction, whose end would take them back
    Duration m_statementTimeout;
    int m_pid = 0;
    QList<QByteArray> m_names; ///< of the last result, as the server spells them
    QStringList m_columns; ///< the same
};

} // namespace sluice
