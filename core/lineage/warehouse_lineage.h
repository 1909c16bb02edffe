// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/lineage_graph.h"
#include "warehouse/catalogue.h"

namespace sluice {

/// Relations and view dependencies of the warehouse itself as a graph, from values read by a catalogue session.
/// platform ("postgresql", "sqlite" …) decides how names compare with other sources; seen is when it was read.
/// Foreign keys are no edges: they bind rows, values do not flow along them.
LineageGraph warehouseLineage(const QString &connection, const QList<RelationFacts> &relations, const QList<ViewEdge> &edges,
    const QString &platform = {}, const QDateTime &seen = {});

} // namespace sluice
