// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/lineage_graph.h"
#include "lineage/warehouse_lineage.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestLineageMerge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameRelationBecomesOneNode();
    void caseRuleDecides_data();
    void caseRuleDecides();
    void defaultSchemaIsTheSame_data();
    void defaultSchemaIsTheSame();
    void otherDatabaseStaysApart();
    void ambiguousStaysApartAndIsNamed();
    void catalogueColumnsWin();
    void unmatchedSaysWhy_data();
    void unmatchedSaysWhy();
    void exposuresMergeById();
    void warehouseNamesDanglingViews();
    void mergeIsTheSameTwice();
};

namespace {

LineageNode declared(const QString &relation, const QString &platform, const QString &database = {})
{
    LineageNode node;
    node.key = node.relation = relation;
    node.id = u"model.shop."_s + relation.section(u'.', -1);
    node.name = relation.section(u'.', -1);
    node.kind = NodeKind::Model;
    node.platform = platform;
    node.database = database;
    node.origin = u"dbt manifest"_s;
    node.owner = u"finance"_s;
    return node;
}

RelationFacts facts(const QString &relation, RelationKind kind = RelationKind::Table, const QStringList &columns = {})
{
    RelationFacts facts;
    facts.name = *RelationName::parse(relation);
    facts.kind = kind;
    for (const QString &column : columns)
        facts.columns.append({ column, u"text"_s });
    return facts;
}

LineageGraph catalogue(const QStringList &relations, const QString &platform)
{
    QList<RelationFacts> list;
    for (const QString &relation : relations)
        list.append(facts(relation));
    return warehouseLineage(u"warehouse"_s, list, {}, platform);
}

} // namespace

void TestLineageMerge::sameRelationBecomesOneNode()
{
    const LineageGraph manifest({ declared(u"mart.orders"_s, u"postgres"_s), declared(u"mart.daily"_s, u"postgres"_s) }, { { 0, 1 } });
    const LineageGraph warehouse = warehouseLineage(u"warehouse"_s,
        { facts(u"mart.orders"_s, RelationKind::Table, { u"id"_s }), facts(u"mart.daily"_s, RelationKind::View) },
        { { *RelationName::parse(u"mart.daily"_s), *RelationName::parse(u"mart.orders"_s), u"id"_s } }, u"postgresql"_s);
    for (const QList<LineageGraph> &order : { QList<LineageGraph> { manifest, warehouse }, QList<LineageGraph> { warehouse, manifest } }) {
        const LineageGraph graph = LineageGraph::merged(order);
        QCOMPARE(graph.size(), 2);
        const LineageNode &orders = graph.nodes().at(graph.indexOf(u"mart.orders"_s));
        QCOMPARE(orders.owner, u"finance"_s);
        QCOMPARE(orders.kind, NodeKind::Model);
        QCOMPARE(orders.columns, QStringList { u"id"_s });
        QVERIFY(orders.isInCatalogue);
        const auto between = graph.edgesBetween(graph.indexOf(u"mart.orders"_s), graph.indexOf(u"mart.daily"_s));
        QCOMPARE(between.size(), size_t(2)); // declared and from the catalogue
        QVERIFY(graph.unmatched().isEmpty());
    }
}

void TestLineageMerge::caseRuleDecides_data()
{
    QTest::addColumn<QString>("platform");
    QTest::addColumn<int>("nodes");
    QTest::newRow("snowflake folds") << u"snowflake"_s << 1;
    QTest::newRow("sqlite folds") << u"sqlite"_s << 1;
    QTest::newRow("postgresql keeps") << u"postgresql"_s << 2;
    QTest::newRow("bigquery keeps") << u"bigquery"_s << 2;
}

void TestLineageMerge::caseRuleDecides()
{
    QFETCH(QString, platform);
    QFETCH(int, nodes);
    const LineageGraph graph
        = LineageGraph::merged({ LineageGraph({ declared(u"mart.orders"_s, platform) }, {}), catalogue({ u"MART.ORDERS"_s }, platform) });
    QCOMPARE(graph.size(), nodes);
    QCOMPARE(graph.unmatched().size(), nodes - 1);
}

void TestLineageMerge::defaultSchemaIsTheSame_data()
{
    QTest::addColumn<QString>("platform");
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("listed");
    QTest::addColumn<int>("nodes");
    QTest::newRow("sqlite's main") << u"sqlite"_s << u"main.orders"_s << u"orders"_s << 1;
    QTest::newRow("sqlite's main in capitals") << u"sqlite"_s << u"MAIN.Orders"_s << u"orders"_s << 1;
    QTest::newRow("postgresql's public") << u"postgresql"_s << u"orders"_s << u"public.orders"_s << 1;
    QTest::newRow("sqlite has no default public") << u"sqlite"_s << u"public.orders"_s << u"orders"_s << 2;
    QTest::newRow("postgresql has no default main") << u"postgresql"_s << u"main.orders"_s << u"orders"_s << 2;
    QTest::newRow("another schema") << u"sqlite"_s << u"temp.orders"_s << u"orders"_s << 2;
}

/// One source writes the schema that everybody means, the other does not: dashboards must not hang in the air for that.
void TestLineageMerge::defaultSchemaIsTheSame()
{
    QFETCH(QString, platform);
    QFETCH(QString, written);
    QFETCH(QString, listed);
    QFETCH(int, nodes);
    const LineageGraph merged = LineageGraph::merged({ LineageGraph({ declared(written, platform) }, {}), catalogue({ listed }, platform) });
    QCOMPARE(merged.size(), nodes);
    QCOMPARE(merged.unmatched().size(), nodes - 1);
}

