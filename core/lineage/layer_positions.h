// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/layout_graph.h"

namespace sluice::layout {

struct Spacing {
    double nodeGap = 16; ///< between two nodes
    double bendGap = 8; ///< where a bend is one of the two
};

/// Centre of each node and bend across the layers: Brandes and Köpf, "Fast and simple horizontal coordinate
/// assignment", 2001, with the blocks compacted along their own graph, which needs no class shifts (their erratum,
/// 2020). Long arcs become straight. height: extent of each node and bend. Smallest upper edge is 0.
std::vector<double> assignPositions(const ProperGraph &graph, const std::vector<double> &height, const Spacing &spacing);

} // namespace sluice::layout
