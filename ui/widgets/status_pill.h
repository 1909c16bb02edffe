// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/state_look.h"

#include <QWidget>

namespace sluice {

/// A state as sign and word in a rounded outline: "✓ healthy".
class StatusPill : public QWidget
{
    Q_OBJECT

public:
    explicit StatusPill(const Theme &theme, const StateLook &look = {}, QWidget *parent = nullptr);
    void setLook(const StateLook &look);
    const StateLook &look() const { return m_look; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

    /// For delegates: the same pill in a row of a list. Returns the width it took.
    static int paint(QPainter *painter, const Theme &theme, const StateLook &look, QPoint topLeft, bool isRightToLeft = false);
    static int height() { return 20; }
    static int widthFor(const Theme &theme, const StateLook &look);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    StateLook m_look;
};

} // namespace sluice
