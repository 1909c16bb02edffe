// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/plan_timeline.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace sluice {

/// Plan → stage → step as a tree of two columns, name and chart. Holds one immutable list and diffs by id: what only
/// changed its values keeps its row, its expansion and its selection.
class TimelineModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, ChartColumn, ColumnCount };
    enum Level { PlanLevel, StageLevel, StepLevel };
    enum Role { LevelRole = Qt::UserRole + 1, PlanIdRole, StageIdRole };

    explicit TimelineModel(QObject *parent = nullptr);
    ~TimelineModel() override;

    void setTimelines(const QList<PlanTimeline> &timelines);
    const QList<PlanTimeline> &timelines() const { return m_timelines; }

    const PlanTimeline *plan(const QModelIndex &index) const; ///< of the row or of the one above it
    const StageSpan *stage(const QModelIndex &index) const; ///< null on plan rows
    const StepSpan *step(const QModelIndex &index) const; ///< null above steps
    QModelIndex indexOf(const QString &planId, const QString &stageId = {}) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Node;
    const Node *node(const QModelIndex &index) const;
    void updatePlan(int row, const PlanTimeline &timeline);
    void replaceChildren(int row);
    void tellChanged(int row);
    std::unique_ptr<Node> makePlan(const PlanTimeline &timeline) const;
    QString displayText(const Node &node) const;
    QString accessibleText(const Node &node) const;

    QList<PlanTimeline> m_timelines;
    std::vector<std::unique_ptr<Node>> m_plans;
};

} // namespace sluice
