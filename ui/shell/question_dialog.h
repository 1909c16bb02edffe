// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QDialog>

class QLineEdit;
class QVBoxLayout;

namespace sluice {

class Button;

/// Title, what will happen, and two verbs. The safe one has the focus.
class QuestionDialog : public QDialog
{
    Q_OBJECT

public:
    QuestionDialog(const Theme &theme, const QString &title, const QString &text, const QString &action, bool isDangerous,
        QWidget *parent);
    /// Adds a line to fill in; when required, the action waits until something is there.
    void addReason(const QString &label, const QString &suggestion, bool isRequired);
    QString reason() const;

private:
    void check();
    const Theme &m_theme;
    QVBoxLayout *m_body;
    Button *m_accept;
    QLineEdit *m_reason = nullptr;
    bool m_isRequired = false;
};

} // namespace sluice
