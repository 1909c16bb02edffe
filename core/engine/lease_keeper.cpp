// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/lease_keeper.h"

#include "base/kill_point.h"
#include "base/logging.h"

namespace sluice {

using namespace Qt::StringLiterals;

LeaseKeeper::LeaseKeeper(Ledger &ledger, const Clock &clock, QString target, QString runner)
    : m_ledger(ledger)
    , m_clock(clock)
    , m_target(std::move(target))
    , m_runner(std::move(runner))
{
}

Result<void> LeaseKeeper::acquire()
{
    const Duration before = m_clock.monotonic();
    SLUICE_TRY(m_lease, m_ledger.acquireLease(m_target, m_runner, kTtl));
    m_acknowledged = m_tried = before;
    return {};
}

Result<void> LeaseKeeper::beat()
{
    if (!m_lease)
        return tl::make_unexpected(m_lost);
    // Counted from before the call: what the ledger granted began then at the latest.
    const Duration now = m_clock.monotonic();
    const bool overdue = now - m_acknowledged >= kSelfFenceAfter;
    if (now - m_acknowledged < kRenewEvery || (now - m_tried < std::chrono::seconds(1) && !overdue))
        return {};
    SLUICE_KILL_POINT("K24");
    m_tried = now;
    const Result<Lease> renewed = m_ledger.renewLease(*m_lease, kTtl);
    if (renewed) {
        m_lease = *renewed;
        m_acknowledged = now;
        return {};
    }
    if (renewed.error().code == ErrorCode::LeaseHeld) {
        return lose(renewed.error());
    }
    if (overdue) {
        Error lost = renewed.error(); // its code: nobody else runs the target, the ledger could not be reached
        lost.what = u"the lease could not be renewed for 10 s, so this runner stopped: "_s + lost.what;
        return lose(lost);
    }
    qCWarning(lcEngine) << "lease renewal failed, trying again:" << renewed.error().what;
    return {};
}

tl::unexpected<Error> LeaseKeeper::lose(const Error &why)
{
    m_lease.reset();
    m_lost = why;
    return tl::make_unexpected(why);
}

void LeaseKeeper::release()
{
    if (!m_lease)
        return;
    if (const auto released = m_ledger.releaseLease(*m_lease); !released)
        qCWarning(lcEngine) << "lease not released, it will expire:" << released.error().what;
    m_lease.reset();
}

} // namespace sluice
