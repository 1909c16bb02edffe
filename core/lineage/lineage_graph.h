// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <span>
#include <vector>

namespace sluice {

enum class NodeKind { Source, Table, View, Model, Seed, Snapshot, Exposure, Metric, Job, Test, Other };
QString nodeKindName(NodeKind kind);

/// One dataset, model, dashboard … key is the canonical identity ("mart.orders", "exposure:revenue_dashboard").
struct LineageNode {
    QString key;
    QString id; ///< what its source calls it: "model.shop.orders"; empty for the warehouse's own
    QString name; ///< shown
    NodeKind kind = NodeKind::Table;
    QString detail; ///< materialization or type of exposure: "view", "incremental", "dashboard"
    QString platform; ///< "postgresql", "snowflake" …; empty: unknown
    QString database; ///< empty: unknown or meaningless
    QString relation; ///< schema.name when it lives in a warehouse
    QString owner; ///< empty: unowned, which is a hazard for a consumer
    QString description;
    QStringList columns; ///< as far as known, in order
    QString maturity; ///< exposures: high, medium, low
    QString url;
    QString group; ///< the team it belongs to, by its source's own grouping
    QString access; ///< "public", "protected", "private"; empty: not stated
    QStringList tags;
    QString origin; ///< "dbt manifest target/manifest.json", "warehouse catalogue"
    int tests = 0; ///< checks attached to it; they are not nodes
    bool isContracted = false; ///< its shape is enforced where it is built
    bool isVersioned = false; ///< other versions of it may stay in use
    bool isInCatalogue = false; ///< a live catalogue has it: columns are complete
};

/// Where an edge comes from decides what it can prove. Declared: somebody says so, columns unknown.
/// Catalogue: the engine's own dependency record; an edge without a column means the relation as a whole.
enum class EdgeBasis { Declared, Catalogue, Plan };

/// from feeds to. Column empty: the relation as a whole.
struct LineageEdge {
    int from = 0; ///< index into nodes
    int to = 0;
    QString fromColumn;
    QString toColumn;
    EdgeBasis basis = EdgeBasis::Declared;
    QString origin;
    QDateTime seen;
};

/// A declared relation that no catalogue has, and why it may be so. Shown, never dropped.
struct UnmatchedNode {
    int node = 0;
    QString why;
};

/// A directed graph of datasets; immutable once built, so any thread may read it. Adjacency in compressed rows:
/// a closure touches memory in order. Edges are kept sorted by from, to and column; edges to oneself are dropped.
class LineageGraph
{
public:
    LineageGraph() = default;
    /// Edges whose ends are no nodes are dropped and named in problems().
    LineageGraph(QList<LineageNode> nodes, QList<LineageEdge> edges, QStringList problems = {});

    const QList<LineageNode> &nodes() const { return m_nodes; }
    const QList<LineageEdge> &edges() const { return m_edges; }
    int size() const { return int(m_nodes.size()); }

    int indexOf(const QString &key) const; ///< -1 when unknown; also finds by id and by relation
    /// The node of a relation as a plan names it, by its platform's case rule; a missing schema means the engine's
    /// default. -1 when unknown or not certain.
    int indexOf(const RelationName &relation) const;
    /// What a person typed: key, id, relation or shown name, in any case. NotFound names the nearest; Usage lists the
    /// candidates when several match.
    Result<int> find(const QString &text) const;

    std::span<const int> downstream(int node) const; ///< direct, each once
    std::span<const int> upstream(int node) const;
    std::span<const LineageEdge> edgesBetween(int from, int to) const; ///< one per column pair known

    /// Distances of everything downstream, node itself 0; -1 elsewhere. Cycles are fine.
    QList<int> downstreamDistances(const QList<int> &starts) const;
    QList<int> upstreamDistances(const QList<int> &starts) const;

    /// Merge by identity: later sources fill what is missing and add edges; what does not match is kept and listed.
    static LineageGraph merged(const QList<LineageGraph> &graphs);
    /// This graph with more nodes behind its own (indices of old nodes stay) and more edges.
    LineageGraph extended(const QList<LineageNode> &nodes, const QList<LineageEdge> &edges) const;

    const QStringList &problems() const { return m_problems; } ///< "test.x refers to unknown node y"
    const QList<UnmatchedNode> &unmatched() const { return m_unmatched; }

private:
    void buildAdjacency();
    void buildIndex();
    QStringList nearest(const QString &text) const;

    QList<LineageNode> m_nodes;
    QList<LineageEdge> m_edges;
    QStringList m_problems;
    QList<UnmatchedNode> m_unmatched;
    QHash<QString, int> m_byKey; ///< key, id
    QHash<QString, int> m_byRelation; ///< by each platform's case rule; -2 when ambiguous
    QHash<QString, int> m_byFolded; ///< any case, any way to write it; -2 when ambiguous
    std::vector<int> m_downOffsets, m_downTargets, m_downEdges, m_upOffsets, m_upTargets;
};

} // namespace sluice
