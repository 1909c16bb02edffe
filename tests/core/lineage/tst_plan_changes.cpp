// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/plan_changes.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestPlanChanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyOpSaysWhatReadersGet_data();
    void everyOpSaysWhatReadersGet();
    void untouchedObjectsAreProtected();
    void rawSqlMayChangeEveryObject();
    void exposureSwitchesFlags();
    void namesInSql_data();
    void namesInSql();
    void graphGainsWhatThePlanBrings();
    void knownObjectsStay();
};

namespace {

RelationName name(const QString &text)
{
    return *RelationName::parse(text);
}

Plan planWith(const StepBody &body)
{
    Plan plan;
    plan.metadata.id = u"p"_s;
    plan.flags = { { u"f"_s, name(u"mart.daily"_s), name(u"mart.daily_v1"_s), name(u"mart.daily_v2"_s) } };
    Stage stage;
    stage.steps = { { u"s"_s, body } };
    plan.stages = { stage };
    return plan;
}

LineageNode table(const QString &relation)
{
    LineageNode node;
    node.key = node.relation = relation;
    node.platform = u"postgresql"_s;
    return node;
}

LineageGraph shop()
{
    return LineageGraph({ table(u"mart.orders"_s), table(u"mart.daily"_s), table(u"ref.rates"_s), table(u"public.users"_s) }, { { 0, 1 } });
}

} // namespace

void TestPlanChanges::everyOpSaysWhatReadersGet_data()
{
    QTest::addColumn<StepBody>("body");
    QTest::addColumn<int>("effect");
    QTest::addColumn<QString>("object");
    QTest::addColumn<QString>("column");
    const RelationName orders = name(u"mart.orders"_s);
    const auto row = [](const char *title, const StepBody &body, ChangeEffect effect, const QString &object, const QString &column) {
        QTest::newRow(title) << body << int(effect) << object << column;
    };
    row("add nullable", AddColumn { orders, { u"currency"_s, u"text"_s } }, ChangeEffect::AddsNullable, u"mart.orders"_s, u"currency"_s);
    row("add with default", AddColumn { orders, { u"currency"_s, u"text"_s, true, u"'EUR'"_s } }, ChangeEffect::AddsColumn, u"mart.orders"_s, u"currency"_s);
    row("add not null", AddColumn { orders, { u"currency"_s, u"text"_s, false, u"'EUR'"_s } }, ChangeEffect::AddsColumn, u"mart.orders"_s, u"currency"_s);
    row("drop", DropColumn { orders, u"region"_s }, ChangeEffect::RemovesColumn, u"mart.orders"_s, u"region"_s);
    row("create table", CreateTable { name(u"mart.t"_s), {}, {} }, ChangeEffect::None, u"mart.t"_s, QString());
    row("create view", CreateView { name(u"mart.v"_s), {} }, ChangeEffect::None, u"mart.v"_s, QString());
    row("replace view", ReplaceView { name(u"mart.v"_s), {} }, ChangeEffect::ChangesRelation, u"mart.v"_s, QString());
    row("index", CreateIndex { u"i"_s, orders, {} }, ChangeEffect::None, u"mart.orders"_s, QString());
    row("backfill", Backfill { orders, { { u"currency"_s, u"'EUR'"_s } }, {}, {} }, ChangeEffect::ChangesColumn, u"mart.orders"_s, u"currency"_s);
    row("install flag", InstallFlag { u"f"_s }, ChangeEffect::ChangesRelation, u"mart.daily"_s, QString());
    row("switch flag", SwitchFlag { u"f"_s, u"all"_s }, ChangeEffect::ChangesRelation, u"mart.daily"_s, QString());
    row("raw SQL", RawSql { {}, {}, { orders }, {}, {} }, ChangeEffect::Opaque, u"mart.orders"_s, QString());
}

void TestPlanChanges::everyOpSaysWhatReadersGet()
{
    QFETCH(StepBody, body);
    QFETCH(int, effect);
    QFETCH(QString, object);
    QFETCH(QString, column);
    const QList<ObjectChange> changes = changesOfPlan(planWith(body));
    QVERIFY(!changes.isEmpty());
    QCOMPARE(int(changes.first().effect), effect);
    QCOMPARE(changes.first().object.text(), object);
    QCOMPARE(changes.first().column, column);
    QVERIFY(!changes.first().words.isEmpty());
}

