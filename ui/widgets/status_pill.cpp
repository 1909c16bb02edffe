// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/status_pill.h"

#include <QFontMetrics>
#include <QPainter>

namespace sluice {

namespace {

constexpr int kPadding = 8;
constexpr int kSign = 11;
constexpr int kBetween = 5;

QFont pillFont(const Theme &theme)
{
    QFont font = theme.font(FontRole::Small);
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

StatusPill::StatusPill(const Theme &theme, const StateLook &look, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setLook(look);
}

void StatusPill::setLook(const StateLook &look)
{
    m_look = look;
    setAccessibleName(look.word);
    if (parentWidget())
        setVisible(!look.word.isEmpty());
    updateGeometry();
    update();
}

int StatusPill::widthFor(const Theme &theme, const StateLook &look)
{
    return QFontMetrics(pillFont(theme)).horizontalAdvance(look.word) + kSign + kBetween + 2 * kPadding + 1;
}

QSize StatusPill::sizeHint() const
{
    return { widthFor(m_theme, m_look), height() };
}

int StatusPill::paint(QPainter *painter, const Theme &theme, const StateLook &look, QPoint topLeft, bool isRightToLeft)
{
    const int width = widthFor(theme, look);
    const QRectF box = QRectF(topLeft, QSizeF(width, height())).adjusted(0.5, 0.5, -0.5, -0.5);
    const QColor color = theme.color(look.role);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(mixed(theme.color(ColorRole::Border), color, 0.25));
    painter->setBrush(theme.color(ColorRole::Surface));
    painter->drawRoundedRect(box, box.height() / 2, box.height() / 2);
    const qreal signX = isRightToLeft ? box.right() - kPadding - kSign : box.left() + kPadding;
    theme.paintGlyph(painter, look.glyph, QRectF(signX, box.center().y() - kSign / 2.0, kSign, kSign), color);
    painter->setPen(color);
    painter->setFont(pillFont(theme));
    const qreal textX = isRightToLeft ? box.left() + kPadding : box.left() + kPadding + kSign + kBetween;
    painter->drawText(QRectF(textX, box.top(), box.width() - 2 * kPadding - kSign - kBetween + 1, box.height()),
        static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine), look.word);
    painter->restore();
    return width;
}

void StatusPill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(&painter, m_theme, m_look, QPoint(0, 0), layoutDirection() == Qt::RightToLeft);
}

} // namespace sluice
