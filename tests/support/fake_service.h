// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/service.h"
#include "support/canned_workspace.h"

#include <deque>
#include <functional>

namespace sluice {

/// A service over canned values. Commands are written down in calls ("holdRollout r-0192: why"), answers come at once
/// unless isHeldBack, in which case answerAll() gives them, and fail with nextError when it is set.
class FakeService : public Service
{
    Q_OBJECT

public:
    explicit FakeService(CannedMood mood = CannedMood::Calm, QObject *parent = nullptr);

    QStringList calls;
    std::optional<Error> nextError;
    bool isHeldBack = false;
    RollbackPreview preview = cannedPreview();
    Certificate certificate; ///< what a rehearsal answers
    QList<GateCalibration> calibrations; ///< what a calibration answers
    CalibrationWatcher calibrationWatcher; ///< of the one asked for last
    Replay replay; ///< what a replay answers
    ReplayOrder replayOrder; ///< the one asked for last
    ReplayWatcher replayWatcher;
    QList<Event> log;
    std::optional<GatePast> past; ///< what a gate ever measured; empty: nothing was

    void setSnapshot(WorkspaceSnapshot snapshot); ///< and tells
    void forgetSnapshot(); ///< null, as before the first load; tells nobody
    void setLineage(std::shared_ptr<const LineageGraph> graph) { m_lineage = std::move(graph); }
    void answerAll();

    SnapshotPtr snapshot() const override { return m_snapshot; }
    QFuture<Result<QString>> startRollout(const QString &planId, const QString &why) override;
    QFuture<Result<void>> holdRollout(const QString &run, const QString &why) override;
    QFuture<Result<void>> resumeRollout(const QString &run, const QString &why) override;
    QFuture<Result<void>> acceptLoss(const QString &run, const LossAcceptance &acceptance, const QString &why) override;
    QFuture<Result<void>> rollBack(const QString &run, const QString &toStage, const QString &why) override;
    QFuture<Result<void>> flagsOff(const QString &run, const QString &why) override;
    QFuture<Result<void>> cancelRollout(const QString &run, const QString &why) override;
    QFuture<Result<void>> judgeGate(const QString &run, const QString &gate, bool passes, const QString &why) override;
    QFuture<Result<QList<GateCalibration>>> calibrate(const Plan &plan, const CalibrationWatcher &watcher) override;
    void stopCalibration() override { calls.append(QStringLiteral("stopCalibration")); }
    QFuture<Result<Replay>> replayWorkload(const ReplayOrder &order, const ReplayWatcher &watcher) override;
    void stopReplay() override { calls.append(QStringLiteral("stopReplay")); }
    QFuture<Result<Certificate>> rehearse(const QString &planId, const QString &until) override;
    void stopRehearsal() override { calls.append(QStringLiteral("stopRehearsal")); }
    QFuture<Result<RollbackPreview>> previewRollback(const QString &run, const QString &toStage) override;
    QFuture<Result<QList<UndoScript>>> undoScripts(const QString &run, const QString &toStage) override;
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
    QFuture<Result<void>> giveFeedback(const QString &dataset, const QString &text, qint64 aboutSeq) override;

private:
    template <class T>
    QFuture<Result<T>> answer(Result<T> value);
    QFuture<Result<void>> command(const QString &call);

    SnapshotPtr m_snapshot;
    CannedMood m_mood;
    std::shared_ptr<const LineageGraph> m_lineage;
    std::deque<std::function<void()>> m_waiting;
};

} // namespace sluice
