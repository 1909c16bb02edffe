// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/plain_label.h"

#include <QStyle>
#include <QVariant>

namespace sluice {

void setStyleProperty(QWidget *widget, const char *name, const QVariant &value)
{
    if (widget->property(name) == value)
        return;
    widget->setProperty(name, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

PlainLabel::PlainLabel(const Theme &theme, const QString &text, FontRole font, ColorRole tone, QWidget *parent)
    : QLabel(parent)
    , m_theme(theme)
{
    setTextFormat(Qt::PlainText);
    setFont(theme.font(font));
    setText(text);
    setTone(tone);
}

void PlainLabel::setTone(ColorRole tone)
{
    setStyleProperty(this, "tone", colorRoleName(tone));
}

PlainLabel *wrappedLabel(const Theme &theme, const QString &text, FontRole font, ColorRole tone, QWidget *parent)
{
    auto *label = new PlainLabel(theme, text, font, tone, parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    // A wrapped label asks for its longest word only; without this a long id would widen the window.
    label->setMinimumWidth(0);
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    label->setSizePolicy(policy);
    return label;
}

QFrame *separatorLine(Qt::Orientation orientation, QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setProperty("line", true);
    if (orientation == Qt::Horizontal)
        line->setFixedHeight(1);
    else
        line->setFixedWidth(1);
    return line;
}

} // namespace sluice
