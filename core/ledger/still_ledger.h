// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/sqlite_ledger.h"

namespace sluice {

/// A ledger that this user may only read and that nobody had open for writing: SQLite then reads it without locks, which
/// is right only as long as the file stays as it is. Looks at the file before and after every read, opens it anew and
/// reads again when somebody wrote meanwhile. Busy when that never ends.
class StillLedger final : public Ledger
{
public:
    using Open = std::function<Result<std::unique_ptr<SqliteLedger>>()>;
    static Result<std::unique_ptr<Ledger>> open(const QString &file, Open opener);

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
    StillLedger(QString file, Open opener);
    Result<void> openAnew();
    template <class T>
    Result<T> still(const std::function<Result<T>(Ledger &)> &body);

    const QString m_file;
    const Open m_open;
    LedgerFileState m_state; ///< when the ledger was opened
    std::unique_ptr<SqliteLedger> m_ledger;
};

} // namespace sluice
