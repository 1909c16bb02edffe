// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/lineage_closure.h"

#include <algorithm>

namespace sluice {

LineageClosure::LineageClosure(const LineageGraph &graph)
    : m_graph(graph)
    , m_mark(size_t(graph.size()), 0)
    , m_distance(size_t(graph.size()), 0)
    , m_from(size_t(graph.size()), -1)
{
    m_queue.reserve(size_t(graph.size()));
}

std::span<const int> LineageClosure::reach(std::span<const int> starts, Direction direction, int maxDistance)
{
    if (++m_call == 0) { // the counter went round: old marks would look fresh
        std::fill(m_mark.begin(), m_mark.end(), 0U);
        m_call = 1;
    }
    m_queue.clear();
    const auto visit = [this](int node, int from, int distance) {
        const auto slot = size_t(node);
        if (m_mark[slot] == m_call)
            return;
        m_mark[slot] = m_call;
        m_distance[slot] = distance;
        m_from[slot] = from;
        m_queue.push_back(node);
    };
    for (int start : starts) {
        if (start >= 0 && start < m_graph.size())
            visit(start, -1, 0);
    }
    for (size_t head = 0; head < m_queue.size(); ++head) {
        const int node = m_queue[head];
        const int distance = m_distance[size_t(node)];
        if (distance == maxDistance)
            break;
        for (int next : direction == Direction::Downstream ? m_graph.downstream(node) : m_graph.upstream(node))
            visit(next, node, distance + 1);
    }
    return m_queue;
}

QList<int> LineageClosure::path(int node) const
{
    QList<int> result;
    if (!isReached(node))
        return result;
    for (int at = node; at >= 0; at = m_from[size_t(at)])
        result.append(at);
    std::reverse(result.begin(), result.end());
    return result;
}

} // namespace sluice
