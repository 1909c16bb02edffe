// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/glyph_label.h"

#include <QPainter>

namespace sluice {

GlyphLabel::GlyphLabel(const Theme &theme, Glyph glyph, ColorRole role, int side, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_glyph(glyph)
    , m_role(role)
{
    setFixedSize(side, side);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void GlyphLabel::setGlyph(Glyph glyph, ColorRole role)
{
    m_glyph = glyph;
    m_role = role;
    update();
}

void GlyphLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const qreal side = qMin(width(), height());
    const QRectF box((width() - side) / 2.0, (height() - side) / 2.0, side, side);
    m_theme.paintGlyph(&painter, m_glyph, box, m_theme.color(m_role));
}

} // namespace sluice
