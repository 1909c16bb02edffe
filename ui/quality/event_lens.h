// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "communication/log_view.h"
#include "service/service.h"
#include "ui/models/event_correlation.h"
#include "ui/quality/gate_chart_content.h"

namespace sluice {

/// Reads what happened around one event of a rollout: every series of it, how each moved, and what the change log and
/// people said in that time. Sorts on a pool thread; knows no widget.
class EventLens : public QObject
{
    Q_OBJECT

public:
    enum class State { Closed, Loading, Ready, Failed };

    explicit EventLens(Service &service, QObject *parent = nullptr);

    void open(const QString &planId, const ChartMarker &marker);
    void setReach(Duration reach); ///< on each side; kept for the next event
    void retry();
    void close();

    State state() const { return m_state; }
    const Error &error() const { return m_error; }
    const ChartMarker &marker() const { return m_marker; }
    Duration reach() const { return m_reach; }
    EventWindow window() const { return { m_marker.at.toMSecsSinceEpoch(), m_reach.count() }; }
    const QList<CorrelatedSeries> &series() const { return m_series; }
    /// Of the run, and what people said of its datasets; ascending by time.
    const QList<LogLine> &entries() const { return m_entries; }
    bool isCut() const { return m_isCut; } ///< there were more samples or entries than are read at once

Q_SIGNALS:
    void changed();

private:
    void load();
    void loadEntries(const Plan &plan, const QString &run);
    void take(const QList<Event> &events, const RunNames &names);
    void setState(State state);

    Service &m_service;
    State m_state = State::Closed;
    Error m_error;
    QString m_plan;
    ChartMarker m_marker;
    Duration m_reach { std::chrono::minutes(30) };
    QList<CorrelatedSeries> m_series;
    QList<LogLine> m_entries;
    bool m_isCut = false;
    int m_loading = 0; ///< answers to older loads are dropped
};

} // namespace sluice
