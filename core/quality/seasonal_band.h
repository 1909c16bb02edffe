// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"

#include <QDateTime>
#include <QList>

#include <optional>

namespace sluice {

/// A bucket (an hour, a day) of a metric that has nothing but its own past to be compared with. A value.
struct BandPoint
{
    QDateTime begin; ///< slots of the week are those of the time zone that it carries
    double value = 0;
    bool isFlagged = false; ///< found odd before, and nobody accepted it: no part of what is normal
};

enum class BandSlot { HourOfWeek, DayOfWeek, All };

struct BandSetting
{
    Duration bucket { std::chrono::hours(1) };
    bool isCount = false; ///< counts scatter by the root of their level at least
};

/// What is normal in one slot: median of its points and their robust scatter, the largest of 1.4826 times the median
/// absolute deviation, 2 % of the median and, for counts, its root. A value.
struct SeasonalBand
{
    static constexpr double kThreshold = 3.5; ///< scatters away from the median; beyond it a value is odd
    static constexpr int kLeastPoints = 6; ///< with fewer it is still learning

    BandSlot slot = BandSlot::All;
    int points = 0;
    double median = 0;
    double scatter = 0;

    double lower() const { return median - kThreshold * scatter; }
    double upper() const { return median + kThreshold * scatter; }
    /// |value − median| / scatter; where nothing ever scattered, 0 at the median and infinite elsewhere.
    double score(double value) const;
    bool isOdd(double value) const { return !(score(value) <= kThreshold); }
};

/// The band for the bucket that begins then, from the others alone (leave one out): those of the same hour of the week,
/// else of the same day of the week, else all. Nothing while it is learning, and for a bucket that is not complete at
/// now. Points that are flagged, no finite number, or not complete do not count. Pure.
std::optional<SeasonalBand> seasonalBand(
    const QList<BandPoint> &history, const QDateTime &begin, const QDateTime &now, const BandSetting &setting);

/// The age in seconds that data may have: the 99th percentile of the gaps between its past arrivals, interpolated on a
/// log scale. Nothing below six gaps; what is no positive number is no gap.
std::optional<double> usualGap(const QList<double> &gaps);

} // namespace sluice
