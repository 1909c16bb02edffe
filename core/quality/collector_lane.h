// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/collector.h"
#include "quality/dbt_probe.h"
#include "quality/latency_window.h"
#include "quality/probe.h"
#include "quality/tick_schedule.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace sluice {

/// One connection of a Collector with its gates: run() is the body of its thread, everything else is private to it.
class CollectorLane
{
public:
    using Sink = std::function<void(const QList<Sample> &)>; ///< thread-safe
    CollectorLane(Collector::Opener opener, const Clock &clock, QString applicationName, Sink sink);
    void add(const CollectorJob &job, Duration start);
    bool isEmpty() const { return m_gates.empty(); }
    /// Until stop is requested; a probe that runs then is cancelled and its sample dropped.
    void run(const std::stop_token &stop);

private:
    struct GateState {
        CollectorJob job;
        TickSchedule schedule;
        std::optional<Result<ProbeQuery>> query;
        LatencyWindow live, legacy, candidate;
        bool isWarm = false;
        DbtFile file; ///< of a gate that reads one
        LatencyWindow &window(Branch branch);
    };
    GateState &nextGate();
    bool waitUntil(Duration due, const std::stop_token &stop);
    void serve(GateState &gate, const DueTick &due, const std::stop_token &stop);
    QList<Sample> skipped(const GateState &gate, const DueTick &due) const;
    QList<Sample> sampleTick(GateState &gate, const std::stop_token &stop);
    QList<Sample> sampleLatency(GateState &gate, const std::stop_token &stop);
    Result<void> ensureSession(const std::stop_token &stop);
    void dropBrokenSession(const QList<Sample> &samples);
    QList<Branch> branches(const GateState &gate) const;

    Collector::Opener m_opener;
    const Clock &m_clock;
    QString m_applicationName;
    Sink m_sink;
    std::vector<GateState> m_gates;
    std::unique_ptr<SqlSession> m_session;
    std::optional<Error> m_openError;
    Duration m_openFailed { 0 };
    std::mutex m_mutex; ///< only for waiting
    std::condition_variable_any m_wake;
};

} // namespace sluice
