// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QLabel>

namespace sluice {

/// The only label of the console: always plain text, so that a table named <img …> is shown, not obeyed.
/// The tone is a colour role and follows the theme.
class PlainLabel : public QLabel
{
    Q_OBJECT

public:
    PlainLabel(const Theme &theme, const QString &text, FontRole font = FontRole::Body, ColorRole tone = ColorRole::Text,
        QWidget *parent = nullptr);
    void setTone(ColorRole tone);
    void setFontRole(FontRole font) { setFont(m_theme.font(font)); }

private:
    const Theme &m_theme;
};

/// A PlainLabel that wraps and may be selected with the mouse and keyboard.
PlainLabel *wrappedLabel(const Theme &theme, const QString &text, FontRole font = FontRole::Body,
    ColorRole tone = ColorRole::Text, QWidget *parent = nullptr);

/// A line of the border's colour.
QFrame *separatorLine(Qt::Orientation orientation = Qt::Horizontal, QWidget *parent = nullptr);

/// A property that the style sheet selects by, with the repolish that Qt needs to notice.
void setStyleProperty(QWidget *widget, const char *name, const QVariant &value);

} // namespace sluice
