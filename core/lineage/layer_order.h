// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/layout_graph.h"

namespace sluice::layout {

/// Crossings of arcs between all neighbouring layers, by counting inversions: O(arcs · log width).
long long countCrossings(const ProperGraph &graph);

/// Orders every layer so that few arcs cross. From up to four starts (smoothed over the whole graph, and as a search
/// from either side meets the nodes): sweeps by weighted median and by mean in turn with exchange of neighbours
/// (Gansner et al. 1993), then sifting of single nodes within a window (Matuszewski et al. 1999). What is left of the
/// work, bounded by the number of nodes, goes into local shakes of the best. Returns the crossings of what is kept.
long long reduceCrossings(ProperGraph &graph);

} // namespace sluice::layout
