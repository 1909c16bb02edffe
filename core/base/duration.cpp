// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"

#include <array>

namespace sluice {

namespace {

struct Unit {
    const char *suffix;
    qint64 milliseconds;
};

constexpr std::array<Unit, 5> kUnits { {
    { "d", 86'400'000 },
    { "h", 3'600'000 },
    { "m", 60'000 },
    { "s", 1'000 },
    { "ms", 1 },
} };
constexpr qint64 kLongest = qint64 { 3'660 } * 86'400'000;

} // namespace

std::optional<Duration> parseDuration(const QString &text)
{
    qsizetype digits = 0;
    while (digits < text.size() && text[digits] >= u'0' && text[digits] <= u'9')
        ++digits;
    if (digits == 0 || digits > 12)
        return std::nullopt;
    const qint64 count = text.left(digits).toLongLong();
    const QString suffix = text.mid(digits);
    for (const Unit &unit : kUnits) {
        if (suffix == QLatin1String(unit.suffix))
            return count <= kLongest / unit.milliseconds ? std::optional(Duration(count * unit.milliseconds)) : std::nullopt;
    }
    return std::nullopt;
}

QString formatDuration(Duration duration)
{
    for (const Unit &unit : kUnits) {
        if (duration.count() != 0 && duration.count() % unit.milliseconds == 0)
            return QString::number(duration.count() / unit.milliseconds) + QLatin1String(unit.suffix);
    }
    return QStringLiteral("0s");
}

QString humanDuration(Duration duration)
{
    if (duration.count() < 0)
        return u'-' + humanDuration(-duration);
    qint64 rest = duration.count();
    if (rest < 1'000)
        return QString::number(rest) + QStringLiteral(" ms");
    if (rest < 10'000 && rest % 1'000 != 0)
        return QString::number(static_cast<double>(rest / 100) / 10.0, 'f', 1) + QStringLiteral(" s");
    QString text;
    int shown = 0;
    for (const Unit &unit : kUnits) {
        if (unit.milliseconds == 1)
            break;
        const qint64 count = rest / unit.milliseconds;
        if (count == 0) {
            if (shown > 0)
                break;
            continue;
        }
        text += (text.isEmpty() ? QString() : QStringLiteral(" ")) + QString::number(count) + u' ' + QLatin1String(unit.suffix);
        rest %= unit.milliseconds;
        if (++shown == 2)
            break;
    }
    return text;
}

} // namespace sluice
