// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/layer_positions.h"

#include <algorithm>
#include <array>
#include <limits>

namespace sluice::layout {

namespace {

/// One of the four runs: layers may be taken from the right, and each layer from the bottom.
class Alignment
{
public:
    Alignment(const ProperGraph &graph, const std::vector<double> &height, const Spacing &spacing,
        const std::vector<std::vector<Arc>> &neighbours, const std::vector<bool> &isCrossedArc, bool fromRight, bool fromBottom);
    std::vector<double> run();

private:
    void align();
    void compact();
    double separation(int upper, int lower) const;

    const ProperGraph &m_graph;
    const std::vector<double> &m_height;
    const Spacing &m_spacing;
    const std::vector<std::vector<Arc>> &m_neighbours; ///< per node, on the side already placed: {neighbour, arc}
    const std::vector<bool> &m_isCrossedArc;
    bool m_fromBottom = false;
    std::vector<std::vector<int>> m_order; ///< as this run sees it
    std::vector<int> m_position;
    std::vector<int> m_root; ///< first node of the block
    std::vector<int> m_align; ///< next node of the block, round
    std::vector<double> m_at;
};

Alignment::Alignment(const ProperGraph &graph, const std::vector<double> &height, const Spacing &spacing,
    const std::vector<std::vector<Arc>> &neighbours, const std::vector<bool> &isCrossedArc, bool fromRight, bool fromBottom)
    : m_graph(graph)
    , m_height(height)
    , m_spacing(spacing)
    , m_neighbours(neighbours)
    , m_isCrossedArc(isCrossedArc)
    , m_fromBottom(fromBottom)
    , m_order(graph.order)
    , m_position(size_t(graph.size()))
    , m_root(size_t(graph.size()))
    , m_align(size_t(graph.size()))
    , m_at(size_t(graph.size()), 0)
{
    if (fromRight)
        std::reverse(m_order.begin(), m_order.end());
    for (std::vector<int> &layer : m_order) {
        if (fromBottom)
            std::reverse(layer.begin(), layer.end());
        for (size_t i = 0; i < layer.size(); ++i)
            m_position[size_t(layer[i])] = int(i);
    }
    for (int node = 0; node < graph.size(); ++node)
        m_root[size_t(node)] = m_align[size_t(node)] = node;
}

double Alignment::separation(int upper, int lower) const
{
    const bool hasBend = m_graph.isBend(upper) || m_graph.isBend(lower);
    return (m_height[size_t(upper)] + m_height[size_t(lower)]) / 2 + (hasBend ? m_spacing.bendGap : m_spacing.nodeGap);
}

/// Joins each node with the median of its placed neighbours, unless that would cross an earlier join.
void Alignment::align()
{
    std::vector<Arc> sorted;
    for (const std::vector<int> &layer : m_order) {
        int reached = -1;
        for (int node : layer) {
            sorted = m_neighbours[size_t(node)];
            if (sorted.empty())
                continue;
            std::sort(sorted.begin(), sorted.end(), [this](const Arc &a, const Arc &b) {
                return m_position[size_t(a.from)] < m_position[size_t(b.from)];
            });
            const size_t last = sorted.size() - 1;
            for (const size_t median : { last / 2, (last + 1) / 2 }) {
                const Arc &candidate = sorted[median];
                const int neighbour = candidate.from;
                if (m_align[size_t(node)] != node || m_isCrossedArc[size_t(candidate.to)] || m_position[size_t(neighbour)] <= reached)
                    continue;
                m_align[size_t(neighbour)] = node;
                m_root[size_t(node)] = m_root[size_t(neighbour)];
                m_align[size_t(node)] = m_root[size_t(node)];
                reached = m_position[size_t(neighbour)];
            }
        }
    }
}

/// Longest paths over the graph of blocks: first as far up as possible, then each block down to its lower neighbours.
void Alignment::compact()
{
    std::vector<Arc> follows; // blocks that stand next to each other in some layer
    for (const std::vector<int> &layer : m_order) {
        for (size_t i = 1; i < layer.size(); ++i)
            follows.push_back({ layer[i - 1], layer[i] });
    }
    const auto blockOf = [this](int node) { return m_root[size_t(node)]; };
    const Neighbours below(m_graph.size(), follows, [&](const Arc &arc) { return blockOf(arc.from); }, [](const Arc &, int index) { return index; });
    std::vector<int> waiting(size_t(m_graph.size()), 0);
    for (const Arc &arc : follows)
        ++waiting[size_t(blockOf(arc.to))];
    std::vector<int> queue;
    for (int node = 0; node < m_graph.size(); ++node) {
        if (blockOf(node) == node && waiting[size_t(node)] == 0)
            queue.push_back(node);
    }
    for (size_t head = 0; head < queue.size(); ++head) {
        const int block = queue[head];
        for (int index : below.of(block)) {
            const Arc &arc = follows[size_t(index)];
            const int next = blockOf(arc.to);
            m_at[size_t(next)] = std::max(m_at[size_t(next)], m_at[size_t(block)] + separation(arc.from, arc.to));
            if (--waiting[size_t(next)] == 0)
                queue.push_back(next);
        }
    }
    for (size_t i = queue.size(); i-- > 0;) {
        double room = std::numeric_limits<double>::infinity();
        for (int index : below.of(queue[i])) {
            const Arc &arc = follows[size_t(index)];
            room = std::min(room, m_at[size_t(blockOf(arc.to))] - separation(arc.from, arc.to));
        }
        if (room < std::numeric_limits<double>::infinity())
            m_at[size_t(queue[i])] = std::max(m_at[size_t(queue[i])], room);
    }
}

std::vector<double> Alignment::run()
{
    align();
    compact();
    std::vector<double> result(m_at.size());
    for (size_t node = 0; node < result.size(); ++node)
        result[node] = (m_fromBottom ? -1 : 1) * m_at[size_t(m_root[node])];
    return result;
}

/// Arcs that cross a stretch between two bends: such a stretch goes first and becomes straight.
std::vector<bool> crossedArcs(const ProperGraph &graph, const std::vector<std::vector<Arc>> &previous, const std::vector<int> &position)
{
    std::vector<bool> isCrossed(graph.arcs.size(), false);
    for (size_t layer = 1; layer < graph.order.size(); ++layer) {
        const std::vector<int> &order = graph.order[layer];
        size_t scanned = 0;
        int low = 0;
        for (size_t i = 0; i < order.size(); ++i) {
            int high = -1; // position of the upper end of an inner stretch that ends here
            if (graph.isBend(order[i])) {
                const int upper = previous[size_t(order[i])].front().from;
                if (graph.isBend(upper))
                    high = position[size_t(upper)];
            }
            if (high < 0 && i + 1 < order.size())
                continue;
            const int limit = high < 0 ? int(graph.order[layer - 1].size()) : high;
            for (; scanned <= i; ++scanned) {
                for (const Arc &to : previous[size_t(order[scanned])]) {
                    const int at = position[size_t(to.from)];
                    const bool isInner = graph.isBend(order[scanned]) && graph.isBend(to.from);
                    if ((at < low || at > limit) && !isInner)
                        isCrossed[size_t(to.to)] = true;
                }
            }
            low = limit;
        }
    }
    return isCrossed;
}

double extent(const std::vector<double> &at, const std::vector<double> &height, double &low)
{
    low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (size_t node = 0; node < at.size(); ++node) {
        low = std::min(low, at[node] - height[node] / 2);
        high = std::max(high, at[node] + height[node] / 2);
    }
    return high - low;
}

} // namespace

std::vector<double> assignPositions(const ProperGraph &graph, const std::vector<double> &height, const Spacing &spacing)
{
    std::vector<std::vector<Arc>> previous(size_t(graph.size()));
    std::vector<std::vector<Arc>> next(size_t(graph.size()));
    for (size_t arc = 0; arc < graph.arcs.size(); ++arc) {
        previous[size_t(graph.arcs[arc].to)].push_back({ graph.arcs[arc].from, int(arc) });
        next[size_t(graph.arcs[arc].from)].push_back({ graph.arcs[arc].to, int(arc) });
    }
    std::vector<int> position(size_t(graph.size()), 0);
    for (const std::vector<int> &layer : graph.order) {
        for (size_t i = 0; i < layer.size(); ++i)
            position[size_t(layer[i])] = int(i);
    }
    const std::vector<bool> isCrossed = crossedArcs(graph, previous, position);

    std::array<std::vector<double>, 4> runs;
    std::array<double, 4> low {};
    std::array<double, 4> width {};
    size_t narrowest = 0;
    for (size_t run = 0; run < 4; ++run) {
        const bool fromRight = run >= 2;
        const bool fromBottom = run % 2 == 1;
        runs[run] = Alignment(graph, height, spacing, fromRight ? next : previous, isCrossed, fromRight, fromBottom).run();
        width[run] = extent(runs[run], height, low[run]);
        if (width[run] < width[narrowest])
            narrowest = run;
    }
    std::vector<double> result(size_t(graph.size()));
    for (size_t node = 0; node < result.size(); ++node) {
        std::array<double, 4> at {};
        for (size_t run = 0; run < 4; ++run) { // upper edges meet for runs from the top, lower edges for the others
            const double upper = low[narrowest] - low[run];
            at[run] = runs[run][node] + (run % 2 == 1 ? upper + width[narrowest] - width[run] : upper);
        }
        std::sort(at.begin(), at.end());
        result[node] = (at[1] + at[2]) / 2;
    }
    double lowest = 0;
    extent(result, height, lowest);
    for (double &at : result)
        at -= lowest;
    return result;
}

} // namespace sluice::layout
