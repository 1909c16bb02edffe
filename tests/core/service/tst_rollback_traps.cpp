// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rollback_proof.h"
#include "rollout_bed.h"

using namespace sluice;
using namespace Qt::StringLiterals;

#define IS(bed, wanted)                                                                                                \
    QVERIFY2((bed).state().rollback->result == RollbackResult::wanted, (bed.why() + '\n' + said(bed)).constData())

namespace {

void engines()
{
    QTest::addColumn<Engine>("engine");
    QTest::newRow("sqlite") << Engine::Sqlite;
    QTest::newRow("postgresql") << Engine::Postgresql;
}

const QString kHead = uR"(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: totals, title: Totals, reason: finance asks, owner: finance-data}
target: {connection: warehouse, objects: [@orders, @totals]}
)"_s;
const QString kFlag = uR"(flags:
  - {name: totals, serves: @totals, legacy: @totals_v1, candidate: @totals_v2}
)"_s;
const QString kRoute = uR"(stages:
  - id: additive
    kind: additive
    steps:
      - {id: v2, op: create_view, view: @totals_v2, sql: "SELECT count(*) AS n, 'candidate' AS source FROM @orders"}
      - {id: route, op: install_flag, flag: totals}
)"_s;
const QString kTail = u"rollback: {window: 1h, owner: finance-oncall, budget: {max_lock: 1s, max_duration: 1m}}\n"_s;

QByteArray said(const RolloutBed &bed)
{
    const RollbackProof proof = rollbackProofFromJson(bed.state().rollback->proof);
    return (proof.exceptions + proof.differences).join(u'\n').toUtf8();
}

} // namespace

/// Rollbacks that looked right and were not, and rollbacks that were right and called wrong.
class RollbackTrapsTest : public QObject
{
    Q_OBJECT

    static QString table(const RolloutBed &bed, const QString &name)
    {
        return (bed.database().profile().engine == Engine::Postgresql ? u"public."_s : QString()) + name;
    }
    static void forward(RolloutBed &bed, QString &run)
    {
        run = bed.start();
        TRY(bed.state().phase == RunPhase::Observing || !bed.state().holds.isEmpty());
        QVERIFY2(bed.state().phase == RunPhase::Observing, bed.why().constData());
    }
    static void back(RolloutBed &bed, const QString &run, const QString &to)
    {
        const auto asked = bed.service().rollBack(run, to, u"test"_s);
        QTRY_VERIFY_WITH_TIMEOUT(asked.isFinished(), 30'000);
        VERIFY_OK(asked.result());
        TRY(bed.state().waiting || bed.state().rollback);
        if (bed.state().waiting) // nothing counts what raw SQL would lose
            bed.acceptAs(u"second"_s);
        TRY(bed.state().rollback && bed.state().rollback->to == to
            && (bed.state().phase == RunPhase::RolledBack || bed.state().phase == RunPhase::RollbackStuck));
    }

private Q_SLOTS:
    /// The stage that is kept switched the readers by a step of its own: they stay with the candidate.
    void aStageThatSwitchedKeepsItsReaders_data() { engines(); }
    void aStageThatSwitchedKeepsItsReaders()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        bed.usePlan(kHead + kFlag + kRoute + uR"(  - id: switch
    kind: forward
    steps:
      - {id: readers, op: switch_flag, flag: totals, cohort: all}
  - id: more
    kind: additive
    steps:
      - {id: currency, op: add_column, table: @orders, column: {name: currency, type: text}}
)"_s + kTail);
        QString run;
        forward(bed, run);
        QCOMPARE(bed.readersSee(), u"candidate"_s);
        back(bed, run, u"switch"_s);
        IS(bed, Exact);
        QCOMPARE(bed.readersSee(), u"candidate"_s);
        back(bed, run, {});
        IS(bed, Exact);
        QCOMPARE(bed.readersSee(), u"legacy"_s);
    }

