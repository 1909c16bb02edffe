// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "rollout_bed.h"
#include "support/test_targets.h"
#include "warehouse/own_tables.h"

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

QString planWith(const QString &gate, const QString &bake = u"1h"_s)
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
      - {id: same, probe: fidelity, legacy: @orders, at: baseline, keys: [id], %1, interval: 100ms, warmup: 1, min_samples: 2}
    bake: %2
rollback: {window: 1h, owner: finance-oncall}
)"_s.arg(gate, bake);
}

QString orders(const RolloutBed &bed) { return bed.engine() == Engine::Postgresql ? u"public.orders"_s : u"orders"_s; }

std::optional<TakenBaseline> taken(const RolloutBed &bed) { return bed.state().keptBaseline(u"same"_s); }

VerdictRecord verdict(const RolloutBed &bed)
{
    const RunState state = bed.state();
    const StageState *stage = state.stage(u"additive"_s);
    return stage ? stage->verdicts.value(u"same"_s) : VerdictRecord {};
}

bool isKept(const RolloutBed &bed, const QString &run)
{
    return bed.database().value(u"SELECT "_s + ownTableExistsSql(bed.engine(), baselineTableName(run, u"same"_s))).toBool();
}

QStringList sweep(RolloutBed &bed)
{
    const auto swept = bed.service().sweepBaselines();
    if (!QTest::qWaitFor([&] { return swept.isFinished(); }, 30'000) || !swept.result())
        return { swept.isFinished() ? swept.result().error().what : u"no answer"_s };
    return *swept.result();
}

} // namespace

/// Rows that are kept when a rollout starts, and gates that compare with them.
class KeptBaselinesTest : public QObject
{
    Q_OBJECT

    static void addEngines()
    {
        QTest::addColumn<TestTarget>("target");
        QTest::newRow("sqlite") << TestTarget { Engine::Sqlite };
        QTest::newRow("postgresql") << TestTarget { Engine::Postgresql };
        QTest::newRow("mariadb") << TestTarget { Engine::Mariadb };
    }

private Q_SLOTS:
    /// What came later is counted apart; a row that was there and changed is found, however late, by every runner.
    void whatChangedIsFound_data() { addEngines(); }
    void whatChangedIsFound()
    {
        RolloutBed bed(fetchTarget());
        bed.usePlan(planWith(u"columns: [amount], max_mismatch: 1, baseline: {newer_by: id, keep: 3d}"_s));
        const QString run = bed.start();
        TRY(verdict(bed).verdict == Verdict::Healthy);
        const TakenBaseline kept = *taken(bed);
        QCOMPARE(kept.rows, 3);
        QCOMPARE(kept.mark, u"3"_s);
        QCOMPARE(kept.relation.text(), orders(bed));
        QCOMPARE(kept.kept.keep, Duration(std::chrono::hours(72)));
        QVERIFY(kept.at < bed.state().firstEffect);
        QVERIFY(isKept(bed, run));
        QCOMPARE(verdict(bed).valueText, u"0 rows"_s);

        bed.database().run(u"INSERT INTO %1 (id, amount) VALUES (100, 1); UPDATE %1 SET amount = 11 WHERE id = 1"_s.arg(orders(bed)));
        bed.restart(run);
        TRY(verdict(bed).verdict == Verdict::Healthy && verdict(bed).valueText == u"1 row"_s); // as many as may
        QVERIFY2(verdict(bed).detail.contains(u"1 row newer than the baseline, not compared"_s), qPrintable(verdict(bed).detail));
        QVERIFY2(verdict(bed).detail.contains(u"changed in amount (1)"_s), qPrintable(verdict(bed).detail));

        bed.database().run(u"DELETE FROM %1 WHERE id = 2"_s.arg(orders(bed)));
        TRY(verdict(bed).verdict == Verdict::Breach);
        QCOMPARE(verdict(bed).valueText, u"2 rows"_s);
        TRY(bed.state().isHeldBy(HoldReason::Breach));
        QCOMPARE(taken(bed)->at, kept.at); // the same for every runner
    }

    /// Without a column that tells nobody knows which rows are new; a filter says which are asked for.
    void onlyWhatIsAskedFor_data() { addEngines(); }
    void onlyWhatIsAskedFor()
    {
        RolloutBed bed(fetchTarget());
        bed.usePlan(planWith(u"columns: [amount], baseline: {where: amount > 10 -- and no more, max_rows: 2}"_s));
        bed.start();
        TRY(verdict(bed).verdict == Verdict::Healthy);
        QCOMPARE(taken(bed)->rows, 2);
        QVERIFY(taken(bed)->mark.isEmpty());
        QCOMPARE(verdict(bed).n, 2);
        bed.database().run(u"UPDATE %1 SET amount = 9 WHERE id = 1"_s.arg(orders(bed))); // not among them
        bed.database().run(u"INSERT INTO %1 (id, amount) VALUES (100, 99)"_s.arg(orders(bed)));
        TRY(verdict(bed).verdict == Verdict::Breach);
        QVERIFY2(verdict(bed).detail.startsWith(u"1 only in the candidate"_s), qPrintable(verdict(bed).detail));
    }

    /// Found out while nothing has been done yet, and nothing stays behind.
    void whatCannotBeKeptStartsNothing_data()
    {
        QTest::addColumn<TestTarget>("target");
        QTest::addColumn<QString>("gate");
        QTest::addColumn<QString>("why");
        const auto add = [](const char *name, const QString &gate, const QString &why) {
            for (const auto &[engine, target] : { std::pair { "sqlite", Engine::Sqlite }, std::pair { "postgresql", Engine::Postgresql }, std::pair { "mariadb", Engine::Mariadb } })
                QTest::addRow("%s, %s", name, engine) << TestTarget { target } << gate << why;
        };
        add("too many rows", u"baseline: {max_rows: 2}"_s, u"more than 2 rows of @orders would have to be kept; name the rows that matter with 'where'"_s);
        add("no such column", u"baseline: {newer_by: loaded}"_s, u"@orders has no column 'loaded' to know newer rows by"_s);
        add("no condition", u"baseline: {where: 'amount >'}"_s, u"the baseline of Same cannot be kept"_s);
        add("two statements", u"baseline: {where: 'amount > 1; drop table x'}"_s, u"the baseline of Same cannot be kept"_s);
        QTest::newRow("odbc") << TestTarget { Engine::Odbc, SqlKin::Sqlite } << u"max_mismatch: 0"_s << u"no baseline is kept over ODBC"_s;
    }
    void whatCannotBeKeptStartsNothing()
    {
        QFETCH(const QString, gate);
        QFETCH(QString, why);
        RolloutBed bed(fetchTarget());
        bed.usePlan(planWith(gate));
        const QString run = bed.start();
        TRY(bed.state().isHeldBy(HoldReason::Failure));
        const QString said = bed.state().holds.first().why;
        why.replace(u"@orders"_s, orders(bed));
        QVERIFY2(said.startsWith(u"the rollout does not start: the baseline of Same cannot be kept: "_s) && said.contains(why), qPrintable(said));
        QVERIFY(!bed.state().hasEffects());
        QVERIFY(bed.state().stages.isEmpty());
        QVERIFY(!taken(bed));
        QVERIFY(!isKept(bed, run));
    }

    /// Whoever takes over knows by the ledger that the copy is not whole.
    void aHalfMadeCopyIsMadeAnew_data() { addEngines(); }
    void aHalfMadeCopyIsMadeAnew()
    {
        RolloutBed bed(fetchTarget());
        bed.usePlan(planWith(u"columns: [amount], baseline: {newer_by: id}"_s));
        const QString run = bed.startHeld(u"wait"_s);
        const QString copy = ownTable(bed.engine(), baselineTableName(run, u"same"_s));
        bed.database().run(u"CREATE TABLE %1 (id integer, amount integer); INSERT INTO %1 VALUES (1, 10)"_s.arg(copy));
        bed.service().resumeRollout(run, u"go"_s);
        TRY(verdict(bed).verdict == Verdict::Healthy);
        QCOMPARE(taken(bed)->rows, 3);
        QCOMPARE(bed.database().value(u"SELECT count(*) FROM "_s + copy).toInt(), 3);
    }

    /// A gate that has nothing to compare with passes nothing.
    void aCopyThatIsNotWholeIsAnError_data() { addEngines(); }
    void aCopyThatIsNotWholeIsAnError()
    {
        RolloutBed bed(fetchTarget());
        bed.usePlan(planWith(u"columns: [amount]"_s));
        const QString run = bed.start();
        TRY(verdict(bed).verdict == Verdict::Healthy);
        const QString copy = ownTable(bed.engine(), baselineTableName(run, u"same"_s));
        bed.database().run(u"DELETE FROM %1 WHERE id = 1; DELETE FROM %2 WHERE id = 1"_s.arg(copy, orders(bed)));
        TRY(verdict(bed).verdict == Verdict::Error);
        QVERIFY2(verdict(bed).detail.contains(u"holds 2 rows, and 3 were kept when the rollout started"_s), qPrintable(verdict(bed).detail));
        TRY(bed.state().isHeldBy(HoldReason::Error));
        bed.database().run(u"INSERT INTO %1 (id, amount) VALUES (1, 10); INSERT INTO %2 (id, amount) VALUES (1, 10)"_s.arg(copy, orders(bed)));
        TRY(!bed.state().isHeldBy(HoldReason::Error));
        bed.database().run(u"DROP TABLE "_s + copy);
        TRY(bed.state().isHeldBy(HoldReason::Error));
    }

    /// The legacy of a flag has its name only when the flag is installed: what is kept is what readers read before.
    void theLegacyOfAFlag_data() { addEngines(); }
    void theLegacyOfAFlag()
    {
        RolloutBed bed(fetchTarget());
        const QString prefix = bed.engine() == Engine::Postgresql ? u"public."_s : QString();
        bed.replaceInPlan(u"      - {id: rows, "_s,
            u"      - {id: same, probe: fidelity, legacy: %1totals_v1, at: baseline, max_mismatch: 0, interval: 100ms, warmup: 1, min_samples: 2}\n      - {id: rows, "_s.arg(prefix));
        bed.start();
        TRY(bed.state().phase == RunPhase::Observing);
        QCOMPARE(taken(bed)->relation.text(), prefix + u"totals"_s);
        QCOMPARE(verdict(bed).verdict, Verdict::Healthy);
        QCOMPARE(verdict(bed).n, 1);
    }

    /// Going back does not take it away: whoever asks what there was must still be told.
    void itOutlivesARollback_data() { addEngines(); }
    void itOutlivesARollback()
    {
        RolloutBed bed(fetchTarget());
        bed.usePlan(planWith(u"columns: [amount]"_s));
        const QString run = bed.start();
        TRY(verdict(bed).verdict == Verdict::Healthy);
        bed.service().rollBack(run, {}, u"test"_s);
        TRY(bed.state().phase == RunPhase::RolledBack && bed.state().ended.isValid());
        QCOMPARE(bed.state().rollback->result, RollbackResult::Exact);
        QVERIFY(isKept(bed, run));
        QVERIFY2(sweep(bed).isEmpty() && isKept(bed, run), "it is kept for 30 days"); // while nothing of the rollout is left
        QVERIFY(!taken(bed)->isDropped);
    }

    /// Kept long enough: gone from the target, and the ledger says so, once.
    void itIsTakenAwayInTheEnd_data() { addEngines(); }
    void itIsTakenAwayInTheEnd()
    {
        RolloutBed bed(fetchTarget());
        bed.usePlan(planWith(u"columns: [amount], baseline: {keep: 0s}"_s));
        const QString run = bed.start();
        TRY(verdict(bed).verdict == Verdict::Healthy);
        QVERIFY2(sweep(bed).isEmpty() && isKept(bed, run), "the rollout goes on");
        bed.service().rollBack(run, {}, u"test"_s);
        TRY(bed.state().phase == RunPhase::RolledBack && bed.state().ended.isValid());
        TRY(!bed.service().isRunning(run));
        const QStringList said = sweep(bed);
        QVERIFY2(said.size() == 1 && said[0].contains(u"was kept long enough and is gone"_s), qPrintable(said.join(u'\n')));
        QVERIFY(!isKept(bed, run));
        TRY(taken(bed)->isDropped);
        QVERIFY(sweep(bed).isEmpty());
    }
};

QTEST_GUILESS_MAIN(KeptBaselinesTest)
#include "tst_kept_baselines.moc"
