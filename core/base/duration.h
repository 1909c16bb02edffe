// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <chrono>
#include <optional>

namespace sluice {

using Duration = std::chrono::milliseconds;

/// Parses a whole number with one unit: 300ms, 5s, 15m, 24h, 30d. Anything else, or more than 10 years, is nullopt.
std::optional<Duration> parseDuration(const QString &text);

/// The shortest exact form that parseDuration reads back: 90s stays "90s", 24h becomes "1d".
QString formatDuration(Duration duration);

/// For people: "2 s", "1 h 12 m", "3 d"; at most two units, rounded down. Negative values keep their sign.
QString humanDuration(Duration duration);

} // namespace sluice
