// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/workload_replay.h"
#include "service/replay_order.h"
#include "service/session_factory.h"
#include "service/work_thread.h"

#include <stop_token>

namespace sluice {

/// Replays one workload after the other on a thread of its own, over probe sessions that it opens for it. Owned by the
/// service. The destructor stops what is under way and waits until its sessions are closed.
class ReplayDesk
{
public:
    using Answer = std::shared_ptr<QPromise<Result<Replay>>>;

    ReplayDesk(std::shared_ptr<SessionFactory> sessions, const Clock &clock);
    ~ReplayDesk();

    /// What a stop from now on ends: taken when a person asks, before what they ask for is ready to begin.
    std::stop_token token();
    /// Answers exactly once. counted: whose statistics are read where the order holds no files. watcher is called on
    /// another thread.
    void replay(const ConnectionProfile &counted, const ConnectionProfile &target, const Plan &plan, const ReplayOrder &order,
        const std::stop_token &stop, ReplayWatcher watcher, Answer answer);
    void stop();

private:
    Result<Replay> run(const ConnectionProfile &counted, const ConnectionProfile &target, const Plan &plan, ReplayOrder order,
        const std::stop_token &stop, const ReplayWatcher &watcher) const;

    const std::shared_ptr<SessionFactory> m_sessions;
    const Clock &m_clock;
    std::mutex m_mutex;
    std::stop_source m_stop; ///< of what is under way or waits
    WorkThread m_thread; ///< last: ends first
};

} // namespace sluice
