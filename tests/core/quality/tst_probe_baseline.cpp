// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "probe_warehouse.h"
#include "support/verify.h"
#include "warehouse/kept_rows.h"
#include "warehouse/own_tables.h"
#include "warehouse/target_identity.h"

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QDateTime kNow(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);
const RelationName kSales { {}, u"sa'les %1"_s };

/// An enrolled target with some sales, and who has its fence.
struct Bed
{
    explicit Bed(const TestTarget &target)
        : w(target)
    {
        w.run(u"CREATE TABLE [sa'les %1] (id integer PRIMARY KEY, [am\"ount] numeric(12,2), [at] {time}, note varchar(9));"
              "INSERT INTO [sa'les %1] VALUES (1, 10, '2026-01-01 10:00:00', 'a'), (2, 20.5, '2026-01-02 10:00:00', NULL), (3, 30, '2026-01-03 10:00:00.5', ''), (4, 40, NULL, 'd')"_s);
        const auto control = w.database().open();
        const auto identity = enrolTarget(*control, Environment::Dev);
        const auto taken = identity ? takeFence(*control, u"test"_s, 5s) : Result<Fence>(tl::make_unexpected(identity.error()));
        if (!taken)
            qFatal("%s", qPrintable(taken.error().what));
        fence = *taken;
        steps = w.database().open(SessionRole::Steps);
    }

    KeptRowsOrder order(const KeptBaseline &kept) const { return { kSales, kept.where, kept.maxRows, kept.newerBy, u"baseline_12345678_same"_s }; }
    Result<KeptRows> keep(const KeptBaseline &kept) { return keepRows(*steps, order(kept), fence, 5s); }
    TakenBaseline taken(const KeptBaseline &kept, const KeptRows &rows) const
    {
        return { u"s"_s, u"same"_s, kSales, kSales, ownRelation(w.engine(), u"baseline_12345678_same"_s), { u"id"_s }, rows.rows, kept, rows.mark, kNow, false };
    }
    Sample look(const TakenBaseline *taken, const KeptBaseline &kept, const RelationName &candidate = kSales, int budget = 1'000) const
    {
        FidelityProbe probe { kSales, candidate, { u"id"_s }, {}, {}, budget };
        probe.baseline = kept;
        probe.countsRows = true;
        const Gate gate = probeGate(probe);
        const auto query = w.compile(gate);
        auto session = w.database().open(SessionRole::Probe);
        const Sample sample = runProbe(*session, gate, *query, Branch::Live, kNow, nullptr, taken);
        return session->isInTransaction() ? Sample {} : sample;
    }
    QVariant ask(const QString &sql) const { return w.database().value(sql); }
    bool isThere() const { return ask(u"SELECT "_s + ownTableExistsSql(w.engine(), u"baseline_12345678_same"_s)).toBool(); }

    ProbeWarehouse w;
    std::unique_ptr<SqlSession> steps;
    Fence fence;
};

} // namespace

/// Rows that are kept, and a comparison with them, on every engine.
class TestProbeBaseline : public QObject
{
    Q_OBJECT

    static void engines()
    {
        QTest::addColumn<TestTarget>("target");
        for (const auto &[name, target] : ProbeWarehouse::targets()) {
            if (target.engine != Engine::Odbc)
                QTest::newRow(name.constData()) << target;
        }
    }

private Q_SLOTS:
    void nothingDiffersUntilSomethingChanges_data() { engines(); }
    void nothingDiffersUntilSomethingChanges()
    {
        QFETCH(TestTarget, target);
        Bed bed(target);
        const KeptBaseline kept { {}, 4, 1h, u"at"_s };
        const auto rows = bed.keep(kept);
        VERIFY_OK(rows);
        QCOMPARE(rows->rows, 4);
        QVERIFY2(rows->mark.startsWith(u"2026-01-03 10:00:00.5"_s), qPrintable(rows->mark));
        const TakenBaseline taken = bed.taken(kept, *rows);
        const auto is = [&](const Sample &sample, double value, qint64 n, const QString &detail) {
            QVERIFY2(sample.sampleClass == SampleClass::Good, qPrintable(sample.detail));
            QCOMPARE(sample.value, value);
            QCOMPARE(sample.n, n);
            QCOMPARE(sample.detail, detail);
        };
        is(bed.look(&taken, kept), 0, 4, QString()); // no type of the copy is another, either
        bed.w.run(u"INSERT INTO [sa'les %1] VALUES (5, 50, '2026-01-03 10:00:00.6', 'e'), (6, 60, '2026-02-01 00:00:00', 'f')"_s);
        is(bed.look(&taken, kept), 0, 4, u"2 rows newer than the baseline, not compared"_s);
        bed.w.run(u"UPDATE [sa'les %1] SET note = NULL WHERE id = 3; DELETE FROM [sa'les %1] WHERE id = 1;"
                  "INSERT INTO [sa'les %1] VALUES (7, 70, '2026-01-02 00:00:00', 'late'), (8, 80, NULL, 'unknown')"_s);
        is(bed.look(&taken, kept), 4, 6,
            u"1 changed; 1 only in legacy; 2 only in the candidate; changed in note (1); 2 rows newer than the baseline, not compared"_s);
        bed.w.run(u"CREATE TABLE other (id integer PRIMARY KEY, [am\"ount] numeric(12,2), [at] {time}, note varchar(9))"_s);
        is(bed.look(&taken, kept, { {}, u"other"_s }), 4, 4, u"4 only in legacy"_s);
        QCOMPARE(bed.look(&taken, kept, kSales, 8).sampleClass, SampleClass::NoData); // the budget is of both
    }

