// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/service.h"
#include "ui/quality/gate_chart_content.h"

#include <QTimer>

namespace sluice {

/// Decides what the quality page shows: which rollout and stage, which samples, which stretch of time. Reads through
/// the service, one request at a time; knows no widget.
class QualityPresenter : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Loading, ///< no snapshot, or no answer yet
        NoRollouts,
        NotStarted, ///< nothing was sampled because the rollout never ran
        NoGates, ///< the stage has none
        Ready,
        Failed,
    };
    struct Choice {
        QString id;
        QString name; ///< short enough for a box: a plan's id, a stage's title
        QString title;
        friend bool operator==(const Choice &, const Choice &) = default;
    };

    QualityPresenter(Service &service, const Clock &clock, QObject *parent = nullptr);

    State state() const { return m_state; }
    const Error &error() const { return m_error; }
    MetricSeriesModel &model() { return m_model; }

    QList<Choice> plans() const { return m_plans; }
    QList<Choice> stages() const { return m_stages; }
    QString plan() const { return m_plan; }
    QString stage() const { return m_stage; }
    QString run() const { return m_run; }
    /// Empty: back to what matters most now (the breach, else the running one).
    void choosePlan(const QString &planId);
    void chooseStage(const QString &stageId);
    /// Once a second while shown: a runner in another process tells nobody here of its samples.
    void poll();
    void retry();

    /// The stretch that all charts show, ms since the epoch.
    std::pair<qint64, qint64> range() const;
    bool isLive() const { return m_isLive; }
    Duration window() const { return m_window; } ///< zero: everything
    void showLast(Duration window); ///< zero: everything; keeps following the present
    void showRange(qint64 from, qint64 to);
    void setLive(bool live);

    const QList<ChartMarker> &markers() const { return m_markers; }
    /// The verdicts that need a reason: the breaches, else what keeps the stage from passing; empty when all is well.
    QList<VerdictRecord> troubles() const;
    bool isSampling() const { return m_isSampling; } ///< false: the run ended, its data are old by nature
    QDateTime now() const { return m_clock.nowUtc(); }
    /// Age of the newest sample; -1 unknown. Stale: three intervals without a new one while the run is sampling.
    Duration age(const GateCard &card) const;
    bool isStale(const GateCard &card) const;

    /// Makes the CSV of what the charts show; safe to call on another thread.
    std::function<QByteArray()> csvMaker() const;
    /// "40 s after the flag reached pilot_analysts", when a switch came shortly before the verdict; else empty.
    QString circumstance(const VerdictRecord &record) const;

Q_SIGNALS:
    void selectionChanged();
    void stateChanged();
    void dataChanged();
    void rangeChanged();

private:
    void readSnapshot();
    void select();
    void loadFirst();
    void loadNew();
    void loadOlder();
    void loadMarkers();
    void setState(State state);
    qint64 newestKnown() const;
    static QString worthwhileStage(const RolloutView &rollout);

    Service &m_service;
    const Clock &m_clock;
    MetricSeriesModel m_model;
    State m_state = State::Loading;
    Error m_error;
    QList<Choice> m_plans;
    QList<Choice> m_stages;
    QString m_wantedPlan; ///< chosen by hand; empty: follow
    QString m_wantedStage;
    QString m_plan;
    QString m_stage;
    QString m_run;
    bool m_hasSnapshot = false;
    bool m_isSampling = false;
    bool m_isLive = true;
    Duration m_window { std::chrono::hours(2) };
    qint64 m_from = 0;
    qint64 m_to = 0;
    QList<ChartMarker> m_markers;
    qint64 m_oldest = 0; ///< time of the oldest sample loaded
    bool m_hasAll = false; ///< nothing older is stored
    bool m_isBusy = false; ///< a read of samples is under way
    bool m_isDirty = false; ///< more arrived meanwhile
    int m_selection = 0; ///< answers to older selections are dropped
    QTimer m_markerTimer;
};

} // namespace sluice
