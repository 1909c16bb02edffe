// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/elided_label.h"

#include "ui/models/text.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

#include <cmath>

namespace sluice {

ElidedLabel::ElidedLabel(const Theme &theme, const QString &text, FontRole font, ColorRole tone, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_tone(tone)
{
    setFont(theme.font(font));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setText(text);
}

void ElidedLabel::setText(const QString &text)
{
    const QString line = singleLine(text);
    if (line == m_text)
        return;
    m_text = line;
    setAccessibleName(line);
    updateGeometry();
    update();
}

void ElidedLabel::setTone(ColorRole tone)
{
    m_tone = tone;
    update();
}

void ElidedLabel::setFontRole(FontRole font)
{
    setFont(m_theme.font(font));
    updateGeometry();
}

void ElidedLabel::setTabularDigits(bool isTabular)
{
    m_isTabular = isTabular;
    updateGeometry();
    update();
}

void ElidedLabel::setAlignment(Qt::Alignment alignment)
{
    m_alignment = alignment;
    update();
}

qreal ElidedLabel::textWidth(const QString &text) const
{
    const QFontMetricsF metrics(font());
    if (!m_isTabular)
        return metrics.horizontalAdvance(text);
    const qreal digit = metrics.horizontalAdvance(u'0');
    qreal width = 0;
    for (const QChar c : text)
        width += c.isDigit() ? digit : metrics.horizontalAdvance(c);
    return width;
}

QSize ElidedLabel::sizeHint() const
{
    return { static_cast<int>(std::ceil(textWidth(m_text))) + 1, fontMetrics().height() + 2 };
}

QSize ElidedLabel::minimumSizeHint() const
{
    const int least = static_cast<int>(QFontMetricsF(font()).averageCharWidth() * 4);
    return { qMin(least, sizeHint().width()), sizeHint().height() };
}

void ElidedLabel::paintTabular(QPainter &painter, const QString &text) const
{
    const QFontMetricsF metrics(font());
    const qreal digit = metrics.horizontalAdvance(u'0');
    const bool isRight = m_alignment.testFlag(Qt::AlignRight) || m_alignment.testFlag(Qt::AlignTrailing);
    qreal x = isRight ? width() - textWidth(text) : 0;
    const qreal baseline = (height() - metrics.height()) / 2 + metrics.ascent();
    for (const QChar c : text) {
        const qreal own = metrics.horizontalAdvance(c);
        const qreal cell = c.isDigit() ? digit : own;
        painter.drawText(QPointF(x + (cell - own) / 2, baseline), QString(c));
        x += cell;
    }
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(m_theme.color(m_tone));
    if (m_isTabular && textWidth(m_text) <= width()) {
        paintTabular(painter, m_text);
        return;
    }
    const QString shown = fontMetrics().elidedText(m_text, m_elide, width());
    painter.drawText(rect(), static_cast<int>(QStyle::visualAlignment(layoutDirection(), m_alignment) | Qt::TextSingleLine), shown);
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (textWidth(m_text) > width())
            QToolTip::showText(help->globalPos(), plainToolTip(m_text), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace sluice
