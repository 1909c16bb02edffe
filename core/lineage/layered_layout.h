// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/lineage_graph.h"

#include <QPointF>
#include <QRectF>

namespace sluice {

struct LayoutNode {
    int node = 0; ///< index into the graph
    QRectF box;
};
struct LayoutEdge {
    int from = 0;
    int to = 0;
    QList<QPointF> points; ///< poly-Bézier control points, left to right
};
struct GraphLayout {
    QList<LayoutNode> nodes;
    QList<LayoutEdge> edges;
    QRectF bounds;
    int crossings = 0;
};

struct LayoutOptions {
    QSizeF nodeSize { 160, 48 };
    double layerGap = 64;
    double nodeGap = 16;
};

/// Layered drawing, left to right, of the induced subgraph (Sugiyama: cycle removal, network-simplex or longest-path
/// layers, crossing reduction by weighted median with transposes, Brandes-Köpf coordinates). Pure, deterministic.
GraphLayout layeredLayout(const LineageGraph &graph, const QList<int> &subset, const LayoutOptions &options = {});

} // namespace sluice
