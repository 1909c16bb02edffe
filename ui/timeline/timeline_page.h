// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/timeline_presenter.h"
#include "ui/shell/page.h"

#include <QTimer>

class QButtonGroup;
class QStackedWidget;

namespace sluice {

class Button;
class Card;
class EmptyState;
class MilestoneLane;
class PageHeader;
class StageInspector;
class TimelineView;
class TimelineWindow;

/// All rollouts against time, and the stage at hand beside them.
class TimelinePage : public Page
{
    Q_OBJECT

public:
    TimelinePage(const PageContext &context, QWidget *parent = nullptr);
    void activate() override;
    void showItem(const QString &item) override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void layOut();
    void addSpans();
    void addActions();
    void showState();
    void showDetail();
    void tick();
    void fit(const QString &plan);
    void fitWhenUnseen();

    PageContext m_context;
    TimelinePresenter m_presenter;
    TimelineWindow *m_window;
    PageHeader *m_header;
    QButtonGroup *m_spans;
    Button *m_fit = nullptr;
    Button *m_all = nullptr;
    QStackedWidget *m_stack;
    TimelineView *m_view;
    MilestoneLane *m_milestones;
    EmptyState *m_empty;
    Card *m_inspectorCard;
    StageInspector *m_inspector;
    QStringList m_toExpand;
    QString m_shownPlan;
    bool m_isFitted = false;
    QTimer m_second;
};

class TimelinePageFactory : public PageFactory
{
public:
    QString id() const override;
    QString title() const override;
    Page *create(const PageContext &context, QWidget *parent) const override;
};

} // namespace sluice
