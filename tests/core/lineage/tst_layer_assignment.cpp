// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/layer_assignment.h"
#include "lineage/layer_order.h"

#include <QRandomGenerator>
#include <QTest>

using namespace sluice::layout;

class TestLayerAssignment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lengthIsLeast_data();
    void lengthIsLeast();
    void turningLeavesNoCycle_data();
    void turningLeavesNoCycle();
    void countedCrossingsAreRight();
};

namespace {

std::vector<Arc> randomArcs(quint32 seed, int count, int extra, bool isCyclic)
{
    QRandomGenerator random(seed);
    std::vector<Arc> arcs;
    for (int node = 1; node < count; ++node) // a spanning tree keeps it connected
        arcs.push_back({ random.bounded(node), node });
    for (int i = 0; i < extra; ++i) {
        const int a = random.bounded(count);
        const int b = random.bounded(count);
        if (a != b)
            arcs.push_back(isCyclic || a < b ? Arc { a, b } : Arc { b, a });
    }
    return arcs;
}

long long lengthOf(const std::vector<Arc> &arcs, const std::vector<int> &layer)
{
    long long sum = 0;
    for (const Arc &arc : arcs)
        sum += layer[size_t(arc.to)] - layer[size_t(arc.from)];
    return sum;
}

/// The least length by trying every assignment within as many layers as there are nodes.
long long leastByTrying(int count, const std::vector<Arc> &arcs)
{
    std::vector<int> layer(size_t(count), 0);
    long long least = -1;
    while (true) {
        const bool isValid = std::all_of(arcs.begin(), arcs.end(), [&](const Arc &arc) { return layer[size_t(arc.to)] > layer[size_t(arc.from)]; });
        if (isValid && (least < 0 || lengthOf(arcs, layer) < least))
            least = lengthOf(arcs, layer);
        size_t at = 0;
        while (at < layer.size() && ++layer[at] == count)
            layer[at++] = 0;
        if (at == layer.size())
            return least;
    }
}

} // namespace

void TestLayerAssignment::lengthIsLeast_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 40; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void TestLayerAssignment::lengthIsLeast()
{
    QFETCH(quint32, seed);
    const int count = 6;
    const std::vector<Arc> arcs = randomArcs(seed, count, 4, false);
    const std::vector<int> layer = assignLayers(count, arcs);
    for (const Arc &arc : arcs)
        QVERIFY(layer[size_t(arc.to)] > layer[size_t(arc.from)]);
    QCOMPARE(*std::min_element(layer.begin(), layer.end()), 0);
    QCOMPARE(lengthOf(arcs, layer), leastByTrying(count, arcs));
}

void TestLayerAssignment::turningLeavesNoCycle_data()
{
    lengthIsLeast_data();
}

void TestLayerAssignment::turningLeavesNoCycle()
{
    QFETCH(quint32, seed);
    const int count = 30;
    std::vector<Arc> arcs = randomArcs(seed, count, 40, true);
    const std::vector<Arc> before = arcs;
    const std::vector<bool> isTurned = makeAcyclic(count, arcs);
    std::vector<int> incoming(size_t(count), 0);
    for (size_t i = 0; i < arcs.size(); ++i) {
        QCOMPARE(arcs[i].from, isTurned[i] ? before[i].to : before[i].from);
        ++incoming[size_t(arcs[i].to)];
    }
    std::vector<int> free;
    for (int node = 0; node < count; ++node) {
        if (incoming[size_t(node)] == 0)
            free.push_back(node);
    }
    for (size_t head = 0; head < free.size(); ++head) {
        for (const Arc &arc : arcs) {
            if (arc.from == free[head] && --incoming[size_t(arc.to)] == 0)
                free.push_back(arc.to);
        }
    }
    QCOMPARE(free.size(), size_t(count)); // every node can be listed after all that feed it
}

void TestLayerAssignment::countedCrossingsAreRight()
{
    QRandomGenerator random(3);
    for (int round = 0; round < 30; ++round) {
        ProperGraph graph;
        graph.nodeCount = 16;
        graph.order = { {}, {} };
        for (int node = 0; node < 16; ++node) {
            graph.layer.push_back(node / 8);
            graph.order[size_t(node / 8)].push_back(node);
        }
        for (int i = 0; i < 20; ++i)
            graph.arcs.push_back({ random.bounded(8), 8 + random.bounded(8) });
        long long expected = 0;
        for (const Arc &a : graph.arcs) {
            for (const Arc &b : graph.arcs)
                expected += a.from < b.from && a.to > b.to ? 1 : 0;
        }
        QCOMPARE(countCrossings(graph), expected);
    }
}

QTEST_GUILESS_MAIN(TestLayerAssignment)
#include "tst_layer_assignment.moc"
