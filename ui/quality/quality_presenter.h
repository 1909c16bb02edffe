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
    /// Those that cannot be told from time on the charts of now.
    QList<ChartMarker> markersAt(qint64 time) const;
    /// What feedback on this rollout is about; empty: nothing is shown that one could speak of.
    QString feedbackDataset() const { return m_datasets.value(0); }
    QFuture<Result<void>> giveFeedback(const QString &dataset, const QString &text);
    /// As it was recorded, ascending; x in ms since the epoch, y 0 … 1.
    QList<QPointF> evidence(const QString &gate) const { return m_evidence.value(gate); }
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
    void search(const LogQuery &query, std::function<void(const QList<Event> &)> take);
    void mergeMarkers();
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
    std::optional<StandingChecks> m_standing; ///< shown instead of a rollout
    bool m_hasSnapshot = false;
    bool m_isSampling = false;
    bool m_isLive = true;
    Duration m_window { std::chrono::hours(2) };
    qint64 m_from = 0;
    qint64 m_to = 0;
    QList<ChartMarker> m_markers; ///< both of the following, in order
    QList<ChartMarker> m_events; ///< of the run
    QList<ChartMarker> m_feedback; ///< on what its plan touches
    QMap<QString, QList<QPointF>> m_evidence; ///< by gate
    QStringList m_datasets; ///< that the plan touches
    qint64 m_lastSeq = 0; ///< newest entry of the run
    qint64 m_oldest = 0; ///< time of the oldest sample loaded
    bool m_hasAll = false; ///< nothing older is stored
    bool m_isBusy = false; ///< a read of samples is under way
    bool m_isDirty = false; ///< more arrived meanwhile
    int m_selection = 0; ///< answers to older selections are dropped
    QTimer m_markerTimer;
};

} // namespace sluice
