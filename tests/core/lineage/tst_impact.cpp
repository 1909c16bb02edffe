// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/impact.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestImpact : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutColumnsTheWordIsUnknown();
    void unreachableIsNotListed();
    void columnsDecide_data();
    void columnsDecide();
    void secondHopWithoutMappingIsUnknown();
    void outputColumnsCarryOn();
    void anIndexChangesNothingForReaders();
    void cyclesEnd();
    void riskHasItsFactors_data();
    void riskHasItsFactors();
    void highestRiskFirst();
    void pathsAreShortest();
    void impactOfColumn();
    void impactOfUnknownNames();
    void summaryCounts();
};

namespace {

RelationName name(const QString &text)
{
    return *RelationName::parse(text);
}

LineageNode node(const QString &relation, NodeKind kind = NodeKind::View)
{
    LineageNode it;
    it.key = it.relation = it.name = relation;
    it.kind = kind;
    it.platform = u"postgresql"_s;
    it.owner = u"finance"_s;
    return it;
}

LineageNode exposure(const QString &title, const QString &maturity, const QString &owner)
{
    LineageNode it;
    it.key = u"exposure:"_s + title;
    it.name = title;
    it.kind = NodeKind::Exposure;
    it.detail = u"dashboard"_s;
    it.maturity = maturity;
    it.owner = owner;
    return it;
}

LineageEdge column(int from, int to, const QString &read, const QString &gives = {})
{
    return { from, to, read, gives, EdgeBasis::Catalogue };
}

Plan planWith(const StepBody &body)
{
    Plan plan;
    Stage stage;
    stage.steps = { { u"s"_s, body } };
    plan.stages = { stage };
    return plan;
}

const StepBody kDropRegion = DropColumn { name(u"mart.orders"_s), u"region"_s };

Impact at(const QList<Impact> &impacts, int node)
{
    for (const Impact &impact : impacts) {
        if (impact.node == node)
            return impact;
    }
    return { -1 };
}

} // namespace

void TestImpact::withoutColumnsTheWordIsUnknown()
{
    const LineageGraph graph({ node(u"mart.orders"_s, NodeKind::Table), node(u"mart.daily"_s), exposure(u"board"_s, u"high"_s, {}) }, { { 0, 1 }, { 1, 2 } });
    const QList<Impact> impacts = impactOfPlan(graph, planWith(kDropRegion));
    QCOMPARE(impacts.size(), 3);
    QCOMPARE(at(impacts, 0).kind, ImpactKind::Changed);
    QCOMPARE(at(impacts, 0).distance, 0);
    QCOMPARE(at(impacts, 0).change, u"− region"_s);
    QCOMPARE(at(impacts, 1).kind, ImpactKind::Unknown);
    QCOMPARE(at(impacts, 2).kind, ImpactKind::Unknown);
    QCOMPARE(at(impacts, 2).distance, 2);
}

void TestImpact::unreachableIsNotListed()
{
    const LineageGraph graph({ node(u"mart.orders"_s), node(u"mart.daily"_s), node(u"raw.orders"_s) }, { { 2, 0 } });
    const QList<Impact> impacts = impactOfPlan(graph, planWith(kDropRegion));
    QCOMPARE(impacts.size(), 1);
    QCOMPARE(summarise(graph, impacts).untouched, 2);
}

void TestImpact::columnsDecide_data()
{
    QTest::addColumn<StepBody>("body");
    QTest::addColumn<QString>("read"); // empty: the relation as a whole
    QTest::addColumn<int>("kind");
    const RelationName orders = name(u"mart.orders"_s);
    const StepBody fill = Backfill { orders, { { u"amount"_s, u"0"_s } }, {}, {} };
    const StepBody add = AddColumn { orders, { u"currency"_s, u"text"_s } };
    QTest::newRow("dropped and read") << kDropRegion << u"region"_s << int(ImpactKind::Breaks);
    QTest::newRow("dropped, other column read") << kDropRegion << u"amount"_s << int(ImpactKind::Untouched);
    QTest::newRow("dropped, whole relation read") << kDropRegion << QString() << int(ImpactKind::Unknown);
    QTest::newRow("filled and read") << fill << u"amount"_s << int(ImpactKind::ChangesValue);
    QTest::newRow("filled, case differs") << fill << u"AMOUNT"_s << int(ImpactKind::ChangesValue);
    QTest::newRow("added and read") << add << u"currency"_s << int(ImpactKind::SeesNull);
    QTest::newRow("added, other column read") << add << u"amount"_s << int(ImpactKind::Untouched);
    QTest::newRow("replaced") << StepBody(ReplaceView { orders, {} }) << u"amount"_s << int(ImpactKind::ChangesValue);
    QTest::newRow("raw SQL") << StepBody(RawSql { {}, {}, { orders }, {}, {} }) << u"amount"_s << int(ImpactKind::Unknown);
}

