// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/lineage_graph.h"
#include "plan/plan.h"

namespace sluice {

/// How a consumer is affected. Without column lineage the word is Unknown, never Untouched.
enum class ImpactKind { Changed, Breaks, ChangesValue, SeesNull, Unknown, Untouched };
QString impactKindName(ImpactKind kind);

struct Impact {
    int node = 0;
    int distance = 0; ///< hops from the nearest changed object; 0: changed by the plan itself
    ImpactKind kind = ImpactKind::Unknown;
    double risk = 0; ///< 0…1, reference: lineage-quality §7
    QString why; ///< the factors in words
    QList<int> path; ///< shortest, from a changed object to the node
};

/// Everything downstream of the plan's objects, highest risk first.
QList<Impact> impactOfPlan(const LineageGraph &graph, const Plan &plan);
/// Everything downstream of one node or node.column.
Result<QList<Impact>> impactOfNode(const LineageGraph &graph, const QString &nodeOrColumn);

} // namespace sluice
