// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/step_protocol.h"

#include <QElapsedTimer>

#include <optional>

namespace sluice {

/// One order on its way through the protocol of step_protocol.h, which alone uses it. On the session's thread.
class StepRun
{
public:
    StepRun(SqlSession &session, const StepOrder &order, std::stop_token stop, StepProgress &progress)
        : m_session(session)
        , m_order(order)
        , m_stop(std::move(stop))
        , m_progress(progress)
    {
    }

    StepOutcome run();
    StepOutcome settle();

private:
    StepOutcome attempt();
    bool isForward() const { return m_order.direction == Direction::Forward; }
    Result<void> enter();
    Result<void> refuseOlderTarget();
    std::optional<StepOutcome> refuseDrift();
    Result<StepOutcome> attemptInTransaction();
    Result<StepOutcome> attemptOutsideTransaction();
    Result<StepOutcome> attemptBackfill();
    Result<bool> backfillBatch(QString &cursor, int most, qint64 &rows);
    bool areOthersAtWork();
    Result<void> undoInBatches();
    Result<QStringList> statementsToRun();
    Result<void> refuseLoss();
    Result<void> countBesideOthers();
    Result<void> beginWatch();
    void leaveWatch();
    Result<qint64> countGuard();
    Result<QStringList> endOfWatch();
    Result<qint64> execute(const QStringList &statements);
    Result<qint64> executeAlone(const QStringList &statements);
    Result<StepOutcome> attemptProgram();
    Duration lockTimeoutAlone() const { return m_order.step.keepsLockTimeout ? m_order.lockTimeout : Duration(0); }
    Result<void> removeLeftovers();
    Result<void> begin();
    Result<void> looked();
    Result<void> commit();
    /// Idempotent statements of an undo that nothing in the target can tell from not having run.
    bool hasNoProbes() const { return !isForward() && m_order.step.absent.isEmpty(); }
    /// Begun anew until it is done: every statement may run again, and the guard counts again.
    bool isBegunAnew() const { return !isForward() && (hasNoProbes() || !m_order.step.guard.isEmpty()); }
    StepOutcome finishAlone();
    Result<void> prove(const QString &mark);
    Result<void> noteSideEffects();
    Result<bool> holds(const QString &probe);
    Receipt receipt(bool done) const;
    StepOutcome settleByProbes();
    Result<std::optional<Receipt>> ownReceipt();
    Result<void> makeAbsenceFinal();
    StepOutcome notApplied(const Error &error) const;
    StepOutcome cutOff(const QString &what) const;
    Error withBlockers(const Error &error);
    bool hasUpkeepYielded(const Error &error, Duration left);
    bool mayRetry(const Error &error, int attempt, const QElapsedTimer &since) const;

    SqlSession &m_session;
    const StepOrder &m_order;
    const std::stop_token m_stop;
    StepProgress &m_progress;
    QString m_pre;
    QString m_post;
    Fingerprint m_seen;
    QString m_mark;
    QString m_remnant;
    qint64 m_guardRows = 0;
    bool m_wouldLose = false;
    static constexpr int kMostCounts = 3; ///< beside others; then behind the lock
    int m_counts = 0;
    static constexpr int kMostUpkeepWaits = 3; ///< of one order: it may be somebody else who stands in the way
    int m_upkeepWaits = 0;
    bool m_isWatchRefused = false;
    bool m_mayHaveWatched = false; ///< the right target, where a watch is or was
    std::optional<qint64> m_counted; ///< by the guard, while a watch noticed whoever wrote since
    bool m_hasProgressed = false; ///< a batch was committed since the last conflict
    bool m_hasCommittedByItself = false;
};

} // namespace sluice
