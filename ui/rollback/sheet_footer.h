// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/rollback/rollback_presenter.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLineEdit;

namespace sluice {

class Button;
class HoldButton;
class PlainLabel;
class TypedConfirmation;

/// The end of the rollback sheet: what the button needs, Cancel, and the button itself, held or typed.
class SheetFooter : public QWidget
{
    Q_OBJECT

public:
    SheetFooter(const Theme &theme, RollbackPresenter &presenter, QWidget *parent = nullptr);

    /// For the next sheet: the hold is required again, nothing is typed.
    void reset(const QString &planId);
    void refresh(bool isGuarded);
    void focusCancel();
    QString reason() const; ///< of a second person; empty elsewhere
    QWidget *cancelButton() const;
    bool isLogWanted() const;

Q_SIGNALS:
    void confirmed();
    void cancelled();
    void logToggled();
    void copyWanted();
    void saveWanted();

private:
    void showTyping();
    bool isWordComplete() const;
    QString text() const;

    RollbackPresenter &m_presenter;
    PlainLabel *m_text;
    TypedConfirmation *m_typed;
    QLineEdit *m_reason; ///< a second person's
    Button *m_typeInstead;
    Button *m_log;
    Button *m_copy;
    Button *m_save;
    Button *m_cancel;
    HoldButton *m_hold;
    bool m_isGuarded = false;
};

} // namespace sluice
