// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>

/// The colours of the product as names. Widgets ask for a role, never for a colour.
namespace sluice {

enum class ColorRole {
    Window,
    Surface,
    Raised,
    Border,
    Grid,
    Text,
    Muted,
    Selection,
    Accent,
    Good,
    Watch,
    Breach,
    Unknown,
    Compatibility,
    Additive,
    Forward,
    Resilience,
    Contract,
};
constexpr int kColorRoleCount = 18;

enum class ThemeVariant { Light, Dark };
enum class ThemeMode { System, Light, Dark };

/// The token itself.
QColor tokenColor(ColorRole role, ThemeVariant variant);
/// The role's name as property selectors and settings write it: "muted".
QString colorRoleName(ColorRole role);

/// WCAG 2 contrast ratio of two opaque colours, 1 … 21.
double contrastRatio(const QColor &a, const QColor &b);
/// a moved towards b by share 0 … 1, in sRGB.
QColor mixed(const QColor &a, const QColor &b, double share);
/// The token made strong enough that its onFill text reaches 4.5:1, for filled bars and buttons.
QColor fillColor(ColorRole role, ThemeVariant variant);
/// Text on fillColor: white or near-black.
QColor onFillColor(ColorRole role, ThemeVariant variant);

/// Distances in device-independent pixels, on a grid of eight.
namespace metrics {
constexpr int kGrid = 8;
constexpr int kHalf = 4;
constexpr int kGap = 12; ///< between controls that belong together
constexpr int kPage = 16; ///< page margins, between cards
constexpr int kRow = 32; ///< a list row
constexpr int kRowDense = 28;
constexpr int kControl = 30; ///< height of buttons and fields
constexpr int kRadius = 8; ///< cards
constexpr int kRadiusSmall = 6; ///< buttons, fields
constexpr int kIcon = 16;
constexpr int kIconSmall = 12;
} // namespace metrics

} // namespace sluice
