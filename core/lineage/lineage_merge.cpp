// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/lineage_graph.h"
#include "lineage/relation_identity.h"

#include <QSet>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

void fill(QString &into, const QString &from)
{
    if (into.isEmpty())
        into = from;
}

/// Order of the catalogue, then what only the other source documents.
QStringList joinedColumns(const LineageNode &a, const LineageNode &b)
{
    const bool firstIsReal = a.isInCatalogue || !b.isInCatalogue;
    const CaseRule rule = caseRuleOf(a.platform.isEmpty() ? b.platform : a.platform);
    QStringList columns = firstIsReal ? a.columns : b.columns;
    const QStringList &others = firstIsReal ? b.columns : a.columns;
    if (a.isInCatalogue || b.isInCatalogue)
        return columns.isEmpty() ? others : columns;
    for (const QString &column : others) {
        if (!columns.contains(column, rule == CaseRule::Exact ? Qt::CaseSensitive : Qt::CaseInsensitive))
            columns.append(column);
    }
    return columns;
}

QString bareName(const LineageNode &node)
{
    return node.relation.section(u'.', -1).toCaseFolded();
}

bool isBareRelation(NodeKind kind)
{
    return kind == NodeKind::Table || kind == NodeKind::View;
}

void mergeNode(LineageNode &into, const LineageNode &from)
{
    into.columns = joinedColumns(into, from);
    if (isBareRelation(into.kind) && !isBareRelation(from.kind)) {
        into.kind = from.kind;
        into.name = from.name;
        into.detail = from.detail;
    }
    fill(into.id, from.id);
    fill(into.detail, from.detail);
    fill(into.platform, from.platform);
    fill(into.database, from.database);
    fill(into.owner, from.owner);
    fill(into.description, from.description);
    fill(into.maturity, from.maturity);
    fill(into.url, from.url);
    fill(into.group, from.group);
    fill(into.access, from.access);
    for (const QString &tag : from.tags) {
        if (!into.tags.contains(tag))
            into.tags.append(tag);
    }
    if (!from.origin.isEmpty() && !into.origin.contains(from.origin))
        into.origin = into.origin.isEmpty() ? from.origin : into.origin + u" + "_s + from.origin;
    into.tests += from.tests;
    into.isContracted = into.isContracted || from.isContracted;
    into.isVersioned = into.isVersioned || from.isVersioned;
    into.isInCatalogue = into.isInCatalogue || from.isInCatalogue;
}

/// Collects nodes under their identities, so that each later graph finds what it shares with the earlier ones.
class Merger
{
public:
    void add(const LineageGraph &graph);
    LineageGraph result(QList<UnmatchedNode> &unmatched);

private:
    int match(const LineageNode &node);
    bool mayBeSame(const LineageNode &a, const LineageNode &b) const;
    int append(LineageNode node);
    QString whyUnmatched(const LineageNode &node, const QHash<QString, int> &catalogueByName) const;

    QList<LineageNode> m_nodes;
    QList<LineageEdge> m_edges;
    QStringList m_problems;
    QSet<QString> m_keys;
    QHash<QString, int> m_byId;
    QMultiHash<QString, int> m_byRelation; ///< by loose text: the platform's rules are applied per pair
    int m_before = 0; ///< nodes of earlier graphs; two nodes of one graph are never merged
};

bool Merger::mayBeSame(const LineageNode &a, const LineageNode &b) const
{
    if (!mayBeSamePlatform(a.platform, b.platform))
        return false;
    if (!a.database.isEmpty() && !b.database.isEmpty() && a.database.compare(b.database, Qt::CaseInsensitive) != 0)
        return false;
    const QString platform = a.platform.isEmpty() ? b.platform : a.platform;
    return relationIdentity(platform, a.relation) == relationIdentity(platform, b.relation);
}

int Merger::match(const LineageNode &node)
{
    if (node.relation.isEmpty()) {
        const int found = m_byId.value(node.id.isEmpty() ? node.key : node.id, -1);
        return found < m_before ? found : -1;
    }
    QList<int> candidates;
    for (int other : m_byRelation.values(looseRelation(node.relation))) {
        if (other < m_before && mayBeSame(m_nodes.at(other), node))
            candidates.append(other);
    }
    if (candidates.size() > 1) {
        QStringList keys;
        for (int other : std::as_const(candidates))
            keys.append(m_nodes.at(other).key);
        keys.sort();
        m_problems.append(u"%1 of %2 may be any of %3 and is kept apart"_s.arg(node.key, node.origin, keys.join(u", "_s)));
        return -1;
    }
    return candidates.isEmpty() ? -1 : candidates.first();
}

