// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rollback_proof.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

Fingerprint schema(const QString &total, const QStringList &lines)
{
    Fingerprint fingerprint;
    fingerprint.total = total;
    fingerprint.objects.insert(u"table orders"_s, total);
    fingerprint.records.insert(u"table orders"_s, lines);
    return fingerprint;
}

TableChecksum orders(qint64 rows, const QString &sum)
{
    TableChecksum checksum;
    checksum.table = { {}, u"orders"_s };
    checksum.columns = { u"id"_s, u"amount"_s };
    checksum.rows = rows;
    checksum.rowSum = sum;
    checksum.columnSums = { { u"id"_s, u"1"_s }, { u"amount"_s, sum } };
    return checksum;
}

ExpectedState expected()
{
    return ExpectedState { u"f0"_s, schema(u"f0"_s, { u"column id"_s }), { orders(10, u"77"_s) }, {} };
}

ObservedState observed()
{
    return ObservedState { schema(u"f0"_s, { u"column id"_s }), { orders(10, u"77"_s) }, {}, {} };
}

QList<UndoItem> writer(bool writes)
{
    UndoItem item;
    item.step.stepId = u"s"_s;
    item.step.writesRows = writes;
    item.step.touches = { { {}, u"orders"_s } };
    return { item };
}

} // namespace

class RollbackProofTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingEqualIsExact() { QCOMPARE(proveRollback(expected(), observed(), writer(true), {}).result, RollbackResult::Exact); }

    /// A sample that is equal says nothing of the rows between, unless no statement can have written them.
    void aSampleIsNoMoreThanThat_data()
    {
        QTest::addColumn<int>("undone");
        QTest::addColumn<QString>("storage");
        QTest::addColumn<QString>("storageNow");
        QTest::addColumn<RollbackResult>("result");
        QTest::addColumn<QString>("note");
        QTest::newRow("written") << 0 << u"1"_s << u"1"_s << RollbackResult::ExactExcept << u"equal there, and the rows between were not compared"_s;
        QTest::newRow("a new column filled") << 1 << u"1"_s << u"1"_s << RollbackResult::ExactExcept << u"not compared"_s;
        QTest::newRow("its columns changed") << 2 << u"1"_s << u"1"_s << RollbackResult::Exact << u"it is stored where it was"_s;
        QTest::newRow("rewritten") << 2 << u"1"_s << u"2"_s << RollbackResult::ExactExcept << u"not compared"_s;
        QTest::newRow("nobody tells where it is stored") << 2 << QString() << QString() << RollbackResult::ExactExcept << u"not compared"_s;
        QTest::newRow("not touched") << 3 << QString() << QString() << RollbackResult::Exact << u"no statement of this rollout touched it"_s;
        QTest::newRow("raw SQL of another table") << 4 << u"1"_s << u"1"_s << RollbackResult::ExactExcept << u"not compared"_s;
    }
    void aSampleIsNoMoreThanThat()
    {
        QFETCH(const int, undone);
        QFETCH(const QString, storage);
        QFETCH(const QString, storageNow);
        QFETCH(const RollbackResult, result);
        QFETCH(const QString, note);
        QList<UndoItem> items = writer(undone == 0 || undone == 4);
        if (undone == 1)
            items[0].step.backfill = CompiledBackfill {};
        if (undone >= 3)
            items[0].step.touches = { { {}, u"others"_s } };
        if (undone == 4)
            items[0].step.op = u"sql"_s;
        ExpectedState before = expected();
        ObservedState now = observed();
        for (TableChecksum *checksum : { &before.checksums[0], &now.checksums[0] }) {
            checksum->sample = { { 1, 5 }, { 90, 100 } };
            checksum->estimate = 5'000;
            checksum->keyColumn = u"id"_s;
        }
        before.checksums[0].storage = storage;
        now.checksums[0].storage = storageNow;
        const RollbackProof proof = proveRollback(before, now, items, {});
        QCOMPARE(proof.result, result);
        QVERIFY(proof.tables[0].isSampled && proof.tables[0].isEqual);
        QVERIFY2(proof.tables[0].note.startsWith(u"sampled: 10 of about 5000 rows, in 2 ranges of id"_s), qPrintable(proof.tables[0].note));
        QVERIFY2(proof.tables[0].note.contains(note), qPrintable(proof.tables[0].note));
        QCOMPARE(proof.exceptions.isEmpty(), result == RollbackResult::Exact);
        QVERIFY(rollbackProofFromJson(toJson(proof)).tables[0].isSampled);
        now.checksums[0].rowSum = u"78"_s; // a difference in the sample is one
        now.checksums[0].columnSums[u"amount"_s] = u"78"_s;
        if (undone == 0)
            QCOMPARE(proveRollback(before, now, items, {}).result, RollbackResult::Failed);
    }

    void aTableAboveItsBudgetThatWasReadWholeSaysSo()
    {
        ExpectedState before = expected();
        before.checksums[0].estimate = 5'000;
        const RollbackProof proof = proveRollback(before, observed(), writer(true), {});
        QCOMPARE(proof.result, RollbackResult::Exact);
        QVERIFY(!proof.tables[0].isSampled);
        QVERIFY2(proof.tables[0].note.startsWith(u"not sampled although it has about 5000 rows"_s), qPrintable(proof.tables[0].note));
    }

    void rowsThatArrivedAreCountedApart()
    {
        ObservedState now = observed();
        now.checksums[0].arrivedSince = 5;
        const RollbackProof proof = proveRollback(expected(), now, writer(true), {});
        QCOMPARE(proof.result, RollbackResult::Exact);
        QCOMPARE(proof.tables[0].arrived, 5);
    }

    void anotherSchemaIsFailed()
    {
        ObservedState now = observed();
        now.fingerprint = schema(u"f9"_s, { u"column id"_s, u"column stray"_s });
        const RollbackProof proof = proveRollback(expected(), now, writer(false), {});
        QCOMPARE(proof.result, RollbackResult::Failed);
        QVERIFY(!proof.differences.isEmpty());
    }

    void aRemnantExplainsItselfAlone()
    {
        ObservedState now = observed();
        now.fingerprint = schema(u"f9"_s, { u"column id"_s, u"column sluice_q_1_currency"_s });
        QCOMPARE(proveRollback(expected(), now, writer(false), { u"column sluice_q_1_currency"_s }).result, RollbackResult::ExactExcept);
        now.fingerprint = schema(u"f9"_s, { u"column id"_s, u"column sluice_q_1_currency"_s, u"column stray"_s });
        QCOMPARE(proveRollback(expected(), now, writer(false), { u"column sluice_q_1_currency"_s }).result, RollbackResult::Failed);
    }

    /// SQLite tells of a column in the text of its table too, type and all.
    void aRemnantsTypeIsPartOfIt()
    {
        const QString before = uR"(definition "CREATE" "TABLE" "orders" ( "id" "integer" ))"_s;
        const QString after = uR"(definition "CREATE" "TABLE" "orders" ( "id" "integer" , "sluice_q_1_c" "varchar" ( "20" ) ))"_s;
        ExpectedState was = expected();
        was.detail = schema(u"f0"_s, { before, u"column id"_s });
        ObservedState now = observed();
        now.fingerprint = schema(u"f9"_s, { after, u"column id"_s, u"column sluice_q_1_c varchar(20)"_s });
        QCOMPARE(proveRollback(was, now, writer(false), { u"column sluice_q_1_c"_s }).result, RollbackResult::ExactExcept);
        now.fingerprint = schema(u"f9"_s, { QString(after).replace(u"\"20\" )"_s, u"\"20\" ) , \"stray\" \"int\""_s), u"column id"_s, u"column sluice_q_1_c varchar(20)"_s });
        QCOMPARE(proveRollback(was, now, writer(false), { u"column sluice_q_1_c"_s }).result, RollbackResult::Failed);
    }

    void changedRowsCountAgainstUsOnlyWhenWeWrote()
    {
        ObservedState now = observed();
        now.checksums = { orders(10, u"78"_s) };
        QCOMPARE(proveRollback(expected(), now, writer(true), {}).result, RollbackResult::Failed);
        const RollbackProof proof = proveRollback(expected(), now, writer(false), {});
        QCOMPARE(proof.result, RollbackResult::Exact);
        QVERIFY(!proof.tables[0].isEqual);
        QVERIFY(!proof.tables[0].note.isEmpty());
    }

    /// Typed steps say which columns they wrote: what an application did elsewhere is not this rollout's doing, and
    /// what cannot be told apart is neither EXACT nor FAILED.
    void columnsThatWereWrittenDecide_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<qint64>("rowsNow");
        QTest::addColumn<QString>("amountNow");
        QTest::addColumn<QString>("remnant");
        QTest::addColumn<RollbackResult>("result");
        QTest::newRow("another column changed")
            << u"id"_s << qint64(10) << u"78"_s << QString() << RollbackResult::Exact;
        QTest::newRow("the written column differs")
            << u"amount"_s << qint64(10) << u"78"_s << QString() << RollbackResult::Unknown;
        QTest::newRow("rows were exchanged")
            << u"amount"_s << qint64(10) << u"77"_s << QString() << RollbackResult::Unknown;
        QTest::newRow("values of others were kept")
            << u"amount"_s << qint64(10) << u"78"_s << u"values of amount"_s << RollbackResult::ExactExcept;
        QTest::newRow("rows went") << u"amount"_s << qint64(9) << u"70"_s << QString() << RollbackResult::ExactExcept;
        QTest::newRow("a column of the plan")
            << u"currency"_s << qint64(10) << u"78"_s << QString() << RollbackResult::Exact;
    }
    void columnsThatWereWrittenDecide()
    {
        QFETCH(qint64, rowsNow);
        QFETCH(QString, amountNow);
        QFETCH(QString, written);
        QFETCH(QString, remnant);
        QList<UndoItem> undone = writer(true);
        undone[0].step.undoWritesRows = true;
        undone[0].step.writtenColumns = { written };
        undone[0].step.backfill = CompiledBackfill {};
        undone[0].step.remnant = u"values of amount"_s;
        ObservedState now = observed();
        now.checksums = { orders(rowsNow, amountNow) };
        now.checksums[0].rowSum = u"other"_s;
        const RollbackProof proof
            = proveRollback(expected(), now, undone, remnant.isEmpty() ? QStringList() : QStringList { remnant });
        QTEST(proof.result, "result");
        QVERIFY(!proof.tables[0].isEqual);
        QVERIFY(!proof.tables[0].note.isEmpty());
        if (proof.result != RollbackResult::Exact)
            QVERIFY2(
                proof.exceptions.join(u'\n').contains(proof.tables[0].note), qPrintable(proof.exceptions.join(u'\n')));
    }

    void whatAnotherUndoTakesAlongWroteNothing()
    {
        ObservedState now = observed();
        now.checksums = { orders(10, u"78"_s) };
        QList<UndoItem> undone = writer(false);
        undone[0].step.undoWritesRows = true;
        undone[0].step.undoneWith = { u"add"_s };
        QCOMPARE(proveRollback(expected(), now, undone, {}).result, RollbackResult::Failed); // the column stays
        UndoItem add;
        add.step.stepId = u"add"_s;
        add.step.touches = undone[0].step.touches;
        QCOMPARE(proveRollback(expected(), now, undone << add, {}).result, RollbackResult::Exact);
    }

    void whatWasProvenBeforeIsNotJudgedAgain()
    {
        ObservedState now = observed();
        now.checksums = { orders(10, u"78"_s) };
        QList<UndoItem> undone = writer(true);
        QCOMPARE(proveRollback(expected(), now, undone, {}).result, RollbackResult::Failed);
        undone[0].isProven = true;
        QCOMPARE(proveRollback(expected(), now, undone, {}).result, RollbackResult::Exact);
    }

    /// Raw SQL: by whatever name it says what it touches, and when it says nothing, any table.
    void rawSqlCountsWhereItMayHaveWritten_data()
    {
        QTest::addColumn<QList<RelationName>>("touches");
        QTest::addColumn<RollbackResult>("result");
        QTest::newRow("its table") << QList<RelationName> { { {}, u"orders"_s } } << RollbackResult::Failed;
        QTest::newRow("in another spelling")
            << QList<RelationName> { { u"public"_s, u"ORDERS"_s } } << RollbackResult::Failed;
        QTest::newRow("nothing said") << QList<RelationName> {} << RollbackResult::Failed;
        // A cascade or a trigger may carry what it wrote there over to here.
        QTest::newRow("another table") << QList<RelationName> { { {}, u"payments"_s } } << RollbackResult::Unknown;
    }
    void rawSqlCountsWhereItMayHaveWritten()
    {
        QFETCH(QList<RelationName>, touches);
        QList<UndoItem> undone = writer(true);
        undone[0].step.op = u"sql"_s;
        undone[0].step.touches = touches;
        ObservedState now = observed();
        now.checksums = { orders(10, u"78"_s) };
        const RollbackProof proof = proveRollback(expected(), now, undone, {});
        QTEST(proof.result, "result");
    }

    /// Rows that were written and never recorded cannot be said to be back.
    void aWrittenTableWithoutAChecksumIsUnknown_data()
    {
        QTest::addColumn<bool>("wasThere");
        QTest::addColumn<RollbackResult>("result");
        QTest::newRow("a table of old") << true << RollbackResult::Unknown;
        QTest::newRow("a table that the plan made") << false << RollbackResult::Exact;
    }

    /// What goes with a column that stays is taken back row by row, so it must be compared.
    void aBackfillWhoseColumnStaysIsNotCovered()
    {
        QList<UndoItem> undone = writer(true);
        undone[0].step.touches = { { {}, u"payments"_s } };
        undone[0].step.undoneWith = QStringList { u"column"_s };
        ExpectedState before = expected();
        before.detail.objects.insert(u"table payments"_s, u"hash"_s);
        QCOMPARE(proveRollback(before, observed(), undone, {}).result, RollbackResult::Unknown);
        UndoItem column;
        column.step.stepId = u"column"_s;
        QCOMPARE(proveRollback(before, observed(), undone + QList<UndoItem> { column }, {}).result, RollbackResult::Exact);
    }

    void aWrittenTableWithoutAChecksumIsUnknown()
    {
        QFETCH(const bool, wasThere);
        QList<UndoItem> undone = writer(true);
        undone[0].step.touches = { { {}, u"payments"_s } };
        ExpectedState before = expected();
        if (wasThere)
            before.detail.objects.insert(u"table payments"_s, u"hash"_s);
        const RollbackProof proof = proveRollback(before, observed(), undone, {});
        QTEST(proof.result, "result");
        QCOMPARE(proof.exceptions.join(u' ').contains(u"payments was written by step 's'"), wasThere);
    }

    /// Remnants that are no quarantined column: a column without its NOT NULL, a view that others read.
    void anUndoSaysWhatItLeaves_data()
    {
        QTest::addColumn<QStringList>("before");
        QTest::addColumn<QStringList>("after");
        QTest::addColumn<RollbackResult>("result");
        const QString was = u"column country text after id not null"_s;
        QTest::newRow("as said") << QStringList { was } << QStringList { u"column country text after id"_s }
                                 << RollbackResult::ExactExcept;
        QTest::newRow("another type too")
            << QStringList { was } << QStringList { u"column country int after id"_s } << RollbackResult::Failed;
        QTest::newRow("another column") << QStringList { was, u"column a text not null"_s }
                                        << QStringList { was, u"column a text"_s } << RollbackResult::Failed;
        QTest::newRow("more than said") << QStringList { was }
                                        << QStringList { u"column country text after id"_s, u"column stray"_s }
                                        << RollbackResult::Failed;
    }
    void anUndoSaysWhatItLeaves()
    {
        QFETCH(QStringList, before);
        QFETCH(QStringList, after);
        ExpectedState was = expected();
        was.detail = schema(u"f0"_s, before);
        ObservedState now = observed();
        now.fingerprint = schema(u"f9"_s, after);
        QList<UndoItem> undone = writer(false);
        undone[0].step.remnant = u"column country of orders without its NOT NULL"_s;
        undone[0].step.remnantTraces = { { u"table orders: column country"_s, u" not null"_s } };
        const RollbackProof proof = proveRollback(was, now, undone, { undone[0].step.remnant });
        QTEST(proof.result, "result");
    }

    void aViewThatOthersReadStays()
    {
        ExpectedState was = expected();
        was.detail.records.insert(u"relation legacy"_s, { u"absent"_s });
        ObservedState now = observed();
        now.fingerprint.total = u"f9"_s;
        now.fingerprint.records.insert(u"view legacy"_s, { u"definition SELECT 1"_s });
        now.fingerprint.records.insert(u"view theirs"_s, { u"definition SELECT * FROM legacy"_s });
        QList<UndoItem> undone = writer(false);
        undone[0].step.remnant = u"view legacy"_s;
        undone[0].step.remnantTraces = { { u"view legacy"_s, {} } };
        QCOMPARE(
            proveRollback(was, now, undone, { u"view legacy"_s }).result, RollbackResult::Failed); // who made theirs?
        now.remnantReaders = { u"view theirs"_s };
        QCOMPARE(proveRollback(was, now, undone, { u"view legacy"_s }).result, RollbackResult::ExactExcept);
        QCOMPARE(proveRollback(was, now, undone, {}).result, RollbackResult::Failed); // nobody said it would stay
    }

    void flagsOfOtherPlansAreTheirs()
    {
        Plan plan;
        plan.flags = { Flag { u"ours"_s, {}, {}, {} } };
        const QList<FlagState> all { { u"ours"_s, u"all"_s, false }, { u"theirs"_s, u"all"_s, true },
            { u"ours"_s, u"pilots"_s, true } };
        QCOMPARE(flagsOfPlan(plan, all), (QList<FlagState> { all[0], all[2] }));
    }

    void whatCannotBeReadIsUnknown()
    {
        ObservedState now = observed();
        now.checksums.clear();
        now.unreadable = { u"orders: permission denied"_s };
        QCOMPARE(proveRollback(expected(), now, writer(false), {}).result, RollbackResult::Unknown);
        now = observed();
        now.fingerprint.unknown = { u"grants of orders"_s };
        QCOMPARE(proveRollback(expected(), now, writer(false), {}).result, RollbackResult::Unknown);
        ExpectedState nothing = expected();
        nothing.fingerprint.clear();
        QVERIFY(proveRollback(nothing, observed(), writer(false), {}).result != RollbackResult::Exact);
    }

    void flagsMustReadBack()
    {
        ObservedState now = observed();
        now.flags = { { u"f"_s, u"all"_s, true } };
        QCOMPARE(proveRollback(expected(), now, writer(false), {}).result, RollbackResult::Failed);
        now.flags = { { u"f"_s, u"all"_s, false } }; // a row that says off equals no row
        QCOMPARE(proveRollback(expected(), now, writer(false), {}).result, RollbackResult::Exact);
    }

    void survivesTheLedger()
    {
        ObservedState now = observed();
        now.checksums = { orders(11, u"78"_s) };
        const RollbackProof proof = proveRollback(expected(), now, writer(true), {});
        const RollbackProof read = rollbackProofFromJson(toJson(proof));
        QCOMPARE(read.result, proof.result);
        QCOMPARE(read.exceptions, proof.exceptions);
        QCOMPARE(read.tables.size(), 1);
        QCOMPARE(read.tables[0].sumNow, u"78"_s);
    }
};

QTEST_GUILESS_MAIN(RollbackProofTest)
#include "tst_rollback_proof.moc"
