// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "engine/certificate_book.h"
#include "ledger/ledger.h"
#include "quality/sample_store.h"
#include "service/snapshot.h"

#include <QHash>

namespace sluice {

/// Builds workspace snapshots from the plan files, the ledger and the samples; keeps what it folded, so that a look
/// costs what is new. Owned by one work thread.
class SnapshotBuilder
{
public:
    SnapshotBuilder(Workspace workspace, const Clock &clock, QString me);
    void setWorkspace(const Workspace &workspace);
    /// Looks for news. Null: nothing changed since the last call. connections come from outside. What a rollback on this
    /// machine keeps for a ledger that does not answer is part of a run.
    SnapshotPtr look(Ledger &ledger, const SampleStore *samples, const QList<ConnectionView> &connections, bool force,
        bool asksLedger = true);
    /// The same while there is no ledger: the runs that this machine holds copies of, with why as the problem.
    SnapshotPtr lookWithout(const Error &why, const QList<ConnectionView> &connections, bool force);
    const RunState *run(const QString &id) const;
    const QList<RunState> &runs() const { return m_runs; } ///< every one that the last look knew
    /// From the ledger, or from this machine's copy of the run where there is none (null) or it does not tell.
    std::shared_ptr<const PlanBundle> bundleOf(Ledger *ledger, const RunState &run);
    const CertificateBook &certificates() const { return m_book; }
    QStringList owed() const; ///< runs of which this machine holds entries that the ledger lacks
    qint64 lastSeq() const { return m_head.seq; }

private:
    Result<bool> readLedger(Ledger &ledger);
    bool readCopies(bool all);
    SnapshotPtr snapshot(Ledger *ledger, const SampleStore *samples, const QList<ConnectionView> &connections);
    const RunState &newest(const RunState &run) const;
    bool readFiles();
    QList<RolloutView> rollouts(Ledger *ledger, const SampleStore *samples);
    void addCertificate(RolloutView &view) const;
    RolloutView viewOf(Ledger *ledger, const QString &planId, const QList<RunState> &runs);
    void addLatest(RolloutView &view, const SampleStore *samples) const;

    struct PlanFile {
        QString path;
        QDateTime modified;
        std::shared_ptr<const PlanBundle> bundle;
        QList<PlanFinding> problems;
        QString planId;
    };
    Workspace m_workspace;
    const Clock &m_clock;
    const QString m_me;
    QList<PlanFile> m_files;
    QDateTime m_filesRead;
    QList<StandingChecks> m_checks;
    CheckAlarms m_checkAlarms;
    CheckEnds m_checkEnds;
    QList<RunState> m_runs;
    QHash<QString, qsizetype> m_index;
    CertificateBook m_book;
    LedgerHead m_head;
    QString m_problem;
    std::optional<Error> m_broken; ///< an entry that cannot be folded: nothing behind it is read
    QHash<QString, std::shared_ptr<const PlanBundle>> m_bundles; ///< by digest
    struct Copy {
        qint64 size = 0; ///< when it was read
        std::optional<RunState> state; ///< with entries that the ledger does not have
    };
    QHash<QString, Copy> m_copies; ///< by run
    bool m_isWithout = false; ///< m_runs come from copies: the ledger is read anew when it is back
    QMap<QString, Lease> m_leases; ///< by target
};

} // namespace sluice
