// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/calibration.h"

namespace sluice {

/// What a calibration says of one gate, in words.
struct CalibrationRow
{
    enum class Tone { Fine, TooSensitive, Unknown };
    Tone tone = Tone::Fine;
    QString title; ///< "Latency"
    QString stage; ///< its id
    QString fired; ///< "in 3 of 202 stages (1.5 %), held in 1", "never in 40 stages", "unknown"
    QStringList
        lines; ///< limits, why unknown, the history that it was replayed over, the least limit, how fast it decides
    friend bool operator==(const CalibrationRow &, const CalibrationRow &) = default;
};

CalibrationRow calibrationRow(const GateCalibration &found);
/// "1 of 6 gates would fire more often than it may, 2 unknown".
QString calibrationSummary(const QList<CalibrationRow> &rows);

} // namespace sluice
