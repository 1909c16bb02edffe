// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/layer_sweeper.h"

#include "lineage/layer_order.h"

#include <algorithm>

namespace sluice::layout {

namespace {

constexpr int kMaxSweeps = 24;
constexpr int kPatience = 6; ///< sweeps without a better order
constexpr int kMaxExchanges = 8; ///< rounds over dirty layers after one sweep
constexpr int kMaxSifts = 6;
constexpr int kMaxShakeSifts = 3;
constexpr int kWindow = 48; ///< places a node may move by in one sift

/// Sum over all pairs of the sign of a − b: crossings of the two fans with the owner of upper on top, less those with
/// it below. Fans are short, so the plain double loop beats a merge.
int fanDifference(std::span<const int> upper, std::span<const int> lower)
{
    int sum = 0;
    for (int a : upper) {
        for (int b : lower)
            sum += int(a > b) - int(a < b);
    }
    return sum;
}

} // namespace

LayerSweeper::LayerSweeper(ProperGraph &graph)
    : m_graph(graph)
    , m_next(successors(graph.size(), graph.arcs))
    , m_previous(predecessors(graph.size(), graph.arcs))
    , m_position(size_t(graph.size()), 0)
    , m_fanBegin(size_t(graph.size()), 0)
    , m_isDirty(graph.order.size(), 1)
{
    for (size_t layer = 0; layer < graph.order.size(); ++layer)
        place(layer);
    m_workLeft = 400'000'000;
}

void LayerSweeper::place(size_t layer)
{
    const std::vector<int> &order = m_graph.order[layer];
    for (size_t i = 0; i < order.size(); ++i)
        m_position[size_t(order[i])] = int(i);
}

void LayerSweeper::remember()
{
    const long long crossings = countCrossings(m_graph);
    m_work += 4 * std::int64_t(m_graph.arcs.size());
    if (m_best >= 0 && crossings >= m_best)
        return;
    m_best = crossings;
    m_bestOrder = m_graph.order;
}

/// Weighted median of Gansner et al., or the mean; −1 without neighbours.
double LayerSweeper::centreOf(std::span<const int> neighbours, Centre centre)
{
    if (neighbours.empty())
        return -1;
    if (neighbours.size() == 1)
        return m_position[size_t(neighbours.front())];
    if (centre == Centre::Mean) {
        double sum = 0;
        for (int node : neighbours)
            sum += m_position[size_t(node)];
        return sum / double(neighbours.size());
    }
    m_scratch.clear();
    for (int node : neighbours)
        m_scratch.push_back(m_position[size_t(node)]);
    std::sort(m_scratch.begin(), m_scratch.end());
    const size_t middle = m_scratch.size() / 2;
    if (m_scratch.size() % 2 == 1)
        return m_scratch[middle];
    if (m_scratch.size() == 2)
        return (m_scratch[0] + m_scratch[1]) / 2.0;
    const double left = m_scratch[middle - 1] - m_scratch.front();
    const double right = m_scratch.back() - m_scratch[middle];
    if (left + right == 0)
        return m_scratch[middle];
    return (m_scratch[middle - 1] * right + m_scratch[middle] * left) / (left + right);
}

/// Nodes without neighbours on the fixed side keep their places; the others are sorted into the rest.
void LayerSweeper::orderBy(size_t layer, const Neighbours &fixed, Centre centre, bool turnsTies)
{
    std::vector<int> &order = m_graph.order[layer];
    m_keyed.clear();
    for (int node : order) {
        const double key = centreOf(fixed.of(node), centre);
        if (key >= 0)
            m_keyed.emplace_back(key, node);
    }
    m_work += 8 * std::int64_t(m_keyed.size());
    if (turnsTies)
        std::reverse(m_keyed.begin(), m_keyed.end());
    std::stable_sort(m_keyed.begin(), m_keyed.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    auto sorted = m_keyed.cbegin();
    for (int &node : order) {
        if (fixed.degree(node) > 0)
            node = (sorted++)->second;
    }
    place(layer);
}

void LayerSweeper::sweep(bool isForward, Centre centre, bool turnsTies)
{
    const size_t count = m_graph.order.size();
    for (size_t step = 1; step < count; ++step) {
        if (isForward)
            orderBy(step, m_previous, centre, turnsTies);
        else
            orderBy(count - 1 - step, m_next, centre, turnsTies);
    }
    std::fill(m_isDirty.begin(), m_isDirty.end(), char(1));
}

/// Positions of all neighbours of the layer's nodes, side by side in memory: they stand still while the layer moves.
void LayerSweeper::gather(size_t layer)
{
    m_fans.clear();
    for (int node : m_graph.order[layer]) {
        m_fanBegin[size_t(node)] = int(m_fans.size());
        for (int to : m_next.of(node))
            m_fans.push_back(m_position[size_t(to)]);
        for (int from : m_previous.of(node))
            m_fans.push_back(m_position[size_t(from)]);
    }
    m_work += std::int64_t(m_fans.size() + m_graph.order[layer].size());
}

int LayerSweeper::gain(int upper, int lower) const
{
    const auto fans = [this](int node, bool isNext) {
        const int *begin = m_fans.data() + m_fanBegin[size_t(node)];
        const int *middle = begin + m_next.degree(node);
        return isNext ? std::span<const int>(begin, middle) : std::span<const int>(middle, middle + m_previous.degree(node));
    };
    m_work += 2 + m_next.degree(upper) * m_next.degree(lower) + m_previous.degree(upper) * m_previous.degree(lower);
    return fanDifference(fans(upper, true), fans(lower, true)) + fanDifference(fans(upper, false), fans(lower, false));
}

bool LayerSweeper::exchangeIn(size_t layer, bool turnsTies)
{
    std::vector<int> &order = m_graph.order[layer];
    gather(layer);
    bool isBetter = false;
    bool isMoved = false;
    for (size_t i = 0; i + 1 < order.size(); ++i) {
        const int saved = gain(order[i], order[i + 1]);
        if (saved > 0 || (turnsTies && saved == 0)) {
            isBetter = isBetter || saved > 0;
            isMoved = true;
            std::swap(order[i], order[i + 1]);
        }
    }
    if (isMoved)
        place(layer);
    markAround(layer, isMoved);
    return isBetter;
}

void LayerSweeper::markAround(size_t layer, bool isMoved)
{
    m_isDirty[layer] = isMoved ? 1 : 0;
    if (!isMoved)
        return;
    if (layer > 0)
        m_isDirty[layer - 1] = 1;
    if (layer + 1 < m_isDirty.size())
        m_isDirty[layer + 1] = 1;
}

void LayerSweeper::exchangeNeighbours(bool turnsTies)
{
    bool isBetter = true;
    for (int round = 0; isBetter && round < kMaxExchanges && m_work < m_workLeft; ++round) {
        isBetter = false;
        for (size_t layer = 0; layer < m_graph.order.size(); ++layer) {
            if (m_isDirty[layer])
                isBetter = exchangeIn(layer, turnsTies && round == 0) || isBetter;
        }
    }
}

/// Each node of the layer in turn goes to the best place at most window places away.
bool LayerSweeper::siftIn(size_t layer, int window)
{
    std::vector<int> &order = m_graph.order[layer];
    gather(layer);
    const std::vector<int> nodes = order;
    bool isBetter = false;
    for (int node : nodes) {
        const int start = m_position[size_t(node)];
        const int low = std::max(0, start - window);
        const int high = std::min(int(order.size()) - 1, start + window);
        int best = start;
        int bestSaved = 0;
        int saved = 0;
        for (int at = start - 1; at >= low; --at) {
            saved += gain(order[size_t(at)], node);
            if (saved > bestSaved) {
                bestSaved = saved;
                best = at;
            }
        }
        saved = 0;
        for (int at = start + 1; at <= high; ++at) {
            saved += gain(node, order[size_t(at)]);
            if (saved > bestSaved) {
                bestSaved = saved;
                best = at;
            }
        }
        if (best == start)
            continue;
        isBetter = true;
        if (best < start)
            std::rotate(order.begin() + best, order.begin() + start, order.begin() + start + 1);
        else
            std::rotate(order.begin() + start, order.begin() + start + 1, order.begin() + best + 1);
        for (int at = std::min(best, start); at <= std::max(best, start); ++at)
            m_position[size_t(order[size_t(at)])] = at;
    }
    markAround(layer, isBetter);
    return isBetter;
}

bool LayerSweeper::siftAll(int window)
{
    bool isBetter = false;
    for (size_t layer = 0; layer < m_graph.order.size() && m_work < m_workLeft; ++layer)
        isBetter = (m_isDirty[layer] && siftIn(layer, window)) || isBetter;
    for (size_t layer = m_graph.order.size(); layer-- > 0 && m_work < m_workLeft;)
        isBetter = (m_isDirty[layer] && siftIn(layer, window)) || isBetter;
    return isBetter;
}

long long LayerSweeper::sweepAll(bool isFromLeft)
{
    remember();
    int sinceBest = 0;
    for (int i = 0; i < kMaxSweeps && sinceBest < kPatience && m_best > 0 && m_work < m_workLeft; ++i) {
        const long long before = m_best;
        sweep((i % 2 == 0) == isFromLeft, i % 4 < 2 ? Centre::Median : Centre::Mean, i % 8 >= 4);
        exchangeNeighbours(i % 4 >= 2);
        remember();
        sinceBest = m_best < before ? 0 : sinceBest + 1;
    }
    return m_best;
}

long long LayerSweeper::sift()
{
    for (size_t layer = 0; layer < m_graph.order.size(); ++layer)
        place(layer);
    remember();
    std::fill(m_isDirty.begin(), m_isDirty.end(), char(1));
    for (int round = 0; round < kMaxSifts && m_best > 0 && m_work < m_workLeft && siftAll(kWindow); ++round) { }
    remember();
    return m_best;
}

long long LayerSweeper::shake(std::int64_t maxWork)
{
    remember();
    std::fill(m_isDirty.begin(), m_isDirty.end(), char(0));
    const std::int64_t end = m_work + maxWork;
    while (m_best > 0 && m_work < end) {
        const size_t first = m_random.below(m_graph.order.size());
        for (const size_t layer : { first, (first + 1) % m_graph.order.size() }) {
            std::vector<int> &order = m_graph.order[layer];
            const auto [low, high] = std::minmax({ m_random.below(order.size()), m_random.below(order.size()) });
            std::rotate(order.begin() + long(low), order.begin() + long((low + high) / 2), order.begin() + long(high) + 1);
            place(layer);
            markAround(layer, true);
        }
        for (int round = 0; round < kMaxShakeSifts && siftAll(kWindow); ++round) { }
        const long long crossings = countCrossings(m_graph);
        m_work += 4 * std::int64_t(m_graph.arcs.size() + m_position.size());
        if (crossings <= m_best) {
            m_best = crossings;
            m_bestOrder = m_graph.order;
        } else {
            m_graph.order = m_bestOrder;
            for (size_t layer = 0; layer < m_graph.order.size(); ++layer)
                place(layer);
        }
        std::fill(m_isDirty.begin(), m_isDirty.end(), char(0));
    }
    return m_best;
}

} // namespace sluice::layout
