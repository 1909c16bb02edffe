// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "engine/undo_script.h"
#include "quality/calibration.h"
#include "quality/sample.h"
#include "quality/sample_store.h"
#include "service/calibration_progress.h"
#include "service/gate_past.h"
#include "service/replay_order.h"
#include "service/snapshot.h"

#include <QFuture>
#include <QObject>

namespace sluice {

/// The one facade that pages and commands talk to: commands in, snapshots out. Lives on the thread that made it
/// (the UI thread in the console); everything slow happens on its workers. Abstract so that pages can be shown from
/// canned values; LocalService is the real one.
class Service : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Never null after the first snapshotChanged; cheap.
    virtual SnapshotPtr snapshot() const = 0;

    // Commands. Each answers through its future exactly once; none blocks.
    virtual QFuture<Result<QString>> startRollout(const QString &planId, const QString &why) = 0; ///< the run id
    virtual QFuture<Result<void>> holdRollout(const QString &run, const QString &why) = 0;
    virtual QFuture<Result<void>> resumeRollout(const QString &run, const QString &why) = 0;
    virtual QFuture<Result<void>> rollBack(const QString &run, const QString &toStage, const QString &why) = 0;
    /// The second person's word on a rollback that waits; Refused where they are not another person.
    virtual QFuture<Result<void>> acceptLoss(const QString &run, const LossAcceptance &acceptance, const QString &why) = 0;
    virtual QFuture<Result<void>> flagsOff(const QString &run, const QString &why) = 0;
    virtual QFuture<Result<void>> cancelRollout(const QString &run, const QString &why) = 0;
    /// A gate whose verdict is left to a person passes, or fails: then it has breached. Refused with the reason where it is
    /// not left to one. The runner carries it out, and may still refuse: judgementOutcome tells.
    virtual QFuture<Result<void>> judgeGate(const QString &run, const QString &gate, bool passes, const QString &why) = 0;

    /// Carries the plan forward and back on a copy and records the certificate; the warehouse is only read. Empty until: all
    /// stages. A plan that fails is a certificate too. One at a time; what is rehearsed meanwhile waits.
    virtual QFuture<Result<Certificate>> rehearse(const QString &planId, const QString &until) = 0;
    /// The rehearsal under way ends as soon as it can, as Cancelled; its copy is removed.
    virtual void stopRehearsal() = 0;

    /// The plan's gates against everything that was ever stored of what they measure. Reads the ledger and the samples
    /// alone. One at a time; watcher is called on another thread.
    virtual QFuture<Result<QList<GateCalibration>>> calibrate(const Plan &plan, const CalibrationWatcher &watcher) = 0;
    /// The calibration under way ends before its next gate, as Cancelled.
    virtual void stopCalibration() = 0;
    /// What production's queries get on the plan's candidate. NotFound for an unknown plan or connection; Refused for a
    /// peak load on a production target that the order does not name. One at a time; watcher is called on another thread.
    virtual QFuture<Result<Replay>> replayWorkload(const ReplayOrder &order, const ReplayWatcher &watcher) = 0;
    /// The replay under way ends as soon as it can, as Cancelled.
    virtual void stopReplay() = 0;

    // Reads.
    virtual QFuture<Result<RollbackPreview>> previewRollback(const QString &run, const QString &toStage) = 0;
    /// The same rollback as SQL for the target's own shell.
    virtual QFuture<Result<QList<UndoScript>>> undoScripts(const QString &run, const QString &toStage) = 0;
    virtual QFuture<Result<QList<Sample>>> samples(const SampleQuery &query) = 0;
    /// What a gate of the plan ever measured, to be replayed through it with other limits. NotFound without such a gate.
    virtual QFuture<Result<GatePast>> gatePast(const Plan &plan, const QString &stage, const QString &gate) = 0;
    virtual QFuture<Result<QList<Event>>> searchLog(const LogQuery &query) = 0;
    virtual QFuture<Result<qint64>> countLog(const LogQuery &query) = 0;
    virtual QFuture<Result<LedgerReport>> verifyLog() = 0;
    virtual QFuture<Result<std::shared_ptr<const LineageGraph>>> lineage() = 0;

    // Connections.
    virtual QFuture<Result<void>> addConnection(const ConnectionProfile &profile, const Secret &password) = 0;
    /// In place, as one act: the entry says after instead of before, or everything is as it was. An empty password leaves the
    /// stored one where the login stays the same (isSameLogin); another login gets it only when takesPassword says so.
    virtual QFuture<Result<void>> changeConnection(
        const ConnectionProfile &before, const ConnectionProfile &after, const Secret &password, bool takesPassword) = 0;
    virtual QFuture<Result<void>> removeConnection(const QString &name) = 0;
    virtual QFuture<Result<ConnectionView>> testConnection(const ConnectionProfile &profile, const Secret &password) = 0;
    virtual QFuture<Result<TargetIdentity>> enrolConnection(const QString &name) = 0;
    virtual QFuture<Result<void>> giveFeedback(const QString &dataset, const QString &text, qint64 aboutSeq) = 0;

Q_SIGNALS:
    /// Something in the snapshot differs from before.
    void snapshotChanged();
    /// New samples were stored for this run.
    void samplesArrived(const QString &run);
    /// A ledger entry was appended, here or elsewhere.
    void eventArrived(qint64 seq);
    /// A line for the live log of a running rollback or stage.
    void progress(const QString &run, const QString &line);
    /// The same of a rehearsal.
    void rehearsalProgress(const QString &planId, const QString &line);
};

} // namespace sluice
