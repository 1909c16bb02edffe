// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/changelog/change_log_presenter.h"
#include "ui/shell/page.h"

class QDateTimeEdit;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace sluice {

class Button;
class Card;
class EmptyState;
class ErrorBanner;
class KeyValueTable;
class LogDetailPanel;
class LogFilterBar;
class NoticeLine;
class PlainLabel;

/// The ledger, readable: what, who, when and why, searchable, at any moment, with proof that it was not altered.
class ChangeLogPage : public Page
{
    Q_OBJECT

public:
    explicit ChangeLogPage(const PageContext &context, QWidget *parent = nullptr);

    void activate() override;
    /// A ledger number, or "dataset:mart.orders".
    void showItem(const QString &item) override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

    ChangeLogPresenter &presenter() { return m_presenter; }

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *buildHeader();
    QWidget *buildMomentBar();
    QWidget *buildTable();
    void registerActions();
    void sizeColumns();
    void connectAll();
    void refresh();
    void showState();
    void showSelected();
    void selectSeq(qint64 seq);
    void showWorld();
    void openMomentBar(const QDateTime &at);
    void closeMomentBar();
    void chooseExport(ChangeLogPresenter::Format format, const QString &suffix, const QString &filter);

    PageContext m_context;
    ChangeLogPresenter m_presenter;
    LogFilterBar *m_filters = nullptr;
    Button *m_verify = nullptr;
    Button *m_export = nullptr;
    Button *m_world = nullptr;
    NoticeLine *m_notice = nullptr;
    ErrorBanner *m_error = nullptr;
    Card *m_moment = nullptr;
    QDateTimeEdit *m_at = nullptr;
    PlainLabel *m_worldTitle = nullptr;
    KeyValueTable *m_worldRows = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    Button *m_clear = nullptr;
    QTableView *m_table = nullptr;
    LogDetailPanel *m_detail = nullptr;
    QSplitter *m_splitter = nullptr;
    qint64 m_wantedSeq = 0; ///< to be selected once it is loaded
    bool m_isSizing = false;
    bool m_isSized = false; ///< by hand
};

} // namespace sluice
