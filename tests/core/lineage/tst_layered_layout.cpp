// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/dbt_manifest.h"
#include "lineage/layered_layout.h"
#include "support/shared_data.h"

#include <QRandomGenerator>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// A drawing is judged by what must hold for every graph, not by coordinates of one.
class TestLayeredLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsForEveryGraph_data();
    void holdsForEveryGraph();
    void sameInputSameDrawing_data() { holdsForEveryGraph_data(); }
    void sameInputSameDrawing();
    void aChainIsStraight();
    void aTreeHasNoCrossing();
    void fewerCrossingsThanNaive_data();
    void fewerCrossingsThanNaive();
    void cyclesAreTurned();
    void ownHeightsAreKept();
    void subsetDrawsItsOwnEdgesAlone();
    void oddInput();
    void realGraphs();
};

namespace {

LineageGraph graphOf(int count, const QList<QPair<int, int>> &arcs)
{
    QList<LineageNode> nodes;
    for (int i = 0; i < count; ++i) {
        LineageNode node;
        node.key = QString::number(i);
        nodes.append(node);
    }
    QList<LineageEdge> edges;
    for (const auto &[from, to] : arcs)
        edges.append({ from, to });
    return LineageGraph(nodes, edges);
}

/// Arcs run from lower to higher numbers unless cyclic; wide jumps make long edges.
LineageGraph randomGraph(quint32 seed, int count, int arcs, bool isCyclic)
{
    QRandomGenerator random(seed);
    QList<QPair<int, int>> pairs;
    for (int i = 0; i < arcs; ++i) {
        const int a = random.bounded(count);
        const int b = random.bounded(count);
        pairs.append(isCyclic ? qMakePair(a, b) : qMakePair(qMin(a, b), qMax(a, b)));
    }
    return graphOf(count, pairs);
}

QList<int> allOf(const LineageGraph &graph)
{
    QList<int> nodes;
    for (int i = 0; i < graph.size(); ++i)
        nodes.append(i);
    return nodes;
}

QString describe(const GraphLayout &layout)
{
    QString text;
    for (const LayoutNode &node : layout.nodes)
        text += u"%1 %2 %3,%4 %5x%6\n"_s.arg(node.node).arg(node.layer).arg(node.box.x()).arg(node.box.y()).arg(node.box.width()).arg(node.box.height());
    for (const LayoutEdge &edge : layout.edges) {
        text += u"%1-%2"_s.arg(edge.from).arg(edge.to);
        for (const QPointF &point : edge.points)
            text += u" %1,%2"_s.arg(point.x()).arg(point.y());
        text += u'\n';
    }
    return text + QString::number(layout.crossings);
}

/// Crossings of the drawn polylines between layers when every layer keeps the order of node numbers: what a drawing
/// without any crossing reduction would have.
long long naiveCrossings(const GraphLayout &layout)
{
    QHash<int, int> layerOf;
    for (const LayoutNode &node : layout.nodes)
        layerOf.insert(node.node, node.layer);
    QList<QPair<QPair<int, double>, double>> pieces; // (gap, left height), right height
    for (const LayoutEdge &edge : layout.edges) {
        const int from = layerOf.value(edge.isTurned ? edge.to : edge.from);
        const int to = layerOf.value(edge.isTurned ? edge.from : edge.to);
        const double left = edge.isTurned ? edge.to : edge.from;
        const double right = edge.isTurned ? edge.from : edge.to;
        for (int gap = from; gap < to; ++gap)
            pieces.append({ { gap, left + (right - left) * (gap - from) / (to - from) }, left + (right - left) * (gap + 1 - from) / (to - from) });
    }
    long long crossings = 0;
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        for (qsizetype j = i + 1; j < pieces.size(); ++j) {
            if (pieces[i].first.first == pieces[j].first.first
                && (pieces[i].first.second - pieces[j].first.second) * (pieces[i].second - pieces[j].second) < 0)
                ++crossings;
        }
    }
    return crossings;
}

