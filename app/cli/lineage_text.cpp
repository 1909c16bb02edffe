// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/lineage_text.h"

#include <map>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kProblemsShown = 10; ///< on a terminal; --json has them all

QString counted(int count, const QString &one)
{
    if (count == 1)
        return u"1 "_s + one;
    return u"%1 %2%3"_s.arg(QString::number(count), one, one == "other"_L1 ? QString() : u"s"_s);
}

std::map<NodeKind, int> countByKind(const LineageGraph &graph)
{
    std::map<NodeKind, int> count;
    for (const LineageNode &node : graph.nodes())
        ++count[node.kind];
    return count;
}

int countTests(const DbtManifest &manifest)
{
    return static_cast<int>(std::count_if(manifest.nodes.cbegin(), manifest.nodes.cend(),
        [](const DbtNode &node) { return node.resourceType == "test"_L1 || node.resourceType == "unit_test"_L1; }));
}

QString basisName(EdgeBasis basis)
{
    switch (basis) {
    case EdgeBasis::Declared:
        return u"declared"_s;
    case EdgeBasis::Catalogue:
        return u"catalogue"_s;
    case EdgeBasis::Plan:
        return u"plan"_s;
    }
    return {};
}

/// Sources and dates of the edges between two nodes, and the columns that are read as far as known.
QString describeEdges(std::span<const LineageEdge> edges)
{
    QStringList sources;
    QStringList columns;
    for (const LineageEdge &edge : edges) {
        QString source = u"%1, %2"_s.arg(basisName(edge.basis), edge.origin);
        if (edge.seen.isValid())
            source += u", %1 UTC"_s.arg(edge.seen.toUTC().toString(u"yyyy-MM-dd HH:mm"_s));
        if (!sources.contains(source))
            sources += source;
        if (!edge.fromColumn.isEmpty() && !columns.contains(edge.fromColumn))
            columns += edge.fromColumn;
    }
    return sources.join(u" + "_s) + u" · "_s
        + (columns.isEmpty() ? u"columns unknown"_s : u"reads "_s + columns.join(u", "_s));
}

QString describeNeighbours(const LineageGraph &graph, int node, bool isDownstream, const Output &out)
{
    QList<QStringList> rows;
    for (int other : isDownstream ? graph.downstream(node) : graph.upstream(node)) {
        const LineageNode &it = graph.nodes().at(other);
        const auto edges = isDownstream ? graph.edgesBetween(node, other) : graph.edgesBetween(other, node);
        rows.append({ u"    "_s + it.key, nodeKindName(it.kind), it.owner.isEmpty() ? u"unowned"_s : it.owner,
            describeEdges(edges) });
    }
    const QString title = isDownstream ? u"  read by %1"_s : u"  reads %1"_s;
    return out.bold(title.arg(rows.size())) + (rows.isEmpty() ? QString() : u'\n' + printable(table(rows)));
}

QJsonArray neighboursJson(const LineageGraph &graph, int node, bool isDownstream)
{
    QJsonArray list;
    for (int other : isDownstream ? graph.downstream(node) : graph.upstream(node)) {
        const LineageNode &it = graph.nodes().at(other);
        QJsonArray edges;
        for (const LineageEdge &edge : isDownstream ? graph.edgesBetween(node, other) : graph.edgesBetween(other, node))
            edges.append(QJsonObject { { u"from_column"_s, edge.fromColumn }, { u"to_column"_s, edge.toColumn },
                { u"basis"_s, basisName(edge.basis) }, { u"source"_s, edge.origin },
                { u"seen"_s, edge.seen.isValid() ? edge.seen.toUTC().toString(Qt::ISODateWithMs) : QString() } });
        list.append(QJsonObject { { u"node"_s, it.key }, { u"kind"_s, nodeKindName(it.kind) }, { u"owner"_s, it.owner },
            { u"edges"_s, edges } });
    }
    return list;
}

QString unmatchedWhy(const LineageGraph &graph, int node)
{
    for (const UnmatchedNode &unmatched : graph.unmatched()) {
        if (unmatched.node == node)
            return unmatched.why;
    }
    return {};
}

QStringList unownedConsumers(const LineageGraph &graph, const QList<Impact> &impacts)
{
    QStringList keys;
    for (const Impact &impact : impacts) {
        const LineageNode &node = graph.nodes().at(impact.node);
        if (impact.distance > 0 && impact.kind != ImpactKind::Untouched && node.owner.isEmpty())
            keys += node.key;
    }
    return keys;
}

