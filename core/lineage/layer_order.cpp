// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/layer_order.h"

#include "lineage/layer_sweeper.h"

#include <algorithm>
#include <cmath>

namespace sluice::layout {

namespace {

constexpr int kStarts = 4;
constexpr std::int64_t kWorkPerNode = 25'000; ///< about 0.1 s for 1,000 nodes

/// Prefix sums under single additions.
class FenwickTree
{
public:
    explicit FenwickTree(size_t size)
        : m_sums(size + 1, 0)
    {
    }
    void add(size_t at)
    {
        for (++at; at < m_sums.size(); at += at & (~at + 1))
            ++m_sums[at];
        ++m_total;
    }
    long long above(size_t at) const ///< how many lie behind at
    {
        long long sum = 0;
        for (++at; at > 0; at -= at & (~at + 1))
            sum += m_sums[at];
        return m_total - sum;
    }

private:
    std::vector<long long> m_sums;
    long long m_total = 0;
};

std::vector<int> positionsOf(const ProperGraph &graph)
{
    std::vector<int> position(size_t(graph.size()), 0);
    for (const std::vector<int> &layer : graph.order) {
        for (size_t i = 0; i < layer.size(); ++i)
            position[size_t(layer[i])] = int(i);
    }
    return position;
}

/// Nodes in the order in which a depth-first search along the arcs meets them: what belongs together stands together.
void orderBySearch(ProperGraph &graph, bool isFromLeft)
{
    const Neighbours next = isFromLeft ? successors(graph.size(), graph.arcs) : predecessors(graph.size(), graph.arcs);
    const Neighbours back = isFromLeft ? predecessors(graph.size(), graph.arcs) : successors(graph.size(), graph.arcs);
    for (std::vector<int> &layer : graph.order)
        layer.clear();
    std::vector<bool> isSeen(size_t(graph.size()), false);
    std::vector<int> stack;
    for (int root = 0; root < graph.size(); ++root) {
        if (back.degree(root) > 0)
            continue;
        stack.push_back(root);
        while (!stack.empty()) {
            const int node = stack.back();
            stack.pop_back();
            if (isSeen[size_t(node)])
                continue;
            isSeen[size_t(node)] = true;
            graph.order[size_t(graph.layer[size_t(node)])].push_back(node);
            const auto targets = next.of(node);
            stack.insert(stack.end(), targets.rbegin(), targets.rend());
        }
    }
}

/// Fisher and Yates.
void shuffle(ProperGraph &graph, Random &random)
{
    for (std::vector<int> &layer : graph.order) {
        for (size_t i = layer.size(); i > 1; --i)
            std::swap(layer[i - 1], layer[random.below(i)]);
    }
}

/// Smooths heights over all arcs at once, so that whole branches find their side before single nodes do: power
/// iteration towards the second eigenvector of the neighbourhood means, from a shuffled start.
void orderBySmoothing(ProperGraph &graph, Random &random, int rounds)
{
    shuffle(graph, random);
    std::vector<double> at(size_t(graph.size()), 0);
    std::vector<double> sum(at.size(), 0);
    std::vector<double> degree(at.size(), 0);
    for (const std::vector<int> &layer : graph.order) {
        for (size_t i = 0; i < layer.size(); ++i)
            at[size_t(layer[i])] = (double(i) + 0.5) / double(layer.size()) - 0.5;
    }
    for (const Arc &arc : graph.arcs) {
        ++degree[size_t(arc.from)];
        ++degree[size_t(arc.to)];
    }
    for (int round = 0; round < rounds; ++round) {
        std::fill(sum.begin(), sum.end(), 0.0);
        for (const Arc &arc : graph.arcs) {
            sum[size_t(arc.from)] += at[size_t(arc.to)];
            sum[size_t(arc.to)] += at[size_t(arc.from)];
        }
        double mean = 0;
        for (size_t node = 0; node < at.size(); ++node) {
            at[node] = 0.5 * at[node] + 0.5 * sum[node] / degree[node]; // a connected part: no node without arcs
            mean += degree[node] * at[node];
        }
        mean /= 2 * double(graph.arcs.size());
        double largest = 0;
        for (double &value : at) {
            value -= mean;
            largest = std::max(largest, std::abs(value));
        }
        for (double &value : at)
            value /= largest > 0 ? largest : 1;
    }
    for (std::vector<int> &layer : graph.order)
        std::stable_sort(layer.begin(), layer.end(), [&](int a, int b) { return at[size_t(a)] < at[size_t(b)]; });
}

} // namespace

long long countCrossings(const ProperGraph &graph)
{
    const Neighbours next = successors(graph.size(), graph.arcs);
    const std::vector<int> position = positionsOf(graph);
    long long crossings = 0;
    std::vector<int> targets;
    for (size_t layer = 0; layer + 1 < graph.order.size(); ++layer) {
        FenwickTree placed(graph.order[layer + 1].size());
        for (int node : graph.order[layer]) {
            targets.clear();
            for (int to : next.of(node))
                targets.push_back(position[size_t(to)]);
            for (int target : targets)
                crossings += placed.above(size_t(target));
            for (int target : targets)
                placed.add(size_t(target));
        }
    }
    return crossings;
}

long long reduceCrossings(ProperGraph &graph)
{
    if (graph.arcs.empty())
        return 0;
    std::int64_t workLeft = kWorkPerNode * graph.nodeCount;
    long long best = -1;
    std::vector<std::vector<int>> bestOrder;
    Random random;
    for (int start = 0; start < kStarts && best != 0 && (start == 0 || workLeft > 0); ++start) {
        if (start % 2 == 0)
            orderBySmoothing(graph, random, start == 0 ? 200 : 60);
        else
            orderBySearch(graph, start == 1);
        LayerSweeper sweeper(graph);
        sweeper.sweepAll(start != 3);
        graph.order = sweeper.best();
        const long long crossings = sweeper.sift();
        workLeft -= sweeper.work();
        if (best < 0 || crossings < best) {
            best = crossings;
            bestOrder = sweeper.best();
        }
    }
    graph.order = std::move(bestOrder);
    if (best > 0 && workLeft > 0) {
        LayerSweeper sweeper(graph);
        best = sweeper.shake(workLeft);
        graph.order = sweeper.best();
    }
    return best;
}

} // namespace sluice::layout
