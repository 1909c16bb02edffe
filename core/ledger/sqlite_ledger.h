// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/event_table.h"
#include "ledger/lease_table.h"
#include "ledger/ledger.h"
#include "ledger/ledger_storage.h"
#include "ledger/search_index.h"

#include <functional>

namespace sluice {

struct SqliteLedgerOptions {
    Duration busyWait { std::chrono::seconds(15) }; ///< for another process's lock, before Busy
    int mostPages = 0; ///< refuse to grow beyond this many pages (DiskFull); 0: no limit
};

/// Ledger in one SQLite file of this host: WAL, every commit synced. Lives on the thread that opened it. For a user who
/// may only read the file every writing call is ReadOnly.
class SqliteLedger final : public Ledger
{
public:
    static Result<std::unique_ptr<SqliteLedger>> open(
        const QString &file, const Clock &clock, const QString &actor, const SqliteLedgerOptions &options = {});

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
    LedgerAccess access() const { return m_access; }
    QString file() const { return m_file; }

private:
    SqliteLedger(std::unique_ptr<SqlSession> session, QString file, LedgerAccess access, const Clock &clock, QString actor,
        SqliteLedgerOptions options);

    Result<void> prepare();
    Result<void> prepareToWrite();
    Result<void> create();
    Result<QList<Event>> appendCommands(const QList<NewEvent> &events);
    Result<void> beginWriting();
    /// One write transaction around body; nothing of it remains when it fails.
    template <class T>
    Result<T> inTransaction(const std::function<Result<T>()> &body);
    /// A read; waits as long as a write while another process has the file for itself.
    template <class T>
    Result<T> reading(const std::function<Result<T>()> &body);
    Error explained(Error error) const;

    std::unique_ptr<SqlSession> m_session;
    QString m_file;
    const LedgerAccess m_access;
    const Clock &m_clock;
    QString m_actor;
    SqliteLedgerOptions m_options;
    EventTable m_events;
    SearchIndex m_search;
    LeaseTable m_leases;
    int m_newerFormat = 0; ///< of a ledger that may only be read
};

} // namespace sluice
