// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

namespace sluice {

enum class NodeKind { Source, Table, View, Model, Seed, Snapshot, Exposure, Job, Test, Other };
QString nodeKindName(NodeKind kind);

/// One dataset, model, dashboard … key is the canonical identity ("mart.orders", "exposure:revenue_dashboard").
struct LineageNode {
    QString key;
    QString name; ///< shown
    NodeKind kind = NodeKind::Table;
    QString relation; ///< schema.name when it lives in a warehouse
    QString owner; ///< empty: unowned, which is a hazard for a consumer
    QString description;
    QStringList columns; ///< as far as known, in order
    QString maturity; ///< exposures: high, medium, low
    QStringList tags;
    QString origin; ///< "dbt manifest target/manifest.json", "warehouse catalogue"
};

/// from feeds to. Column empty: the relation as a whole.
struct LineageEdge {
    int from = 0; ///< index into nodes
    int to = 0;
    QString fromColumn;
    QString toColumn;
    QString origin;
    QDateTime seen;
};

/// A directed graph of datasets; immutable once built, so any thread may read it. Adjacency in compressed rows:
/// a closure touches memory in order.
class LineageGraph
{
public:
    LineageGraph() = default;
    LineageGraph(QList<LineageNode> nodes, QList<LineageEdge> edges);
    const QList<LineageNode> &nodes() const { return m_nodes; }
    const QList<LineageEdge> &edges() const { return m_edges; }
    int indexOf(const QString &key) const; ///< -1 when unknown; also finds by relation
    QList<int> downstream(int node) const; ///< direct
    QList<int> upstream(int node) const;
    /// Distances of everything downstream, node itself 0; -1 elsewhere. Cycles are fine.
    QList<int> downstreamDistances(const QList<int> &starts) const;
    QList<int> upstreamDistances(const QList<int> &starts) const;
    /// Merge by key: later sources fill what is missing and add edges; dangling ids are kept as problems.
    static LineageGraph merged(const QList<LineageGraph> &graphs);
    QStringList problems; ///< "test.x refers to unknown node y"

private:
    void buildAdjacency();
    QList<LineageNode> m_nodes;
    QList<LineageEdge> m_edges;
    QHash<QString, int> m_byKey;
    QList<int> m_downOffsets, m_downTargets, m_upOffsets, m_upTargets;
};

} // namespace sluice
