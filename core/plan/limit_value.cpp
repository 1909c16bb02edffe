// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/limit_value.h"

#include "base/digest.h"
#include "plan/mapping_reader.h"

#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kFactorSuffix = "x baseline"_L1;
constexpr double kLargestFactor = 1000;
constexpr double kMostMismatches = 1'000'000'000; ///< as many rows as a budget can be

bool isDuration(LimitUnit unit)
{
    return unit == LimitUnit::Seconds || unit == LimitUnit::Milliseconds;
}

double millisecondsPerUnit(LimitUnit unit)
{
    return unit == LimitUnit::Seconds ? 1000.0 : 1.0;
}

QString numberText(double value)
{
    const Result<QByteArray> text = canonicalJson(value);
    return text ? QString::fromLatin1(*text) : QString();
}

} // namespace

LimitUnit limitUnit(const ProbeSpec &probe)
{
    // In the order of the variant.
    static constexpr std::array<LimitUnit, std::variant_size_v<ProbeSpec>> kUnits { LimitUnit::Rows, LimitUnit::Share, LimitUnit::Share,
        LimitUnit::Seconds, LimitUnit::Milliseconds, LimitUnit::Share, LimitUnit::Number, LimitUnit::Share, LimitUnit::Rows,
        LimitUnit::Rows, LimitUnit::Differences, LimitUnit::Psi, LimitUnit::Number, LimitUnit::Share, LimitUnit::Share, LimitUnit::Share,
        LimitUnit::Share, LimitUnit::Seconds };
    const auto *system = std::get_if<SystemProbe>(&probe);
    if (system && system->metric == SystemMetric::LongestQuery)
        return LimitUnit::Seconds;
    if (const auto *fidelity = std::get_if<FidelityProbe>(&probe); fidelity && fidelity->countsRows)
        return LimitUnit::Mismatches;
    const auto *dbt = std::get_if<DbtProbe>(&probe);
    if (dbt && dbt->metric == DbtMetric::ErrorRate)
        return LimitUnit::Share;
    return kUnits[probe.index()];
}

bool measuresShare(const ProbeSpec &probe) { return limitUnit(probe) == LimitUnit::Share; }

bool isFromNothing(LimitUnit unit)
{
    return unit == LimitUnit::Psi || unit == LimitUnit::Differences || unit == LimitUnit::Mismatches;
}

QString limitKey(const ProbeSpec &probe, LimitSide side)
{
    if (side == LimitSide::AtLeast)
        return u"min"_s;
    if (std::holds_alternative<FreshnessProbe>(probe))
        return u"max_age"_s;
    return limitUnit(probe) == LimitUnit::Mismatches ? u"max_mismatch"_s : u"max"_s;
}

std::optional<LimitValue> parseLimit(const QString &text, bool isQuoted, LimitUnit unit)
{
    if (text.endsWith(kFactorSuffix)) {
        const std::optional<double> factor = parseNumber(text.chopped(kFactorSuffix.size()));
        return factor && !isFromNothing(unit) && *factor > 0 && *factor <= kLargestFactor ? std::optional(LimitValue { *factor, true }) : std::nullopt;
    }
    if (isDuration(unit)) {
        const std::optional<Duration> duration = parseDuration(text);
        return duration ? std::optional(LimitValue { static_cast<double>(duration->count()) / millisecondsPerUnit(unit), false }) : std::nullopt;
    }
    const std::optional<double> number = isQuoted ? std::nullopt : parseNumber(text);
    if (!number || (unit == LimitUnit::Share && (*number < 0 || *number > 1)) || ((unit == LimitUnit::Rows || isFromNothing(unit)) && *number < 0)
        || (unit == LimitUnit::Psi && *number == 0) || (unit == LimitUnit::Mismatches && (*number > kMostMismatches || std::floor(*number) != *number)))
        return std::nullopt;
    return LimitValue { *number == 0 ? 0 : *number, false }; // no negative zero: it would print as zero and compare equal, yet differ in bits
}

QString expectedLimit(LimitUnit unit)
{
    const QString factor = u", or a factor such as 1.2x baseline"_s;
    switch (unit) {
    case LimitUnit::Rows:
        return u"a number of rows"_s + factor;
    case LimitUnit::Share:
        return u"a share from 0 to 1"_s + factor;
    case LimitUnit::Seconds:
        return u"a duration such as 15m"_s + factor;
    case LimitUnit::Milliseconds:
        return u"a duration such as 800ms"_s + factor;
    case LimitUnit::Number:
        return u"a number"_s + factor;
    case LimitUnit::Psi:
        return u"a population stability index above 0, such as 0.1"_s;
    case LimitUnit::Differences:
        return u"a number of differences"_s;
    case LimitUnit::Mismatches:
        return u"a whole number of rows from 0 to 1000000000"_s;
    }
    return {};
}

QJsonValue limitToJson(const LimitValue &limit, LimitUnit unit)
{
    if (limit.isFactor || isDuration(unit))
        return limitText(limit, unit);
    return limit.value;
}

QString limitText(const LimitValue &limit, LimitUnit unit)
{
    if (limit.isFactor)
        return numberText(limit.value) + kFactorSuffix;
    if (isDuration(unit))
        return formatDuration(Duration(std::llround(limit.value * millisecondsPerUnit(unit))));
    return numberText(limit.value);
}

} // namespace sluice
