// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sluice {

/// A metric's value in the unit of its probe (probeName): "1,204 rows", "0.03 %", "6 m", "118 ms", plain for sql.
/// Measured values keep fixed decimals, so that a column of them lines up; not-finite is "not a number".
QString metricText(const QString &probe, double value);

/// A limit in the same unit, as short as it is exact: "0.1 %", "15 m", "1,000 rows".
QString metricLimitText(const QString &probe, double value);

/// A number without a unit: at most three decimals, and below one three significant digits: "12.346", "0.000123", "1.27e-7".
QString numberText(double value);

/// A ratio to the baseline, "1.31×"; as a limit as short as it is exact, "1.2×".
QString ratioText(double ratio);
QString ratioLimitText(double ratio);

/// value as text that cannot be mistaken for the limit's when the two differ: decimals are added where needed.
QString distinctMetricText(const QString &probe, double value, double limit);
QString distinctRatioText(double ratio, double limit);

} // namespace sluice
