// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/calibration_presenter.h"
#include "ui/models/replay_presenter.h"
#include "ui/models/rollouts_presenter.h"
#include "ui/shell/page.h"

#include <QPointer>
#include <QTimer>

class QListView;
class QStackedWidget;

namespace sluice {

class Button;
class Card;
class EmptyState;
class PageHeader;
class ReplayDialog;
class RolloutDetailPanel;

/// Every rollout of the workspace, and one of them in full.
class RolloutsPage : public Page
{
    Q_OBJECT

public:
    RolloutsPage(const PageContext &context, QWidget *parent = nullptr);
    void activate() override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void addFilters();
    void addPlanActions();
    void openReplay();
    void showView();
    void showDetail();
    void followSelection();
    void selectPlan(const QString &plan);

    PageContext m_context;
    RolloutsPresenter m_presenter;
    CalibrationPresenter m_calibration;
    ReplayPresenter m_replay;
    QPointer<ReplayDialog> m_replayDialog;
    PageHeader *m_header;
    QStackedWidget *m_stack;
    QListView *m_list;
    EmptyState *m_empty;
    Card *m_detailCard;
    RolloutDetailPanel *m_detail;
    QList<Button *> m_filters;
    QTimer m_second;
};

class RolloutsPageFactory : public PageFactory
{
public:
    QString id() const override;
    QString title() const override;
    Page *create(const PageContext &context, QWidget *parent) const override;
};

} // namespace sluice
