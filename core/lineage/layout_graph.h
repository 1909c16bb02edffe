// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

/// Parts of the layered layout that pass plain numbers to each other. Nodes are 0…count−1. Everything is
/// deterministic: the same input gives the same output on every machine.
namespace sluice::layout {

struct Arc {
    int from = 0;
    int to = 0;
};

/// Neighbour lists in compressed rows: one allocation, read in order.
class Neighbours
{
public:
    Neighbours() = default;
    /// Calls key(arc) and value(arc) for each arc; lists keep the order of arcs.
    template <class Key, class Value>
    Neighbours(int count, const std::vector<Arc> &arcs, Key key, Value value)
        : m_offsets(size_t(count) + 1, 0)
        , m_values(arcs.size())
    {
        for (const Arc &arc : arcs)
            ++m_offsets[size_t(key(arc)) + 1];
        for (size_t i = 1; i < m_offsets.size(); ++i)
            m_offsets[i] += m_offsets[i - 1];
        std::vector<int> next(m_offsets.begin(), m_offsets.end() - 1);
        for (size_t a = 0; a < arcs.size(); ++a)
            m_values[size_t(next[size_t(key(arcs[a]))]++)] = value(arcs[a], int(a));
    }
    std::span<const int> of(int node) const
    {
        return { m_values.data() + m_offsets[size_t(node)], m_values.data() + m_offsets[size_t(node) + 1] };
    }
    std::span<int> of(int node)
    {
        return { m_values.data() + m_offsets[size_t(node)], m_values.data() + m_offsets[size_t(node) + 1] };
    }
    int degree(int node) const { return m_offsets[size_t(node) + 1] - m_offsets[size_t(node)]; }

private:
    std::vector<int> m_offsets;
    std::vector<int> m_values;
};

inline Neighbours successors(int count, const std::vector<Arc> &arcs)
{
    return { count, arcs, [](const Arc &arc) { return arc.from; }, [](const Arc &arc, int) { return arc.to; } };
}

inline Neighbours predecessors(int count, const std::vector<Arc> &arcs)
{
    return { count, arcs, [](const Arc &arc) { return arc.to; }, [](const Arc &arc, int) { return arc.from; } };
}

/// A linear congruential generator of our own: the library's distributions are not the same everywhere.
class Random
{
public:
    size_t below(size_t limit) ///< limit > 0
    {
        m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
        return size_t((m_state >> 33) % limit);
    }

private:
    std::uint64_t m_state = 1;
};

/// A graph whose arcs join neighbouring layers only: nodes first, then the bends of longer edges.
struct ProperGraph {
    int nodeCount = 0; ///< real ones; from here on bends
    std::vector<int> layer; ///< of nodes and bends
    std::vector<Arc> arcs; ///< from layer i to layer i + 1
    std::vector<std::vector<int>> order; ///< per layer, top to bottom
    int size() const { return int(layer.size()); }
    bool isBend(int node) const { return node >= nodeCount; }
};

} // namespace sluice::layout
