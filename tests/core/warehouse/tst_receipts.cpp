// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "core/warehouse/warehouse_fixture.h"
#include "support/verify.h"
#include "warehouse/receipts.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

Receipt hostileReceipt()
{
    Receipt receipt;
    receipt.run = u"ru'n; DROP TABLE x; --"_s;
    receipt.step = u"st\"ep %1 ü"_s;
    receipt.direction = Direction::Undo;
    receipt.generation = 3;
    receipt.attempt = 2;
    receipt.epoch = 9'000'000'000;
    receipt.planDigest = u"p'"_s;
    receipt.stepDigest = u"s\\"_s;
    receipt.preFingerprint = u"pre"_s;
    receipt.postFingerprint = u"post"_s;
    receipt.ledgerSeq = 12;
    receipt.ledgerHead = u"head"_s;
    receipt.runner = u"console on hőst, pid 1"_s;
    receipt.transactionId = u"77"_s;
    receipt.remnant = u"table \"o'ld\""_s;
    receipt.guardRows = 5'000'000'000;
    return receipt;
}

} // namespace

class TestReceipts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundTrip_data() { addEngineRows(); }
    void roundTrip()
    {
        QFETCH(Engine, engine);
        WarehouseFixture f(engine);
        const auto steps = f.database().open(SessionRole::Steps); // where bound values are forbidden
        const Receipt receipt = hostileReceipt();
        VERIFY_OK(steps->begin());
        VERIFY_OK(insertReceipt(*steps, receipt));
        const auto inside = findReceipt(*steps, receipt.run, receipt.step, Direction::Undo, 3);
        VERIFY_OK(inside);
        QVERIFY(inside->has_value());
        VERIFY_OK(steps->commit());
        const auto found = findReceipt(f.control(), receipt.run, receipt.step, Direction::Undo, 3);
        VERIFY_OK(found);
        QVERIFY(found->has_value());
        const Receipt &read = **found;
        QCOMPARE(read.runner, receipt.runner);
        QCOMPARE(read.stepDigest, receipt.stepDigest);
        QCOMPARE(read.epoch, receipt.epoch);
        QCOMPARE(read.attempt, 2);
        QCOMPARE(read.remnant, receipt.remnant);
        QCOMPARE(read.guardRows, receipt.guardRows);
        QVERIFY(read.isDone);
        QVERIFY2(qAbs(read.at.secsTo(QDateTime::currentDateTimeUtc())) < 300, qPrintable(read.at.toString()));
        for (const auto &other : { findReceipt(f.control(), receipt.run, receipt.step, Direction::Forward, 3),
                 findReceipt(f.control(), receipt.run, receipt.step, Direction::Undo, 4) }) {
            VERIFY_OK(other);
            QVERIFY(!other->has_value());
        }
        VERIFY_ERROR(insertReceipt(f.control(), receipt), ErrorCode::AlreadyExists);
    }

    void rollbackTakesItAlong_data() { addEngineRows(); }
    void rollbackTakesItAlong()
    {
        QFETCH(Engine, engine);
        WarehouseFixture f(engine);
        VERIFY_OK(f.control().begin());
        VERIFY_OK(insertReceipt(f.control(), hostileReceipt()));
        f.control().rollback();
        const auto all = receiptsOf(f.control(), hostileReceipt().run);
        VERIFY_OK(all);
        QVERIFY(all->isEmpty());
    }

    void startedMarks_data() { addEngineRows(); }
    void startedMarks()
    {
        QFETCH(Engine, engine);
        WarehouseFixture f(engine);
        Receipt mark = hostileReceipt();
        mark.isDone = false;
        VERIFY_ERROR(finishReceipt(f.control(), mark), ErrorCode::NotFound);
        VERIFY_OK(insertReceipt(f.control(), mark));
        mark.attempt = 3;
        VERIFY_OK(insertReceipt(f.control(), mark)); // a later attempt takes the mark over
        auto found = findReceipt(f.control(), mark.run, mark.step, mark.direction, mark.generation);
        VERIFY_OK(found);
        QVERIFY(found->has_value());
        QVERIFY(!(*found)->isDone);
        QCOMPARE((*found)->attempt, 3);
        VERIFY_OK(removeStartedMark(f.control(), mark));
        found = findReceipt(f.control(), mark.run, mark.step, mark.direction, mark.generation);
        VERIFY_OK(found);
        QVERIFY(!found->has_value());

        VERIFY_OK(insertReceipt(f.control(), mark));
        mark.isDone = true;
        mark.postFingerprint = u"after"_s;
        VERIFY_OK(finishReceipt(f.control(), mark));
        VERIFY_OK(finishReceipt(f.control(), mark)); // pressed twice
        const auto all = receiptsOf(f.control(), mark.run);
        VERIFY_OK(all);
        QCOMPARE(all->size(), 1);
        QVERIFY(all->first().isDone);
        QCOMPARE(all->first().postFingerprint, u"after"_s);
        VERIFY_OK(removeStartedMark(f.control(), mark)); // never touches a receipt
        QCOMPARE(receiptsOf(f.control(), mark.run)->size(), 1);
    }

    void cursors_data() { addEngineRows(); }
    void cursors()
    {
        QFETCH(Engine, engine);
        WarehouseFixture f(engine);
        const auto none = readCursor(f.control(), u"r"_s, u"s"_s);
        VERIFY_OK(none);
        QCOMPARE(*none, QString());
        VERIFY_OK(writeCursor(f.control(), u"r"_s, u"s"_s, u"'o''x'::text"_s));
        VERIFY_OK(writeCursor(f.control(), u"r"_s, u"s"_s, u"(5, 'y')"_s));
        QCOMPARE(*readCursor(f.control(), u"r"_s, u"s"_s), u"(5, 'y')"_s);
        QCOMPARE(*readCursor(f.control(), u"r"_s, u"other"_s), QString());
    }
};

QTEST_GUILESS_MAIN(TestReceipts)
#include "tst_receipts.moc"
