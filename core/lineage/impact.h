// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/lineage_graph.h"
#include "lineage/plan_changes.h"

namespace sluice {

/// How a consumer is affected. Without column lineage the word is Unknown, never Untouched.
enum class ImpactKind { Changed, Breaks, ChangesValue, SeesNull, Unknown, Untouched };
QString impactKindName(ImpactKind kind); ///< "changes value"

/// What the risk is made of, each 0…1; reference: lineage-quality §7.
struct RiskFactors {
    double severity = 0;
    double reach = 1;
    double criticality = 0.5;
    double usage = 0.5;
    double mitigation = 0;
    double risk() const { return severity * reach * criticality * usage * (1 - 0.5 * mitigation); }
};

struct Impact {
    int node = 0;
    int distance = 0; ///< hops from the nearest changed object; 0: changed by the plan itself
    ImpactKind kind = ImpactKind::Unknown;
    double risk = 0; ///< 0…1, reference: lineage-quality §7
    RiskFactors factors;
    QString change; ///< what happens to it: "+ currency", "reads amount, whose value changes"
    QStringList reasons; ///< one per factor, in the order of RiskFactors
    QString why; ///< change and reasons in one line
    QList<int> path; ///< shortest, from a changed object to the node
};

/// Everything downstream of the plan's objects, highest risk first, then by distance and key. What cannot be reached
/// is untouched and not listed; what is reached but provably reads nothing that changes is listed as Untouched.
/// graph should be graphWithPlan(), or objects that the plan creates are missing.
QList<Impact> impactOfPlan(const LineageGraph &graph, const Plan &plan);
/// Everything downstream of one node or node.column, the node itself first. Errors as LineageGraph::find; NotFound
/// also for a column that a complete list of columns does not have.
Result<QList<Impact>> impactOfNode(const LineageGraph &graph, const QString &nodeOrColumn);

struct ImpactSummary {
    QHash<ImpactKind, int> count;
    int untouched = 0; ///< nodes of the graph that no path reaches, and those proven to read nothing that changes
    int unowned = 0; ///< affected consumers without an owner: a hazard
    int consumers = 0; ///< affected, beyond the plan's own objects
    int exact = 0; ///< consumers that column lineage judged; the rest is unknown
};
ImpactSummary summarise(const LineageGraph &graph, const QList<Impact> &impacts);

} // namespace sluice
