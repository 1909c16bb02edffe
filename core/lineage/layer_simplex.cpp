// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/layer_simplex.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <tuple>

namespace sluice::layout {

namespace {

/// Leaving arcs looked at before the best of them is taken.
constexpr int kSearchSize = 30;

std::vector<Arc> bothEnds(const std::vector<Arc> &arcs)
{
    std::vector<Arc> ends; // from: the node, to: the arc
    ends.reserve(arcs.size() * 2);
    for (size_t arc = 0; arc < arcs.size(); ++arc) {
        ends.push_back({ arcs[arc].from, int(arc) });
        ends.push_back({ arcs[arc].to, int(arc) });
    }
    return ends;
}

} // namespace

LayerSimplex::LayerSimplex(int count, const std::vector<Arc> &arcs, std::vector<int> &rank)
    : m_arcs(arcs)
    , m_rank(rank)
    , m_count(count)
    , m_incident(successors(count, bothEnds(arcs)))
    , m_isTree(arcs.size(), false)
    , m_parent(size_t(count), -1)
    , m_parentArc(size_t(count), -1)
    , m_firstChild(size_t(count), -1)
    , m_nextSibling(size_t(count), -1)
    , m_previousSibling(size_t(count), -1)
    , m_size(size_t(count), 1)
    , m_surplus(size_t(count), 0)
    , m_mark(size_t(count), 0)
    , m_workLeft(20'000'000 + 4'000 * std::int64_t(count))
{
}

void LayerSimplex::attach(int node, int parent, int arc)
{
    m_parent[size_t(node)] = parent;
    m_parentArc[size_t(node)] = arc;
    const int first = m_firstChild[size_t(parent)];
    m_nextSibling[size_t(node)] = first;
    m_previousSibling[size_t(node)] = -1;
    if (first >= 0)
        m_previousSibling[size_t(first)] = node;
    m_firstChild[size_t(parent)] = node;
}

void LayerSimplex::detach(int node)
{
    const int previous = m_previousSibling[size_t(node)];
    const int next = m_nextSibling[size_t(node)];
    if (previous >= 0)
        m_nextSibling[size_t(previous)] = next;
    else
        m_firstChild[size_t(m_parent[size_t(node)])] = next;
    if (next >= 0)
        m_previousSibling[size_t(next)] = previous;
}

/// Grows a tree like Prim's: the next arc is the one with the least slack, and the tree moves as a whole until that
/// arc is tight. Ranks inside are kept relative to one offset, so a move costs nothing.
void LayerSimplex::buildTightTree()
{
    using Entry = std::tuple<int, int, int>; // relative slack, arc, node outside
    using Heap = std::priority_queue<Entry, std::vector<Entry>, std::greater<>>;
    Heap leaving; // slack = key − offset
    Heap arriving; // slack = key + offset
    std::vector<bool> isInside(size_t(m_count), false);
    std::vector<int> added;
    int offset = 0;
    const auto take = [&](int node) {
        isInside[size_t(node)] = true;
        m_rank[size_t(node)] -= offset;
        added.push_back(node);
        for (int arc : m_incident.of(node)) {
            const Arc &it = m_arcs[size_t(arc)];
            if (it.from == node && !isInside[size_t(it.to)])
                leaving.emplace(m_rank[size_t(it.to)] - m_rank[size_t(node)] - 1, arc, it.to);
            else if (it.to == node && !isInside[size_t(it.from)])
                arriving.emplace(m_rank[size_t(node)] - m_rank[size_t(it.from)] - 1, arc, it.from);
        }
    };
    take(m_root);
    while (true) {
        for (Heap *heap : { &leaving, &arriving }) {
            while (!heap->empty() && isInside[size_t(std::get<2>(heap->top()))])
                heap->pop();
        }
        if (leaving.empty() && arriving.empty())
            break;
        const bool takesLeaving
            = arriving.empty() || (!leaving.empty() && std::get<0>(leaving.top()) - offset <= std::get<0>(arriving.top()) + offset);
        Heap &heap = takesLeaving ? leaving : arriving;
        const auto [key, arc, node] = heap.top();
        heap.pop();
        offset += takesLeaving ? key - offset : -(key + offset);
        attach(node, takesLeaving ? m_arcs[size_t(arc)].from : m_arcs[size_t(arc)].to, arc);
        m_isTree[size_t(arc)] = true;
        take(node);
    }
    for (int node : added)
        m_rank[size_t(node)] += offset;
    for (const Arc &arc : m_arcs) {
        ++m_surplus[size_t(arc.from)];
        --m_surplus[size_t(arc.to)];
    }
    for (size_t i = added.size() - 1; i > 0; --i) { // children were added after their parents
        const int node = added[i];
        const auto parent = size_t(m_parent[size_t(node)]);
        m_size[parent] += m_size[size_t(node)];
        m_surplus[parent] += m_surplus[size_t(node)];
    }
}

int LayerSimplex::leavingNode()
{
    int best = -1;
    int found = 0;
    int node = m_cursor;
    for (int looked = 0; looked < m_count && found < kSearchSize; ++looked) {
        if (m_parentArc[size_t(node)] >= 0 && cutValue(node) < 0) {
            ++found;
            if (best < 0 || cutValue(node) < cutValue(best))
                best = node;
        }
        node = node + 1 == m_count ? 0 : node + 1;
    }
    m_cursor = node;
    return best;
}

const std::vector<int> &LayerSimplex::smallerSide(int node, bool &isSubtree)
{
    isSubtree = 2 * m_size[size_t(node)] <= m_count;
    ++m_call;
    m_side.clear();
    m_side.push_back(isSubtree ? node : m_root);
    m_mark[size_t(m_side.front())] = m_call;
    for (size_t head = 0; head < m_side.size(); ++head) {
        for (int child = m_firstChild[size_t(m_side[head])]; child >= 0; child = m_nextSibling[size_t(child)]) {
            if (child == node)
                continue;
            m_mark[size_t(child)] = m_call;
            m_side.push_back(child);
        }
    }
    return m_side;
}

/// The arc across the cut, against the leaving one, with the least slack; −1 when there is none.
int LayerSimplex::enteringArc(bool wantsIntoSide)
{
    int best = -1;
    int bestSlack = 0;
    for (int node : m_side) {
        for (int arc : m_incident.of(node)) {
            const Arc &it = m_arcs[size_t(arc)];
            const int outside = it.from == node ? it.to : it.from;
            if ((it.to == node) != wantsIntoSide || m_mark[size_t(outside)] == m_call || m_isTree[size_t(arc)])
                continue;
            const int its = slack(arc);
            if (best < 0 || its < bestSlack || (its == bestSlack && arc < best)) {
                best = arc;
                bestSlack = its;
            }
        }
    }
    return best;
}

void LayerSimplex::addAbove(int node, int size, int surplus)
{
    for (int at = node; at >= 0; at = m_parent[size_t(at)]) {
        m_size[size_t(at)] += size;
        m_surplus[size_t(at)] += surplus;
    }
}

/// Hangs the subtree of node up at newTop, below parent: links on the way between them turn round.
void LayerSimplex::turnPath(int node, int newTop, int parent, int arc)
{
    const int size = m_size[size_t(node)];
    const int surplus = m_surplus[size_t(node)];
    int at = newTop;
    int lowerSize = 0;
    int lowerSurplus = 0;
    while (true) {
        const int oldParent = m_parent[size_t(at)];
        const int oldArc = m_parentArc[size_t(at)];
        const int oldSize = m_size[size_t(at)];
        const int oldSurplus = m_surplus[size_t(at)];
        detach(at);
        attach(at, parent, arc);
        m_size[size_t(at)] = size - lowerSize;
        m_surplus[size_t(at)] = surplus - lowerSurplus;
        if (at == node)
            break;
        lowerSize = oldSize;
        lowerSurplus = oldSurplus;
        parent = at;
        arc = oldArc;
        at = oldParent;
    }
}

void LayerSimplex::exchange(int node, int entering, bool isSubtree)
{
    const Arc &arc = m_arcs[size_t(entering)];
    const bool fromIsInSubtree = (m_mark[size_t(arc.from)] == m_call) == isSubtree;
    const int inner = fromIsInSubtree ? arc.from : arc.to;
    const int outer = fromIsInSubtree ? arc.to : arc.from;
    // The entering arc points from the head side to the tail side: the head side moves away until it is tight.
    const int distance = slack(entering);
    const int move = fromIsInSubtree == isSubtree ? distance : -distance;
    for (int at : m_side)
        m_rank[size_t(at)] += move;

    const int size = m_size[size_t(node)];
    const int surplus = m_surplus[size_t(node)];
    addAbove(m_parent[size_t(node)], -size, -surplus);
    addAbove(outer, size, surplus);
    m_isTree[size_t(m_parentArc[size_t(node)])] = false;
    m_isTree[size_t(entering)] = true;
    turnPath(node, inner, outer, entering);
}

void LayerSimplex::run()
{
    buildTightTree();
    for (int node = leavingNode(); node >= 0 && m_workLeft > 0; node = leavingNode()) {
        bool isSubtree = false;
        m_workLeft -= m_count / 8 + 16 * std::int64_t(smallerSide(node, isSubtree).size());
        const bool nodeIsTail = m_arcs[size_t(m_parentArc[size_t(node)])].from == node;
        // Against the leaving arc: into its tail's side, out of its head's side.
        const int entering = enteringArc(nodeIsTail == isSubtree);
        if (entering < 0)
            break;
        exchange(node, entering, isSubtree);
    }
}

} // namespace sluice::layout
