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

void CalibrationDesk::calibrate(const Plan &plan, const ConnectionProfile &profile,
    const QHash<QString, RunPast> &pasts, const QString &sampleFile, CalibrationWatcher watcher, Answer answer)
{
    std::stop_token token;
    {
        const std::lock_guard lock(m_mutex);
        token = m_stop.get_token();
    }
    m_thread.post([plan, profile, pasts, sampleFile, watcher = std::move(watcher), answer = std::move(answer), token] {
        answer->addResult(calibratePlan(plan, profile, pasts, sampleFile, token, watcher));
        answer->finish();
    });
}

} // namespace sluice
