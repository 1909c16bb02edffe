// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/layout_graph.h"

namespace sluice::layout {

/// Improves the order that a graph comes with. Works on graph.order in place; bounded by a count of steps.
class LayerSweeper
{
public:
    explicit LayerSweeper(ProperGraph &graph);
    /// Sweeps layer by layer, there and back, with exchanges of neighbours. isFromLeft: direction of the first sweep.
    /// Returns the crossings of the best order seen, which best() then is.
    long long sweepAll(bool isFromLeft);
    /// Moves single nodes to their best places until nothing moves; the same result.
    long long sift();
    /// Turns a stretch of two neighbouring layers round and sifts again, over and over; keeps what is no worse.
    long long shake(std::int64_t maxWork);
    const std::vector<std::vector<int>> &best() const { return m_bestOrder; }
    std::int64_t work() const { return m_work; } ///< steps done so far

private:
    enum class Centre { Median, Mean };

    void sweep(bool isForward, Centre centre, bool turnsTies);
    void orderBy(size_t layer, const Neighbours &fixed, Centre centre, bool turnsTies);
    double centreOf(std::span<const int> neighbours, Centre centre);
    void exchangeNeighbours(bool turnsTies);
    bool exchangeIn(size_t layer, bool turnsTies);
    bool siftIn(size_t layer, int window);
    bool siftAll(int window);
    void gather(size_t layer);
    int gain(int upper, int lower) const; ///< crossings saved when the two change places
    void markAround(size_t layer, bool isMoved);
    void place(size_t layer);
    void remember();

    ProperGraph &m_graph;
    Neighbours m_next, m_previous;
    std::vector<int> m_position;
    std::vector<int> m_fans; ///< positions of neighbours of the layer at hand, next layer first
    std::vector<int> m_fanBegin; ///< per node
    std::vector<char> m_isDirty; ///< layers whose surroundings moved since they were last exchanged
    std::vector<std::vector<int>> m_bestOrder;
    long long m_best = -1;
    std::vector<int> m_scratch;
    std::vector<std::pair<double, int>> m_keyed;
    Random m_random;
    std::int64_t m_workLeft = 0;
    mutable std::int64_t m_work = 0;
};

} // namespace sluice::layout
