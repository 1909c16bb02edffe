// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/tokens.h"

#include <QString>

#include <array>
#include <cmath>

namespace sluice {

namespace {

struct Token {
    const char *name;
    QRgb light;
    QRgb dark;
};

// In the order of ColorRole.
constexpr std::array<Token, kColorRoleCount> kTokens { {
    { "window", 0xffF5F6F8, 0xff12151A },
    { "surface", 0xffFFFFFF, 0xff191E25 },
    { "raised", 0xffFFFFFF, 0xff212730 },
    { "border", 0xffDCE0E6, 0xff2D3540 },
    { "grid", 0xffEBEEF2, 0xff242B34 },
    { "text", 0xff18202B, 0xffE7EBF1 },
    { "muted", 0xff566273, 0xffA0ACBA },
    { "selection", 0xffE8EEFC, 0xff232E48 },
    { "accent", 0xff2B5BD7, 0xff82A8FF },
    { "good", 0xff14804A, 0xff4CC38A },
    { "watch", 0xff9A5B00, 0xffF0B040 },
    { "breach", 0xffC0272D, 0xffFF7A82 },
    { "unknown", 0xff7A3FB0, 0xffC79BF2 },
    { "compatibility", 0xff4A6FA5, 0xff7FA3D8 },
    { "additive", 0xff1B8A8F, 0xff4FBFC4 },
    { "forward", 0xff6B4FC8, 0xffA08CF0 },
    { "resilience", 0xffA8642A, 0xffD99A60 },
    { "contract", 0xff6B7480, 0xff8D97A5 },
} };
constexpr QRgb kOnFillDark = 0xff12151A;
constexpr double kReadable = 4.5;

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

QColor tokenColor(ColorRole role, ThemeVariant variant)
{
    const Token &token = kTokens[static_cast<size_t>(role)];
    return QColor::fromRgb(variant == ThemeVariant::Light ? token.light : token.dark);
}

QString colorRoleName(ColorRole role)
{
    return QLatin1String(kTokens[static_cast<size_t>(role)].name);
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return first > second ? first / second : second / first;
}

QColor mixed(const QColor &a, const QColor &b, double share)
{
    const auto blend = [share](float from, float to) { return from + (to - from) * static_cast<float>(share); };
    return QColor::fromRgbF(blend(a.redF(), b.redF()), blend(a.greenF(), b.greenF()), blend(a.blueF(), b.blueF()));
}

QColor onFillColor(ColorRole role, ThemeVariant variant)
{
    // Light fills are dark enough for white after fillColor; dark ones carry near-black text.
    Q_UNUSED(role)
    return variant == ThemeVariant::Light ? QColor(Qt::white) : QColor::fromRgb(kOnFillDark);
}

QColor fillColor(ColorRole role, ThemeVariant variant)
{
    const QColor text = onFillColor(role, variant);
    const QColor away = variant == ThemeVariant::Light ? QColor(Qt::black) : QColor(Qt::white);
    QColor fill = tokenColor(role, variant);
    for (int step = 1; step <= 20 && contrastRatio(fill, text) < kReadable; ++step)
        fill = mixed(tokenColor(role, variant), away, step * 0.04);
    return fill;
}

} // namespace sluice
