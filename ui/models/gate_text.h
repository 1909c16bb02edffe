// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "plan/plan.h"
#include "quality/sample.h"

#include <QDateTime>

namespace sluice {

/// A value of the gate's metric with its unit, or as a factor of the baseline: "0.03 %", "1.31×".
QString gateValueText(const Gate &gate, double value, bool isRatio);
/// "limit 1.2×", "at least 200,000 rows".
QString gateLimitText(const Gate &gate, const Limit &limit);
/// "hard limit 5 %"; empty without one. In the metric's own unit, never a factor.
QString gateHardLimitText(const Gate &gate);
QString evidenceText(double share); ///< "62 %"; never 100 % before it is a breach
/// True when a limit of the gate is a factor of the baseline.
bool isRelativeGate(const Gate &gate);

/// Word for a gap on a chart: "no data", "stale", "error", "not a number", "not sampled".
QString gapText(SampleClass reason);
/// "80 ms", "1.9 s", "2 m 10 s": short times keep a digit more than humanDuration; empty for negative (unknown) ones.
QString preciseDuration(Duration duration);
/// "12:58:02" in UTC on the day of now, with the date on any other day.
QString momentText(const QDateTime &at, const QDateTime &now);

} // namespace sluice
