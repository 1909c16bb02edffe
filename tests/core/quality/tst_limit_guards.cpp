// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/limit_guards.h"

#include "quality/latency_window.h"
#include "quality/recorded_evidence.h"

#include <QRandomGenerator>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestLimitGuards : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsAShare_data();
    void whatIsAShare();
    void ticksToBreach_data();
    void ticksToBreach();
    void noneAllowed();
    void runsOfTheTickAreJudged();
    void slowRunsAreCountedOnce();
    void alphaIsSplitOverLimits();
    void anotherBudgetKeepsTheEvidence();
    void evidenceIsReadFromTheJournal();
    void restoresOnlyItsOwn_data();
    void restoresOnlyItsOwn();
    void withoutLimitsNothingIsEvidence();
};

namespace {

constexpr GuardBudget kBudget { 60, 0.01 };

Gate gateOf(const ProbeSpec &probe, const QList<Limit> &limits)
{
    Gate gate;
    gate.id = u"g"_s;
    gate.probe = probe;
    gate.limits = limits;
    return gate;
}

Limit most(double value) { return { LimitSide::AtMost, value, false, {} }; }

Limit least(double value) { return { LimitSide::AtLeast, value, false, {} }; }

} // namespace

void TestLimitGuards::whatIsAShare_data()
{
    QTest::addColumn<Gate>("gate");
    QTest::addColumn<bool>("isShare");
    QTest::newRow("error rate") << gateOf(ErrorRateProbe {}, { most(.02) }) << true;
    QTest::newRow("null rate") << gateOf(NullRateProbe {}, { most(.02) }) << true;
    QTest::newRow("uniqueness") << gateOf(UniquenessProbe {}, { most(.02) }) << true;
    QTest::newRow("orphans") << gateOf(ReferentialIntegrityProbe {}, { most(.02) }) << true;
    QTest::newRow("factor of a share") << gateOf(ErrorRateProbe {}, { Limit { LimitSide::AtMost, 1.2, true, {} } })
                                       << false;
    QTest::newRow("latency") << gateOf(QueryLatencyProbe {}, { most(500) }) << false;
    QTest::newRow("freshness") << gateOf(FreshnessProbe {}, { most(60) }) << false;
    QTest::newRow("rows") << gateOf(RowCountProbe {}, { least(3) }) << false;
    QTest::newRow("plan SQL") << gateOf(SqlProbe {}, { most(.02) }) << false; // nobody says that it is a share
}

void TestLimitGuards::whatIsAShare()
{
    QFETCH(Gate, gate);
    QFETCH(bool, isShare);
    const LimitGuards guards(gate, kBudget);
    QVERIFY(guards.accepts(0) && guards.accepts(.5) && guards.accepts(1));
    QCOMPARE(guards.accepts(1.0001), !isShare);
    QCOMPARE(guards.accepts(-.0001), !isShare);
}

void TestLimitGuards::ticksToBreach_data()
{
    QTest::addColumn<Gate>("gate");
    QTest::addColumn<double>("value");
    QTest::addColumn<int>("ticks"); // 0: never
    QTest::newRow("every row bad") << gateOf(ErrorRateProbe {}, { most(.02) }) << 1.0 << 3;
    QTest::newRow("five times what is allowed") << gateOf(ErrorRateProbe {}, { most(.02) }) << .1 << 7;
    QTest::newRow("the mirrored floor") << gateOf(ErrorRateProbe {}, { least(.98) }) << .9 << 7;
    QTest::newRow("half of what is allowed") << gateOf(ErrorRateProbe {}, { most(.02) }) << .01 << 0;
    QTest::newRow("half above the floor") << gateOf(ErrorRateProbe {}, { least(.98) }) << .99 << 0;
    QTest::newRow("everything is allowed") << gateOf(ErrorRateProbe {}, { most(1) }) << 1.0 << 0;
    QTest::newRow("beyond, by however little") << gateOf(QueryLatencyProbe {}, { most(500) }) << 500.1 << 4;
    QTest::newRow("beyond, by however much") << gateOf(QueryLatencyProbe {}, { most(500) }) << 1e9 << 4;
    QTest::newRow("at the limit") << gateOf(QueryLatencyProbe {}, { most(500) }) << 500.0 << 0;
    QTest::newRow("below the floor") << gateOf(RowCountProbe {}, { least(3) }) << 2.0 << 4;
    QTest::newRow("factor of the baseline")
        << gateOf(QueryLatencyProbe {}, { Limit { LimitSide::AtMost, 1.2, true, {} } }) << 121.0 << 4;
    QTest::newRow("within the factor") << gateOf(QueryLatencyProbe {}, { Limit { LimitSide::AtMost, 1.2, true, {} } })
                                       << 120.0 << 0;
}

