// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "rollout_bed.h"
#include "support/test_targets.h"

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

QString planWith(const QString &sql, const QString &bake)
{
    return uR"(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: totals, title: Orders with currency, reason: finance asks, owner: finance-data}
target: {connection: warehouse, objects: [@orders]}
stages:
  - id: additive
    kind: additive
    steps:
      - {id: currency, op: add_column, table: @orders, column: {name: currency, type: text}}
    gates:
      - {id: volume, probe: sql, sql: "%1", limit: 1.5x baseline, interval: 100ms, warmup: 1, min_samples: 2}
    bake: %2
rollback: {window: 1h, owner: finance-oncall}
)"_s.arg(sql, bake);
}

} // namespace

/// Limits that are factors of what there was before, where no legacy branch can be sampled beside the candidate.
class GateBaselinesTest : public QObject
{
    Q_OBJECT

    static GateBaseline baseline(const RolloutBed &bed)
    {
        const RunState state = bed.state();
        const StageState *stage = state.stage(u"additive"_s);
        return stage ? stage->baselines.value(u"volume"_s) : GateBaseline {};
    }
    static VerdictRecord verdict(const RolloutBed &bed)
    {
        const RunState state = bed.state();
        const StageState *stage = state.stage(u"additive"_s);
        return stage ? stage->verdicts.value(u"volume"_s) : VerdictRecord {};
    }
    static void addOrders(RolloutBed &bed, int first, int count)
    {
        const QString table = bed.engine() == Engine::Postgresql ? u"public.orders"_s : u"orders"_s;
        for (int id = first; id < first + count; ++id)
            bed.database().run(u"INSERT INTO %1 (id, amount) VALUES (%2, 1)"_s.arg(table, QString::number(id)));
    }

private Q_SLOTS:
    void itIsMeasuredBeforeTheChange_data() { addTargetRows(); }
    void itIsMeasuredBeforeTheChange()
    {
        RolloutBed bed(fetchTarget());
        bed.usePlan(planWith(u"SELECT count(*) FROM @orders"_s, u"300ms"_s));
        bed.start();
        TRY(bed.state().phase == RunPhase::Observing);
        QCOMPARE(baseline(bed).value, 3.0);
        QCOMPARE(baseline(bed).runs, QList<double>(5, 3.0));
        QVERIFY(baseline(bed).at < bed.state().firstEffect);
        QVERIFY(!baseline(bed).queryDigest.isEmpty());
        QCOMPARE(verdict(bed).verdict, Verdict::Healthy);
        QCOMPARE(verdict(bed).valueText, u"1.00×"_s);
    }

    /// What there is now is not what there was: another runner judges by what the first one wrote down.
    void anotherRunnerUsesTheSame_data() { addTargetRows(); }
    void anotherRunnerUsesTheSame()
    {
        RolloutBed bed(fetchTarget());
        bed.usePlan(planWith(u"SELECT count(*) FROM @orders"_s, u"1h"_s));
        const QString run = bed.start();
        TRY(verdict(bed).verdict == Verdict::Healthy);
        addOrders(bed, 100, 1); // a third more, which is within
        bed.restart(run);
        TRY(verdict(bed).verdict == Verdict::Healthy && verdict(bed).valueText == u"1.33×"_s);
        QCOMPARE(baseline(bed).value, 3.0);
        addOrders(bed, 200, 4);
        TRY(verdict(bed).verdict == Verdict::Breach);
        QCOMPARE(verdict(bed).valueText, u"2.67×"_s);
        QCOMPARE(verdict(bed).rule, u"evidence 100 %"_s);
        TRY(bed.state().isHeldBy(HoldReason::Breach));
    }

    /// Found out while nothing has been done yet.
    void withoutOneNothingBegins_data() { addTargetRows(); }
    void withoutOneNothingBegins()
    {
        RolloutBed bed(fetchTarget());
        bed.usePlan(planWith(u"SELECT count(currency) FROM @orders"_s, u"300ms"_s));
        bed.start();
        TRY(bed.state().isHeldBy(HoldReason::Failure));
        const QString why = bed.state().holds.first().why;
        QVERIFY2(why.contains(u"baseline of gate volume"_s) && why.contains(u"limit of its own"_s), qPrintable(why));
        QVERIFY(!bed.state().hasEffects());
        QVERIFY(bed.state().stages.isEmpty());
    }
};

QTEST_GUILESS_MAIN(GateBaselinesTest)
#include "tst_gate_baselines.moc"
