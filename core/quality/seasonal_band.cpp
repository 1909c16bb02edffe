// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/seasonal_band.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace sluice {

namespace {

constexpr double kNormalScale = 1.4826; ///< makes the median absolute deviation of normal values their σ
constexpr double kLeastShare = 0.02; ///< of the median
constexpr double kGapQuantile = 0.99;

double medianOf(QList<double> values)
{
    std::sort(values.begin(), values.end());
    const qsizetype middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : std::midpoint(values[middle - 1], values[middle]);
}

bool isOfSlot(const QDateTime &point, const QDateTime &begin, BandSlot slot)
{
    const bool isSameDay = point.date().dayOfWeek() == begin.date().dayOfWeek();
    switch (slot) {
    case BandSlot::HourOfWeek:
        return isSameDay && point.time().hour() == begin.time().hour();
    case BandSlot::DayOfWeek:
        return isSameDay;
    case BandSlot::All:
        return true;
    }
    return false;
}

SeasonalBand bandOf(const QList<double> &values, BandSlot slot, bool isCount)
{
    SeasonalBand band { slot, static_cast<int>(values.size()), medianOf(values), 0 };
    QList<double> deviations;
    for (const double value : values)
        deviations.append(std::fabs(value - band.median));
    band.scatter = std::max(kNormalScale * medianOf(deviations), kLeastShare * std::fabs(band.median));
    if (isCount)
        band.scatter = std::max(band.scatter, std::sqrt(std::max(0.0, band.median)));
    return band;
}

} // namespace

double SeasonalBand::score(double value) const
{
    const double away = std::fabs(value - median);
    if (away == 0)
        return 0;
    return scatter > 0 ? away / scatter : std::numeric_limits<double>::infinity();
}

std::optional<SeasonalBand> seasonalBand(
    const QList<BandPoint> &history, const QDateTime &begin, const QDateTime &now, const BandSetting &setting)
{
    const auto isComplete
        = [&](const QDateTime &bucket) { return bucket.isValid() && bucket.addMSecs(setting.bucket.count()) <= now; };
    if (!isComplete(begin))
        return std::nullopt;
    for (const BandSlot slot : { BandSlot::HourOfWeek, BandSlot::DayOfWeek, BandSlot::All }) {
        QList<double> values;
        for (const BandPoint &point : history) {
            const bool counts
                = !point.isFlagged && std::isfinite(point.value) && isComplete(point.begin) && point.begin != begin;
            if (counts && isOfSlot(point.begin, begin, slot))
                values.append(point.value);
        }
        if (values.size() >= SeasonalBand::kLeastPoints)
            return bandOf(values, slot, setting.isCount);
    }
    return std::nullopt;
}

std::optional<double> usualGap(const QList<double> &gaps)
{
    QList<double> logs;
    for (const double gap : gaps) {
        if (std::isfinite(gap) && gap > 0)
            logs.append(std::log(gap));
    }
    if (logs.size() < SeasonalBand::kLeastPoints)
        return std::nullopt;
    std::sort(logs.begin(), logs.end());
    const double rank = kGapQuantile * static_cast<double>(logs.size() - 1);
    const auto below = static_cast<qsizetype>(rank);
    const qsizetype above = std::min(below + 1, logs.size() - 1);
    return std::exp(std::lerp(logs[below], logs[above], rank - static_cast<double>(below)));
}

} // namespace sluice
