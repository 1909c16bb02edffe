// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/metric_text.h"

#include "base/duration.h"

#include <QLocale>

#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

enum class Unit { Rows, Share, Seconds, Milliseconds, Differences, Psi, Plain };

Unit unitOf(const QString &probe)
{
    if (probe == u"row_count" || probe == u"volume" || probe == u"late_rows" || probe == u"fidelity.rows")
        return Unit::Rows;
    if (probe == u"null_rate" || probe == u"error_rate" || probe == u"uniqueness" || probe == u"referential_integrity"
        || probe == u"mapping" || probe == u"feedback" || probe == u"tests" || probe == u"fidelity" || probe == u"dbt.error_rate")
        return Unit::Share;
    if (probe == u"freshness" || probe == u"system.longest_query" || probe == u"dbt.latency" || probe == u"dbt.freshness")
        return Unit::Seconds;
    if (probe == u"query_latency")
        return Unit::Milliseconds;
    if (probe == u"schema_drift")
        return Unit::Differences;
    return probe == u"distribution" ? Unit::Psi : Unit::Plain;
}

/// Grouped thousands; trailing zeros are kept only when asked for.
QString number(double value, int decimals, bool trim)
{
    static const QLocale locale(QLocale::English, QLocale::UnitedStates);
    QString text = locale.toString(value, 'f', decimals);
    if (trim && text.contains(u'.')) {
        while (text.endsWith(u'0'))
            text.chop(1);
        if (text.endsWith(u'.'))
            text.chop(1);
    }
    return text == u"-0" ? u"0"_s : text;
}

constexpr int kSignificant = 3; ///< digits of a number that is too small or too large to be written out
constexpr int kExact = QLocale::FloatingPointShortest;

/// "1.27e-7": the exponent without a plus and without leading zeros.
QString scientific(double value, int significant)
{
    const QString text = QString::number(value, 'g', significant);
    const qsizetype e = text.indexOf(u'e');
    return e < 0 ? text : text.left(e + 1) + QString::number(text.mid(e + 1).toInt());
}

QString plainNumber(double value, int decimals, int significant = kSignificant)
{
    const double size = std::fabs(value);
    if (size >= 1e15 || (size > 0 && size < 1e-6))
        return scientific(value, significant);
    // Small values keep their leading digits: 0.000123 is not 0.
    int wanted = decimals;
    if (size > 0 && size < 1)
        wanted = std::max(wanted, std::min(9, 2 - static_cast<int>(std::floor(std::log10(size)))));
    return number(value, wanted, true);
}

QString seconds(double value)
{
    if (std::fabs(value) > 3.1e11) // Ten thousand years.
        return scientific(value, kSignificant) + u" s"_s;
    if (value == 0)
        return u"0 s"_s;
    return humanDuration(Duration(std::llround(value * 1000.0)));
}

QString milliseconds(double value, int decimals, bool trim)
{
    if (std::fabs(value) >= 10'000)
        return number(value / 1000.0, decimals + 1, trim) + u" s"_s;
    const int wanted = std::fabs(value) < 10 ? decimals + 1 : decimals;
    return number(value, wanted, trim) + u" ms"_s;
}

QString valueText(const QString &probe, double value, int extra)
{
    if (!std::isfinite(value))
        return u"not a number"_s;
    switch (unitOf(probe)) {
    case Unit::Rows:
        return number(value, 0, false) + (std::llround(value) == 1 ? u" row"_s : u" rows"_s);
    case Unit::Share: {
        const double percent = value * 100.0;
        if (percent > 0 && percent < 0.005 && extra == 0)
            return u"<0.01 %"_s;
        return number(percent, 2 + extra, false) + u" %"_s;
    }
    case Unit::Seconds:
        // An age that is measured every few seconds has no use for parts of one, unless they tell it from its limit.
        return extra == 0 ? seconds(std::trunc(value)) : number(value, extra, true) + u" s"_s;
    case Unit::Milliseconds:
        return milliseconds(value, extra, false);
    case Unit::Differences:
        return number(value, 0, false) + (std::llround(value) == 1 ? u" difference"_s : u" differences"_s);
    case Unit::Psi:
        return u"PSI "_s + plainNumber(value, 3 + extra, kSignificant + extra);
    case Unit::Plain:
        return plainNumber(value, 3 + extra, kSignificant + extra);
    }
    return {};
}

/// Adds decimals until value and limit, written alike, read differently.
template <class Write>
QString distinct(double value, double limit, Write write)
{
    int extra = 0;
    while (extra < 6 && value != limit && write(value, extra) == write(limit, extra))
        ++extra;
    return write(value, extra);
}

} // namespace

QString metricText(const QString &probe, double value)
{
    return valueText(probe, value, 0);
}

QString metricLimitText(const QString &probe, double value)
{
    if (!std::isfinite(value))
        return u"not a number"_s;
    switch (unitOf(probe)) {
    case Unit::Rows:
        return number(value, 3, true) + (value == 1 ? u" row"_s : u" rows"_s);
    case Unit::Share:
        return number(value * 100.0, 9, true) + u" %"_s;
    case Unit::Seconds:
        return seconds(value);
    case Unit::Milliseconds:
        return milliseconds(value, 3, true);
    case Unit::Differences:
        return number(value, 3, true) + (value == 1 ? u" difference"_s : u" differences"_s);
    case Unit::Psi:
        return u"PSI "_s + plainNumber(value, 9, kExact);
    case Unit::Plain:
        return plainNumber(value, 9, kExact);
    }
    return {};
}

QString numberText(double value)
{
    return valueText({}, value, 0);
}

QString ratioText(double ratio)
{
    return std::isfinite(ratio) ? number(ratio, 2, false) + u"×"_s : u"not a number"_s;
}

QString ratioLimitText(double ratio)
{
    return number(ratio, 9, true) + u"×"_s;
}

QString distinctMetricText(const QString &probe, double value, double limit)
{
    return distinct(value, limit, [&](double number, int extra) { return valueText(probe, number, extra); });
}

QString distinctRatioText(double ratio, double limit)
{
    return distinct(ratio, limit, [](double value, int extra) { return number(value, 2 + extra, false) + u"×"_s; });
}

} // namespace sluice
