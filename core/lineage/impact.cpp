// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/impact.h"

#include "lineage/impact_flow.h"
#include "lineage/lineage_closure.h"
#include "lineage/risk.h"

#include <QSet>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Impact impactAt(const LineageGraph &graph, int node, const NodeChange &change, const LineageClosure &closure, double changeSeverity,
    const QSet<int> &routed)
{
    Impact impact;
    impact.node = node;
    impact.distance = closure.distance(node);
    impact.path = closure.path(node);
    impact.kind = change.kind;
    impact.change = change.words.join(u", "_s);
    if (impact.kind == ImpactKind::Unknown && impact.change.isEmpty())
        impact.change = u"which columns it reads is not known"_s;
    else if (impact.kind == ImpactKind::Untouched)
        impact.change = u"reads nothing that changes"_s;
    const bool isBehindFlag = std::any_of(impact.path.cbegin(), impact.path.cend(), [&](int at) { return routed.contains(at); });
    judgeRisk(graph.nodes().at(node), isBehindFlag, changeSeverity, impact);
    return impact;
}

QList<Impact> collect(const LineageGraph &graph, const ImpactFlow &flow, const QList<int> &starts, const QHash<int, double> &severities,
    const QSet<int> &routed)
{
    QList<Impact> impacts;
    LineageClosure closure(graph);
    for (int node : closure.reach(starts, LineageClosure::Direction::Downstream))
        impacts.append(impactAt(graph, node, flow.at(node), closure, severities.value(node, 0), routed));
    std::stable_sort(impacts.begin(), impacts.end(), [&](const Impact &a, const Impact &b) {
        if (a.risk != b.risk)
            return a.risk > b.risk;
        if (a.distance != b.distance)
            return a.distance < b.distance;
        return graph.nodes().at(a.node).key < graph.nodes().at(b.node).key;
    });
    return impacts;
}

} // namespace

QString impactKindName(ImpactKind kind)
{
    switch (kind) {
    case ImpactKind::Changed: return u"changed"_s;
    case ImpactKind::Breaks: return u"breaks"_s;
    case ImpactKind::ChangesValue: return u"changes value"_s;
    case ImpactKind::SeesNull: return u"sees NULL"_s;
    case ImpactKind::Unknown: return u"unknown"_s;
    case ImpactKind::Untouched: return u"untouched"_s;
    }
    return {};
}

QList<Impact> impactOfPlan(const LineageGraph &graph, const Plan &plan)
{
    ImpactFlow flow(graph);
    QList<int> starts;
    QHash<int, double> severities;
    for (const ObjectChange &change : changesOfPlan(plan)) {
        const int node = graph.indexOf(change.object);
        if (node < 0)
            continue;
        flow.start(node, change.column, change.effect, change.words);
        if (!starts.contains(node))
            starts.append(node);
        severities[node] = std::max(severities.value(node), severityOf(change.effect));
    }
    QSet<int> routed;
    for (const Flag &flag : plan.flags)
        routed.insert(graph.indexOf(flag.serves));
    flow.run();
    return collect(graph, flow, starts, severities, routed);
}

Result<QList<Impact>> impactOfNode(const LineageGraph &graph, const QString &nodeOrColumn)
{
    QString column;
    Result<int> node = graph.find(nodeOrColumn);
    const qsizetype dot = nodeOrColumn.lastIndexOf(u'.');
    if (!node && dot > 0) {
        const Result<int> owner = graph.find(nodeOrColumn.left(dot));
        if (owner) {
            node = owner;
            column = nodeOrColumn.mid(dot + 1);
        }
    }
    if (!node)
        return fail(node.error());
    const LineageNode &start = graph.nodes().at(*node);
    if (!column.isEmpty() && start.isInCatalogue && !start.columns.contains(column, Qt::CaseInsensitive))
        return fail(ErrorCode::NotFound, u"%1 has no column '%2'"_s.arg(start.key, column), start.origin,
            u"its columns are %1"_s.arg(start.columns.mid(0, 12).join(u", "_s)));
    ImpactFlow flow(graph);
    flow.startUnknown(*node, column);
    flow.run();
    QList<Impact> impacts = collect(graph, flow, { *node }, { { *node, severityOf(ChangeEffect::Opaque) } }, {});
    std::stable_partition(impacts.begin(), impacts.end(), [](const Impact &impact) { return impact.distance == 0; });
    return impacts;
}

ImpactSummary summarise(const LineageGraph &graph, const QList<Impact> &impacts)
{
    ImpactSummary summary;
    int affected = 0;
    for (const Impact &impact : impacts) {
        ++summary.count[impact.kind];
        affected += impact.kind == ImpactKind::Untouched ? 0 : 1;
        if (impact.distance == 0)
            continue;
        if (impact.kind != ImpactKind::Unknown)
            ++summary.exact;
        ++summary.consumers;
        if (impact.kind != ImpactKind::Untouched && graph.nodes().at(impact.node).owner.isEmpty())
            ++summary.unowned;
    }
    summary.untouched = graph.size() - affected;
    return summary;
}

} // namespace sluice
