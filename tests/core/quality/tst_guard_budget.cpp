// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/guard_budget.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestGuardBudget : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bake_data();
    void bake();
    void alphaIsSplitOverGates();
    void watchLastsToTheEndOfTheWindow();
};

namespace {

Gate gateOf(const QString &id, Duration interval, int minSamples = 10)
{
    Gate gate;
    gate.id = id;
    gate.probe = ErrorRateProbe {};
    gate.limits = { Limit { LimitSide::AtMost, 0.02, false, {} } };
    gate.interval = interval;
    gate.minSamples = minSamples;
    return gate;
}

Stage stageOf(const QString &id, Duration bake, const QList<Gate> &gates)
{
    Stage stage;
    stage.id = id;
    stage.bake = bake;
    stage.gates = gates;
    return stage;
}

} // namespace

void TestGuardBudget::bake_data()
{
    QTest::addColumn<Stage>("stage");
    QTest::addColumn<qint64>("planned");
    QTest::newRow("a day at 30 s") << stageOf(u"s"_s, 24h, { gateOf(u"a"_s, 30s) }) << qint64(2'880);
    QTest::newRow("a tick begun is a tick") << stageOf(u"s"_s, 61s, { gateOf(u"a"_s, 30s, 1) }) << qint64(3);
    QTest::newRow("no bake: as many as it must see") << stageOf(u"s"_s, 0s, { gateOf(u"a"_s, 30s) }) << qint64(10);
    QTest::newRow("a slower gate keeps the stage longer")
        << stageOf(u"s"_s, 10min, { gateOf(u"a"_s, 30s), gateOf(u"b"_s, 1h) }) << qint64(1'200);
    Stage reporting = stageOf(u"s"_s, 10min, { gateOf(u"a"_s, 30s), gateOf(u"b"_s, 1h) });
    reporting.gates[1].onBreach = BreachAction::Report;
    QTest::newRow("nobody waits for one that reports") << reporting << qint64(20);
    Stage exposed = stageOf(u"s"_s, 1h, { gateOf(u"a"_s, 1min) });
    exposed.exposure = { { u"pilot"_s, 4h }, { u"all"_s, 20h } };
    QTest::newRow("every cohort's hold") << exposed << qint64(1'440);
    exposed.exposure = { { u"pilot"_s, 0s }, { u"all"_s, 0s } };
    exposed.bake = 0s;
    QTest::newRow("every cohort's samples") << exposed << qint64(20);
    QTest::newRow("no interval") << stageOf(u"s"_s, 1s, { gateOf(u"a"_s, 0s) }) << qint64(1'000);
}

void TestGuardBudget::bake()
{
    QFETCH(Stage, stage);
    QTEST(bakeBudget(stage, stage.gates.first()).plannedTicks, "planned");
}

void TestGuardBudget::alphaIsSplitOverGates()
{
    Stage stage = stageOf(u"s"_s, 1h, { gateOf(u"a"_s, 1min), gateOf(u"b"_s, 1min), gateOf(u"c"_s, 1min) });
    stage.gates[2].limits.clear(); // judged by its hard limit alone: no statistics, no share
    QCOMPARE(bakeBudget(stage, stage.gates[0]).alpha, 0.005);
    QCOMPARE(bakeBudget(stage, stage.gates[0]).threshold(), 12'000.0);
    double sum = 0;
    for (int i = 0; i < 2; ++i)
        sum += bakeBudget(stage, stage.gates[i]).alpha;
    QCOMPARE(sum, 0.01);
    stage.gates = { stage.gates[2] };
    QVERIFY(bakeBudget(stage, stage.gates[0]).threshold() > 0);
}

void TestGuardBudget::watchLastsToTheEndOfTheWindow()
{
    Plan plan;
    plan.rollback.window = 72h;
    plan.stages = { stageOf(u"first"_s, 1h, { gateOf(u"a"_s, 1min) }),
        stageOf(u"second"_s, 24h, { gateOf(u"b"_s, 30s) }), stageOf(u"third"_s, 2h, { gateOf(u"c"_s, 1min) }) };
    const GuardBudget bake = bakeBudget(plan.stages[0], plan.stages[0].gates[0]);
    const GuardBudget watch = watchBudget(plan, plan.stages[0], plan.stages[0].gates[0]);
    QCOMPARE(watch.plannedTicks, bake.plannedTicks + (72 + 24 + 2) * 60);
    QCOMPARE(watch.alpha, bake.alpha);
    QCOMPARE(watchBudget(plan, plan.stages[1], plan.stages[1].gates[0]).plannedTicks, 24 * 120 + (72 + 2) * 120);
}

QTEST_GUILESS_MAIN(TestGuardBudget)
#include "tst_guard_budget.moc"
