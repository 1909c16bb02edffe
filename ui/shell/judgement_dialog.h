// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/judgement_presenter.h"
#include "ui/theme/theme.h"

#include <QDialog>

#include <memory>

class QComboBox;
class QPlainTextEdit;
class QRadioButton;
class QVBoxLayout;

namespace sluice {

class BlockersList;
class Button;
class KeyValueTable;
class PlainLabel;

/// The record of a gate that waits for a person, both answers with what follows from each, and the reason that is kept.
class JudgementDialog : public QDialog
{
    Q_OBJECT

public:
    JudgementDialog(const Theme &theme, std::shared_ptr<JudgementPresenter> presenter, QWidget *parent);
    QSize sizeHint() const override; ///< of wrapped text at the width that it has, not at one that is guessed

private:
    QWidget *buildRecord();
    QWidget *buildAnswers();
    QRadioButton *addAnswer(QVBoxLayout *column, const QString &text, bool passes, PlainLabel *&consequence);
    QWidget *buildButtons();
    void showGate(); ///< what the presenter says now
    void showGates();
    void tryAccept();

    const Theme &m_theme;
    std::shared_ptr<JudgementPresenter> m_presenter;
    PlainLabel *m_title = nullptr;
    PlainLabel *m_where = nullptr;
    PlainLabel *m_why = nullptr;
    QComboBox *m_gates = nullptr;
    KeyValueTable *m_record = nullptr;
    QRadioButton *m_pass = nullptr;
    QRadioButton *m_fail = nullptr;
    PlainLabel *m_onPass = nullptr;
    PlainLabel *m_onFail = nullptr;
    QPlainTextEdit *m_reason = nullptr;
    PlainLabel *m_person = nullptr;
    BlockersList *m_blockers = nullptr;
    Button *m_accept = nullptr;
};

} // namespace sluice
