// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/search_field.h"

#include <QKeySequence>
#include <QPainter>

namespace sluice {

SearchField::SearchField(const Theme &theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setMaximumWidth(260);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::IBeamCursor);
    setAccessibleName(tr("Search or run a command"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SearchField::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(hasFocus() ? QPen(m_theme.color(ColorRole::Accent), 2)
                              : QPen(underMouse() ? m_theme.color(ColorRole::Muted) : m_theme.color(ColorRole::Border)));
    painter.setBrush(m_theme.color(ColorRole::Raised));
    painter.drawRoundedRect(hasFocus() ? box.adjusted(0.5, 0.5, -0.5, -0.5) : box, metrics::kRadiusSmall, metrics::kRadiusSmall);
    painter.setPen(m_theme.color(ColorRole::Muted));
    painter.setFont(font());
    const QString key = QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText).replace(u'+', u' ');
    const int keyWidth = painter.fontMetrics().horizontalAdvance(key);
    const QRect inner = rect().adjusted(11, 0, -11, 0);
    const bool isRightToLeft = layoutDirection() == Qt::RightToLeft;
    const QRect keyBox = isRightToLeft ? QRect(inner.left(), 0, keyWidth + 1, height()) : QRect(inner.right() - keyWidth, 0, keyWidth + 1, height());
    const QRect textBox = isRightToLeft ? inner.adjusted(keyWidth + 8, 0, 0, 0) : inner.adjusted(0, 0, -keyWidth - 8, 0);
    painter.drawText(keyBox, static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine), key);
    painter.drawText(textBox, static_cast<int>(Qt::AlignVCenter | (isRightToLeft ? Qt::AlignRight : Qt::AlignLeft) | Qt::TextSingleLine),
        painter.fontMetrics().elidedText(accessibleName(), Qt::ElideRight, textBox.width()));
}

} // namespace sluice
