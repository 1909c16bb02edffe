// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"
#include "ledger/intent_file.h"
#include "ledger/ledger.h"

namespace sluice {

/// The run's pen: every event goes through here, first to the local write-ahead file where safety asks for it, then to
/// the ledger under the lease, then into the folded state. Owned by the runner, used on its thread alone.
class RunJournal
{
public:
    RunJournal(Ledger &ledger, IntentFile intents, const QString &run);

    /// Reads the run from the ledger and folds it.
    Result<void> load();
    /// Folds what others appended since (commands).
    Result<void> refresh();
    /// Kept as a copy: a lease that was lost goes on being shown to the ledger, which refuses it once another holds it.
    void setLease(const Lease *lease) { m_lease = lease ? std::optional(*lease) : std::nullopt; }
    const RunState &state() const { return m_state; }
    const LedgerHead &head() const { return m_head; }

    /// Appends and folds; an error means that nothing may be done next.
    Result<void> record(EventType type, const QJsonObject &payload);
    Result<void> record(const QList<NewEvent> &events);
    /// Intents: local file with fsync first, then the ledger.
    Result<void> recordIntent(EventType type, const QJsonObject &payload);
    /// In a rollback the target comes first: when the ledger is out of reach the event is kept in the local file and
    /// folded with a provisional number; flushKept appends it later. Only a failing local file is an error.
    Result<void> recordInRollback(EventType type, const QJsonObject &payload);
    Result<void> flushKept();
    bool hasKept() const { return !m_kept.isEmpty(); }

    /// Runs that somebody asked to roll back since the last call, ours left out.
    QStringList takeForeignRollbacks() { return std::exchange(m_foreignRollbacks, {}); }

    NewEvent event(EventType type, const QJsonObject &payload) const { return NewEvent { type, m_run, payload }; }

private:
    Result<void> foldIn(const Event &event);
    Result<void> rehearse(const QList<NewEvent> &events) const;
    const Lease *lease() const { return m_lease ? &*m_lease : nullptr; }

    Ledger &m_ledger;
    IntentFile m_intents;
    const QString m_run;
    std::optional<Lease> m_lease;
    RunState m_state;
    LedgerHead m_head;
    QList<NewEvent> m_kept;
    QStringList m_foreignRollbacks;
    bool m_isBehind = false; ///< others' events could not be read before ours were folded: the next refresh reads all
};

} // namespace sluice
