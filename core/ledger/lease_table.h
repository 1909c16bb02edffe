// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/ledger.h"
#include "ledger/process_identity.h"
#include "sql/sql_session.h"

namespace sluice {

struct LeaseRow {
    Lease lease; ///< runner empty: released, the epoch is kept
    std::chrono::milliseconds expiresMonotonic { 0 }; ///< on the holder's clock
    ProcessIdentity holder;
};

/// Whether somebody else may take this lease now: released, its process certainly gone, or expired. Expiry is judged
/// on the monotonic clock where holder and observer share it, so that a jump of the wall clock takes nothing away.
bool isTakeable(const LeaseRow &row, const ProcessIdentity &me, const Clock &clock);

/// The leases of one SQLite ledger. Not chained: they come and go. Each changing call runs inside a write transaction
/// of the caller, so that looking and taking are one.
class LeaseTable
{
public:
    LeaseTable(SqlSession &session, const Clock &clock, ProcessIdentity me = thisProcess());

    Result<std::optional<LeaseRow>> read(const QString &target) const;
    Result<Lease> acquire(const QString &target, const QString &runner, Duration ttl);
    /// Takes a lease that is still exactly `seen`, although it has not expired.
    Result<Lease> seize(const Lease &seen, const QString &runner, Duration ttl);
    Result<Lease> renew(const Lease &lease, Duration ttl);
    Result<void> release(const Lease &lease);
    /// LeaseHeld when another runner or a later epoch holds the target, or nobody does any more.
    Result<void> check(const Lease &lease) const;
    /// Who holds target now; nobody when the lease could be taken.
    Result<std::optional<Lease>> current(const QString &target) const;

private:
    Result<Lease> write(const QString &target, const QString &runner, qint64 epoch, Duration ttl);

    SqlSession &m_session;
    const Clock &m_clock;
    ProcessIdentity m_me;
};

} // namespace sluice