void TestLimitGuards::ticksToBreach()
{
    QFETCH(Gate, gate);
    QFETCH(double, value);
    LimitGuards guards(gate, kBudget);
    int ticks = 0;
    while (!guards.isBreached() && ticks < 500) {
        guards.feed(value, 100);
        ++ticks;
    }
    QCOMPARE(guards.evidence() == 1, guards.isBreached());
    if (!guards.isBreached())
        ticks = 0;
    QTEST(ticks, "ticks");
}

void TestLimitGuards::noneAllowed()
{
    LimitGuards guards(gateOf(UniquenessProbe {}, { most(0) }), kBudget);
    for (int tick = 0; tick < 50'000; ++tick)
        guards.feed(0, 0);
    QVERIFY(!guards.isBreached());
    guards.feed(1e-6, 0); // one row is proof
    QVERIFY(guards.isBreached());
}

void TestLimitGuards::runsOfTheTickAreJudged()
{
    LimitGuards latency(gateOf(QueryLatencyProbe {}, { most(500) }), kBudget);
    LimitGuards share(gateOf(ErrorRateProbe {}, { most(LimitGuards::kBeyondAllowed) }), kBudget);
    latency.feed(900, 0, { 100, 501, 500, 100, 100 }); // whatever the p95 of older runs is
    share.feed(.2, 0);
    QCOMPARE(latency.state(), share.state());
    latency.feed(900, 0); // an old sample: nobody knows its runs
    share.feed(1, 0);
    QCOMPARE(latency.state(), share.state());
    LimitGuards factor(gateOf(QueryLatencyProbe {}, { Limit { LimitSide::AtMost, 1.2, true, {} } }), kBudget);
    factor.feed(0, 100, { 121, 120 });
    LimitGuards half(gateOf(ErrorRateProbe {}, { most(LimitGuards::kBeyondAllowed) }), kBudget);
    half.feed(.5, 0);
    QCOMPARE(factor.state(), half.state());
}

/// A query of whose runs 5 % are slow is within its limit, and stays so in all but 1 % of the stages. Its p95 over the
/// last twenty is beyond for four ticks at a time, which are one event and not four.
void TestLimitGuards::slowRunsAreCountedOnce()
{
    QRandomGenerator random(20261128);
    const Gate gate = gateOf(QueryLatencyProbe {}, { most(500) });
    int alarms = 0;
    int alarmsByWindow = 0;
    constexpr int kStages = 1'000;
    constexpr int kTicks = 120;
    for (int stage = 0; stage < kStages; ++stage) {
        LimitGuards byRuns(gate, { kTicks, 0.01 });
        LimitGuards byWindow(gate, { kTicks, 0.01 });
        LatencyWindow window;
        for (int tick = 0; tick < kTicks; ++tick) {
            QList<double> runs;
            for (int run = 0; run < 5; ++run) {
                runs.append(random.generateDouble() < LimitGuards::kBeyondAllowed ? 900 : 100);
                window.add(runs.last());
            }
            byRuns.feed(window.p95(), 0, runs);
            byWindow.feed(window.p95(), 0);
        }
        alarms += byRuns.isBreached() ? 1 : 0;
        alarmsByWindow += byWindow.isBreached() ? 1 : 0;
    }
    QVERIFY2(alarms <= 20, qPrintable(QString::number(alarms))); // 1 % and three standard deviations
    QVERIFY2(alarmsByWindow > 90, qPrintable(QString::number(alarmsByWindow))); // what this test must be able to see
}

void TestLimitGuards::alphaIsSplitOverLimits()
{
    LimitGuards guards(gateOf(RowCountProbe {}, { most(5'000), least(1'000) }), kBudget);
    QCOMPARE(guards.threshold(), 12'000.0);
    QCOMPARE(guards.state().size(), 12);
    for (int tick = 0; tick < 3; ++tick)
        guards.feed(6'000, 0);
    QCOMPARE(guards.strongest(), 0);
    for (int tick = 0; tick < 3; ++tick)
        guards.feed(999, 0); // that the other limit was crossed adds nothing here
    QVERIFY(!guards.isBreached());
    guards.feed(999, 0);
    QVERIFY(guards.isBreached());
    QCOMPARE(guards.strongest(), 1);
}

void TestLimitGuards::anotherBudgetKeepsTheEvidence()
{
    LimitGuards guards(gateOf(ErrorRateProbe {}, { most(.02) }), kBudget);
    for (int tick = 0; tick < 6; ++tick)
        guards.feed(.1, 0);
    const QList<double> before = guards.state();
    const double evidence = guards.evidence();
    guards.setBudget({ 60'000, 0.01 });
    QCOMPARE(guards.state(), before);
    QCOMPARE(guards.threshold(), 6'000'000.0);
    QVERIFY(guards.evidence() < evidence); // of a longer watch it is less
}

/// What was journaled tells the same as the guards themselves did.
void TestLimitGuards::evidenceIsReadFromTheJournal()
{
    LimitGuards guards(gateOf(ErrorRateProbe {}, { most(.02), most(.5) }), kBudget);
    for (int tick = 0; tick < 6; ++tick)
        guards.feed(.1, 0);
    QVERIFY(guards.evidence() > 0.1);
    QCOMPARE(recordedEvidence(guards.state(), guards.threshold()).value_or(-1), guards.evidence());
    for (const QList<double> &state : { QList<double> {}, QList<double>(5, 1.0), QList<double> { 1, 1, 1, 1, 1, -1 } })
        QVERIFY(!recordedEvidence(state, guards.threshold()));
}

void TestLimitGuards::restoresOnlyItsOwn_data()
{
    QTest::addColumn<QList<double>>("state");
    QTest::newRow("none, as before there were guards") << QList<double> {};
    QTest::newRow("too few") << QList<double>(5, 1.0);
    QTest::newRow("of two limits") << QList<double>(12, 1.0);
    QTest::newRow("not a number") << QList<double> { 1, 1, 1, 1, 1, qQNaN() };
    QTest::newRow("negative") << QList<double> { -1, 1, 1, 1, 1, 1 };
}

void TestLimitGuards::restoresOnlyItsOwn()
{
    QFETCH(QList<double>, state);
    LimitGuards guards(gateOf(ErrorRateProbe {}, { most(.02) }), kBudget);
    guards.feed(.1, 0);
    guards.restore(state);
    QCOMPARE(guards.state(), QList<double>(6, 0.0));
    QCOMPARE(guards.evidence(), 0.0);
}

void TestLimitGuards::withoutLimitsNothingIsEvidence()
{
    LimitGuards guards(gateOf(ErrorRateProbe {}, {}), kBudget);
    guards.feed(1, 0);
    QVERIFY(guards.accepts(7)); // nothing is judged by it
    QVERIFY(!guards.isBreached());
    QCOMPARE(guards.strongest(), -1);
    QCOMPARE(guards.threshold(), 0.0);
}

QTEST_GUILESS_MAIN(TestLimitGuards)
#include "tst_limit_guards.moc"
