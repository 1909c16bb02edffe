// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QFrame>
#include <QTimer>

namespace sluice {

class Button;
class ElidedLabel;

/// "Held orders-currency · Resume": what was just done and how to take it back, at the foot of the window for some
/// seconds. Keeps still while the pointer or the focus is on it.
class Toast : public QFrame
{
    Q_OBJECT

public:
    explicit Toast(const Theme &theme, QWidget *parent);
    void say(const QString &sentence, QAction *undo = nullptr);
    QString sentence() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();
    void tick();
    ElidedLabel *m_text;
    Button *m_undo;
    QAction *m_action = nullptr;
    QTimer m_timer;
};

} // namespace sluice
