// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/glyph.h"
#include "ui/theme/tokens.h"

#include <QFont>
#include <QIcon>
#include <QObject>

#include <memory>

class QApplication;
class QPainter;

namespace sluice {

enum class FontRole {
    Body, ///< 13 px
    Strong, ///< 13 px, semi-bold
    Small, ///< 12 px
    Tiny, ///< 11 px: axes, counts
    Heading, ///< 15 px, semi-bold: a card that is a page's second voice
    Title, ///< 18 px, bold: one a page
    Display, ///< 28 px, bold: one number
    Mono, ///< 12 px, fixed: SQL, ids, hashes, values in tables
    MonoSmall, ///< 11 px, fixed
};

/// Colours, fonts and signs of the console. Made by the composition root, outlives every widget, UI thread.
/// Widgets that paint themselves take it by reference and update on changed(); all others follow the style sheet.
class Theme : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QObject *parent = nullptr);
    ~Theme() override;

    ThemeMode mode() const { return m_mode; }
    ThemeVariant variant() const { return m_variant; }
    bool isDark() const { return m_variant == ThemeVariant::Dark; }
    /// System follows what setSystemVariant was told last.
    void setMode(ThemeMode mode);
    void setSystemVariant(ThemeVariant variant);

    QColor color(ColorRole role) const { return tokenColor(role, m_variant); }
    /// Strong enough to carry onFill text.
    QColor fill(ColorRole role) const { return fillColor(role, m_variant); }
    QColor onFill(ColorRole role) const { return onFillColor(role, m_variant); }
    /// The role laid thinly over the surface: backgrounds of banners, of running bars.
    QColor tint(ColorRole role, double share = 0.12) const { return mixed(color(ColorRole::Surface), color(role), share); }

    QFont font(FontRole role) const;

    /// Follows later changes of the theme by itself.
    QIcon icon(Glyph glyph, ColorRole role = ColorRole::Muted) const;
    void paintGlyph(QPainter *painter, Glyph glyph, const QRectF &box, const QColor &color) const;

    /// Gives the application palette, font and style sheet, now and after each change.
    void apply(QApplication *application);

Q_SIGNALS:
    void changed();

private:
    void update();
    void dress();

    struct Private;
    std::unique_ptr<Private> d;
    ThemeMode m_mode = ThemeMode::System;
    ThemeVariant m_system = ThemeVariant::Light;
    ThemeVariant m_variant = ThemeVariant::Light;
};

} // namespace sluice
