// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "ledger/ledger.h"

namespace sluice {

/// Keeps the right to run one target: acquires, renews, and knows when it must be taken for lost. Renewed by the
/// engine loop itself, never by a timer of its own, so that a loop that hangs loses its lease. One thread.
class LeaseKeeper
{
public:
    static constexpr Duration kTtl { std::chrono::seconds(15) };
    static constexpr Duration kRenewEvery { std::chrono::seconds(5) };
    static constexpr Duration kSelfFenceAfter { std::chrono::seconds(10) };

    LeaseKeeper(Ledger &ledger, const Clock &clock, QString target, QString runner);
    /// LeaseHeld names the holder.
    Result<void> acquire();
    /// Renews when due. An error means: stop at once, roll back what is open, close (lost to another runner, or no
    /// acknowledged renewal for kSelfFenceAfter). LeaseHeld only when another runner has it; else the ledger's own error.
    Result<void> beat();
    void release();
    bool isHeld() const { return m_lease.has_value(); }
    const Lease *lease() const { return m_lease ? &*m_lease : nullptr; }

private:
    tl::unexpected<Error> lose(const Error &why);

    Ledger &m_ledger;
    const Clock &m_clock;
    const QString m_target;
    const QString m_runner;
    std::optional<Lease> m_lease;
    Error m_lost { ErrorCode::Internal, QStringLiteral("this runner never had the lease"), {}, {}, {} };
    Duration m_acknowledged { 0 };
    Duration m_tried { 0 };
};

} // namespace sluice
