// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/warehouse_lineage.h"

#include "lineage/relation_identity.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

NodeKind kindOf(RelationKind kind)
{
    return kind == RelationKind::View || kind == RelationKind::MaterializedView ? NodeKind::View : NodeKind::Table;
}

QString detailOf(RelationKind kind)
{
    switch (kind) {
    case RelationKind::Missing: return u"missing"_s;
    case RelationKind::Table: return u"table"_s;
    case RelationKind::PartitionedTable: return u"partitioned table"_s;
    case RelationKind::View: return u"view"_s;
    case RelationKind::MaterializedView: return u"materialized view"_s;
    case RelationKind::ForeignTable: return u"foreign table"_s;
    }
    return {};
}

/// Without the schema that everybody means when they write none.
QString shownName(const RelationName &relation)
{
    return defaultSchemas().contains(relation.schema) ? RelationName { {}, relation.name }.text() : relation.text();
}

} // namespace

LineageGraph warehouseLineage(const QString &connection, const QList<RelationFacts> &relations, const QList<ViewEdge> &edges,
    const QString &platform, const QDateTime &seen)
{
    const QString origin = u"catalogue of %1"_s.arg(connection);
    QList<LineageNode> nodes;
    QList<LineageEdge> links;
    QStringList problems;
    QHash<RelationName, int> byName;
    nodes.reserve(relations.size());
    for (const RelationFacts &facts : relations) {
        if (facts.kind == RelationKind::Missing || byName.contains(facts.name))
            continue;
        LineageNode node;
        node.key = node.relation = facts.name.text();
        node.name = shownName(facts.name);
        node.kind = kindOf(facts.kind);
        node.detail = detailOf(facts.kind);
        node.platform = canonicalPlatform(platform);
        node.origin = origin;
        node.isInCatalogue = true;
        for (const ColumnFacts &column : facts.columns)
            node.columns.append(column.name);
        byName.insert(facts.name, int(nodes.size()));
        nodes.append(std::move(node));
    }
    for (const ViewEdge &edge : edges) {
        const int view = byName.value(edge.view, -1);
        const int source = byName.value(edge.source, -1);
        if (view >= 0 && source >= 0)
            links.append({ source, view, edge.sourceColumn, {}, EdgeBasis::Catalogue, origin, seen });
        else
            problems.append(u"view %1 reads %2, which %3 does not list"_s.arg(edge.view.text(), edge.source.text(), origin));
    }
    problems.removeDuplicates();
    return LineageGraph(std::move(nodes), std::move(links), std::move(problems));
}

} // namespace sluice
