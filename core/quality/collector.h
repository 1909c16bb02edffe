// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "plan/plan.h"
#include "quality/sample.h"
#include "quality/slice_book.h"
#include "quality/taken_baseline.h"

#include <functional>
#include <memory>

namespace sluice {

struct CollectorJob {
    QString run;
    QString stage;
    Gate gate;
    bool paired = false; ///< forward stages with a flag on an engine that can force a branch
    qint64 firstTick = 0; ///< continues numbering after a restart
    QDateTime since; ///< UTC; a bucket that began before it says nothing about the stage. Invalid: any bucket counts
    QString folder; ///< what a file that the gate names is relative to
    SliceBook slices {}; ///< of a gate that has them: what is on record
    std::optional<TakenBaseline> baseline {}; ///< of a gate at one
};

/// Samples gates on its own threads and its own read-only connections, aligned ticks, one queue a connection: a slow
/// warehouse skips ticks (SKIPPED samples), never piles up. The first tick is at once. take() is thread-safe and never
/// blocks. Starts nothing before start(); stop() cancels running probes and joins. Owned by the runner.
/// Latency samples are the p95 of the last 20 runs, several of them a tick where they fit into a quarter of the
/// interval, and carry the tick's own runs; both branches of a pair take turns run by run, so that a drift of the server hits both alike.
/// Gates of one table that are due together are read by one statement, see SharedScan; each has the sample that it would have
/// alone, and where that statement fails each is read alone in the same tick, so that only those that fail there are ERROR.
class Collector
{
public:
    /// Called on the collector's threads, several at a time; again after a connection was lost.
    using Opener = std::function<Result<std::unique_ptr<SqlSession>>(const QString &applicationName)>;
    Collector(Opener opener, const Clock &clock, int connections = 2);
    ~Collector();
    /// Replaces what ran before.
    void start(const QList<CollectorJob> &jobs);
    void stop();
    /// Everything sampled since the last call, each gate's in tick order, a pair's Legacy before its Candidate.
    QList<Sample> take();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
