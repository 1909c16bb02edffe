// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/lineage_presenter.h"
#include "ui/shell/page.h"

class QComboBox;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace sluice {

class Button;
class Card;
class EmptyState;
class ErrorBanner;
class LineageCanvas;
class LineageHeader;
class LineageSearch;
class NodeCard;
class PlainLabel;

/// What a plan breaks downstream: the drawing of its neighbourhood, the affected consumers by risk, and why.
class LineagePage : public Page
{
    Q_OBJECT

public:
    explicit LineagePage(const PageContext &context, QWidget *parent = nullptr);
    ~LineagePage() override;

    void activate() override;
    void showItem(const QString &item) override; ///< a node's key
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

    LineagePresenter &presenter() { return m_presenter; }
    LineageCanvas &canvas() { return *m_canvas; }

private:
    void build();
    QWidget *buildDrawing();
    QWidget *buildToolbar();
    QWidget *buildSide();
    void connectAll();
    void registerActions();
    void showState();
    void showScene();
    void showFilter();
    void showSelection();
    void goTo(const QString &key);
    void openMenu(const QString &key, QPoint globalPosition);
    void exportPicture();

    PageContext m_context;
    LineagePresenter m_presenter;
    LineageHeader *m_header = nullptr;
    ErrorBanner *m_error = nullptr;
    QStackedWidget *m_stack = nullptr;
    QWidget *m_skeleton = nullptr;
    EmptyState *m_empty = nullptr;
    Button *m_elsewhere = nullptr;
    QSplitter *m_splitter = nullptr;
    LineageSearch *m_search = nullptr;
    QComboBox *m_depth = nullptr;
    QComboBox *m_owner = nullptr;
    PlainLabel *m_zoom = nullptr;
    PlainLabel *m_hint = nullptr;
    LineageCanvas *m_canvas = nullptr;
    Card *m_impacted = nullptr;
    QTableView *m_table = nullptr;
    PlainLabel *m_nobody = nullptr;
    NodeCard *m_why = nullptr;
    QString m_wanted; ///< the node to go to once it is in the scene
};

} // namespace sluice
