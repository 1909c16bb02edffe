// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/lease_table.h"

#include "base/seeded_bug.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QDateTime fromMs(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

Error heldBy(const Lease &lease, const QString &target, const QDateTime &now)
{
    if (lease.runner.isEmpty())
        return { ErrorCode::LeaseHeld, u"the lease on the target was given back"_s, u"target "_s + target, u"acquire it again"_s, {} };
    const auto left = std::max(Duration(0), Duration(now.msecsTo(lease.expires)));
    return { ErrorCode::LeaseHeld, u"the target is run by "_s + lease.runner, u"target "_s + target,
        u"watch that run, or try again in "_s + humanDuration(left), {} };
}

bool isSame(const Lease &a, const Lease &b)
{
    return a.runner == b.runner && a.epoch == b.epoch;
}

} // namespace

bool isTakeable(const LeaseRow &row, const ProcessIdentity &me, const Clock &clock)
{
    if (row.lease.runner.isEmpty())
        return true;
    if (processLiveness(row.holder, me) == Liveness::Gone)
        return true;
    if (sharesClock(row.holder, me))
        return clock.monotonic() >= row.expiresMonotonic;
    return clock.nowUtc() >= row.lease.expires;
}

LeaseTable::LeaseTable(SqlSession &session, const Clock &clock, ProcessIdentity me)
    : m_session(session)
    , m_clock(clock)
    , m_me(std::move(me))
{
}

Result<std::optional<LeaseRow>> LeaseTable::read(const QString &target) const
{
    SLUICE_TRY(const SqlRows rows,
        m_session.queryBound(u"SELECT runner, epoch, acquired_ms, expires_ms, expires_monotonic_ms, machine, boot, pid_space,"
                             " clock_space, pid, process_started FROM ledger_lease WHERE target = ?"_s,
            { target }));
    if (rows.rows.isEmpty())
        return std::optional<LeaseRow>();
    const QVariantList &row = rows.rows[0];
    LeaseRow found;
    found.lease = Lease { target, row[0].toString(), row[1].toLongLong(), fromMs(row[2].toLongLong()), fromMs(row[3].toLongLong()) };
    found.expiresMonotonic = std::chrono::milliseconds(row[4].toLongLong());
    found.holder = ProcessIdentity { row[5].toString(), row[6].toString(), row[7].toString(), row[8].toString(),
        row[9].toLongLong(), row[10].toLongLong() };
    return std::optional(found);
}

Result<Lease> LeaseTable::write(const QString &target, const QString &runner, qint64 epoch, Duration ttl)
{
    const QDateTime now = m_clock.nowUtc();
    const Lease lease { target, runner, epoch, now, now.addMSecs(ttl.count()) };
    // A machine without an id (a fresh container) is unknown, which is no NULL.
    const auto known = [](const QString &text) { return text.isNull() ? u""_s : text; };
    SLUICE_CHECK(m_session.executeBound(
        u"INSERT INTO ledger_lease(target, epoch, runner, acquired_ms, expires_ms, expires_monotonic_ms, machine, boot,"
        " pid_space, clock_space, pid, process_started) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT(target) DO UPDATE SET epoch = excluded.epoch, runner = excluded.runner,"
        " acquired_ms = excluded.acquired_ms, expires_ms = excluded.expires_ms,"
        " expires_monotonic_ms = excluded.expires_monotonic_ms, machine = excluded.machine, boot = excluded.boot,"
        " pid_space = excluded.pid_space, clock_space = excluded.clock_space, pid = excluded.pid,"
        " process_started = excluded.process_started"_s,
        { target, epoch, runner, lease.acquired.toMSecsSinceEpoch(), lease.expires.toMSecsSinceEpoch(),
            qint64 { (m_clock.monotonic() + ttl).count() }, known(m_me.machine), known(m_me.boot), known(m_me.pidSpace),
            known(m_me.clockSpace), m_me.pid, m_me.started }));
    return lease;
}

Result<Lease> LeaseTable::acquire(const QString &target, const QString &runner, Duration ttl)
{
    if (target.isEmpty() || runner.isEmpty() || ttl.count() <= 0)
        return fail(ErrorCode::Usage, u"a lease needs a target, a runner and a time to live"_s);
    SLUICE_TRY(const std::optional<LeaseRow> row, read(target));
    // The same runner may take its own lease again; the epoch grows, so whatever still holds the older one is out.
    if (row && row->lease.runner != runner && !isTakeable(*row, m_me, m_clock) && !hasSeededBug("lease-for-everybody"))
        return fail(heldBy(row->lease, target, m_clock.nowUtc()));
    return write(target, runner, row ? row->lease.epoch + 1 : 1, ttl);
}

Result<Lease> LeaseTable::seize(const Lease &seen, const QString &runner, Duration ttl)
{
    if (runner.isEmpty() || ttl.count() <= 0)
        return fail(ErrorCode::Usage, u"a lease needs a runner and a time to live"_s);
    SLUICE_TRY(const std::optional<LeaseRow> row, read(seen.target));
    if (!row || !isSame(row->lease, seen))
        return fail(heldBy(row ? row->lease : Lease {}, seen.target, m_clock.nowUtc()));
    return write(seen.target, runner, seen.epoch + 1, ttl);
}

Result<Lease> LeaseTable::renew(const Lease &lease, Duration ttl)
{
    SLUICE_CHECK(check(lease));
    SLUICE_TRY(Lease renewed, write(lease.target, lease.runner, lease.epoch, ttl));
    renewed.acquired = lease.acquired;
    SLUICE_CHECK(m_session.executeBound(u"UPDATE ledger_lease SET acquired_ms = ? WHERE target = ?"_s,
        { lease.acquired.toMSecsSinceEpoch(), lease.target }));
    return renewed;
}

Result<void> LeaseTable::release(const Lease &lease)
{
    SLUICE_TRY(const std::optional<LeaseRow> row, read(lease.target));
    if (row && row->lease.epoch == lease.epoch && row->lease.runner.isEmpty())
        return {}; // given back before
    SLUICE_CHECK(check(lease));
    SLUICE_CHECK(m_session.executeBound(
        u"UPDATE ledger_lease SET runner = '' WHERE target = ? AND epoch = ?"_s, { lease.target, lease.epoch }));
    return {};
}

Result<void> LeaseTable::check(const Lease &lease) const
{
    SLUICE_TRY(const std::optional<LeaseRow> row, read(lease.target));
    if (!row || lease.runner.isEmpty() || !isSame(row->lease, lease))
        return fail(heldBy(row ? row->lease : Lease {}, lease.target, m_clock.nowUtc()));
    return {};
}

Result<std::optional<Lease>> LeaseTable::current(const QString &target) const
{
    SLUICE_TRY(const std::optional<LeaseRow> row, read(target));
    if (!row || isTakeable(*row, m_me, m_clock))
        return std::optional<Lease>();
    return std::optional(row->lease);
}

} // namespace sluice
