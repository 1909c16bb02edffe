// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/connections/connections_presenter.h"
#include "ui/shell/page.h"

class QScrollArea;
class QStackedWidget;
class QTableView;

namespace sluice {

class Button;
class Card;
class ConnectionForm;
class ConnectionPanel;
class EmptyState;
class ErrorBanner;
class KeyValueTable;
class NoticeLine;
class PlainLabel;
class Skeleton;

/// The workspace's connections: who they reach, whether the target is enrolled, and the form to add one.
class ConnectionsPage : public Page
{
    Q_OBJECT

public:
    explicit ConnectionsPage(const PageContext &context, QWidget *parent = nullptr);

    void activate() override;
    void showItem(const QString &item) override; ///< a connection's name
    ConnectionsPresenter &presenter() { return m_presenter; }

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildHeader();
    QWidget *buildList();
    QWidget *buildSide();
    QWidget *buildFound();
    void showAtSide(const QWidget *shown);
    void fitSide();
    bool isFormShown() const;
    void registerActions();
    void connectAll();
    void refresh();
    void refreshFound();
    void bringFoundIntoSight();
    void showSelected();
    void select(const QString &name);
    void openForm(bool isNew);
    void closeForm();
    void askEnrol();
    void askRemove();
    void chooseFile();
    QString selectedName() const;

    PageContext m_context;
    ConnectionsPresenter m_presenter;
    Button *m_add = nullptr;
    PlainLabel *m_count = nullptr;
    ErrorBanner *m_error = nullptr;
    NoticeLine *m_notice = nullptr;
    QStackedWidget *m_list = nullptr;
    QTableView *m_table = nullptr;
    Card *m_side = nullptr;
    QWidget *m_nothing = nullptr;
    ConnectionPanel *m_panel = nullptr;
    ConnectionForm *m_form = nullptr;
    QScrollArea *m_sideScroll = nullptr;
    QWidget *m_found = nullptr;
    PlainLabel *m_foundTitle = nullptr;
    KeyValueTable *m_foundRows = nullptr;
    ErrorBanner *m_foundError = nullptr;
    QString m_wanted; ///< to be selected once the snapshot has it
    QString m_shownNotice;
    bool m_wasTesting = false;
};

} // namespace sluice