void TestPlanChanges::untouchedObjectsAreProtected()
{
    Plan plan = planWith(DropColumn { name(u"mart.orders"_s), u"region"_s });
    plan.objects = { name(u"mart.orders"_s), name(u"mart.daily"_s) };
    const QList<ObjectChange> changes = changesOfPlan(plan);
    QCOMPARE(changes.size(), 2);
    QCOMPARE(changes.last().object.text(), u"mart.daily"_s);
    QCOMPARE(changes.last().effect, ChangeEffect::None);
}

void TestPlanChanges::rawSqlMayChangeEveryObject()
{
    Plan plan = planWith(RawSql {});
    plan.objects = { name(u"mart.orders"_s) };
    QCOMPARE(changesOfPlan(plan).size(), 1);
    QCOMPARE(changesOfPlan(plan).first().effect, ChangeEffect::Opaque);
}

void TestPlanChanges::exposureSwitchesFlags()
{
    Plan plan = planWith(CreateTable { name(u"mart.t"_s), {}, {} });
    plan.stages.first().exposure = { { u"all"_s } };
    QCOMPARE(changesOfPlan(plan).last().words, u"flag f is switched"_s);
}

void TestPlanChanges::namesInSql_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QList<int>>("nodes");
    QTest::newRow("from") << u"select * from mart.orders"_s << QList<int> { 0 };
    QTest::newRow("join") << u"select 1 from mart.orders o JOIN ref.rates r on r.id = o.id"_s << QList<int> { 0, 2 };
    QTest::newRow("comma list") << u"select 1 from mart.orders o, users u where 1=1"_s << QList<int> { 0, 3 };
    QTest::newRow("quoted") << u"select 1 from \"mart\".\"orders\""_s << QList<int> { 0 };
    QTest::newRow("upper case") << u"SELECT 1 FROM MART.ORDERS"_s << QList<int> { 0 };
    QTest::newRow("database before") << u"select 1 from shop.mart.orders"_s << QList<int> { 0 };
    QTest::newRow("column of a full name") << u"select mart.orders.id from x"_s << QList<int> { 0 };
    QTest::newRow("subquery") << u"select (select max(day) from mart.daily) from ref.rates"_s << QList<int> { 1, 2 };
    QTest::newRow("comment") << u"select 1 -- from mart.orders\n from ref.rates /* join mart.daily */"_s << QList<int> { 2 };
    QTest::newRow("string") << u"select 'from mart.orders' from ref.rates"_s << QList<int> { 2 };
    QTest::newRow("a column called users") << u"select users from ref.rates"_s << QList<int> { 2 };
    QTest::newRow("none") << u"select 1"_s << QList<int> {};
    QTest::newRow("broken") << u"select from from . . \"mart"_s << QList<int> {};
}

void TestPlanChanges::namesInSql()
{
    QFETCH(QString, sql);
    QFETCH(QList<int>, nodes);
    QCOMPARE(relationsNamedBy(sql, shop()), nodes);
}

void TestPlanChanges::graphGainsWhatThePlanBrings()
{
    Plan plan = planWith(CreateView { name(u"mart.daily_v2"_s), { u"select day from mart.orders join ref.rates using (day)"_s, {} } });
    const LineageGraph graph = graphWithPlan(shop(), plan);
    QCOMPARE(graph.size(), 6);
    const int candidate = graph.indexOf(name(u"mart.daily_v2"_s));
    const int legacy = graph.indexOf(name(u"mart.daily_v1"_s));
    const int serves = graph.indexOf(name(u"mart.daily"_s));
    QCOMPARE(serves, 1);
    QCOMPARE(graph.upstream(candidate).size(), size_t(2));
    QVERIFY(!graph.edgesBetween(candidate, serves).empty());
    QVERIFY(!graph.edgesBetween(legacy, serves).empty());
    QVERIFY(!graph.edgesBetween(0, legacy).empty()); // the saved view reads what the serving view read
    QCOMPARE(graph.nodes().at(candidate).kind, NodeKind::View);
    QCOMPARE(graph.nodes().at(candidate).origin, u"plan p"_s);
}

void TestPlanChanges::knownObjectsStay()
{
    const LineageGraph graph = graphWithPlan(shop(), planWith(DropColumn { name(u"mart.orders"_s), u"region"_s }));
    for (int node = 0; node < shop().size(); ++node)
        QCOMPARE(graph.nodes().at(node).key, shop().nodes().at(node).key);
    QVERIFY(!graph.edgesBetween(0, 1).empty());
}

QTEST_GUILESS_MAIN(TestPlanChanges)
#include "tst_plan_changes.moc"