void TestImpact::columnsDecide()
{
    QFETCH(StepBody, body);
    QFETCH(QString, read);
    QFETCH(int, kind);
    // The same dependency, declared without columns by a manifest, takes nothing from what the engine knows.
    const LineageGraph graph({ node(u"mart.orders"_s), node(u"mart.daily"_s) }, { column(0, 1, read), { 0, 1 } });
    const Impact impact = at(impactOfPlan(graph, planWith(body)), 1);
    QCOMPARE(impactKindName(impact.kind), impactKindName(ImpactKind(kind)));
    QCOMPARE(impact.risk > 0, impact.kind != ImpactKind::Untouched);
    QVERIFY(!impact.change.isEmpty());
}

void TestImpact::secondHopWithoutMappingIsUnknown()
{
    const LineageGraph graph({ node(u"mart.orders"_s), node(u"mart.a"_s), node(u"mart.b"_s) }, { column(0, 1, u"region"_s), column(1, 2, u"day"_s) });
    const QList<Impact> impacts = impactOfPlan(graph, planWith(kDropRegion));
    QCOMPARE(at(impacts, 1).kind, ImpactKind::Breaks);
    QCOMPARE(at(impacts, 2).kind, ImpactKind::Unknown); // which of a's columns come from region is not recorded
}

void TestImpact::outputColumnsCarryOn()
{
    const LineageGraph graph({ node(u"mart.orders"_s), node(u"mart.a"_s), node(u"mart.b"_s), node(u"mart.c"_s) },
        { column(0, 1, u"region"_s, u"area"_s), column(1, 2, u"area"_s, u"x"_s), column(1, 3, u"day"_s, u"y"_s) });
    const QList<Impact> impacts = impactOfPlan(graph, planWith(kDropRegion));
    QCOMPARE(at(impacts, 2).kind, ImpactKind::Breaks);
    QCOMPARE(at(impacts, 3).kind, ImpactKind::Untouched);
}

void TestImpact::anIndexChangesNothingForReaders()
{
    const LineageGraph graph({ node(u"mart.orders"_s), node(u"mart.a"_s) }, { { 0, 1 } });
    const QList<Impact> impacts = impactOfPlan(graph, planWith(CreateIndex { u"i"_s, name(u"mart.orders"_s), { u"id"_s } }));
    QCOMPARE(at(impacts, 0).kind, ImpactKind::Changed);
    QCOMPARE(at(impacts, 1).kind, ImpactKind::Untouched);
    QCOMPARE(at(impacts, 1).risk, 0.0);
}

void TestImpact::cyclesEnd()
{
    const LineageGraph graph({ node(u"mart.orders"_s), node(u"mart.a"_s), node(u"mart.b"_s) },
        { { 0, 1 }, column(1, 2, u"x"_s, u"y"_s), column(2, 1, u"y"_s, u"x"_s), { 2, 0 } });
    QCOMPARE(impactOfPlan(graph, planWith(kDropRegion)).size(), 3);
}

void TestImpact::riskHasItsFactors_data()
{
    QTest::addColumn<LineageNode>("consumer");
    QTest::addColumn<double>("risk");
    // severity unknown .7 × one hop .9 × criticality × usage .5 × (1 − half the mitigation)
    QTest::newRow("dashboard high") << exposure(u"d"_s, u"high"_s, u"bi"_s) << .7 * .9 * 1.0 * .5;
    QTest::newRow("dashboard medium") << exposure(u"d"_s, u"medium"_s, u"bi"_s) << .7 * .9 * .8 * .5;
    QTest::newRow("dashboard low") << exposure(u"d"_s, u"low"_s, u"bi"_s) << .7 * .9 * .6 * .5;
    QTest::newRow("plain view") << node(u"mart.v"_s) << .7 * .9 * .5 * .5;
    LineageNode contracted = node(u"mart.v"_s);
    contracted.isContracted = true;
    QTest::newRow("contracted") << contracted << .7 * .9 * .9 * .5 * .75;
    contracted.tests = 3;
    QTest::newRow("contracted and tested") << contracted << .7 * .9 * .9 * .5 * .5;
}

