// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/quality/event_lens.h"
#include "ui/quality/event_series_model.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QListWidget;
class QTableView;

namespace sluice {

class Button;
class Card;
class ErrorBanner;
class PlainLabel;

/// System, quality and feedback around one event: every series over the same time, what moved most first, and beside
/// them what the change log and people said.
class EventView : public QWidget
{
    Q_OBJECT

public:
    EventView(const Theme &theme, Service &service, const Clock &clock, QWidget *parent = nullptr);

    /// span: of the charts where it was picked; what is shown around it follows that.
    void open(const QString &planId, const ChartMarker &marker, Duration span);
    EventLens &lens() { return m_lens; }
    EventSeriesModel &model() { return m_model; }
    QStringList entryTexts() const;

Q_SIGNALS:
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *buildHeader();
    QWidget *buildSeries();
    QWidget *buildEntries();
    void refresh();
    void showEntries();
    QString entryText(const LogLine &line) const;
    void leave();

    const Theme &m_theme;
    Service &m_service;
    const Clock &m_clock;
    EventLens m_lens;
    EventSeriesModel m_model;
    QString m_plan;
    PlainLabel *m_title = nullptr;
    PlainLabel *m_when = nullptr;
    QList<std::pair<Button *, Duration>> m_chips;
    ErrorBanner *m_error = nullptr;
    QTableView *m_table = nullptr;
    PlainLabel *m_note = nullptr;
    Card *m_entriesCard = nullptr;
    QListWidget *m_entries = nullptr;
    PlainLabel *m_noEntries = nullptr;
};

} // namespace sluice
