// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/calibration_desk.h"

namespace sluice {

CalibrationDesk::~CalibrationDesk() { stop(); }

void CalibrationDesk::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stop.request_stop();
    m_stop = std::stop_source();
}

std::stop_token CalibrationDesk::token()
{
    const std::lock_guard lock(m_mutex);
    return m_stop.get_token();
}

void CalibrationDesk::calibrate(const Plan &plan, const ConnectionProfile &profile,
    const QHash<QString, RunPast> &pasts, const QString &sampleFile, const std::stop_token &stop,
    CalibrationWatcher watcher, Answer answer)
{
    m_thread.post([plan, profile, pasts, sampleFile, stop, watcher = std::move(watcher), answer = std::move(answer)] {
        answer->addResult(calibratePlan(plan, profile, pasts, sampleFile, stop, watcher));
        answer->finish();
    });
}

} // namespace sluice
