// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/gate_watch.h"
#include "engine/lease_keeper.h"
#include "engine/rollback_driver.h"
#include "engine/run_claim.h"
#include "engine/run_seat.h"
#include "engine/runner_signals.h"
#include "engine/stage_driver.h"
#include "engine/undo_watch.h"
#include "quality/sample_store.h"

#include <QSet>

namespace sluice {

/// The runner's loop, alive only on its thread: builds everything in order, tears it down in reverse.
class RunLoop
{
public:
    RunLoop(const RunEnvironment &environment, const QString &run, RunnerSignals &runnerSignals);
    ~RunLoop();
    Result<void> execute();
    /// Gives target and lease free, then looks once more: true when somebody asked for something that this runner did not
    /// see any more, and that nobody else could take up while it was there.
    bool leave();

private:
    static constexpr Duration kLedgerInRollback { std::chrono::seconds(2) }; ///< how long it waits there: the target comes first

    Result<void> open();
    Result<void> openSamples();
    Result<void> takeOver();
    Result<void> loop();
    void buildSeat();
    void stepDown();
    Result<void> turn();
    Result<void> lookAtFence(Duration now);
    Result<void> acquireLease();
    Result<void> claim();
    Result<void> claimWithoutLedger(const Error &why);
    Result<void> giveWay();
    Result<void> keepAlive();
    Result<void> beat();
    Result<void> readCommands();
    Result<void> obeyOrder();
    Result<void> obey(const PendingCommand &command);
    Result<void> obeyRollback(const PendingCommand &command);
    Result<void> obeyAcceptance(const PendingCommand &command);
    Result<void> obeyJudgement(const PendingCommand &command);
    Result<void> obeyWaiver(const PendingCommand &command);
    Result<void> endWaivers();
    QList<NewEvent> breachOf(const PendingCommand &command, const Gate &gate, const QString &why);
    Result<void> resume(const PendingCommand &command);
    Result<void> closeWindow();
    QString whyNotBack(const QDateTime &asked = {}) const;
    Result<void> judge();
    Result<void> watchWayBack();
    void leaveWayBack();
    QList<NewEvent> react(const GateWatch::Breach &breach);
    Result<void> refuse(const PendingCommand &command, const QString &why);
    Result<void> setHold(HoldReason reason, const QString &why, const QString &whyOver);
    Result<void> rollBack();
    bool mayRollBackByItself(const QString &to, QString &whyNot);
    QString whyDrifted();
    Result<bool> waitsForSecond(const RollbackRequest &request);
    Result<void> wait(const RollbackRequest &request, const QList<StepLoss> &losses, const QString &beyond);
    bool isOver() const;
    void noteSeen();
    bool hasUnseen() const;
    void changed() const;
    Duration lookEvery() const;

    const RunEnvironment &m_env;
    const QString m_run;
    RunnerSignals &m_signals;
    std::unique_ptr<Ledger> m_ledger;
    std::unique_ptr<SampleStore> m_samples;
    std::unique_ptr<RunJournal> m_journal;
    std::unique_ptr<RunClaim> m_claim;
    std::unique_ptr<LeaseKeeper> m_lease;
    std::unique_ptr<TargetLink> m_link;
    std::unique_ptr<RunSeat> m_seat;
    std::unique_ptr<GateWatch> m_watch;
    std::unique_ptr<UndoWatch> m_wayBack; ///< while there is one
    std::vector<std::unique_ptr<UndoWatch>> m_leaving; ///< stopped; each until its last look has ended
    std::optional<RollbackRequest> m_rollback; ///< wanted, not yet begun
    std::optional<PendingCommand> m_flagsOff; ///< wanted, waits for the running step
    QSet<QString> m_seen; ///< commands that were pending when they were last looked at
    QList<NewEvent> m_owed; ///< verdicts that the ledger did not take yet
    bool m_hasLeft = false;
    bool m_isRollingBack = false;
    bool m_owesHealth = false; ///< a rollback was proven here, how the rest stands is not told yet
    bool m_isAlive = false; ///< guards against re-entering keepAlive
    Duration m_lastLook { 0 };
    Duration m_lastTurn { -1 };
    Duration m_lastFence { 0 };
    Duration m_lastHand { 0 };
};

} // namespace sluice
