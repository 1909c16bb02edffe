// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/gate_history.h"
#include "service/rollback_preview.h"
#include "service/run_starter.h"
#include "service/snapshot_builder.h"
#include "service/workspace_files.h"

namespace sluice {

/// What lives on the service's ledger thread: the ledger, the samples, the folded runs. Made, used and destroyed
/// there; a ledger that could not be opened is tried again at the next call.
class LedgerRoom
{
public:
    LedgerRoom(Workspace workspace, std::shared_ptr<const SessionFactory> sessions, const Clock &clock, QString me);

    /// Errors are the ledger's own (disk, rights, format).
    Result<Ledger *> ledger();
    Result<SampleStore *> samples();
    /// Null when nothing is new, unless forced. Not asking a ledger that said at the last look where it stands leaves the files.
    SnapshotPtr look(bool force, bool asksLedger = true);
    void setWorkspace(const Workspace &workspace);
    void setConnections(const QList<ConnectionView> &connections);

    struct Prepared { ///< what a runner is built from
        QString run;
        QString target;
        QString connection;
        std::shared_ptr<const PlanBundle> bundle;
        QString joined; ///< of a rollback that was asked for before: by whom, as a sentence
    };
    struct Wanted
    {
        QString command;
        QString to; ///< of a rollback: stage id; empty: the start
        QString why;
        bool overridesWindow = false;
        std::optional<LossAcceptance> acceptance; ///< of accept_loss
        QString gate; ///< of judge and waive
        bool passes = false;
        QString evidence {}; ///< of waive
        QDateTime until {};
    };
    Result<Prepared> start(const SessionFactory &sessions, const QString &planId, const QString &why);
    Result<Prepared> prepare(const QString &run);
    /// Checks that the command makes sense now, appends it, returns what a runner needs to carry it out. A rollback does
    /// not need the ledger: when it cannot be written, this machine's copy of the run takes the order.
    Result<Prepared> command(const QString &run, const Wanted &wanted);
    Result<PreviewInput> previewInput(const QString &run, const QString &to);
    /// Of every run on a connection's target, by run: what a replay of its samples needs to know.
    Result<QHash<QString, RunPast>> pastOf(const QString &connection);
    Result<LedgerReport> verify();

private:
    Result<const RunState *> known(const QString &run);
    /// A sentence when it joined an open rollback.
    Result<QString> send(const RunState &state, const Wanted &wanted);
    Result<void> withdraw(const RunState &state, const QString &why);
    Result<void> mayCommand(const RunState &state, const Plan &plan, const Wanted &wanted) const;
    Ledger *ledgerIfAny();
    void giveOver(Ledger &ledger);
    std::optional<Duration> lastFlagsOff(const QString &run);

    Workspace m_workspace;
    const std::shared_ptr<const SessionFactory> m_sessions;
    const Clock &m_clock;
    const QString m_me;
    std::unique_ptr<Ledger> m_ledger;
    std::optional<Error> m_away; ///< why a ledger in a database could not be opened
    Duration m_askAgain { 0 };
    std::unique_ptr<SampleStore> m_samples;
    SnapshotBuilder m_builder;
    QList<ConnectionView> m_connections;
    Duration m_nextGiveOver { 0 };
    bool m_isUntold = false; ///< news that were read on the way and not shown to anybody yet
    std::optional<LedgerReport> m_report;
};

} // namespace sluice
