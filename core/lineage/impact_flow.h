// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/impact.h"

namespace sluice {

/// What is known to change at one node, column by column as far as columns are known.
struct NodeChange {
    bool isReached = false;
    bool isStart = false;
    ImpactKind kind = ImpactKind::Untouched; ///< what a reader of this node is told about the node itself
    ImpactKind whole = ImpactKind::Untouched; ///< what may happen to any of its columns
    QHash<QString, ImpactKind> columns; ///< folded name -> what happens to it
    QStringList words; ///< starts: what the plan does; others: what they read
};

/// Carries changes along edges until nothing new arrives. With column edges only readers of a changed column are
/// affected; an edge without columns makes its reader Unknown. Monotone over a finite order, so cycles end.
class ImpactFlow
{
public:
    explicit ImpactFlow(const LineageGraph &graph);
    void start(int node, const QString &column, ChangeEffect effect, const QString &words);
    void startUnknown(int node, const QString &column); ///< a change of a kind that nobody stated
    void run();
    const NodeChange &at(int node) const { return m_nodes[size_t(node)]; }

private:
    bool transfer(int from, int to);
    void affect(int node, const QString &column, ImpactKind kind, const QString &words, bool &hasNews);

    const LineageGraph &m_graph;
    std::vector<NodeChange> m_nodes;
    std::vector<int> m_starts;
};

/// Breaks, Unknown, SeesNull, ChangesValue, Untouched: unknown is loud because it may be a break.
ImpactKind worse(ImpactKind a, ImpactKind b);

} // namespace sluice
