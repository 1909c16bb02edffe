// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/rollout_detail.h"
#include "ui/models/rollout_list_model.h"

#include <QObject>

namespace sluice {

class Clock;
class Service;

/// Decides what the Rollouts page shows: loading, empty, the list with its filter, the detail of the selected one.
class RolloutsPresenter : public QObject
{
    Q_OBJECT

public:
    enum class View { Loading, Empty, NothingMatches, List };
    enum class Filter { All, Active, NeedsAttention, Finished };

    RolloutsPresenter(Service &service, const Clock &clock, QObject *parent = nullptr);

    RolloutListModel &model() { return m_model; }
    View view() const { return m_view; }
    QString workspaceRoot() const { return m_root; }
    const RolloutDetail &detail() const { return m_detail; }
    QString note() const { return m_note; } ///< "5 rollouts · 1 breach · 1 held"

    void select(const QString &planId);
    void setFilter(Filter filter);
    Filter filter() const { return m_filter; }
    void refresh(); ///< also for ages, once a second while shown

Q_SIGNALS:
    void viewChanged();
    void detailChanged();

private:
    bool passes(const RolloutRow &row) const;
    QString noteOf(const QList<RolloutRow> &rows) const;

    Service &m_service;
    const Clock &m_clock;
    RolloutListModel m_model;
    RolloutDetail m_detail;
    QString m_selected;
    QString m_root;
    QString m_note;
    View m_view = View::Loading;
    Filter m_filter = Filter::All;
};

} // namespace sluice
