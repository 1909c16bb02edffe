// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/layer_assignment.h"

#include "lineage/layer_simplex.h"

#include <algorithm>

namespace sluice::layout {

namespace {

/// Ranks by the longest way from a source: a start that is never far from the best.
std::vector<int> longestPath(int count, const std::vector<Arc> &arcs)
{
    const Neighbours next = successors(count, arcs);
    std::vector<int> waiting(size_t(count), 0);
    for (const Arc &arc : arcs)
        ++waiting[size_t(arc.to)];
    std::vector<int> queue;
    for (int node = 0; node < count; ++node) {
        if (waiting[size_t(node)] == 0)
            queue.push_back(node);
    }
    std::vector<int> rank(size_t(count), 0);
    for (size_t head = 0; head < queue.size(); ++head) {
        const int node = queue[head];
        for (int to : next.of(node)) {
            rank[size_t(to)] = std::max(rank[size_t(to)], rank[size_t(node)] + 1);
            if (--waiting[size_t(to)] == 0)
                queue.push_back(to);
        }
    }
    return rank;
}

/// A node with as many arcs in as out may stand anywhere between its neighbours at the same total length.
void balance(int count, const std::vector<Arc> &arcs, std::vector<int> &rank)
{
    const Neighbours next = successors(count, arcs);
    const Neighbours previous = predecessors(count, arcs);
    std::vector<int> width(size_t(*std::max_element(rank.begin(), rank.end())) + 1, 0);
    for (int at : rank)
        ++width[size_t(at)];
    for (int node = 0; node < count; ++node) {
        if (next.degree(node) != previous.degree(node) || next.degree(node) == 0)
            continue;
        int low = 0;
        int high = int(width.size()) - 1;
        for (int from : previous.of(node))
            low = std::max(low, rank[size_t(from)] + 1);
        for (int to : next.of(node))
            high = std::min(high, rank[size_t(to)] - 1);
        int best = rank[size_t(node)];
        --width[size_t(best)];
        for (int at = low; at <= high; ++at) {
            if (width[size_t(at)] < width[size_t(best)])
                best = at;
        }
        ++width[size_t(best)];
        rank[size_t(node)] = best;
    }
}

} // namespace

std::vector<bool> makeAcyclic(int count, std::vector<Arc> &arcs)
{
    const Neighbours out(count, arcs, [](const Arc &arc) { return arc.from; }, [](const Arc &, int index) { return index; });
    std::vector<int> indegree(size_t(count), 0);
    for (const Arc &arc : arcs)
        ++indegree[size_t(arc.to)];
    std::vector<int> roots;
    for (int wanted : { 0, 1 }) { // sources first, so that the flow decides what counts as backwards
        for (int node = 0; node < count; ++node) {
            if ((indegree[size_t(node)] == 0) == (wanted == 0))
                roots.push_back(node);
        }
    }
    enum class State : char { Fresh, Open, Done };
    std::vector<State> state(size_t(count), State::Fresh);
    std::vector<bool> isTurned(arcs.size(), false);
    struct Frame {
        int node;
        size_t next;
    };
    std::vector<Frame> stack;
    for (int root : roots) {
        if (state[size_t(root)] != State::Fresh)
            continue;
        stack.push_back({ root, 0 });
        state[size_t(root)] = State::Open;
        while (!stack.empty()) {
            Frame &frame = stack.back();
            const auto mine = out.of(frame.node);
            if (frame.next == mine.size()) {
                state[size_t(frame.node)] = State::Done;
                stack.pop_back();
                continue;
            }
            const int index = mine[frame.next++];
            const int to = arcs[size_t(index)].to;
            if (state[size_t(to)] == State::Open) {
                isTurned[size_t(index)] = true;
            } else if (state[size_t(to)] == State::Fresh) {
                state[size_t(to)] = State::Open;
                stack.push_back({ to, 0 });
            }
        }
    }
    for (size_t index = 0; index < arcs.size(); ++index) {
        if (isTurned[index])
            std::swap(arcs[index].from, arcs[index].to);
    }
    return isTurned;
}

std::vector<int> assignLayers(int count, const std::vector<Arc> &arcs)
{
    std::vector<int> rank = longestPath(count, arcs);
    if (arcs.empty())
        return rank;
    LayerSimplex(count, arcs, rank).run();
    const int lowest = *std::min_element(rank.begin(), rank.end());
    for (int &at : rank)
        at -= lowest;
    balance(count, arcs, rank);
    return rank;
}

} // namespace sluice::layout
