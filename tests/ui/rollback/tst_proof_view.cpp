// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollback/proof_view.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// What a finished rollback proved: read from the ledger's record, never better than the record.
class TestProofView : public QObject
{
    Q_OBJECT

private:
    static RollbackState ended(RollbackResult result)
    {
        RollbackState state;
        state.to = u"additive"_s;
        state.requested = QDateTime({ 2026, 11, 22 }, { 12, 58 }, Qt::UTC);
        state.flagsOff = state.requested.addMSecs(120);
        state.ended = state.requested.addMSecs(1'842);
        state.result = result;
        RollbackProof proof;
        proof.result = result;
        proof.fingerprintBefore = proof.fingerprintAfter = u"4d92"_s;
        proof.tables = { { u"mart.orders"_s, 10, 10, u"aa"_s, u"aa"_s, 3, true, {} },
            { u"mart.payments"_s, 7, 7, u"bb"_s, u"bb"_s, 4, true, {} } };
        state.proof = toJson(proof);
        state.proof.insert(u"took_ms"_s, 1'842);
        return state;
    }

private Q_SLOTS:
    void everythingRecordedIsRead()
    {
        const ProofView view = readProof(ended(RollbackResult::Exact));
        QVERIFY(view.hasRecord);
        QCOMPARE(view.arrived, 7);
        QCOMPARE(view.took, Duration(1'842));
        QCOMPARE(view.readersBack, Duration(120));
        QCOMPARE(view.to, u"additive"_s);
    }
    void whatIsNotRecordedStaysUnknown()
    {
        RollbackState bare = ended(RollbackResult::Exact);
        bare.proof = {};
        bare.flagsOff = {};
        const ProofView view = readProof(bare);
        QVERIFY(!view.hasRecord);
        QCOMPARE(view.arrived, -1);
        QVERIFY(view.took.count() < 0 && view.readersBack.count() < 0);
        const QString text = proofText(view, u"orders-currency"_s, u"PROD"_s);
        QVERIFY2(text.contains(u"Schema recorded: unknown"_s) && text.contains(u"Readers back after: unknown"_s),
            qPrintable(text));
        QVERIFY(!text.contains(u"equal"_s));
    }
    void clocksThatRanBackwardsGiveNoNegativeTime()
    {
        RollbackState state = ended(RollbackResult::Exact);
        state.flagsOff = state.requested.addSecs(-30);
        QCOMPARE(readProof(state).readersBack, Duration(0));
    }
    void aDifferenceIsOursUnlessTheResultHolds_data()
    {
        QTest::addColumn<RollbackResult>("result");
        QTest::addColumn<ProofView::TableState>("state");
        QTest::newRow("exact") << RollbackResult::Exact << ProofView::TableState::ChangedByOthers;
        QTest::newRow("exact except") << RollbackResult::ExactExcept << ProofView::TableState::ChangedByOthers;
        QTest::newRow("failed") << RollbackResult::Failed << ProofView::TableState::Different;
        QTest::newRow("unknown") << RollbackResult::Unknown << ProofView::TableState::Different;
        QTest::newRow("none") << RollbackResult::None << ProofView::TableState::Different;
    }
    void aDifferenceIsOursUnlessTheResultHolds()
    {
        QFETCH(RollbackResult, result);
        QFETCH(ProofView::TableState, state);
        TableProof table;
        QCOMPARE(tableState(result, table), state);
        table.isEqual = true;
        QCOMPARE(tableState(result, table), ProofView::TableState::Equal);
    }
    void everyResultHasItsOwnSentence()
    {
        QSet<QString> sentences;
        for (const auto result : { RollbackResult::None, RollbackResult::Exact, RollbackResult::ExactExcept,
                 RollbackResult::Failed, RollbackResult::Unknown }) {
            ProofView view;
            view.proof.result = result;
            sentences.insert(resultSentence(view));
        }
        QCOMPARE(sentences.size(), 5);
        QVERIFY(!sentences.contains(QString()));
    }
    void theTextCarriesTheWholeProof()
    {
        RollbackState state = ended(RollbackResult::Failed);
        RollbackProof proof = rollbackProofFromJson(state.proof);
        proof.differences = { u"view v: other text"_s };
        proof.exceptions = { u"the schema differs"_s };
        proof.tables[1].isEqual = false;
        proof.tables[1].sumNow = u"cc"_s;
        proof.tables[1].note = u"7 rows differ"_s;
        state.proof = toJson(proof);
        const QString text = proofText(readProof(state), u"orders-currency"_s, u"PROD"_s);
        for (const QString &part : { u"orders-currency"_s, u"PROD"_s, u"additive"_s,
                 u"Difference: view v: other text"_s, u"Except: the schema differs"_s, u"mart.orders: equal"_s,
                 u"mart.payments: different"_s, u"bb -> cc"_s, u"(7 rows differ)"_s, u"FAILED"_s })
            QVERIFY2(text.contains(part, Qt::CaseInsensitive), qPrintable(part + u" is missing in\n"_s + text));
    }
};

QTEST_GUILESS_MAIN(TestProofView)
#include "tst_proof_view.moc"
