// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/lineage_closure.h"
#include "lineage/lineage_graph.h"

#include <QRandomGenerator>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestLineageGraph : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void adjacencyListsEachNeighbourOnce();
    void edgesOutsideAreNamed();
    void distancesFollowShortestWays();
    void cyclesEnd();
    void closureEqualsSlowSearch();
    void pathIsShortest();
    void findsWhatPeopleType_data();
    void findsWhatPeopleType();
    void ambiguityListsCandidates();
    void relationFollowsThePlatformsCase_data();
    void relationFollowsThePlatformsCase();
    void emptyGraphAnswers();
};

namespace {

LineageNode table(const QString &relation, const QString &platform = u"postgresql"_s)
{
    LineageNode node;
    node.key = node.relation = node.name = relation;
    node.platform = platform;
    return node;
}

LineageGraph chain()
{
    return LineageGraph({ table(u"raw.orders"_s), table(u"mart.orders"_s), table(u"mart.daily"_s), table(u"mart.board"_s) },
        { { 0, 1, u"id"_s, u"id"_s }, { 0, 1, u"total"_s, u"amount"_s }, { 1, 2 }, { 2, 3 }, { 0, 3 } });
}

LineageGraph randomGraph(quint32 seed, int count, int edgeCount)
{
    QRandomGenerator random(seed);
    QList<LineageNode> nodes;
    for (int i = 0; i < count; ++i)
        nodes.append(table(u"s.t%1"_s.arg(i)));
    QList<LineageEdge> edges;
    for (int i = 0; i < edgeCount; ++i)
        edges.append({ random.bounded(count), random.bounded(count) });
    return LineageGraph(nodes, edges);
}

} // namespace

void TestLineageGraph::adjacencyListsEachNeighbourOnce()
{
    const LineageGraph graph = chain();
    const std::span<const int> down = graph.downstream(0);
    QCOMPARE(QList<int>(down.begin(), down.end()), QList<int>({ 1, 3 }));
    const std::span<const int> up = graph.upstream(3);
    QCOMPARE(QList<int>(up.begin(), up.end()), QList<int>({ 0, 2 }));
    QCOMPARE(graph.edgesBetween(0, 1).size(), size_t(2));
    QCOMPARE(graph.edgesBetween(0, 1)[1].toColumn, u"amount"_s);
    QVERIFY(graph.edgesBetween(1, 0).empty());
}

void TestLineageGraph::edgesOutsideAreNamed()
{
    const LineageGraph graph({ table(u"a.b"_s) }, { { 0, 7 }, { -1, 0 }, { 0, 0 } });
    QCOMPARE(graph.edges().size(), 0);
    QCOMPARE(graph.problems(), QStringList { u"2 edges end at no node and are left out"_s });
}

void TestLineageGraph::distancesFollowShortestWays()
{
    QCOMPARE(chain().downstreamDistances({ 0 }), QList<int>({ 0, 1, 2, 1 }));
    QCOMPARE(chain().downstreamDistances({ 2 }), QList<int>({ -1, -1, 0, 1 }));
    QCOMPARE(chain().upstreamDistances({ 3 }), QList<int>({ 1, 2, 1, 0 }));
    QCOMPARE(chain().downstreamDistances({ 1, 2 }), QList<int>({ -1, 0, 0, 1 }));
    QCOMPARE(chain().downstreamDistances({ 99, -4 }), QList<int>({ -1, -1, -1, -1 }));
}

void TestLineageGraph::cyclesEnd()
{
    const LineageGraph graph({ table(u"s.a"_s), table(u"s.b"_s), table(u"s.c"_s) }, { { 0, 1 }, { 1, 2 }, { 2, 0 } });
    QCOMPARE(graph.downstreamDistances({ 1 }), QList<int>({ 2, 0, 1 }));
}

void TestLineageGraph::closureEqualsSlowSearch()
{
    const LineageGraph graph = randomGraph(7, 60, 90);
    LineageClosure closure(graph);
    for (int start = 0; start < graph.size(); ++start) {
        QList<int> expected(graph.size(), -1);
        expected[start] = 0;
        for (bool isChanged = true; isChanged;) {
            isChanged = false;
            for (const LineageEdge &edge : graph.edges()) {
                const int reached = expected[edge.from] < 0 ? -1 : expected[edge.from] + 1;
                if (reached >= 0 && (expected[edge.to] < 0 || expected[edge.to] > reached)) {
                    expected[edge.to] = reached;
                    isChanged = true;
                }
            }
        }
        QCOMPARE(graph.downstreamDistances({ start }), expected);
        closure.reach(start, LineageClosure::Direction::Downstream);
        for (int node = 0; node < graph.size(); ++node)
            QCOMPARE(closure.distance(node), expected[node]);
    }
}

