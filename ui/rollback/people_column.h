// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/rollback/rollback_presenter.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QPlainTextEdit;
class QGridLayout;

namespace sluice {

class PlainLabel;

/// Third column of the rollback sheet: the runbook, which informs and never blocks, and the first message.
class PeopleColumn : public QWidget
{
    Q_OBJECT

public:
    PeopleColumn(const Theme &theme, RollbackPresenter &presenter, QWidget *parent = nullptr);
    void refresh();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitMessage();
    void showSteps(const QList<RunbookStep> &steps);
    void copyMessage();

    const Theme &m_theme;
    RollbackPresenter &m_presenter;
    PlainLabel *m_none;
    QWidget *m_steps;
    QGridLayout *m_grid;
    QWidget *m_messageBox;
    QPlainTextEdit *m_message;
    QStringList m_shown;
};

} // namespace sluice
