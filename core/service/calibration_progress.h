// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <functional>

namespace sluice {

/// How far a calibration is: gates done, of all that the plan has, and the one that comes next.
struct CalibrationProgress
{
    int done = 0;
    int of = 0;
    QString gate;
};
using CalibrationWatcher = std::function<void(const CalibrationProgress &)>;

} // namespace sluice