void TestLineageGraph::pathIsShortest()
{
    const LineageGraph graph = randomGraph(11, 40, 70);
    LineageClosure closure(graph);
    for (int node : closure.reach(3, LineageClosure::Direction::Downstream)) {
        const QList<int> path = closure.path(node);
        QCOMPARE(path.first(), 3);
        QCOMPARE(path.last(), node);
        QCOMPARE(path.size(), qsizetype(closure.distance(node)) + 1);
        for (qsizetype i = 1; i < path.size(); ++i)
            QVERIFY(!graph.edgesBetween(path[i - 1], path[i]).empty());
    }
}

void TestLineageGraph::findsWhatPeopleType_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<int>("expected");
    QTest::newRow("key") << u"mart.daily"_s << 2;
    QTest::newRow("other case") << u"Mart.DAILY"_s << 2;
    QTest::newRow("bare name") << u"daily"_s << 2;
    QTest::newRow("blanks around") << u" mart.daily "_s << 2;
    QTest::newRow("several") << u"orders"_s << -1;
    QTest::newRow("unknown") << u"mart.dayly"_s << -1;
}

void TestLineageGraph::findsWhatPeopleType()
{
    QFETCH(QString, typed);
    QFETCH(int, expected);
    QCOMPARE(chain().find(typed).value_or(-1), expected);
}

void TestLineageGraph::ambiguityListsCandidates()
{
    const Result<int> several = chain().find(u"orders"_s);
    QVERIFY(!several);
    QCOMPARE(several.error().code, ErrorCode::Usage);
    QCOMPARE(several.error().next, u"name one of: raw.orders, mart.orders"_s);
    const Result<int> unknown = chain().find(u"mart.dayly"_s);
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
    QCOMPARE(unknown.error().next, u"did you mean mart.daily?"_s);
    const Result<int> part = chain().find(u"ORDER"_s); // no slip away from anything, but part of two
    QVERIFY(!part);
    QVERIFY2(part.error().next.contains(u"mart.orders"_s), qPrintable(part.error().next));
    const Result<int> nothing = chain().find(u"zzz"_s);
    QVERIFY(!nothing);
    QVERIFY2(nothing.error().next.startsWith(u"load a manifest"_s), qPrintable(nothing.error().next));
}

void TestLineageGraph::relationFollowsThePlatformsCase_data()
{
    QTest::addColumn<QString>("platform");
    QTest::addColumn<QString>("known");
    QTest::addColumn<QString>("asked");
    QTest::addColumn<bool>("isFound");
    QTest::newRow("postgresql same") << u"postgres"_s << u"mart.Orders"_s << u"mart.Orders"_s << true;
    QTest::newRow("postgresql other case") << u"postgres"_s << u"mart.Orders"_s << u"mart.orders"_s << false;
    QTest::newRow("snowflake other case") << u"snowflake"_s << u"MART.ORDERS"_s << u"mart.orders"_s << true;
    QTest::newRow("sqlite without schema") << u"sqlite"_s << u"main.orders"_s << u"Orders"_s << true;
    QTest::newRow("postgresql without schema") << u"postgresql"_s << u"public.orders"_s << u"orders"_s << true;
    QTest::newRow("another schema") << u"postgresql"_s << u"mart.orders"_s << u"orders"_s << false;
}

void TestLineageGraph::relationFollowsThePlatformsCase()
{
    QFETCH(QString, platform);
    QFETCH(QString, known);
    QFETCH(QString, asked);
    QFETCH(bool, isFound);
    const LineageGraph graph({ table(known, platform) }, {});
    QCOMPARE(graph.indexOf(*RelationName::parse(asked)), isFound ? 0 : -1);
}

void TestLineageGraph::emptyGraphAnswers()
{
    const LineageGraph graph;
    QCOMPARE(graph.size(), 0);
    QCOMPARE(graph.downstreamDistances({ 0 }), QList<int>());
    QVERIFY(!graph.find(u"x"_s));
    QCOMPARE(LineageGraph::merged({}).size(), 0);
}

QTEST_GUILESS_MAIN(TestLineageGraph)
#include "tst_lineage_graph.moc"
