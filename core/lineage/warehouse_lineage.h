// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/lineage_graph.h"
#include "warehouse/catalogue.h"

namespace sluice {

/// Relations and view dependencies of the warehouse itself as a graph, from values read by a catalogue session.
LineageGraph warehouseLineage(const QString &connection, const QList<RelationFacts> &relations, const QList<ViewEdge> &edges);

} // namespace sluice
