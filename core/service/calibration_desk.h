// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/plan_calibration.h"
#include "service/work_thread.h"

namespace sluice {

/// Replays the history of one plan after the other on a thread of its own. Owned by the service. The destructor stops
/// what is under way and waits until it has ended.
class CalibrationDesk
{
public:
    using Answer = std::shared_ptr<QPromise<Result<QList<GateCalibration>>>>;

    ~CalibrationDesk();

    /// What a stop from now on ends: taken when a person asks, before what they ask for is ready to begin.
    std::stop_token token();
    /// Answers exactly once, as Cancelled when it was stopped. watcher is called on another thread.
    void calibrate(const Plan &plan, const ConnectionProfile &profile, const QHash<QString, RunPast> &pasts,
        const QString &sampleFile, const std::stop_token &stop, CalibrationWatcher watcher, Answer answer);
    void stop();

private:
    std::mutex m_mutex;
    std::stop_source m_stop; ///< of what is under way or waits
    WorkThread m_thread; ///< last: ends first
};

} // namespace sluice
