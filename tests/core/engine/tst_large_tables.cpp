// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "core/warehouse/warehouse_fixture.h"
#include "engine/rollback_proof.h"
#include "support/verify.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

/// The fixture's orders, recorded as if they had had five million rows.
struct LargeOrders
{
    explicit LargeOrders(Engine engine)
        : f(engine)
    {
        const auto checksum = takeChecksum(f.control(), f.resolved(f.names().orders));
        must(checksum.map([](const TableChecksum &) {}), u"checksum"_s);
        expected.checksums = { *checksum };
        expected.checksums[0].rows = 5'000'000;
    }
    ObservedState observe(bool writes, bool comparesEveryTable = false)
    {
        UndoItem item;
        item.step.stepId = u"s"_s;
        item.step.writesRows = writes;
        item.step.touches = { f.resolved(f.names().orders) };
        const auto seen = observeState(f.control(), expected, f.scope(), { item }, comparesEveryTable);
        must(seen.map([](const ObservedState &) {}), u"observation"_s);
        return *seen;
    }
    bool isReadAgain(const ObservedState &seen) const { return seen.checksums.size() == 1 && seen.untouched.isEmpty(); }
    bool isLeft(const ObservedState &seen) const { return seen.checksums.isEmpty() && seen.untouched.size() == 1; }

    WarehouseFixture f;
    ExpectedState expected;
};

} // namespace

/// Which tables a rollback reads again: all, but for large ones that it can show to lie untouched.
class LargeTablesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatNothingWroteIsNotRead()
    {
        LargeOrders orders(Engine::Postgresql);
        QVERIFY(orders.isLeft(orders.observe(false)));
        orders.f.run(u"INSERT INTO {orders} ({id}, {day}) SELECT max({id}) + 1, max({day}) FROM {orders}"_s);
        const ObservedState seen = orders.observe(false);
        QVERIFY(orders.isLeft(seen));
        QCOMPARE(seen.untouched.first(), 1); // arrived above the baseline's highest key
    }

    void whatAStepMayHaveWrittenIsRead()
    {
        LargeOrders orders(Engine::Postgresql);
        QVERIFY(orders.isReadAgain(orders.observe(true)));
    }

    void aRehearsalReadsAll()
    {
        LargeOrders orders(Engine::Postgresql);
        QVERIFY(orders.isReadAgain(orders.observe(false, true)));
    }

    void smallTablesAreRead()
    {
        LargeOrders orders(Engine::Postgresql);
        orders.expected.checksums[0].rows = 900'000;
        QVERIFY(orders.isReadAgain(orders.observe(false)));
    }

    /// Every row was written anew, by whomever.
    void aTableThatWasRewrittenIsRead()
    {
        LargeOrders orders(Engine::Postgresql);
        orders.f.run(u"VACUUM FULL {orders}"_s);
        QVERIFY(orders.isReadAgain(orders.observe(false)));
    }

    /// Their storage says nothing: SQLite drops a column by writing all rows in place, MariaDB names no file.
    void enginesThatDoNotTellAreRead_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::newRow("sqlite") << Engine::Sqlite;
        QTest::newRow("mariadb") << Engine::Mariadb;
    }
    void enginesThatDoNotTellAreRead()
    {
        QFETCH(const Engine, engine);
        LargeOrders orders(engine);
        QVERIFY(orders.isReadAgain(orders.observe(false)));
    }

    void theProofSaysThatItDidNotLook()
    {
        LargeOrders orders(Engine::Postgresql);
        const ObservedState seen = orders.observe(false);
        orders.expected.fingerprint = seen.fingerprint.total;
        const RollbackProof proof = rollbackProofFromJson(toJson(proveRollback(orders.expected, seen, {}, {})));
        QCOMPARE(proof.result, RollbackResult::Exact);
        QCOMPARE(proof.tables.size(), 1);
        QVERIFY(proof.tables[0].isUntouched);
        QVERIFY(!proof.tables[0].isEqual); // nobody compared
        QCOMPARE(proof.tables[0].rowsBefore, 5'000'000);
        QCOMPARE(proof.tables[0].rowsNow, -1);
        QCOMPARE(proof.tables[0].sumNow, QString());
        QVERIFY2(proof.tables[0].note.contains(u"not read again"_s), qPrintable(proof.tables[0].note));
    }
};

QTEST_GUILESS_MAIN(LargeTablesTest)
#include "tst_large_tables.moc"
