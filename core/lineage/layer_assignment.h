// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/layout_graph.h"

namespace sluice::layout {

/// Turns arcs round until no cycle is left: those that a depth-first search meets again on its way. Loops are not
/// allowed. Returns which arcs were turned.
std::vector<bool> makeAcyclic(int count, std::vector<Arc> &arcs);

/// Layers 0… with from before to for each arc and the least sum of arc lengths: network simplex after Gansner,
/// Koutsofios, North and Vo, "A technique for drawing directed graphs", 1993. Nodes with a choice of equal length go
/// to the thinnest layer. The graph must be acyclic and connected.
std::vector<int> assignLayers(int count, const std::vector<Arc> &arcs);

} // namespace sluice::layout
