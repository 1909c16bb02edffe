// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "rollout_bed.h"
#include "support/test_targets.h"

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

/// %1: what the candidate reads.
const char *const kPlan = R"(apiVersion: sluice/v1
kind: RolloutPlan
metadata:
  id: totals
  title: Sales in net, and their currency
  reason: finance asks
  owner: finance-data
  transformations:
    - {text: amounts are net, expect: {relation: @daily, columns: [amount], keys: [day], interval: 100ms}}
    - {text: the currency is said, expect: {relation: @daily, columns: [currency]}}
target: {connection: warehouse, objects: [@sales, @daily]}
flags:
  - {name: daily, serves: @daily, legacy: @daily_v1, candidate: @daily_v2}
stages:
  - id: additive
    kind: additive
    steps:
      - {id: v2, op: create_view, view: @daily_v2, sql: "%1"}
      - {id: route, op: install_flag, flag: daily}
    bake: 300ms
  - id: forward
    kind: forward
    exposure: [{cohort: all, hold: 500ms}]
    on_breach: rollback
rollback: {window: 1h, owner: finance-oncall, budget: {max_lock: 1s, max_duration: 1m}}
)";

const QString kApproved = u"SELECT day, shop, amount - 1 AS amount, 'EUR' AS currency FROM @sales_now"_s;

} // namespace

/// What a transformation does not name must stay as it is, from the step that installs its flag to the end of the
/// watch.
class ApprovedChangesTest : public QObject
{
    Q_OBJECT

    static void targets()
    {
        QTest::addColumn<TestTarget>("target");
        QTest::newRow("sqlite") << TestTarget { Engine::Sqlite };
        QTest::newRow("postgresql") << TestTarget { Engine::Postgresql };
    }
    static void makeSales(RolloutBed &bed, const QString &candidate = kApproved, const QString &meanwhile = {})
    {
        const QString prefix = bed.engine() == Engine::Postgresql ? u"public."_s : QString();
        const QString rows = u"VALUES (1, 'north', 10), (2, 'south', 20), (3, NULL, 30)"_s;
        bed.database().run(
            u"CREATE TABLE %1sales (day integer, shop varchar(20), amount integer); INSERT INTO %1sales %2;"
            "CREATE TABLE %1sales_now (day integer, shop varchar(20), amount integer); INSERT INTO %1sales_now %2;"
            "CREATE VIEW %1daily AS SELECT DISTINCT day, shop, amount FROM %1sales;%3"_s.arg(
                prefix, rows, QString(meanwhile).replace(u"%1"_s, prefix)));
        bed.usePlan(QString::fromLatin1(kPlan).arg(candidate));
    }
    static VerdictRecord verdict(const RolloutBed &bed, const QString &stage, const QString &gate)
    {
        const RunState state = bed.state();
        return state.stage(stage) ? state.stage(stage)->verdicts.value(gate) : VerdictRecord {};
    }

private Q_SLOTS:
    void nothingElseChanges_data() { targets(); }
    void nothingElseChanges()
    {
        RolloutBed bed(fetchTarget());
        makeSales(bed);
        bed.start();
        TRY(bed.state().phase == RunPhase::Observing);
        const VerdictRecord additive = verdict(bed, u"additive"_s, u"only-approved-daily"_s);
        QCOMPARE(additive.verdict, Verdict::Healthy);
        QCOMPARE(additive.title,
            u"Only approved changes in "_s + (bed.engine() == Engine::Postgresql ? u"public.daily"_s : u"daily"_s));
        QVERIFY2(additive.hasValue && additive.value == 0 && additive.n == 3, qPrintable(whySentence(additive)));
        QCOMPARE(verdict(bed, u"forward"_s, u"only-approved-daily-forward"_s).verdict, Verdict::Healthy);
    }

