// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "secrets/secret_store.h"
#include "engine/undo_script.h"
#include "quality/probe_cost.h"
#include "service/check_standing.h"
#include "service/difference_desk.h"
#include "service/lineage_reader.h"
#include "service/rows_at_risk.h"
#include "service/service.h"

namespace sluice {

/// What the composition root supplies; everything outlives the service.
struct ServiceDependencies {
    const Clock *clock = nullptr;
    SecretStore *secrets = nullptr; ///< used on the service's thread only
    QString program; ///< "console" or "cli": part of the runner's name
    Duration lookAtUndoEvery { std::chrono::seconds(30) }; ///< what a rollback would meet, while one is possible
    Duration askLedgerEvery { 2'000 }; ///< while a ledger in a database tells of its entries; else it is asked all the time
};

/// The real service on one workspace. Threads: the caller's (state, signals), one for ledger and files, one a
/// connection for looks at targets, and one a running rollout. Commands travel through the ledger, so that it makes no
/// difference who runs; when nobody does, this process takes the lease.
class LocalService final : public Service
{
    Q_OBJECT

public:
    LocalService(Workspace workspace, ServiceDependencies dependencies, QObject *parent = nullptr);
    ~LocalService() override;

    /// Opens the ledger and begins to look; the first snapshotChanged follows, also when the ledger cannot be read.
    void start();
    /// The same for whoever only reads the ledger: no password but the ledger's is asked for, no connection is looked at.
    void startReading();
    /// The workspace's file says something else now: connections that came are there at once.
    void setWorkspace(const Workspace &workspace);
    /// True while a runner of this process is alive.
    bool isRunning(const QString &run) const;
    /// True when a command for it was given here, or it was attached: the runner may have ended at once.
    bool wasTakenUp(const QString &run) const;
    /// Takes up a run that nobody runs (after a crash, or `sluice run` on a started plan).
    QFuture<Result<void>> attach(const QString &run);
    /// Records the start without taking it up: another process carries it out.
    QFuture<Result<QString>> recordStart(const QString &planId, const QString &why);
    /// The rollback as scripts that run without Sluice; changes nothing.
    QFuture<Result<QList<UndoScript>>> undoScripts(const QString &run, const QString &toStage) override;
    /// Rows that others wrote since and that this rollback would lose or set aside, step by step; steps without any are left out.
    QFuture<Result<QList<RowsAtRisk>>> rowsAtRisk(const QString &run, const QString &toStage);
    /// Asks for a rollback behind the window, which a second person must accept.
    QFuture<Result<void>> rollBackLate(const QString &run, const QString &toStage, const QString &why);
    /// Runners of this process leave when this stage has passed; empty: they go on.
    void setUntil(const QString &stage);
    /// Why this process's runner of the run ended, once it did.
    std::optional<Error> runnerError(const QString &run) const;

    /// The same with the grants that runtimeRole needs (PostgreSQL).
    QFuture<Result<TargetIdentity>> enrolConnection(const QString &name, const QString &runtimeRole);
    /// A gate without data, failing or inconclusive does not hold the rollout until then. Refused with the reason where it does not
    /// hold for that, and for a breach always.
    QFuture<Result<void>> waiveGate(const QString &run, const QString &gate, const QString &why, const QString &evidence, const QDateTime &until);
    /// What the plan's gates would ask of its target once every stage is applied; no probe is run. NotFound for an unknown connection.
    QFuture<Result<QList<ProbeCost>>> probeCosts(const Plan &plan);
    /// Runs the workspace's standing checks from now on, unless another process does: then it stands by. What it has to say
    /// is progress of "checks" or of "checks/finance".
    void carryChecks();
    /// How the standing checks stand, by the ledger and the samples on this machine.
    QFuture<Result<ChecksStanding>> checksStanding();
    /// One look at those of a domain (empty: all) by this process; nothing is recorded.
    QFuture<Result<ChecksStanding>> lookAtChecks(const QString &domain);
    /// Why the password of a removed connection may still be in the keychain; nothing when there is none any more.
    std::optional<Error> keptPassword(const QString &connection) const;
    /// lineage() with what could not be read.
    QFuture<Result<LineageReading>> lineageReading();
    /// Takes away what rollouts kept and is due (dueBaselines), and records it; a line for each, also for what stays.
    QFuture<Result<QStringList>> sweepBaselines();
    /// The same comparison, of what a gate of that rollout (its plan's id, or a run's) kept when it started with what is there
    /// now. NotFound where nothing was or is kept, Usage for another connection.
    QFuture<Result<DifferenceOrder>> orderAtBaseline(const QString &rollout, const QString &gate, const DifferenceOrder &order);
    /// Where two relations differ. NotFound for an unknown connection; watcher is called on other threads.
    QFuture<Result<TableDifference>> findDifference(const DifferenceOrder &order, const DifferenceWatcher &watcher);
    /// The comparison under way ends as soon as it can, as Cancelled.
    void stopDifference();

    SnapshotPtr snapshot() const override;
    QFuture<Result<QString>> startRollout(const QString &planId, const QString &why) override;
    QFuture<Result<void>> holdRollout(const QString &run, const QString &why) override;
    QFuture<Result<void>> resumeRollout(const QString &run, const QString &why) override;
    QFuture<Result<void>> rollBack(const QString &run, const QString &toStage, const QString &why) override;
    QFuture<Result<void>> acceptLoss(const QString &run, const LossAcceptance &acceptance, const QString &why) override;
    QFuture<Result<void>> flagsOff(const QString &run, const QString &why) override;
    QFuture<Result<void>> cancelRollout(const QString &run, const QString &why) override;
    QFuture<Result<void>> judgeGate(const QString &run, const QString &gate, bool passes, const QString &why) override;
    QFuture<Result<QList<GateCalibration>>> calibrate(const Plan &plan, const CalibrationWatcher &watcher) override;
    void stopCalibration() override;
    QFuture<Result<Replay>> replayWorkload(const ReplayOrder &order, const ReplayWatcher &watcher) override;
    void stopReplay() override;
    QFuture<Result<RollbackPreview>> previewRollback(const QString &run, const QString &toStage) override;
    QFuture<Result<QList<Sample>>> samples(const SampleQuery &query) override;
    QFuture<Result<GatePast>> gatePast(const Plan &plan, const QString &stage, const QString &gate) override;
    QFuture<Result<QList<Event>>> searchLog(const LogQuery &query) override;
    QFuture<Result<qint64>> countLog(const LogQuery &query) override;
    QFuture<Result<LedgerReport>> verifyLog() override;
    QFuture<Result<std::shared_ptr<const LineageGraph>>> lineage() override;
    QFuture<Result<void>> addConnection(const ConnectionProfile &profile, const Secret &password) override;
    QFuture<Result<void>> changeConnection(
        const ConnectionProfile &before, const ConnectionProfile &after, const Secret &password, bool takesPassword) override;
    QFuture<Result<void>> removeConnection(const QString &name) override;
    QFuture<Result<ConnectionView>> testConnection(const ConnectionProfile &profile, const Secret &password) override;
    QFuture<Result<TargetIdentity>> enrolConnection(const QString &name) override;
    QFuture<Result<Certificate>> rehearse(const QString &planId, const QString &until) override;
    void stopRehearsal() override;
    QFuture<Result<void>> giveFeedback(const QString &dataset, const QString &text, qint64 aboutSeq) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
