// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/replay_presenter.h"
#include "ui/shell/page.h"

#include <QDialog>

class QComboBox;
class QHBoxLayout;
class QPlainTextEdit;
class QProgressBar;
class QStackedWidget;
class QTableView;

namespace sluice {

class Button;
class EmptyState;
class ErrorBanner;
class PlainLabel;

/// What production's queries get on a plan's candidate: where and with which queries, how far it is, each query with
/// both times and what its plan loses. Beside the window, not over it: a replay takes minutes.
class ReplayDialog : public QDialog
{
    Q_OBJECT

public:
    ReplayDialog(const PageContext &context, ReplayPresenter &presenter, QWidget *parent);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QLayout *buildOrder();
    QWidget *buildTable();
    QLayout *buildFooter();
    QComboBox *addChoice(QHBoxLayout *row, const QString &name);
    void refresh();
    void showChoices();
    void showRow();
    void chooseQueries(int index);
    void exportCsv();

    PageContext m_context;
    ReplayPresenter &m_presenter;
    PlainLabel *m_title;
    QComboBox *m_queries = nullptr;
    QComboBox *m_places = nullptr;
    QComboBox *m_peak = nullptr;
    Button *m_start = nullptr;
    Button *m_stop = nullptr;
    PlainLabel *m_sentence = nullptr;
    QProgressBar *m_progress = nullptr;
    PlainLabel *m_blockers = nullptr;
    ErrorBanner *m_error = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    QWidget *m_result = nullptr;
    QTableView *m_table = nullptr;
    QPlainTextEdit *m_sql = nullptr;
    PlainLabel *m_details = nullptr;
    PlainLabel *m_notes = nullptr;
    Button *m_export = nullptr;
    QTimer m_second;
    bool m_showsFailure = false; ///< of the replay, in m_error
};

} // namespace sluice
