// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "service/service.h"
#include "ui/models/impact_table_model.h"
#include "ui/models/lineage_scene.h"

#include <QObject>

namespace sluice {

/// Decides what the lineage page shows: which graph, judged for which plan or node, which part of it. Reads through the
/// service, judges and lays out on a worker; only the newest answer counts. Knows no widget. UI thread.
class LineagePresenter : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Loading, ///< no graph yet
        Empty, ///< read, and there is nothing in it
        NoPlan, ///< a graph, but nothing to judge it by
        Ready,
        Failed, ///< never read; error() says why
    };
    struct Choice {
        QString id;
        QString title;
        friend bool operator==(const Choice &, const Choice &) = default;
    };
    struct Hit {
        QString key;
        QString title;
        QString detail; ///< relation and kind, to tell equal names apart
    };

    LineagePresenter(Service &service, const Clock &clock, QObject *parent = nullptr);

    State state() const { return m_state; }
    const Error &error() const { return m_error; } ///< of the last read; also while older lineage is still shown
    bool isStale() const { return m_graph && m_hasFailed; } ///< the last read failed, what is shown is older
    QDateTime readAt() const { return m_readAt; }
    void refresh();
    void refreshIfOld(); ///< reads again when the last answer is over a minute old

    QList<Choice> plans() const { return m_plans; }
    QString plan() const { return m_plan; }
    QString node() const { return m_node; } ///< judged instead of the plan; empty: the plan
    void choosePlan(const QString &planId);
    Result<void> chooseNode(const QString &nodeOrColumn); ///< empty: back to the plan

    const LineageFilter &filter() const { return m_filter; }
    void setFilter(const LineageFilter &filter);
    void expand(const QString &key);
    void fold(const QString &key);
    void toggleColumns(const QString &key);
    void reveal(const QString &key); ///< shows it with its neighbours and selects it

    QString selected() const { return m_selected; }
    void select(const QString &key);

    LineageScenePtr scene() const { return m_scene; } ///< null before the first
    bool isBusy() const { return m_isBuilding; } ///< a newer scene is being made
    ImpactTableModel &model() { return m_model; }
    QStringList owners() const; ///< of affected consumers, sorted; "" for unowned, first
    QList<Hit> search(const QString &text, int limit = 12) const;
    QStringList problems() const; ///< of the sources, unmatched relations included

Q_SIGNALS:
    void stateChanged();
    void plansChanged();
    void sceneChanged();
    void filterChanged();
    void selectionChanged();

private:
    QString worthwhilePlan() const;
    void readPlans();
    void takeGraph(const Result<std::shared_ptr<const LineageGraph>> &graph);
    void rebuild(bool isAnalysisKept);
    void takeScene(int generation, const Result<LineageScenePtr> &scene);
    void setState(State state);
    const RolloutView *rollout() const;

    Service &m_service;
    const Clock &m_clock;
    ImpactTableModel m_model;
    State m_state = State::Loading;
    Error m_error;
    bool m_hasFailed = false;
    bool m_isReading = false;
    bool m_isBuilding = false;
    std::shared_ptr<const LineageGraph> m_graph;
    QDateTime m_readAt;
    QList<Choice> m_plans;
    QString m_plan;
    QString m_digest; ///< of the plan that was judged
    QString m_node;
    QString m_selected;
    LineageFilter m_filter;
    LineageScenePtr m_scene;
    int m_generation = 0;
};

} // namespace sluice
