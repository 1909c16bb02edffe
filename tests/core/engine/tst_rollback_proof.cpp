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
