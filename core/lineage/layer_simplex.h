// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/layout_graph.h"

#include <cstdint>

namespace sluice::layout {

/// Network simplex over layer numbers: keeps a spanning tree of tight arcs and exchanges arcs while one of them has a
/// negative cut value. rank must be feasible on entry (to after from) and has the least total arc length after run().
/// With unit weights the cut value of a tree arc is the surplus of arcs leaving its subtree, which is a sum over the
/// subtree; sums and sizes are kept along the paths that an exchange turns round, so no renumbering is needed.
/// The work is bounded by a count of steps, not by time: the result is the same everywhere.
class LayerSimplex
{
public:
    /// The graph must be connected and acyclic.
    LayerSimplex(int count, const std::vector<Arc> &arcs, std::vector<int> &rank);
    void run();

private:
    int slack(int arc) const
    {
        const Arc &it = m_arcs[size_t(arc)];
        return m_rank[size_t(it.to)] - m_rank[size_t(it.from)] - 1;
    }
    int cutValue(int node) const ///< of the arc to the parent
    {
        const bool isTail = m_arcs[size_t(m_parentArc[size_t(node)])].from == node;
        return isTail ? m_surplus[size_t(node)] : -m_surplus[size_t(node)];
    }
    void buildTightTree();
    void attach(int node, int parent, int arc);
    void detach(int node);
    int leavingNode();
    /// Nodes of the smaller side of the cut above node; isSubtree says which side that is.
    const std::vector<int> &smallerSide(int node, bool &isSubtree);
    int enteringArc(bool wantsIntoSide);
    void exchange(int node, int entering, bool isSubtree);
    void turnPath(int node, int newTop, int parent, int arc);
    void addAbove(int node, int size, int surplus);

    const std::vector<Arc> &m_arcs;
    std::vector<int> &m_rank;
    int m_count = 0;
    Neighbours m_incident; ///< arcs at a node, in and out
    std::vector<bool> m_isTree; ///< per arc
    std::vector<int> m_parent, m_parentArc; ///< −1 at the root
    std::vector<int> m_firstChild, m_nextSibling, m_previousSibling;
    std::vector<int> m_size, m_surplus; ///< of the subtree
    std::vector<unsigned> m_mark; ///< equal to m_call: in the side at hand
    unsigned m_call = 0;
    std::vector<int> m_side;
    int m_root = 0;
    int m_cursor = 0; ///< where the search for a leaving arc goes on
    std::int64_t m_workLeft = 0;
};

} // namespace sluice::layout
