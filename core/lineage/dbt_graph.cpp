// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/dbt_manifest.h"
#include "lineage/relation_identity.h"

#include <QFileInfo>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

NodeKind kindOf(const QString &resourceType)
{
    static const QHash<QString, NodeKind> kKinds { { u"model"_s, NodeKind::Model }, { u"seed"_s, NodeKind::Seed },
        { u"snapshot"_s, NodeKind::Snapshot }, { u"source"_s, NodeKind::Source }, { u"exposure"_s, NodeKind::Exposure },
        { u"metric"_s, NodeKind::Metric }, { u"semantic_model"_s, NodeKind::Metric }, { u"saved_query"_s, NodeKind::Metric },
        { u"operation"_s, NodeKind::Job }, { u"test"_s, NodeKind::Test }, { u"unit_test"_s, NodeKind::Test } };
    return kKinds.value(resourceType, NodeKind::Other);
}

/// Views and tables that dbt builds or reads; an ephemeral model is text inside its readers.
bool livesInWarehouse(const DbtNode &node)
{
    static const QStringList kTypes { u"model"_s, u"seed"_s, u"snapshot"_s, u"source"_s };
    return kTypes.contains(node.resourceType) && node.detail != "ephemeral"_L1 && !node.name.isEmpty();
}

LineageNode nodeOf(const DbtNode &from, const DbtManifest &manifest, const QString &origin)
{
    LineageNode node;
    node.id = from.id;
    node.kind = kindOf(from.resourceType);
    node.detail = node.kind == NodeKind::Metric && from.detail.isEmpty() ? from.resourceType : from.detail;
    node.platform = canonicalPlatform(manifest.adapter);
    node.owner = from.owner.isEmpty() ? manifest.groupOwners.value(from.group) : from.owner;
    node.description = from.description;
    node.columns = from.columns;
    node.maturity = from.maturity;
    node.url = from.url;
    node.group = from.group;
    node.access = from.access;
    node.tags = from.tags;
    node.origin = origin;
    node.isContracted = from.isContracted;
    node.isVersioned = !from.version.isEmpty();
    node.name = from.label.isEmpty() ? from.name : from.label;
    if (node.name.isEmpty())
        node.name = from.id;
    if (livesInWarehouse(from)) {
        node.database = from.database;
        node.relation = RelationName { from.schema, from.alias.isEmpty() ? from.name : from.alias }.text();
        node.key = node.relation;
        if (node.kind == NodeKind::Source)
            node.name = node.relation;
        else if (node.isVersioned)
            node.name = from.name + u".v"_s + from.version;
    } else {
        node.key = from.resourceType + u':' + from.name;
    }
    return node;
}

class GraphMaker
{
public:
    GraphMaker(const DbtManifest &manifest, const QString &file)
        : m_manifest(manifest)
        , m_origin(u"dbt manifest %1"_s.arg(QFileInfo(file).fileName()))
        , m_problems(manifest.problems)
    {
    }
    LineageGraph make();

private:
    void place(const DbtNode &from);
    int sameRelation(const LineageNode &node) const;
    void qualifyKeys();
    void connect(const DbtNode &from);
    void countTest(const DbtNode &test);

    const DbtManifest &m_manifest;
    QString m_origin;
    QList<LineageNode> m_nodes;
    QList<LineageEdge> m_edges;
    QStringList m_problems;
    QHash<QString, int> m_byId;
    QHash<QString, int> m_byRelation; ///< database and relation, by the platform's case rule
};

/// A source and the seed or model that fills it are one relation; two models that write one relation stay apart.
void GraphMaker::place(const DbtNode &from)
{
    LineageNode node = nodeOf(from, m_manifest, m_origin);
    if (!node.relation.isEmpty()) {
        const QString identity = relationIdentity(node.platform, node.database + u'/' + node.relation);
        const int other = m_byRelation.value(identity, -1);
        if (other >= 0 && (node.kind == NodeKind::Source || m_nodes.at(other).kind == NodeKind::Source)) {
            m_byId.insert(from.id, other);
            if (m_nodes.at(other).kind == NodeKind::Source && node.kind != NodeKind::Source) {
                node.tests += m_nodes.at(other).tests;
                m_nodes[other] = std::move(node);
            }
            return;
        }
        if (other >= 0)
            m_problems.append(u"%1 and %2 both write %3"_s.arg(m_nodes.at(other).id, node.id, node.relation));
        else
            m_byRelation.insert(identity, int(m_nodes.size()));
    }
    m_byId.insert(from.id, int(m_nodes.size()));
    m_nodes.append(std::move(node));
}

/// Where a short key would stand for two nodes, each gets the longer one.
void GraphMaker::qualifyKeys()
{
    const auto unique = [this](auto longer) {
        QHash<QString, int> count;
        for (const LineageNode &node : std::as_const(m_nodes))
            ++count[node.key];
        for (LineageNode &node : m_nodes) {
            if (count.value(node.key) > 1)
                node.key = longer(node);
        }
    };
    unique([](const LineageNode &node) { return node.database.isEmpty() ? node.id : node.database + u'.' + node.key; });
    unique([](const LineageNode &node) { return node.id; });
}

/// A generic test names its model in an argument; without that, everything it reads is checked by it.
void GraphMaker::countTest(const DbtNode &test)
{
    if (const int attached = m_byId.value(test.testedModel, -1); attached >= 0) {
        ++m_nodes[attached].tests;
        return;
    }
    QList<int> named;
    QList<int> all;
    for (const QString &parent : test.parents) {
        const int node = m_byId.value(parent, -1);
        if (node < 0)
            continue;
        all.append(node);
        const QString name = parent.section(u'.', 2, 2);
        if (test.testedModel == name || test.testedModel.contains(u'\'' + name + u'\'') || test.testedModel.contains(u'"' + name + u'"'))
            named.append(node);
    }
    for (int node : named.isEmpty() ? all : named)
        ++m_nodes[node].tests;
}

void GraphMaker::connect(const DbtNode &from)
{
    const bool isTest = kindOf(from.resourceType) == NodeKind::Test;
    for (const QString &parent : from.parents) {
        const int source = m_byId.value(parent, -1);
        if (source < 0) // tests are no nodes, yet a reference of theirs may dangle too
            m_problems.append(u"%1 refers to %2, which the manifest does not define"_s.arg(from.id, parent));
        else if (!isTest)
            m_edges.append({ source, m_byId.value(from.id), {}, {}, EdgeBasis::Declared, m_origin, m_manifest.generatedAt });
    }
    if (isTest)
        countTest(from);
}

LineageGraph GraphMaker::make()
{
    for (const DbtNode &node : m_manifest.nodes) {
        if (kindOf(node.resourceType) != NodeKind::Test)
            place(node);
    }
    for (const DbtNode &node : m_manifest.nodes)
        connect(node);
    qualifyKeys();
    return LineageGraph(std::move(m_nodes), std::move(m_edges), std::move(m_problems));
}

} // namespace

LineageGraph graphOfManifest(const DbtManifest &manifest, const QString &file)
{
    return GraphMaker(manifest, file).make();
}

} // namespace sluice
