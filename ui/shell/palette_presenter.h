// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/shell/palette_model.h"

#include <QObject>
#include <QTimer>

namespace sluice {

class ActionRegistry;
class Clock;
class Navigator;
class Service;
struct Event;

/// Finds actions, rollouts, pages and, from three letters on, ledger entries; runs what was chosen. No widgets.
class PalettePresenter : public QObject
{
    Q_OBJECT

public:
    PalettePresenter(Service &service, const Clock &clock, ActionRegistry &actions, Navigator &navigator, QObject *parent = nullptr);
    void addPage(const QString &id, const QString &title);
    void setQuery(const QString &query);
    PaletteModel &model() { return m_model; }
    /// False when it is blocked: the palette stays open and shows why.
    bool run(const PaletteItem &item);

private:
    void update();
    void searchLog();
    QList<PaletteItem> actionItems() const;
    QList<PaletteItem> rolloutItems() const;
    PaletteItem logItem(const Event &event) const;

    struct KnownPage {
        QString id;
        QString title;
    };

    Service &m_service;
    const Clock &m_clock;
    ActionRegistry &m_actions;
    Navigator &m_navigator;
    QList<KnownPage> m_pages;
    QString m_query;
    QList<PaletteItem> m_log;
    quint64 m_generation = 0;
    QTimer m_debounce;
    PaletteModel m_model;
};

} // namespace sluice