QString paintHow(ImpactKind kind, const Output &out)
{
    const QString name = impactKindName(kind);
    switch (kind) {
    case ImpactKind::Breaks:
        return out.breach(name);
    case ImpactKind::ChangesValue:
    case ImpactKind::SeesNull:
    case ImpactKind::Unknown:
        return out.watch(name);
    case ImpactKind::Changed:
    case ImpactKind::Untouched:
        return name;
    }
    return name;
}

} // namespace

QString describeArtefact(const DbtManifest &manifest, const LineageGraph &graph, const Output &out)
{
    QStringList facts { u"dbt manifest v%1"_s.arg(manifest.version) };
    if (!manifest.toolVersion.isEmpty())
        facts += u"dbt "_s + manifest.toolVersion;
    if (!manifest.adapter.isEmpty())
        facts += manifest.adapter;
    if (!manifest.project.isEmpty())
        facts += u"project "_s + manifest.project;
    if (manifest.generatedAt.isValid())
        facts += u"written %1 UTC"_s.arg(manifest.generatedAt.toString(u"yyyy-MM-dd HH:mm"_s));
    QStringList counts;
    for (const auto &[kind, count] : countByKind(graph))
        counts += counted(count, nodeKindName(kind));
    if (const int tests = countTests(manifest); tests > 0)
        counts += counted(tests, u"test"_s);
    QStringList lines { u"  "_s + printable(facts.join(u" · "_s)) };
    lines += counts.isEmpty()
        ? out.watch(u"  ! it defines no node"_s)
        : u"  %1 · %2"_s.arg(counts.join(u", "_s), counted(static_cast<int>(graph.edges().size()), u"edge"_s));
    for (const QString &problem : graph.problems().mid(0, kProblemsShown))
        lines += out.watch(u"  ! "_s) + printable(problem);
    if (graph.problems().size() > kProblemsShown)
        lines += u"  ! and %1 more, see --json"_s.arg(graph.problems().size() - kProblemsShown);
    return lines.join(u'\n');
}

QJsonObject artefactJson(const DbtManifest &manifest, const LineageGraph &graph)
{
    QJsonObject nodes;
    for (const auto &[kind, count] : countByKind(graph))
        nodes[nodeKindName(kind)] = count;
    return QJsonObject { { u"kind"_s, u"dbt_manifest"_s }, { u"version"_s, manifest.version },
        { u"tool_version"_s, manifest.toolVersion }, { u"adapter"_s, manifest.adapter },
        { u"project"_s, manifest.project },
        { u"generated_at"_s,
            manifest.generatedAt.isValid() ? manifest.generatedAt.toString(Qt::ISODateWithMs) : QString() },
        { u"nodes"_s, nodes }, { u"edges"_s, graph.edges().size() }, { u"tests"_s, countTests(manifest) },
        { u"warnings"_s, QJsonArray::fromStringList(graph.problems()) } };
}

QString describeNode(const LineageGraph &graph, int node, const Output &out)
{
    const LineageNode &it = graph.nodes().at(node);
    QStringList lines { u"%1  %2%3"_s.arg(out.bold(printable(it.key)), nodeKindName(it.kind),
        it.detail.isEmpty() || it.detail == nodeKindName(it.kind) ? QString() : u", "_s + printable(it.detail)) };
    const auto put = [&lines](const QString &name, const QString &value) {
        if (!value.isEmpty())
            lines += u"  %1  %2"_s.arg(name.leftJustified(11), printable(value));
    };
    put(u"owner"_s, it.owner.isEmpty() ? u"unowned"_s : it.owner);
    put(u"name"_s, it.name == it.key ? QString() : it.name);
    put(u"id"_s, it.id);
    put(u"relation"_s, it.relation == it.key ? QString() : it.relation);
    put(u"engine"_s, it.platform + (it.database.isEmpty() ? QString() : u", database "_s + it.database));
    put(u"about"_s, it.description);
    put(u"columns"_s,
        it.columns.isEmpty()
            ? u"unknown"_s
            : it.columns.join(u", "_s) + (it.isInCatalogue ? QString() : u" (as documented; there may be more)"_s));
    put(u"tests"_s, it.tests > 0 ? QString::number(it.tests) : QString());
    put(u"maturity"_s, it.maturity);
    put(u"tags"_s, it.tags.join(u", "_s));
    put(u"link"_s, it.url);
    put(u"known from"_s, it.origin);
    put(u"note"_s, unmatchedWhy(graph, node));
    lines += describeNeighbours(graph, node, false, out);
    lines += describeNeighbours(graph, node, true, out);
    return lines.join(u'\n');
}