/// Empty when everything holds that must hold.
QString fault(const LineageGraph &graph, const GraphLayout &layout)
{
    QHash<int, LayoutNode> placed;
    for (const LayoutNode &node : layout.nodes)
        placed.insert(node.node, node);
    QMap<double, QList<QRectF>> columns;
    for (const LayoutNode &node : layout.nodes) {
        columns[node.box.left()].append(node.box);
        if (!layout.bounds.contains(node.box))
            return u"node %1 lies outside the bounds"_s.arg(node.node);
    }
    for (QList<QRectF> &column : columns) {
        std::sort(column.begin(), column.end(), [](const QRectF &a, const QRectF &b) { return a.top() < b.top(); });
        for (qsizetype i = 1; i < column.size(); ++i) {
            if (column[i].top() < column[i - 1].bottom() + 1)
                return u"boxes overlap at %1,%2"_s.arg(column[i].left()).arg(column[i].top());
        }
    }
    qsizetype expected = 0;
    for (int node = 0; node < graph.size(); ++node)
        expected += qsizetype(graph.downstream(node).size());
    if (layout.edges.size() != expected)
        return u"%1 edges drawn of %2"_s.arg(layout.edges.size()).arg(expected);
    for (const LayoutEdge &edge : layout.edges) {
        const LayoutNode left = placed.value(edge.isTurned ? edge.to : edge.from);
        const LayoutNode right = placed.value(edge.isTurned ? edge.from : edge.to);
        if (left.layer >= right.layer)
            return u"edge %1-%2 does not run from left to right"_s.arg(edge.from).arg(edge.to);
        if (edge.points.size() % 3 != 1 || edge.points.first() != QPointF(left.box.right(), left.box.center().y())
            || edge.points.last() != QPointF(right.box.left(), right.box.center().y()))
            return u"edge %1-%2 does not end at its boxes"_s.arg(edge.from).arg(edge.to);
        for (qsizetype i = 1; i < edge.points.size(); ++i) {
            if (edge.points[i].x() < edge.points[i - 1].x())
                return u"edge %1-%2 runs back"_s.arg(edge.from).arg(edge.to);
        }
        for (qsizetype i = 3; i + 3 < edge.points.size(); i += 6) { // straight across a layer: not through a box
            for (const QRectF &box : columns.value(edge.points[i].x())) {
                if (edge.points[i].y() > box.top() && edge.points[i].y() < box.bottom())
                    return u"edge %1-%2 runs through a box"_s.arg(edge.from).arg(edge.to);
            }
        }
    }
    return {};
}

} // namespace

void TestLayeredLayout::holdsForEveryGraph_data()
{
    QTest::addColumn<LineageGraph>("graph");
    QTest::newRow("two") << graphOf(2, { { 0, 1 } });
    QTest::newRow("diamond") << graphOf(4, { { 0, 1 }, { 0, 2 }, { 1, 3 }, { 2, 3 } });
    QTest::newRow("long edge") << graphOf(5, { { 0, 1 }, { 1, 2 }, { 2, 3 }, { 3, 4 }, { 0, 4 }, { 0, 3 } });
    QTest::newRow("three parts and singles") << graphOf(12, { { 0, 1 }, { 2, 3 }, { 3, 4 }, { 7, 8 }, { 7, 9 } });
    QTest::newRow("ring") << graphOf(4, { { 0, 1 }, { 1, 2 }, { 2, 3 }, { 3, 0 } });
    QTest::newRow("both ways") << graphOf(2, { { 0, 1 }, { 1, 0 } });
    QList<QPair<int, int>> fan;
    for (int i = 1; i < 120; ++i)
        fan.append({ 0, i });
    QTest::newRow("fan of 119") << graphOf(120, fan);
    for (quint32 seed = 1; seed <= 12; ++seed)
        QTest::addRow("random %u", seed) << randomGraph(seed, int(10 + 12 * seed), int(14 + 18 * seed), false);
    for (quint32 seed = 1; seed <= 4; ++seed)
        QTest::addRow("random with cycles %u", seed) << randomGraph(seed, 40, 70, true);
    QTest::newRow("dense") << randomGraph(5, 30, 300, false);
}

void TestLayeredLayout::holdsForEveryGraph()
{
    QFETCH(LineageGraph, graph);
    const GraphLayout layout = layeredLayout(graph, allOf(graph));
    QCOMPARE(layout.nodes.size(), qsizetype(graph.size()));
    QCOMPARE(fault(graph, layout), QString());
}

void TestLayeredLayout::sameInputSameDrawing()
{
    QFETCH(LineageGraph, graph);
    QCOMPARE(describe(layeredLayout(graph, allOf(graph))), describe(layeredLayout(graph, allOf(graph))));
}

