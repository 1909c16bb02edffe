// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/ledger.h"

namespace sluice {

/// A ledger that could not be opened: every call says why. For a rollback, which goes on without one.
class LostLedger final : public Ledger
{
public:
    explicit LostLedger(Error why)
        : m_why(std::move(why))
    {
    }
    Result<QList<Event>> append(const QList<NewEvent> &, const Lease *) override { return lost(); }
    Result<LedgerHead> head() override { return lost(); }
    Result<QList<Event>> read(qint64, int) override { return lost(); }
    Result<QList<Event>> readRun(const QString &) override { return lost(); }
    Result<QList<Event>> search(const LogQuery &) override { return lost(); }
    Result<qint64> count(const LogQuery &) override { return lost(); }
    Result<void> storePlan(const QString &, const QByteArray &, const QString &) override { return lost(); }
    Result<std::pair<QByteArray, QString>> plan(const QString &) override { return lost(); }
    Result<Lease> acquireLease(const QString &, const QString &, Duration) override { return lost(); }
    Result<Lease> seizeLease(const Lease &, const QString &, Duration) override { return lost(); }
    Result<Lease> renewLease(const Lease &, Duration) override { return lost(); }
    Result<void> releaseLease(const Lease &) override { return lost(); }
    Result<std::optional<Lease>> currentLease(const QString &) override { return lost(); }
    Result<LedgerReport> verify(const QList<LedgerAnchor> &) override { return lost(); }
    Result<void> rebuildIndexes() override { return lost(); }

private:
    tl::unexpected<Error> lost() const { return tl::make_unexpected(m_why); }

    const Error m_why;
};

} // namespace sluice