QJsonObject nodeJson(const LineageGraph &graph, int node)
{
    const LineageNode &it = graph.nodes().at(node);
    return QJsonObject { { u"node"_s, it.key }, { u"id"_s, it.id }, { u"name"_s, it.name },
        { u"kind"_s, nodeKindName(it.kind) }, { u"detail"_s, it.detail }, { u"platform"_s, it.platform },
        { u"database"_s, it.database }, { u"relation"_s, it.relation }, { u"owner"_s, it.owner },
        { u"description"_s, it.description }, { u"columns"_s, QJsonArray::fromStringList(it.columns) },
        { u"columns_complete"_s, it.isInCatalogue }, { u"tests"_s, it.tests }, { u"contracted"_s, it.isContracted },
        { u"access"_s, it.access }, { u"group"_s, it.group }, { u"maturity"_s, it.maturity },
        { u"tags"_s, QJsonArray::fromStringList(it.tags) }, { u"url"_s, it.url }, { u"source"_s, it.origin },
        { u"unmatched"_s, unmatchedWhy(graph, node) }, { u"reads"_s, neighboursJson(graph, node, false) },
        { u"read_by"_s, neighboursJson(graph, node, true) } };
}

QString describeImpact(
    const LineageGraph &graph, const QList<Impact> &impacts, const QString &column, const Output &out)
{
    const LineageNode &start = graph.nodes().at(impacts.first().node);
    const ImpactSummary summary = summarise(graph, impacts);
    QStringList lines { u"A change of %1 reaches %2, %3 with column lineage"_s.arg(
        out.bold(printable(column.isEmpty() ? start.key : start.key + u'.' + column)),
        counted(summary.consumers, u"consumer"_s), QString::number(summary.exact)) };
    if (summary.consumers == 0)
        lines += u"  nothing that the lineage knows reads it"_s;
    // Painted cells would count their escapes as width, so the colour comes after the table.
    QList<QStringList> rows { { u"  RISK"_s, u"HOPS"_s, u"HOW"_s, u"OWNER"_s, u"ASSET"_s, u"WHY"_s } };
    QList<ImpactKind> kinds;
    for (const Impact &impact : impacts) {
        if (impact.distance == 0)
            continue;
        const LineageNode &node = graph.nodes().at(impact.node);
        rows.append({ u"  "_s + QString::number(impact.risk, 'f', 2), QString::number(impact.distance),
            impactKindName(impact.kind), node.owner.isEmpty() ? u"unowned"_s : node.owner,
            u"%1 (%2)"_s.arg(node.key, nodeKindName(node.kind)), impact.why });
        kinds += impact.kind;
    }
    if (!kinds.isEmpty()) {
        QStringList painted = printable(table(rows)).split(u'\n');
        for (qsizetype i = 0; i < kinds.size(); ++i) {
            const QString how = impactKindName(kinds.at(i));
            QString &line = painted[i + 1];
            line.replace(line.indexOf(how), how.size(), paintHow(kinds.at(i), out));
        }
        lines += painted;
    }
    if (const QStringList unowned = unownedConsumers(graph, impacts); !unowned.isEmpty())
        lines += out.watch(u"⚠ unowned: "_s) + printable(unowned.join(u", "_s));
    return lines.join(u'\n');
}

QJsonObject impactJson(const LineageGraph &graph, const QList<Impact> &impacts, const QString &column)
{
    QJsonArray list;
    for (const Impact &impact : impacts) {
        if (impact.distance == 0)
            continue;
        const LineageNode &node = graph.nodes().at(impact.node);
        QStringList path;
        for (int step : impact.path)
            path += graph.nodes().at(step).key;
        const RiskFactors &factors = impact.factors;
        list.append(QJsonObject { { u"node"_s, node.key }, { u"name"_s, node.name },
            { u"kind"_s, nodeKindName(node.kind) }, { u"owner"_s, node.owner }, { u"distance"_s, impact.distance },
            { u"how"_s, impactKindName(impact.kind) }, { u"change"_s, impact.change }, { u"risk"_s, impact.risk },
            { u"factors"_s,
                QJsonObject { { u"severity"_s, factors.severity }, { u"reach"_s, factors.reach },
                    { u"criticality"_s, factors.criticality }, { u"usage"_s, factors.usage },
                    { u"mitigation"_s, factors.mitigation } } },
            { u"reasons"_s, QJsonArray::fromStringList(impact.reasons) },
            { u"path"_s, QJsonArray::fromStringList(path) } });
    }
    const ImpactSummary summary = summarise(graph, impacts);
    return QJsonObject { { u"node"_s, graph.nodes().at(impacts.first().node).key }, { u"column"_s, column },
        { u"consumers"_s, summary.consumers }, { u"exact"_s, summary.exact }, { u"impacts"_s, list },
        { u"unowned"_s, QJsonArray::fromStringList(unownedConsumers(graph, impacts)) } };
}

} // namespace sluice
