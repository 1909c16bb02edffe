// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/rollout_detail.h"
#include "ui/models/timeline_model.h"

#include <QObject>

namespace sluice {

class Clock;
class Service;

/// What a rollback of the selected run would mean, as the inspector says it.
struct RollbackPromise {
    enum class State { None, Loading, Ready, Failed };
    State state = State::None;
    QString readersBackIn;
    QString undoneIn;
    qint64 rowsLost = -1; ///< -1 unknown
    QString to; ///< title of the stage it returns to
    QStringList blockers;
    QString problem; ///< why it could not be forecast
    friend bool operator==(const RollbackPromise &, const RollbackPromise &) = default;
};

/// Decides what the Timeline page shows. Forecasts of the rollback come from the service in the background, for the
/// selected run, at most every ten seconds.
class TimelinePresenter : public QObject
{
    Q_OBJECT

public:
    TimelinePresenter(Service &service, const Clock &clock, QObject *parent = nullptr);

    TimelineModel &model() { return m_model; }
    bool isLoaded() const { return m_isLoaded; }
    QString note() const { return m_note; } ///< "4 rollouts · 1 conflict"
    QDateTime now() const;

    /// stageId empty: the stage people mean (PlanTimeline::focusStage).
    void select(const QString &planId, const QString &stageId = {});
    QString selectedPlan() const { return m_plan; }
    QString selectedStage() const;
    const RolloutDetail &detail() const { return m_detail; }
    const StageSpan *stage() const; ///< the selected one; nullptr when there is none
    const RollbackPromise &promise() const { return m_promise; }

    void refresh(); ///< also once a second while shown

Q_SIGNALS:
    void changed();
    void detailChanged();

private:
    void forecast();
    void setPromise(RollbackPromise promise);

    Service &m_service;
    const Clock &m_clock;
    TimelineModel m_model;
    QString m_plan;
    QString m_stage;
    QString m_note;
    bool m_isLoaded = false;
    RolloutDetail m_detail;
    RollbackPromise m_promise;
    QString m_forecastRun;
    std::chrono::milliseconds m_forecastAt { -1 };
    quint64 m_generation = 0;
};

} // namespace sluice
