// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/rail_button.h"

#include "ui/models/text.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyle>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Glyph glyphOf(const QString &id)
{
    for (const Glyph glyph : { Glyph::Rollouts, Glyph::Timeline, Glyph::Lineage, Glyph::Quality, Glyph::Changelog, Glyph::Connections }) {
        if (glyphName(glyph) == id)
            return glyph;
    }
    return Glyph::Info;
}

} // namespace

RailButton::RailButton(const Theme &theme, const QString &id, const QString &title, int number, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_id(id)
    , m_title(title)
    , m_number(number)
    , m_glyph(glyphOf(id))
{
    setText(title);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::StrongFocus);
    setFixedHeight(32);
    setAccessibleName(title);
    setAccessibleDescription(tr("Page %1, Ctrl+%1").arg(number));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void RailButton::setCompact(bool isCompact)
{
    m_isCompact = isCompact;
    setText(isCompact ? QString() : m_title);
    setToolTip(isCompact ? plainToolTip(m_title + u"  Ctrl+"_s + QString::number(m_number)) : QString());
    update();
}

void RailButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void RailButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(Qt::NoPen);
    if (isChecked() || underMouse()) {
        painter.setBrush(isChecked() ? m_theme.color(ColorRole::Selection) : m_theme.color(ColorRole::Grid));
        painter.drawRoundedRect(box, metrics::kRadiusSmall, metrics::kRadiusSmall);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(ColorRole::Accent), 2));
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), metrics::kRadiusSmall, metrics::kRadiusSmall);
    }
    const QColor ink = m_theme.color(isChecked() ? ColorRole::Text : ColorRole::Muted);
    if (m_isCompact) {
        m_theme.paintGlyph(&painter, m_glyph, QRectF(width() / 2.0 - 8, height() / 2.0 - 8, 16, 16), ink);
        return;
    }
    const auto put = [&](Qt::Alignment alignment, const QString &words) {
        painter.drawText(rect().adjusted(10, 0, -10, 0), static_cast<int>(QStyle::visualAlignment(layoutDirection(), alignment) | Qt::TextSingleLine), words);
    };
    painter.setPen(ink);
    painter.setFont(m_theme.font(isChecked() ? FontRole::Strong : FontRole::Body));
    put(Qt::AlignLeading | Qt::AlignVCenter, text());
    painter.setPen(m_theme.color(ColorRole::Muted));
    painter.setFont(m_theme.font(FontRole::Tiny));
    put(Qt::AlignTrailing | Qt::AlignVCenter, QString::number(m_number));
}

} // namespace sluice
