// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QPushButton>
#include <QToolButton>

namespace sluice {

enum class ButtonKind { Normal, Primary, Danger, DangerOutline, Flat, Chip };

/// A push button of the given kind. Enter presses it as well as Space, which Qt leaves to dialogs.
class Button : public QPushButton
{
    Q_OBJECT

public:
    Button(const Theme &theme, const QString &text, ButtonKind kind = ButtonKind::Normal, QWidget *parent = nullptr);
    void setKind(ButtonKind kind);
    /// Empty enables it; otherwise it is disabled and its tooltip and description list every reason.
    void setBlockers(const QStringList &reasons);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

/// A sign without a word; name is its accessible name and tooltip, with the key when it has one.
QToolButton *iconButton(const Theme &theme, Glyph glyph, const QString &name, QWidget *parent = nullptr);

} // namespace sluice
