// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/event_table.h"
#include "ledger/ledger.h"
#include "ledger/postgres_search.h"
#include "ledger/process_identity.h"

#include <QElapsedTimer>

#include <functional>

namespace sluice {

/// Ledger in a schema of a PostgreSQL database, for several people and hosts. Everything written goes through functions
/// there, which stamp the login and the server's time and decide who may say what. A connection that was lost is opened
/// again at the next call. Lives on the thread that opened it.
class PostgresLedger final : public Ledger
{
public:
    using OpenSession = std::function<Result<std::unique_ptr<SqlSession>>(const SessionOptions &options)>;
    /// place names it in errors: "connection team".
    static Result<std::unique_ptr<PostgresLedger>> open(OpenSession openSession, const QString &place);

    void setPatience(Duration patience) override;
    Result<QList<Event>> append(const QList<NewEvent> &events, const Lease *lease = nullptr) override;
    Result<LedgerHead> head() override;
    Result<QList<Event>> read(qint64 afterSeq, int limit = 10'000) override;
    Result<QList<Event>> readRun(const QString &run) override;
    Result<QList<Event>> search(const LogQuery &query) override;
    Result<qint64> count(const LogQuery &query) override;
    Result<void> storePlan(const QString &digest, const QByteArray &canonical, const QString &runbook) override;
    Result<std::pair<QByteArray, QString>> plan(const QString &digest) override;
    Result<Lease> acquireLease(const QString &target, const QString &runner, Duration ttl) override;
    Result<Lease> seizeLease(const Lease &seen, const QString &runner, Duration ttl) override;
    Result<Lease> renewLease(const Lease &lease, Duration ttl) override;
    Result<void> releaseLease(const Lease &lease) override;
    Result<std::optional<Lease>> currentLease(const QString &target) override;
    Result<LedgerReport> verify(const QList<LedgerAnchor> &anchors = {}) override;
    Result<void> rebuildIndexes() override;

private:
    PostgresLedger(OpenSession openSession, QString place);
    Result<SqlSession *> session();
    Result<void> connectAnew();
    /// A read, asked once more over a new connection when the old one turns out to be dead.
    template <class T> Result<T> reading(const std::function<Result<T>(SqlSession &)> &body);
    template <class T> Result<T> writing(const std::function<Result<T>(SqlSession &)> &body);
    Result<QList<Event>> appendOnce(SqlSession &session, const QVariantList &values);
    Error explained(Error error) const;

    const OpenSession m_open;
    const QString m_place;
    std::unique_ptr<SqlSession> m_session;
    std::optional<EventTable> m_events; ///< of m_session
    Duration m_patience { std::chrono::seconds(15) };
    LedgerHead m_known; ///< end of the chain as this instance saw it last
    int m_newerFormat = 0; ///< of a ledger that may only be read
    std::optional<Error> m_failure; ///< of the last attempt to connect
    QElapsedTimer m_sinceFailure;
};

} // namespace sluice
