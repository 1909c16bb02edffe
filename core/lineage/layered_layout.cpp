// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/layered_layout.h"

#include "lineage/layer_assignment.h"
#include "lineage/layer_order.h"
#include "lineage/layer_positions.h"

#include <algorithm>
#include <numeric>

namespace sluice {

using namespace layout;

namespace {

/// One connected part on its own, its upper left corner at the origin.
struct Part {
    std::vector<int> nodes; ///< local indices into the subset
    std::vector<Arc> arcs; ///< indices into nodes
    std::vector<bool> isTurned;
    std::vector<std::vector<int>> bends; ///< per arc
    ProperGraph proper;
    std::vector<double> centre;
    double height = 0;
    long long crossings = 0;
};

class LayoutMaker
{
public:
    LayoutMaker(const LineageGraph &graph, const QList<int> &subset, const LayoutOptions &options);
    GraphLayout make();

private:
    std::vector<Part> split() const;
    void arrange(Part &part) const;
    void splitLongArcs(Part &part, const std::vector<int> &layer) const;
    void placePart(const Part &part, double top);
    double placeSingles(const std::vector<Part> &parts, double top);
    QList<QPointF> route(const Part &part, size_t arc, double top) const;
    double heightOf(int local) const { return m_options.heights.value(m_subset.at(local), m_options.nodeSize.height()); }
    double leftOf(int layer) const { return layer * (m_options.nodeSize.width() + m_options.layerGap); }