void TestImpact::riskHasItsFactors()
{
    QFETCH(LineageNode, consumer);
    QFETCH(double, risk);
    const LineageGraph graph({ node(u"mart.orders"_s), consumer }, { { 0, 1 } });
    const Impact impact = at(impactOfPlan(graph, planWith(kDropRegion)), 1);
    QCOMPARE(impact.risk, risk);
    QCOMPARE(impact.reasons.size(), 5);
    QVERIFY(impact.why.contains(u"unknown (.7) · 1 hop (.9)"_s));
}

void TestImpact::highestRiskFirst()
{
    QList<LineageNode> nodes { node(u"mart.orders"_s) };
    QList<LineageEdge> edges;
    for (int i = 1; i < 8; ++i) {
        nodes.append(i % 2 == 0 ? node(u"mart.v%1"_s.arg(i)) : exposure(u"e%1"_s.arg(i), i == 3 ? u"high"_s : u"low"_s, {}));
        edges.append({ i > 4 ? i - 3 : 0, i });
    }
    const QList<Impact> impacts = impactOfPlan(LineageGraph(nodes, edges), planWith(kDropRegion));
    QCOMPARE(impacts.size(), 8);
    for (qsizetype i = 1; i < impacts.size(); ++i)
        QVERIFY(impacts[i - 1].risk >= impacts[i].risk);
}

void TestImpact::pathsAreShortest()
{
    const LineageGraph graph({ node(u"mart.orders"_s), node(u"mart.a"_s), node(u"mart.b"_s), node(u"mart.c"_s) }, { { 0, 1 }, { 1, 2 }, { 2, 3 }, { 1, 3 } });
    const QList<Impact> impacts = impactOfPlan(graph, planWith(kDropRegion));
    QCOMPARE(at(impacts, 3).path, QList<int>({ 0, 1, 3 }));
    QCOMPARE(at(impacts, 0).path, QList<int>({ 0 }));
}

void TestImpact::impactOfColumn()
{
    LineageNode orders = node(u"mart.orders"_s);
    orders.isInCatalogue = true;
    orders.columns = QStringList { u"amount"_s, u"day"_s };
    const LineageGraph graph({ orders, node(u"mart.a"_s), node(u"mart.b"_s) }, { column(0, 1, u"amount"_s), column(0, 2, u"day"_s) });
    const Result<QList<Impact>> ofColumn = impactOfNode(graph, u"mart.orders.amount"_s);
    QVERIFY(ofColumn);
    QCOMPARE(ofColumn->first().node, 0);
    QCOMPARE(at(*ofColumn, 1).kind, ImpactKind::Unknown);
    QVERIFY(at(*ofColumn, 1).change.contains(u"amount"_s));
    QCOMPARE(at(*ofColumn, 2).kind, ImpactKind::Untouched);
    const Result<QList<Impact>> ofWhole = impactOfNode(graph, u"mart.orders"_s);
    QVERIFY(ofWhole);
    QCOMPARE(at(*ofWhole, 2).kind, ImpactKind::Unknown);
}

void TestImpact::impactOfUnknownNames()
{
    LineageNode orders = node(u"mart.orders"_s);
    orders.isInCatalogue = true;
    orders.columns = QStringList { u"amount"_s };
    const LineageGraph graph({ orders }, {});
    QCOMPARE(impactOfNode(graph, u"mart.orders.amont"_s).error().what, u"mart.orders has no column 'amont'"_s);
    QCOMPARE(impactOfNode(graph, u"nowhere"_s).error().code, ErrorCode::NotFound);
    QCOMPARE(impactOfNode(graph, QString()).error().code, ErrorCode::NotFound);
}

void TestImpact::summaryCounts()
{
    const LineageGraph graph({ node(u"mart.orders"_s), node(u"mart.a"_s), exposure(u"board"_s, u"high"_s, {}), node(u"raw.x"_s) },
        { column(0, 1, u"region"_s), { 0, 2 } });
    const ImpactSummary summary = summarise(graph, impactOfPlan(graph, planWith(kDropRegion)));
    QCOMPARE(summary.count.value(ImpactKind::Changed), 1);
    QCOMPARE(summary.count.value(ImpactKind::Breaks), 1);
    QCOMPARE(summary.count.value(ImpactKind::Unknown), 1);
    QCOMPARE(summary.untouched, 1);
    QCOMPARE(summary.unowned, 1);
    QCOMPARE(summary.consumers, 2);
    QCOMPARE(summary.exact, 1);
}

QTEST_GUILESS_MAIN(TestImpact)
#include "tst_impact.moc"
