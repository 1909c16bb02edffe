// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "engine/certificate_book.h"
#include "engine/run_copy.h"
#include "plan/plan_bundle.h"

namespace sluice {

/// The run's pen: every event goes through here, first to this machine's copy where safety asks for it, then to the
/// ledger under the lease, then into the folded state. Owned by the runner, used on its thread alone.
class RunJournal
{
public:
    RunJournal(Ledger &ledger, RunCopy copy, const Clock &clock, const QString &run);

    /// Reads the run from the ledger, with what this machine kept for it, and folds it. When the ledger is out of reach
    /// and somebody asked this machine for a rollback meanwhile, its own copy is enough.
    Result<void> load();
    /// What the plan's bytes are, for a rollback without a ledger.
    Result<void> keepPlan(const PlanBundle &bundle);
    /// Folds what others appended since (commands).
    Result<void> refresh();
    /// Kept as a copy: a lease that was lost goes on being shown to the ledger, which refuses it once another holds it.
    void setLease(const Lease *lease) { m_lease = lease ? std::optional(*lease) : std::nullopt; }
    const RunState &state() const { return m_state; }
    const LedgerHead &head() const { return m_head; }

    /// The certificates in the ledger now.
    Result<CertificateBook> certificates() const { return readCertificates(m_ledger); }

    /// Appends and folds; an error means that nothing may be done next.
    Result<void> record(EventType type, const QJsonObject &payload);
    Result<void> record(const QList<NewEvent> &events);
    /// Intents: local file with fsync first, then the ledger.
    Result<void> recordIntent(EventType type, const QJsonObject &payload);
    /// In a rollback the target comes first: when the ledger is out of reach the event is kept in this machine's copy
    /// and folded with a provisional number; flushKept appends it later. Only a failing copy is an error.
    Result<void> recordInRollback(EventType type, const QJsonObject &payload);
    void giveRoomBack() { m_copy.giveRoomBack(); } ///< on the disk, of a run that is over
    /// Gives the ledger what it missed; without anything to give it does not ask for the ledger.
    Result<void> flushKept();
    bool hasKept() const { return !m_kept.isEmpty(); }
    /// The ledger did not answer when it was asked last.
    bool isLedgerAway() const { return m_awaySince.has_value(); }
    void noteLedgerAway() { m_awaySince = m_clock.monotonic(); }
    /// This machine's copy holds entries that the ledger does not have: another process may be rolling back with it.
    Result<bool> isCarriedWithoutLedger() const;
    /// A rollback that was asked for on this machine while the ledger could not be written.
    std::optional<RollbackOrder> order();
    Result<void> takeOrder(const QString &id) { return m_copy.takeOrder(id); }
    /// The rollback that the ledger asked for, or has under way, becomes such an order: the ledger went away before
    /// anybody could be given its lease. Nothing when it asks for none, or this machine never carried the run.
    Result<void> takeLedgerAtItsWord();

    /// Runs that somebody asked to roll back since the last call, ours left out.
    QStringList takeForeignRollbacks() { return std::exchange(m_foreignRollbacks, {}); }

    NewEvent event(EventType type, const QJsonObject &payload) const { return NewEvent { type, m_run, payload }; }

private:
    Result<void> foldIn(const Event &event);
    Result<void> rehearse(const QList<NewEvent> &events) const;
    Result<void> loadCopy(const Error &why);
    Result<void> adoptKept(QList<NewEvent> kept, const QList<Event> &events);
    void copy(const QList<Event> &events);
    const Lease *lease() const { return m_lease ? &*m_lease : nullptr; }

    Ledger &m_ledger;
    RunCopy m_copy;
    const Clock &m_clock;
    const QString m_run;
    std::optional<Lease> m_lease;
    RunState m_state;
    LedgerHead m_head;
    QList<NewEvent> m_kept;
    QList<RollbackOrder> m_orders;
    QStringList m_foreignRollbacks;
    std::optional<Duration> m_awaySince; ///< an event was kept because the ledger did not take it
    bool m_isBehind = false; ///< others' events could not be read before ours were folded: the next refresh reads all
};

/// Whether an error of the ledger means that it cannot be reached or written now, rather than that it says no.
bool isOutOfReach(const Error &error);

} // namespace sluice
