// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
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
    /// Looks for news. Null: nothing changed since the last call. connections come from outside.
    SnapshotPtr look(Ledger &ledger, const SampleStore *samples, const QList<ConnectionView> &connections, bool force);
    const RunState *run(const QString &id) const;
    std::shared_ptr<const PlanBundle> bundleOf(Ledger &ledger, const RunState &run);
    qint64 lastSeq() const { return m_head.seq; }

private:
    Result<bool> readLedger(Ledger &ledger);
    bool readFiles();
    QList<RolloutView> rollouts(Ledger &ledger, const SampleStore *samples);
    RolloutView viewOf(Ledger &ledger, const QString &planId, const QList<RunState> &runs);
    void addLatest(RolloutView &view, const SampleStore *samples) const;
    QList<Alarm> alarms(const QList<RolloutView> &rollouts) const;

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
    QList<RunState> m_runs;
    QHash<QString, qsizetype> m_index;
    LedgerHead m_head;
    QString m_problem;
    std::optional<Error> m_broken; ///< an entry that cannot be folded: nothing behind it is read
    QHash<QString, std::shared_ptr<const PlanBundle>> m_bundles; ///< by digest
    QMap<QString, Lease> m_leases; ///< by target
};

} // namespace sluice