    /// Another plan on the same target shows its candidate to somebody meanwhile.
    void flagsOfAnotherPlanAreNoneOfOurs_data() { engines(); }
    void flagsOfAnotherPlanAreNoneOfOurs()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        bed.usePlan(kHead + kFlag + kRoute + kTail);
        QString run;
        forward(bed, run);
        const bool isPostgres = engine == Engine::Postgresql;
        bed.database().run(u"INSERT INTO %1 (flag, cohort, is_on) VALUES ('theirs', 'all', %2)"_s.arg(
            isPostgres ? u"sluice.flag"_s : u"sluice_flag"_s, isPostgres ? u"true"_s : u"1"_s));
        back(bed, run, {});
        IS(bed, Exact);
    }

    /// A rollback that forgets the rows is no rollback, whatever the author declared, and by whatever name.
    void rawSqlThatDoesNotGiveBackItsRowsIsFailed_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::addColumn<QString>("declared");
        for (const Engine engine : { Engine::Sqlite, Engine::Postgresql }) {
            QTest::addRow("%s, nothing declared", qPrintable(engineName(engine))) << engine << QString();
            QTest::addRow("%s, table", qPrintable(engineName(engine)))
                << engine << u", touches: [%1]"_s.arg(engine == Engine::Sqlite ? u"ORDERS"_s : u"orders"_s);
            QTest::addRow("%s, another table", qPrintable(engineName(engine))) << engine << u", touches: [totals]"_s;
        }
    }
    void rawSqlThatDoesNotGiveBackItsRowsIsFailed()
    {
        QFETCH(const Engine, engine);
        QFETCH(const QString, declared);
        RolloutBed bed(engine);
        bed.usePlan(kHead + uR"(stages:
  - id: additive
    kind: additive
    steps:
      - {id: double, op: sql, sql: "UPDATE @orders SET amount = amount * 2", rollback: "UPDATE @orders SET amount = amount WHERE id < 0"%1}
)"_s.arg(declared)
            + kTail);
        QString run;
        forward(bed, run);
        back(bed, run, {});
        IS(bed, Failed);
        QVERIFY2(said(bed).contains("amount"), said(bed).constData());
        QCOMPARE(bed.database().value(u"SELECT sum(amount) FROM %1"_s.arg(table(bed, u"orders"_s))).toInt(),
            120); // as the proof says
    }

    /// What an application writes elsewhere while we are at it is neither our doing nor in the way.
    void anotherColumnIsTheApplications_data() { engines(); }
    void anotherColumnIsTheApplications()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        bed.database().run(u"ALTER TABLE %1 ADD COLUMN note text"_s.arg(table(bed, u"orders"_s)));
        bed.usePlan(kHead + uR"(stages:
  - id: additive
    kind: additive
    steps:
      - {id: currency, op: add_column, table: @orders, column: {name: currency, type: text}}
      - {id: fill, op: backfill, table: @orders, set: {currency: "'EUR'"}, where: "currency is null"}
  - id: refill
    kind: additive
    steps:
      - {id: refill, op: backfill, table: @orders, set: {amount: "-amount"}, where: "amount > 0"}
)"_s + kTail);
        QString run;
        forward(bed, run);
        bed.database().run(u"UPDATE %1 SET note = 'sent' WHERE id = 2"_s.arg(table(bed, u"orders"_s)));
        back(bed, run, u"additive"_s);
        IS(bed, Exact);
        QCOMPARE(bed.database().value(u"SELECT sum(amount) FROM %1"_s.arg(table(bed, u"orders"_s))).toInt(), 60);
        // The fill goes with its column: nothing of it is left to have written an amount.
        bed.database().run(u"UPDATE %1 SET amount = 21 WHERE id = 2"_s.arg(table(bed, u"orders"_s)));
        back(bed, run, {});
        IS(bed, Exact);
    }

    /// Values that others wrote over ours stay theirs, and that is what the proof names.
    void valuesWrittenSinceAreNamed_data() { engines(); }
    void valuesWrittenSinceAreNamed()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        bed.usePlan(kHead + uR"(stages:
  - id: refill
    kind: additive
    steps:
      - {id: refill, op: backfill, table: @orders, set: {amount: "-amount"}, where: "amount > 0"}
)"_s + kTail);
        QString run;
        forward(bed, run);
        bed.database().run(u"UPDATE %1 SET amount = 500 WHERE id = 2"_s.arg(table(bed, u"orders"_s)));
        back(bed, run, {});
        IS(bed, ExactExcept);
        QVERIFY2(said(bed).contains("written after the backfill"), said(bed).constData());
        QCOMPARE(bed.database().value(u"SELECT sum(amount) FROM %1"_s.arg(table(bed, u"orders"_s))).toInt(), 540);
    }

    /// Somebody built a view on the saved legacy: it stays for them, and is an exception, not a failure.
    void aLegacyThatOthersReadIsAnException()
    {
        RolloutBed bed(Engine::Postgresql);
        bed.usePlan(kHead + kFlag + kRoute + kTail);
        QString run;
        forward(bed, run);
        bed.database().run(u"CREATE VIEW public.theirs AS SELECT n FROM public.totals_v1"_s);
        back(bed, run, {});
        IS(bed, ExactExcept);
        QVERIFY2(said(bed).contains("view public.totals_v1"), said(bed).constData());
        QCOMPARE(bed.readersSee(), u"legacy"_s);
    }

    /// Rows that came while the column was away have no value, so it comes back without its NOT NULL.
    void aColumnWithoutItsNotNullIsAnException()
    {
        RolloutBed bed(Engine::Postgresql);
        bed.database().run(u"ALTER TABLE public.orders ALTER COLUMN amount SET NOT NULL"_s);
        bed.usePlan(kHead + uR"(stages:
  - id: away
    kind: forward
    steps:
      - {id: amount, op: drop_column, table: @orders, column: amount}
)"_s + kTail);
        QString run;
        forward(bed, run);
        bed.database().run(u"INSERT INTO public.orders (id) VALUES (9)"_s);
        back(bed, run, {});
        IS(bed, ExactExcept);
        QVERIFY2(said(bed).contains("without its NOT NULL"), said(bed).constData());
    }
};

QTEST_GUILESS_MAIN(RollbackTrapsTest)
#include "tst_rollback_traps.moc"