    const LineageGraph &m_graph;
    const LayoutOptions &m_options;
    QList<int> m_subset;
    GraphLayout m_layout;
};

LayoutMaker::LayoutMaker(const LineageGraph &graph, const QList<int> &subset, const LayoutOptions &options)
    : m_graph(graph)
    , m_options(options)
{
    std::vector<bool> isTaken(size_t(graph.size()), false);
    for (int node : subset) {
        if (node < 0 || node >= graph.size() || isTaken[size_t(node)])
            continue;
        isTaken[size_t(node)] = true;
        m_subset.append(node);
    }
}

/// Connected parts, the one with most nodes first, equal ones in the order of the subset.
std::vector<Part> LayoutMaker::split() const
{
    std::vector<int> local(size_t(m_graph.size()), -1);
    for (int i = 0; i < m_subset.size(); ++i)
        local[size_t(m_subset.at(i))] = i;
    std::vector<Arc> arcs;
    std::vector<int> leader(size_t(m_subset.size()));
    std::iota(leader.begin(), leader.end(), 0);
    const auto find = [&](int node) {
        while (leader[size_t(node)] != node)
            node = leader[size_t(node)] = leader[size_t(leader[size_t(node)])];
        return node;
    };
    for (int from = 0; from < m_subset.size(); ++from) {
        for (int target : m_graph.downstream(m_subset.at(from))) {
            const int to = local[size_t(target)];
            if (to < 0)
                continue;
            arcs.push_back({ from, to });
            leader[size_t(std::max(find(from), find(to)))] = std::min(find(from), find(to));
        }
    }
    std::vector<Part> parts;
    std::vector<int> partOf(size_t(m_subset.size()), -1);
    std::vector<int> inPart(size_t(m_subset.size()), 0);
    for (int node = 0; node < m_subset.size(); ++node) {
        int &part = partOf[size_t(find(node))];
        if (part < 0) {
            part = int(parts.size());
            parts.emplace_back();
        }
        inPart[size_t(node)] = int(parts[size_t(part)].nodes.size());
        parts[size_t(part)].nodes.push_back(node);
    }
    for (const Arc &arc : arcs)
        parts[size_t(partOf[size_t(find(arc.from))])].arcs.push_back({ inPart[size_t(arc.from)], inPart[size_t(arc.to)] });
    std::stable_sort(parts.begin(), parts.end(), [](const Part &a, const Part &b) { return a.nodes.size() > b.nodes.size(); });
    return parts;
}

void LayoutMaker::splitLongArcs(Part &part, const std::vector<int> &layer) const
{
    ProperGraph &proper = part.proper;
    proper.nodeCount = int(part.nodes.size());
    proper.layer = layer;
    part.bends.resize(part.arcs.size());
    for (size_t a = 0; a < part.arcs.size(); ++a) {
        int at = part.arcs[a].from;
        for (int between = layer[size_t(at)] + 1; between < layer[size_t(part.arcs[a].to)]; ++between) {
            const int bend = proper.size();
            proper.layer.push_back(between);
            proper.arcs.push_back({ at, bend });
            part.bends[a].push_back(bend);
            at = bend;
        }
        proper.arcs.push_back({ at, part.arcs[a].to });
    }
    proper.order.resize(size_t(*std::max_element(proper.layer.begin(), proper.layer.end())) + 1);
    for (int node = 0; node < proper.size(); ++node)
        proper.order[size_t(proper.layer[size_t(node)])].push_back(node);
}

void LayoutMaker::arrange(Part &part) const
{
    part.isTurned = makeAcyclic(int(part.nodes.size()), part.arcs);
    splitLongArcs(part, assignLayers(int(part.nodes.size()), part.arcs));
    part.crossings = reduceCrossings(part.proper);
    std::vector<double> height(size_t(part.proper.size()), 0);
    for (size_t node = 0; node < part.nodes.size(); ++node)
        height[node] = heightOf(part.nodes[node]);
    part.centre = assignPositions(part.proper, height, { m_options.nodeGap, m_options.nodeGap / 2 });
    for (size_t node = 0; node < height.size(); ++node)
        part.height = std::max(part.height, part.centre[node] + height[node] / 2);
}

/// Straight across the layers of its bends, curved in the gaps between layers, so that it never touches a box.
QList<QPointF> LayoutMaker::route(const Part &part, size_t arc, double top) const
{
    const double width = m_options.nodeSize.width();
    const auto centre = [&](int node) { return top + part.centre[size_t(node)]; };
    const Arc &ends = part.arcs[arc];
    QPointF at(leftOf(part.proper.layer[size_t(ends.from)]) + width, centre(ends.from));
    QList<QPointF> points { at };
    const auto curveTo = [&](const QPointF &to) {
        const double half = (to.x() - at.x()) / 2;
        points << QPointF(at.x() + half, at.y()) << QPointF(to.x() - half, to.y()) << to;
        at = to;
    };
    for (int bend : part.bends[arc]) {
        const double left = leftOf(part.proper.layer[size_t(bend)]);
        curveTo({ left, centre(bend) });
        curveTo({ left + width, centre(bend) });
    }
    curveTo({ leftOf(part.proper.layer[size_t(ends.to)]), centre(ends.to) });
    return points;
}

void LayoutMaker::placePart(const Part &part, double top)
{
    for (size_t node = 0; node < part.nodes.size(); ++node) {
        const int local = part.nodes[node];
        const double height = heightOf(local);
        LayoutNode &placed = m_layout.nodes[local];
        placed.layer = part.proper.layer[node];
        placed.box = QRectF(leftOf(placed.layer), top + part.centre[node] - height / 2, m_options.nodeSize.width(), height);
    }
    for (size_t arc = 0; arc < part.arcs.size(); ++arc) {
        LayoutEdge edge;
        edge.isTurned = part.isTurned[arc];
        edge.from = m_subset.at(part.nodes[size_t(edge.isTurned ? part.arcs[arc].to : part.arcs[arc].from)]);
        edge.to = m_subset.at(part.nodes[size_t(edge.isTurned ? part.arcs[arc].from : part.arcs[arc].to)]);
        edge.points = route(part, arc, top);
        m_layout.edges.append(std::move(edge));
    }
    m_layout.crossings += part.crossings;
}

/// Rows as wide as the drawing above them, at least four.
double LayoutMaker::placeSingles(const std::vector<Part> &parts, double top)
{
    int columns = 4;
    for (const LayoutNode &node : std::as_const(m_layout.nodes))
        columns = std::max(columns, node.layer + 1);
    int column = 0;
    double rowHeight = 0;
    for (const Part &part : parts) {
        if (part.nodes.size() > 1)
            continue;
        if (column == columns) {
            column = 0;
            top += rowHeight + m_options.nodeGap;
            rowHeight = 0;
        }
        const int local = part.nodes.front();
        m_layout.nodes[local].layer = column;
        m_layout.nodes[local].box = QRectF(leftOf(column++), top, m_options.nodeSize.width(), heightOf(local));
        rowHeight = std::max(rowHeight, heightOf(local));
    }
    return top + rowHeight;
}

GraphLayout LayoutMaker::make()
{
    m_layout.nodes.resize(m_subset.size());
    for (int local = 0; local < m_subset.size(); ++local)
        m_layout.nodes[local].node = m_subset.at(local);
    std::vector<Part> parts = split();
    double top = 0;
    for (Part &part : parts) {
        if (part.nodes.size() < 2)
            continue;
        arrange(part);
        placePart(part, top);
        top += part.height + 2 * m_options.nodeGap;
    }
    placeSingles(parts, top);
    std::sort(m_layout.edges.begin(), m_layout.edges.end(), [](const LayoutEdge &a, const LayoutEdge &b) {
        return std::pair(a.from, a.to) < std::pair(b.from, b.to);
    });
    for (const LayoutNode &node : std::as_const(m_layout.nodes))
        m_layout.bounds |= node.box;
    return std::move(m_layout);
}

} // namespace

GraphLayout layeredLayout(const LineageGraph &graph, const QList<int> &subset, const LayoutOptions &options)
{
    return LayoutMaker(graph, subset, options).make();
}

} // namespace sluice
