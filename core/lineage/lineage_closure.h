// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/lineage_graph.h"

#include <vector>

namespace sluice {

/// Breadth-first reach over one graph with working memory that is kept between calls: marks carry the number of the
/// call, so nothing is cleared and a call costs what it reaches. Refers to the graph; one thread at a time.
class LineageClosure
{
public:
    enum class Direction { Downstream, Upstream };

    explicit LineageClosure(const LineageGraph &graph);
    /// Starts first, then by distance; starts outside the graph are ignored. Valid until the next call.
    std::span<const int> reach(std::span<const int> starts, Direction direction, int maxDistance = -1);
    std::span<const int> reach(int start, Direction direction) { return reach({ &start, 1 }, direction); }
    bool isReached(int node) const { return m_mark[size_t(node)] == m_call; }
    int distance(int node) const { return isReached(node) ? m_distance[size_t(node)] : -1; } ///< hops from the nearest start
    /// From a start to the node along nearest predecessors, in walking order; empty when not reached.
    QList<int> path(int node) const;

private:
    const LineageGraph &m_graph;
    unsigned m_call = 0;
    std::vector<unsigned> m_mark;
    std::vector<int> m_distance;
    std::vector<int> m_from; ///< -1 at a start
    std::vector<int> m_queue;
};

} // namespace sluice
