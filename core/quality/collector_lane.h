// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/collector.h"
#include "quality/dbt_probe.h"
#include "quality/latency_window.h"
#include "quality/shared_scan.h"
#include "quality/tick_schedule.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace sluice {

/// One connection of a Collector with its gates: run() is the body of its thread, everything else is private to it.
class CollectorLane
{
public:
    using Sink = std::function<void(QList<Sample> &&)>; ///< thread-safe
    CollectorLane(Collector::Opener opener, const Clock &clock, QString applicationName, Sink sink);
    /// Jobs that are due together, one or several of which each can share a scan with the first.
    void add(const QList<CollectorJob> &jobs, Duration start);
    /// Until stop is requested; a probe that runs then is cancelled and its sample dropped.
    void run(const std::stop_token &stop);

private:
    struct GateState {
        CollectorJob job;
        std::optional<Result<ProbeQuery>> query;
        bool isClosed = false; ///< so that others may be read beside it; known with the query
        LatencyWindow live, legacy, candidate;
        bool isWarm = false;
        bool isApart = false; ///< it failed alone when it was last read, so it would spoil a scan
        DbtFile file; ///< of a gate that reads one
        SliceBook slices; ///< of a gate that has them; of a pair the candidate's
        SliceBook legacySlices;
        LatencyWindow &window(Branch branch);
    };
    /// Gates that are due at the same time and may be read by one statement.
    struct Watch {
        TickSchedule schedule;
        std::vector<GateState> gates;
        bool isRefused = false; ///< the target answered the last scan with an error
        bool isSplit = false; ///< one statement was too much for them, though each alone was not
        std::optional<IndexedColumns> indexed;
        QList<qsizetype> joined; ///< what the scan is of
        QList<Gate> joinedGates;
        QList<ProbeQuery> joinedQueries;
        std::optional<Result<SharedScan>> scan;
    };
    Watch &nextWatch();
    bool waitUntil(Duration due, const std::stop_token &stop);
    void serve(Watch &watch, const DueTick &due, const std::stop_token &stop);
    QList<Sample> skipped(const Watch &watch, const DueTick &due) const;
    QList<Sample> sampleTick(Watch &watch, const std::stop_token &stop);
    void compile(GateState &gate);
    QList<qsizetype> joinable(Watch &watch, const std::stop_token &stop);
    void compileTogether(Watch &watch, const QList<qsizetype> &joined);
    std::optional<QList<Sample>> sampleTogether(Watch &watch, const QList<qsizetype> &joined);
    QList<Sample> sampleAlone(GateState &gate, const std::stop_token &stop);
    QList<Sample> sampleGate(GateState &gate, const std::stop_token &stop);
    QList<Sample> sampleLatency(GateState &gate, const std::stop_token &stop);
    Result<void> ensureSession(const std::stop_token &stop);
    void dropBrokenSession(const QList<Sample> &samples);

    Collector::Opener m_opener;
    const Clock &m_clock;
    QString m_applicationName;
    Sink m_sink;
    std::vector<Watch> m_watches;
    std::unique_ptr<SqlSession> m_session;
    std::optional<Error> m_openError;
    Duration m_openFailed { 0 };
    std::mutex m_mutex; ///< only for waiting
    std::condition_variable_any m_wake;
};

} // namespace sluice
