// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/impact.h"

#include <QPointF>
#include <QRectF>
#include <QSet>

#include <memory>
#include <optional>

/// What the lineage page draws, made from a graph on any thread and never changed afterwards.
namespace sluice {

/// A graph judged from one point of view: a plan's, or one node's.
struct LineageAnalysis {
    std::shared_ptr<const LineageGraph> graph; ///< with what the plan brings
    QList<Impact> impacts; ///< highest risk first
    ImpactSummary summary;
    QHash<int, int> impactOf; ///< node -> index into impacts
    QString subject; ///< plan id or node, for the title

    const Impact *impact(int node) const
    {
        const int index = impactOf.value(node, -1);
        return index < 0 ? nullptr : &impacts.at(index);
    }
};
using LineageAnalysisPtr = std::shared_ptr<const LineageAnalysis>;

LineageAnalysisPtr analysePlan(const std::shared_ptr<const LineageGraph> &graph, const Plan &plan);
Result<LineageAnalysisPtr> analyseNode(const std::shared_ptr<const LineageGraph> &graph, const QString &nodeOrColumn);

/// What of an analysis shall be seen. Nodes are named by key, so that it outlives a reload.
struct LineageFilter {
    int depth = 0; ///< hops from what changes; 0: as many as stay readable
    std::optional<QString> owner; ///< only this owner's consumers and the ways to them; "" means unowned
    bool showsAll = false; ///< untouched nodes too
    QSet<QString> expanded; ///< their neighbours are shown
    QSet<QString> folded; ///< what lies behind them is not
    QSet<QString> open; ///< with columns inside
    friend bool operator==(const LineageFilter &, const LineageFilter &) = default;
};

struct SceneNode {
    int node = 0; ///< of the graph
    QString key;
    QString title;
    QString subtitle;
    ImpactKind kind = ImpactKind::Untouched;
    QRectF box;
    int layer = 0;
    int hiddenBefore = 0; ///< neighbours that are not shown
    int hiddenAfter = 0;
    bool isUnowned = false; ///< an affected consumer without an owner
    QStringList columns; ///< when open, the last entry may be "… and 12 more"
};

struct SceneEdge {
    int from = 0; ///< index into nodes of the scene
    int to = 0;
    QList<QPointF> points; ///< as LayoutEdge
    QRectF bounds;
    ImpactKind kind = ImpactKind::Untouched; ///< what it carries
    bool isTurned = false;
};

struct LineageScene {
    LineageAnalysisPtr analysis;
    QList<SceneNode> nodes;
    QList<SceneEdge> edges;
    QRectF bounds;
    QHash<QString, int> byKey;
    int hidden = 0; ///< nodes of the graph that are not in the scene
    int deepest = 0; ///< hops from what changes to the farthest consumer
    int depth = 0; ///< hops shown; less than deepest when there would be too many nodes

    int indexOf(const QString &key) const { return byKey.value(key, -1); }
};
using LineageScenePtr = std::shared_ptr<const LineageScene>;

/// Scene coordinates are device-independent pixels at 100 %. A few milliseconds for hundreds of nodes, under a second
/// for thousands: call it on a worker thread.
LineageScenePtr buildScene(const LineageAnalysisPtr &analysis, const LineageFilter &filter);

namespace scene {
constexpr double kNodeWidth = 168;
constexpr double kNodeHeight = 44;
constexpr double kColumnHeight = 17;
constexpr int kMaxColumns = 12; ///< shown in an open node
constexpr int kReadable = 250; ///< nodes shown without being asked for
} // namespace scene

} // namespace sluice
