// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/quality/quality_presenter.h"
#include "ui/shell/page.h"

#include <QElapsedTimer>
#include <QTimer>

class QComboBox;
class QScrollArea;
class QStackedWidget;

namespace sluice {

class Button;
class Card;
class EmptyState;
class ErrorBanner;
class EventView;
class GateGrid;
class KeyValueTable;
class WhatIfCard;
class WhyCard;

/// One chart a gate of the chosen stage, a crosshair and a stretch of time shared by all, and the reason of a breach.
class QualityPage : public Page
{
    Q_OBJECT

public:
    explicit QualityPage(const PageContext &context, QWidget *parent = nullptr);
    ~QualityPage() override;

    void activate() override;
    void showItem(const QString &item) override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

    QualityPresenter &presenter() { return m_presenter; }
    GateGrid &grid() { return *m_grid; }
    WhatIfCard &whatIf() { return *m_whatIf; }
    EventView &eventView() { return *m_event; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    void connectAll();
    QWidget *buildHeader();
    QWidget *buildContent();
    void registerActions();
    void showSelection();
    void showState();
    void showRangeChips();
    void scheduleRefresh();
    void refresh();
    void refreshWhy();
    void showReadings();
    void exportPicture();
    void exportData();
    void acknowledgeNext();
    void giveFeedback();
    QStringList leftToPerson() const;
    void judgeNext();
    void openEvent(const ChartMarker &marker);
    void write(const QString &path, std::function<QByteArray()> make);

    PageContext m_context;
    QualityPresenter m_presenter;
    QComboBox *m_plans = nullptr;
    QComboBox *m_stages = nullptr;
    QList<std::pair<Button *, Duration>> m_chips;
    Button *m_live = nullptr;
    Button *m_export = nullptr;
    ErrorBanner *m_error = nullptr;
    QStackedWidget *m_stack = nullptr;
    QWidget *m_skeleton = nullptr;
    EmptyState *m_empty = nullptr;
    Button *m_elsewhere = nullptr;
    QScrollArea *m_scroll = nullptr;
    QWidget *m_cardsHost = nullptr;
    GateGrid *m_grid = nullptr;
    WhyCard *m_why = nullptr;
    WhatIfCard *m_whatIf = nullptr;
    EventView *m_event = nullptr;
    Card *m_readings = nullptr;
    KeyValueTable *m_readingRows = nullptr;
    QTimer m_refresh;
    QElapsedTimer m_sinceRefresh;
    QTimer m_second;
    bool m_wantsFocus = false;
};

} // namespace sluice
