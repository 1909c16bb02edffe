// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/difference/compare_tables.h"
#include "service/session_factory.h"
#include "service/work_thread.h"

#include <stop_token>

namespace sluice {

/// What to compare, and where it is.
struct DifferenceOrder
{
    QString legacyConnection;
    QString candidateConnection; ///< the same: both relations are read in one snapshot
    DifferenceRequest request;
};

/// Compares two relations after the other on a thread of its own, over probe sessions that it opens for it. Owned by
/// the service. The destructor stops what is under way and waits until its sessions are closed.
class DifferenceDesk
{
public:
    using Answer = std::shared_ptr<QPromise<Result<TableDifference>>>;

    explicit DifferenceDesk(std::shared_ptr<SessionFactory> sessions);
    ~DifferenceDesk();

    /// Answers exactly once. watcher is called on other threads.
    void compare(const ConnectionProfile &legacy, const ConnectionProfile &candidate, const DifferenceRequest &request,
        DifferenceWatcher watcher, Answer answer);
    void stop();

private:
    const std::shared_ptr<SessionFactory> m_sessions;
    std::mutex m_mutex;
    std::stop_source m_stop; ///< of what is under way or waits
    WorkThread m_thread; ///< last: ends first
};

} // namespace sluice