int Merger::append(LineageNode node)
{
    if (m_keys.contains(node.key)) {
        QString key = !node.database.isEmpty() ? node.database + u'.' + node.key : node.id.isEmpty() ? node.key : node.id;
        for (int copy = 2; m_keys.contains(key); ++copy)
            key = u"%1#%2"_s.arg(node.key).arg(copy);
        node.key = key;
    }
    const int index = int(m_nodes.size());
    m_keys.insert(node.key);
    const QString id = node.id.isEmpty() ? node.key : node.id;
    if (!m_byId.contains(id))
        m_byId.insert(id, index);
    if (!node.relation.isEmpty())
        m_byRelation.insert(looseRelation(node.relation), index);
    m_nodes.append(std::move(node));
    return index;
}

void Merger::add(const LineageGraph &graph)
{
    m_before = int(m_nodes.size());
    QList<int> placed;
    placed.reserve(graph.size());
    for (const LineageNode &node : graph.nodes()) {
        const int same = match(node);
        if (same >= 0)
            mergeNode(m_nodes[same], node);
        placed.append(same >= 0 ? same : append(node));
    }
    for (LineageEdge edge : graph.edges()) {
        edge.from = placed.at(edge.from);
        edge.to = placed.at(edge.to);
        m_edges.append(std::move(edge));
    }
    for (const QString &problem : graph.problems()) {
        if (!m_problems.contains(problem))
            m_problems.append(problem);
    }
}

QString Merger::whyUnmatched(const LineageNode &node, const QHash<QString, int> &catalogueByName) const
{
    for (int other : m_byRelation.values(looseRelation(node.relation))) {
        const LineageNode &candidate = m_nodes.at(other);
        if (!candidate.isInCatalogue)
            continue;
        if (!mayBeSamePlatform(candidate.platform, node.platform))
            return u"declared for %1, but the catalogue that has this name is %2"_s.arg(node.platform, candidate.platform);
        if (candidate.relation.compare(node.relation, Qt::CaseInsensitive) != 0)
            return u"not in the catalogue; the nearest is %1"_s.arg(candidate.relation);
        if (candidate.relation != node.relation)
            return u"the catalogue writes it %1, and %2 tells case apart"_s.arg(candidate.relation, candidate.platform);
        return u"the catalogue has this name, but more than one declaration fits"_s;
    }
    const int nearest = catalogueByName.value(bareName(node), -1);
    if (nearest >= 0)
        return u"not in the catalogue; the nearest is %1"_s.arg(m_nodes.at(nearest).relation);
    return u"not in the catalogue"_s;
}

LineageGraph Merger::result(QList<UnmatchedNode> &unmatched)
{
    QHash<QString, int> catalogueByName;
    for (int index = 0; index < m_nodes.size(); ++index) {
        if (m_nodes.at(index).isInCatalogue && !catalogueByName.contains(bareName(m_nodes.at(index))))
            catalogueByName.insert(bareName(m_nodes.at(index)), index);
    }
    for (int index = 0; !catalogueByName.isEmpty() && index < m_nodes.size(); ++index) {
        const LineageNode &node = m_nodes.at(index);
        if (!node.relation.isEmpty() && !node.isInCatalogue)
            unmatched.append({ index, whyUnmatched(node, catalogueByName) });
    }
    return LineageGraph(std::move(m_nodes), std::move(m_edges), std::move(m_problems));
}

} // namespace

LineageGraph LineageGraph::merged(const QList<LineageGraph> &graphs)
{
    Merger merger;
    for (const LineageGraph &graph : graphs)
        merger.add(graph);
    QList<UnmatchedNode> unmatched;
    LineageGraph graph = merger.result(unmatched);
    graph.m_unmatched = std::move(unmatched);
    return graph;
}

LineageGraph LineageGraph::extended(const QList<LineageNode> &nodes, const QList<LineageEdge> &edges) const
{
    LineageGraph graph(m_nodes + nodes, m_edges + edges, m_problems);
    graph.m_unmatched = m_unmatched;
    return graph;
}

} // namespace sluice
