// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QPushButton>
#include <QTimer>

namespace sluice {

/// A red button that acts only after the pointer or Space was held on it for 1.5 s without a break. Enter does
/// nothing. What assistive technology calls Press cannot hold, so it asks for the typed confirmation instead; once
/// that is given (setHoldRequired(false)) this is an ordinary button.
class HoldButton : public QPushButton
{
    Q_OBJECT

public:
    static constexpr int kHoldMs = 1'500;

    HoldButton(const Theme &theme, const QString &text, QWidget *parent = nullptr);
    void setHoldRequired(bool isRequired);
    bool isHoldRequired() const { return m_isHoldRequired; }
    /// 0 … 1 of the hold so far.
    double progress() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void confirmed();
    void progressed(double share);
    void typedConfirmationRequested();

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void beginHold();
    void endHold();
    void tick();

    const Theme &m_theme;
    QTimer m_timer;
    QTimer m_letGo; ///< runs from a key's release until it is believed
    QElapsedTimer m_held;
    bool m_isHoldRequired = true;
    bool m_isHolding = false;
    bool m_isHandled = false; ///< the press at hand was answered by us, not by the base class
};

} // namespace sluice