void TestLineageMerge::otherDatabaseStaysApart()
{
    const LineageGraph graph = LineageGraph::merged({ LineageGraph({ declared(u"mart.orders"_s, u"postgres"_s, u"lake"_s) }, {}),
        LineageGraph({ declared(u"mart.orders"_s, u"postgres"_s, u"analytics"_s) }, {}) });
    QCOMPARE(graph.size(), 2);
    QCOMPARE(graph.nodes().at(1).key, u"analytics.mart.orders"_s);
    QCOMPARE(graph.indexOf(RelationName { u"mart"_s, u"orders"_s }), -1); // not certain which is meant
}

void TestLineageMerge::ambiguousStaysApartAndIsNamed()
{
    const LineageGraph both({ declared(u"mart.orders"_s, u"postgres"_s, u"lake"_s), [] {
                                 LineageNode node = declared(u"mart.orders"_s, u"postgres"_s, u"analytics"_s);
                                 node.key = u"analytics.mart.orders"_s;
                                 return node;
                             }() }, {});
    const LineageGraph graph = LineageGraph::merged({ both, catalogue({ u"mart.orders"_s }, u"postgresql"_s) });
    QCOMPARE(graph.size(), 3);
    QCOMPARE(graph.problems().size(), 1);
    QVERIFY(graph.problems().first().contains(u"may be any of"_s));
    QCOMPARE(graph.unmatched().size(), 2);
}

void TestLineageMerge::catalogueColumnsWin()
{
    LineageNode documented = declared(u"mart.orders"_s, u"postgres"_s);
    documented.columns = QStringList { u"amount"_s, u"gone"_s };
    const LineageGraph warehouse = warehouseLineage(u"w"_s, { facts(u"mart.orders"_s, RelationKind::Table, { u"id"_s, u"amount"_s }) }, {}, u"postgresql"_s);
    const LineageGraph graph = LineageGraph::merged({ LineageGraph({ documented }, {}), warehouse });
    QCOMPARE(graph.nodes().first().columns, QStringList({ u"id"_s, u"amount"_s }));
}

void TestLineageMerge::unmatchedSaysWhy_data()
{
    QTest::addColumn<QString>("relation");
    QTest::addColumn<QString>("platform");
    QTest::addColumn<QString>("why");
    QTest::newRow("absent") << u"mart.nowhere"_s << u"postgres"_s << u"not in the catalogue"_s;
    QTest::newRow("other schema") << u"dev.orders"_s << u"postgres"_s << u"not in the catalogue; the nearest is mart.orders"_s;
    QTest::newRow("other case") << u"mart.Orders"_s << u"postgres"_s
                                << u"the catalogue writes it mart.orders, and postgresql tells case apart"_s;
    QTest::newRow("other platform") << u"mart.orders"_s << u"snowflake"_s
                                    << u"declared for snowflake, but the catalogue that has this name is postgresql"_s;
}

void TestLineageMerge::unmatchedSaysWhy()
{
    QFETCH(QString, relation);
    QFETCH(QString, platform);
    QFETCH(QString, why);
    const LineageGraph graph
        = LineageGraph::merged({ LineageGraph({ declared(relation, platform) }, {}), catalogue({ u"mart.orders"_s }, u"postgresql"_s) });
    QCOMPARE(graph.unmatched().size(), 1);
    QCOMPARE(graph.nodes().at(graph.unmatched().first().node).relation, relation);
    QCOMPARE(graph.unmatched().first().why, why);
}

void TestLineageMerge::exposuresMergeById()
{
    const auto exposure = [](const QString &project) {
        LineageNode node;
        node.key = u"exposure:board"_s;
        node.id = u"exposure.%1.board"_s.arg(project);
        node.kind = NodeKind::Exposure;
        return LineageGraph({ node }, {});
    };
    QCOMPARE(LineageGraph::merged({ exposure(u"shop"_s), exposure(u"shop"_s) }).size(), 1);
    const LineageGraph two = LineageGraph::merged({ exposure(u"shop"_s), exposure(u"crm"_s) });
    QCOMPARE(two.size(), 2);
    QCOMPARE(two.nodes().at(1).key, u"exposure.crm.board"_s);
}

void TestLineageMerge::warehouseNamesDanglingViews()
{
    const LineageGraph graph = warehouseLineage(u"warehouse"_s, { facts(u"mart.v"_s, RelationKind::View) },
        { { *RelationName::parse(u"mart.v"_s), *RelationName::parse(u"gone.t"_s), {} } });
    QCOMPARE(graph.size(), 1);
    QCOMPARE(graph.problems(), QStringList { u"view mart.v reads gone.t, which catalogue of warehouse does not list"_s });
}

void TestLineageMerge::mergeIsTheSameTwice()
{
    const LineageGraph once = LineageGraph::merged(
        { LineageGraph({ declared(u"mart.a"_s, u"postgres"_s), declared(u"mart.b"_s, u"postgres"_s) }, { { 0, 1 } }), catalogue({ u"mart.a"_s }, u"postgresql"_s) });
    const LineageGraph twice = LineageGraph::merged({ once });
    QCOMPARE(twice.size(), once.size());
    QCOMPARE(twice.edges().size(), once.edges().size());
    QCOMPARE(twice.unmatched().size(), once.unmatched().size());
}

QTEST_GUILESS_MAIN(TestLineageMerge)
#include "tst_lineage_merge.moc"