    void filterAndNoMark_data() { engines(); }
    void filterAndNoMark()
    {
        QFETCH(TestTarget, target);
        Bed bed(target);
        const KeptBaseline few { u"id > 2 -- the last ones"_s, 2, 1h, {} };
        const auto rows = bed.keep(few);
        VERIFY_OK(rows);
        QCOMPARE(rows->rows, 2);
        QVERIFY(rows->mark.isEmpty());
        const TakenBaseline taken = bed.taken(few, *rows);
        bed.w.run(u"DELETE FROM [sa'les %1] WHERE id = 1; INSERT INTO [sa'les %1] VALUES (9, 9, NULL, NULL)"_s);
        const Sample sample = bed.look(&taken, few);
        QVERIFY2(sample.value == 1 && sample.n == 3, qPrintable(sample.detail));
        QCOMPARE(sample.detail, u"1 only in the candidate"_s);

        const KeptBaseline none { u"id > 100"_s, 2, 1h, u"id"_s }; // no row has a value, so that every one is new
        const auto nothing = bed.keep(none);
        VERIFY_OK(nothing);
        QCOMPARE(nothing->rows, 0);
        const TakenBaseline empty = bed.taken(none, *nothing);
        bed.w.run(u"INSERT INTO [sa'les %1] VALUES (101, 9, NULL, NULL)"_s);
        const Sample later = bed.look(&empty, none);
        QCOMPARE(later.sampleClass, SampleClass::NoData);
        QVERIFY2(later.detail.contains(u"1 row newer than the baseline"_s), qPrintable(later.detail));
    }

    /// What an earlier try left is thrown away; whoever has the target no more leaves nothing.
    void itIsMadeAnewByWhoeverHasTheTarget_data() { engines(); }
    void itIsMadeAnewByWhoeverHasTheTarget()
    {
        QFETCH(TestTarget, target);
        Bed bed(target);
        const QString copy = ownTable(bed.w.engine(), u"baseline_12345678_same"_s);
        bed.w.database().run(u"CREATE TABLE %1 (half integer); INSERT INTO %1 VALUES (1)"_s.arg(copy));
        const KeptBaseline kept { {}, 100, 1h, u"id"_s };
        VERIFY_OK(bed.keep(kept));
        QCOMPARE(bed.ask(u"SELECT count(id) FROM "_s + copy).toInt(), 4);
        const auto again = bed.keep(kept);
        VERIFY_OK(again);
        QCOMPARE(again->rows, 4);
        QCOMPARE(again->mark, u"4"_s);
        {
            const auto control = bed.w.database().open();
            bed.steps.reset(); // a takeover ends it
            VERIFY_OK(takeFence(*control, u"another"_s, 5s));
            VERIFY_OK(dropKeptRows(*control, ownRelation(bed.w.engine(), u"baseline_12345678_same"_s)));
            VERIFY_OK(dropKeptRows(*control, ownRelation(bed.w.engine(), u"baseline_12345678_same"_s)));
        }
        bed.steps = bed.w.database().open(SessionRole::Steps);
        const auto fenced = bed.keep(kept);
        VERIFY_ERROR(fenced, ErrorCode::Fenced);
        QVERIFY(!bed.isThere());
    }

    void moreThanMayBeKept_data() { engines(); }
    void moreThanMayBeKept()
    {
        QFETCH(TestTarget, target);
        Bed bed(target);
        const auto many = bed.keep({ {}, 3, 1h, u"id"_s });
        VERIFY_ERROR(many, ErrorCode::Refused);
        QVERIFY2(many.error().what.contains(u"more than 3 rows"_s), qPrintable(many.error().what));
        QVERIFY(!bed.isThere() && !bed.steps->isInTransaction());
        const auto broken = bed.keep({ u"no_such_column > 3"_s, 3, 1h, {} });
        QVERIFY(!broken && !bed.isThere() && !bed.steps->isInTransaction());
        const auto second = bed.keep({ u"id > 3; DELETE FROM x"_s, 3, 1h, {} });
        QVERIFY(!second && !bed.isThere());
        KeptRowsOrder missing = bed.order({});
        missing.relation = { {}, u"nowhere"_s };
        VERIFY_ERROR(keepRows(*bed.steps, missing, bed.fence, 5s), ErrorCode::NotFound);
    }

    /// A gate that has nothing whole to compare with has an error, and passes nothing.
    void whatIsNotThereIsAnError_data() { engines(); }
    void whatIsNotThereIsAnError()
    {
        QFETCH(TestTarget, target);
        Bed bed(target);
        const KeptBaseline kept { {}, 100, 1h, {} };
        const auto isError = [&](const TakenBaseline *taken, const char *why) {
            const Sample sample = bed.look(taken, kept);
            QCOMPARE(sample.sampleClass, SampleClass::Error);
            QVERIFY2(sample.detail.contains(QLatin1String(why)), qPrintable(sample.detail));
        };
        isError(nullptr, "no baseline of \"sa'les %1\" was taken when the rollout started");
        const auto rows = bed.keep(kept);
        VERIFY_OK(rows);
        TakenBaseline taken = bed.taken(kept, *rows);
        const QString copy = ownTable(bed.w.engine(), u"baseline_12345678_same"_s);
        bed.w.database().run(u"DELETE FROM %1 WHERE id = 1"_s.arg(copy));
        bed.w.run(u"DELETE FROM [sa'les %1] WHERE id = 1"_s); // the same on both sides, and all the same not what was kept
        isError(&taken, "holds 3 rows, and 4 were kept when the rollout started");
        bed.w.database().run(u"DROP TABLE "_s + copy);
        isError(&taken, "baseline_12345678_same");
        taken.isDropped = true;
        isError(&taken, "was kept long enough, and is gone");
    }
};

QTEST_GUILESS_MAIN(TestProbeBaseline)
#include "tst_probe_baseline.moc"
