// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "ui/theme/theme.h"

#include <QFrame>

class QHBoxLayout;

namespace sluice {

class PlainLabel;

/// An error in place: what, where, what next. Watch-coloured, because red is breach and rollback alone.
/// Hidden until showError; can be dismissed and copied.
class ErrorBanner : public QFrame
{
    Q_OBJECT

public:
    explicit ErrorBanner(const Theme &theme, QWidget *parent = nullptr);
    void showError(const Error &error);
    void dismiss();
    QString text() const; ///< all that it says
    /// Another thing to do beside "Dismiss".
    void addButton(QWidget *button);

Q_SIGNALS:
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    PlainLabel *m_what;
    PlainLabel *m_where;
    PlainLabel *m_next;
    QHBoxLayout *m_buttons;
};

} // namespace sluice