    void somethingElseChanges_data()
    {
        QTest::addColumn<TestTarget>("target");
        QTest::addColumn<QString>("candidate");
        QTest::addColumn<QString>("meanwhile");
        QTest::addColumn<QString>("told");
        const auto row = [](const char *name, const QString &candidate, const QString &meanwhile, const QString &told) {
            QTest::addRow("%s, sqlite", name) << TestTarget { Engine::Sqlite } << candidate << meanwhile << told;
            QTest::addRow("%s, postgresql", name)
                << TestTarget { Engine::Postgresql } << candidate << meanwhile << told;
        };
        row("a value of another column", kApproved, u"UPDATE %1sales_now SET shop = 'north' WHERE day = 2"_s,
            u"1 changed; changed in shop (1)"_s);
        row("a value that was none", kApproved, u"UPDATE %1sales_now SET shop = '' WHERE day = 3"_s,
            u"1 changed; changed in shop (1)"_s);
        row("a row less", kApproved, u"DELETE FROM %1sales_now WHERE day = 2"_s, u"1 only in legacy"_s);
        row("a row more", kApproved, u"INSERT INTO %1sales_now VALUES (4, 'west', 1)"_s, u"1 only in the candidate"_s);
        row("a row twice", kApproved, u"INSERT INTO %1sales_now VALUES (1, 'north', 10)"_s,
            u"1 only in the candidate; 1 keys of several rows in the candidate"_s);
        row("a column more", u"SELECT day, shop, amount, 'EUR' AS currency, 1 AS fresh FROM @sales_now"_s,
            u"SELECT 1"_s, u"not compared, only in the candidate: fresh"_s);
    }
    void somethingElseChanges()
    {
        QFETCH(QString, candidate);
        QFETCH(QString, meanwhile);
        QFETCH(QString, told);
        RolloutBed bed(fetchTarget());
        makeSales(bed, candidate, meanwhile);
        bed.start();
        TRY(bed.state().isHeldBy(HoldReason::Breach));
        QCOMPARE(bed.state().currentStage, u"additive"_s);
        const VerdictRecord record = verdict(bed, u"additive"_s, u"only-approved-daily"_s);
        QCOMPARE(record.verdict, Verdict::Breach);
        QCOMPARE(record.detail, told);
        const RunState held = bed.state();
        QVERIFY2(std::any_of(
                     held.holds.cbegin(), held.holds.cend(), [&](const Hold &hold) { return hold.why.contains(told); }),
            bed.why().constData());
    }

    /// A gate that cannot be measured is no gate that passed.
    void keysThatDoNotTellRowsApart_data() { targets(); }
    void keysThatDoNotTellRowsApart()
    {
        RolloutBed bed(fetchTarget());
        makeSales(bed);
        bed.replaceInPlan(u"keys: [day]"_s, u"keys: [shop]"_s);
        bed.start();
        TRY(bed.state().isHeldBy(HoldReason::Error));
        const VerdictRecord record = verdict(bed, u"additive"_s, u"only-approved-daily"_s);
        QCOMPARE(record.verdict, Verdict::Error);
        QVERIFY2(record.detail.contains(u"2 rows with NULL in the key"_s), qPrintable(record.detail));
    }

    /// What the candidate shows may also change by its rows, long after its definition was looked at.
    void rowsThatGoWhileReadersAreOnIt_data() { targets(); }
    void rowsThatGoWhileReadersAreOnIt()
    {
        RolloutBed bed(fetchTarget());
        makeSales(bed);
        bed.replaceInPlan(u"hold: 500ms"_s, u"hold: 1h"_s);
        bed.start();
        TRY(verdict(bed, u"forward"_s, u"only-approved-daily-forward"_s).verdict == Verdict::Healthy);
        bed.database().run(u"DELETE FROM %1sales_now WHERE day = 3"_s.arg(
            bed.engine() == Engine::Postgresql ? u"public."_s : QString()));
        TRY(bed.state().phase == RunPhase::RolledBack);
        QVERIFY2(bed.state().rollback->result == RollbackResult::Exact, bed.why().constData());
        QVERIFY2(verdict(bed, u"forward"_s, u"only-approved-daily-forward"_s).detail.contains(u"1 only in legacy"_s),
            bed.why().constData());
    }
};

QTEST_GUILESS_MAIN(ApprovedChangesTest)
#include "tst_approved_changes.moc"
