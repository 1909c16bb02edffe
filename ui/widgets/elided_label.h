// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

/// One line that shortens with an ellipsis where there is no room, and then tells the whole text in its tooltip.
/// With tabular digits every digit takes the same width, so that clocks and countdowns do not tremble.
class ElidedLabel : public QWidget
{
    Q_OBJECT

public:
    ElidedLabel(const Theme &theme, const QString &text, FontRole font = FontRole::Body, ColorRole tone = ColorRole::Text,
        QWidget *parent = nullptr);

    void setText(const QString &text);
    QString text() const { return m_text; }
    void setTone(ColorRole tone);
    void setFontRole(FontRole font);
    void setElideMode(Qt::TextElideMode mode) { m_elide = mode; }
    void setTabularDigits(bool isTabular);
    void setAlignment(Qt::Alignment alignment);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    qreal textWidth(const QString &text) const;
    void paintTabular(QPainter &painter, const QString &text) const;

    const Theme &m_theme;
    QString m_text;
    ColorRole m_tone;
    Qt::TextElideMode m_elide = Qt::ElideRight;
    Qt::Alignment m_alignment = Qt::AlignLeading | Qt::AlignVCenter;
    bool m_isTabular = false;
};

} // namespace sluice