void TestLayeredLayout::aChainIsStraight()
{
    const GraphLayout layout = layeredLayout(graphOf(5, { { 3, 1 }, { 1, 4 }, { 4, 0 }, { 0, 2 } }), { 0, 1, 2, 3, 4 });
    for (const LayoutNode &node : layout.nodes)
        QCOMPARE(node.box.top(), layout.nodes.first().box.top());
    QCOMPARE(layout.nodes[3].layer, 0);
    QCOMPARE(layout.nodes[2].layer, 4);
}

void TestLayeredLayout::aTreeHasNoCrossing()
{
    QList<QPair<int, int>> arcs;
    for (int i = 1; i < 63; ++i)
        arcs.append({ (i * 7 % i + i - 1) / 2, i });
    const LineageGraph tree = graphOf(63, arcs);
    QCOMPARE(layeredLayout(tree, allOf(tree)).crossings, 0LL);
}

void TestLayeredLayout::fewerCrossingsThanNaive_data()
{
    QTest::addColumn<LineageGraph>("graph");
    for (quint32 seed = 20; seed < 26; ++seed)
        QTest::addRow("%u", seed) << randomGraph(seed, 60, 95, false);
}

void TestLayeredLayout::fewerCrossingsThanNaive()
{
    QFETCH(LineageGraph, graph);
    const GraphLayout layout = layeredLayout(graph, allOf(graph));
    const long long naive = naiveCrossings(layout);
    QVERIFY2(layout.crossings * 2 < naive, qPrintable(u"%1 of %2"_s.arg(layout.crossings).arg(naive)));
}

void TestLayeredLayout::cyclesAreTurned()
{
    const GraphLayout layout = layeredLayout(graphOf(3, { { 0, 1 }, { 1, 2 }, { 2, 0 } }), { 0, 1, 2 });
    int turned = 0;
    for (const LayoutEdge &edge : layout.edges)
        turned += edge.isTurned ? 1 : 0;
    QCOMPARE(turned, 1);
    QVERIFY(layout.edges.last().isTurned); // 2 to 0, against the flow
}

void TestLayeredLayout::ownHeightsAreKept()
{
    const LineageGraph graph = graphOf(4, { { 0, 1 }, { 0, 2 }, { 0, 3 } });
    LayoutOptions options;
    options.heights.insert(2, 200);
    const GraphLayout layout = layeredLayout(graph, allOf(graph), options);
    QCOMPARE(layout.nodes[2].box.height(), 200.0);
    QCOMPARE(layout.nodes[1].box.height(), options.nodeSize.height());
    QCOMPARE(fault(graph, layout), QString());
}

void TestLayeredLayout::subsetDrawsItsOwnEdgesAlone()
{
    const GraphLayout layout = layeredLayout(graphOf(4, { { 0, 1 }, { 1, 2 }, { 2, 3 } }), { 2, 1 });
    QCOMPARE(layout.nodes.size(), 2);
    QCOMPARE(layout.nodes[0].node, 2);
    QCOMPARE(layout.edges.size(), 1);
    QCOMPARE(layout.edges[0].from, 1);
}

void TestLayeredLayout::oddInput()
{
    QCOMPARE(layeredLayout({}, {}).nodes.size(), 0);
    QVERIFY(layeredLayout({}, {}).bounds.isNull());
    const LineageGraph graph = graphOf(2, { { 0, 1 } });
    QCOMPARE(layeredLayout(graph, { 1, 7, -1, 1, 0 }).nodes.size(), 2);
    QCOMPARE(layeredLayout(graph, { 1 }).nodes.first().box.topLeft(), QPointF(0, 0));
}

void TestLayeredLayout::realGraphs()
{
    SLUICE_NEEDS_SHARED_DATA(u"manifests"_s);
    for (const QString &name : { u"tuva_v0.7.9.json.gz"_s, u"shopify_v0.10.0.json.gz"_s, u"colibri_duckdb.json.gz"_s }) {
        const Result<DbtManifest> manifest = parseDbtManifest(test::readUnpacked(test::sharedData(u"manifests"_s) + u'/' + name), name);
        QVERIFY(manifest);
        const LineageGraph graph = graphOfManifest(*manifest, name);
        QCOMPARE(fault(graph, layeredLayout(graph, allOf(graph))), QString());
    }
}

QTEST_GUILESS_MAIN(TestLayeredLayout)
#include "tst_layered_layout.moc"
