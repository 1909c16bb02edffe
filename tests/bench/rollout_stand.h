// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/local_service.h"
#include "support/postgres_cluster.h"

#include <QTemporaryDir>

namespace sluice::bench {

/// A four-stage rollout (a column, its backfill, an index, another view behind a flag) on a database of the cluster, by
/// a real service with a ledger of its own. The database holds mart.orders and the serving view mart.totals. Any
/// failure ends the process, because nothing would be measured.
class RolloutStand
{
public:
    RolloutStand(const PostgresCluster &cluster, const QString &database);
    /// Of another plan, whose id is "bench".
    RolloutStand(const PostgresCluster &cluster, const QString &database, const QByteArray &plan);

    /// Until every stage has passed.
    void goForward();
    /// Until a gate of the stage has judged a first good tick.
    void goUntilJudged(const QString &stage);
    /// Until what a gate began is verified.
    void waitForRollback();
    /// To the start, until it is verified.
    void goBack();

    QList<Event> events() const; ///< of the run, oldest first
    QDateTime momentOf(EventType type, const QString &step = {}) const; ///< of the latest such entry
    QString result() const; ///< "EXACT"
    /// The undo that took longest, for a bar that was missed.
    QByteArray slowestUndo() const;
    /// A line for each entry since the latest rollback's intent: milliseconds after it, what, step.
    QByteArray timelineOfRollback() const;

private:
    RunState state() const;
    template <class T> T answer(const QFuture<Result<T>> &future, const char *what);
    void waitFor(const std::function<bool()> &isReached, const char *what, bool mayBreach = false);

    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::unique_ptr<LocalService> m_service;
    QString m_run;
};

} // namespace sluice::bench
