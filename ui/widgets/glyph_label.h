// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

/// One sign, tinted; decoration unless it is given an accessible name.
class GlyphLabel : public QWidget
{
    Q_OBJECT

public:
    GlyphLabel(const Theme &theme, Glyph glyph, ColorRole role, int side = metrics::kIcon, QWidget *parent = nullptr);
    void setGlyph(Glyph glyph, ColorRole role);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Glyph m_glyph;
    ColorRole m_role;
};

} // namespace sluice
