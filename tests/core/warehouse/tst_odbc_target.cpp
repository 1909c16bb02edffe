// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/service_reader.h"
#include "support/verify.h"
#include "warehouse/checksum.h"
#include "warehouse/fence.h"
#include "warehouse/fingerprint.h"
#include "warehouse/receipts.h"
#include "warehouse/target_identity.h"
#include "warehouse_fixture.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// A target behind ODBC is the very target that its engine's own connection reaches.
class OdbcTargetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothWaysSeeTheSame_data() { drivers(); }
    void bothWaysSeeTheSame();
    void receiptsAndFenceHold_data() { drivers(); }
    void receiptsAndFenceHold();
    void hashesEveryValueAlike();
    void whatIsUnprovenRunsNothing();
    void whatADriverWouldNotRunIsRefusedBefore_data();
    void whatADriverWouldNotRunIsRefusedBefore();

private:
    static void drivers()
    {
        QTest::addColumn<SqlKin>("kin");
        QTest::newRow("postgresql") << SqlKin::Postgresql;
        QTest::newRow("sqlite") << SqlKin::Sqlite;
    }
    /// The engine's own connection to the same database.
    static std::unique_ptr<SqlSession> direct(WarehouseFixture &f, SessionRole role = SessionRole::Control)
    {
        ConnectionProfile profile = f.database().profile();
        profile.engine = sqlEngine(profile);
        profile.service.reset();
        auto session = SqlSession::open(profile, f.database().workspaceRoot(), role, {});
        must(session.map([](const auto &) {}), u"direct connection"_s);
        return *std::move(session);
    }
};

void OdbcTargetTest::bothWaysSeeTheSame()
{
    QFETCH(SqlKin, kin);
    WarehouseFixture f(Engine::Odbc, true, kin);
    const auto own = direct(f);
    const auto identity = verifyForRollout(f.control());
    VERIFY_OK(identity);
    const auto same = verifyForRollout(*own);
    VERIFY_OK(same);
    QCOMPARE(toJson(*identity), toJson(*same));
    const auto print = takeFingerprint(*own, f.scope());
    VERIFY_OK(print);
    QVERIFY2(*print == f.fingerprint(), qPrintable(fingerprintDifferences(*print, f.fingerprint()).join(u'\n')));
    const auto sum = takeChecksum(f.control(), f.names().relation(f.names().orders));
    VERIFY_OK(sum);
    QCOMPARE(sum->rows, 60);
    const auto again = retakeChecksum(*own, *sum);
    VERIFY_OK(again);
    QVERIFY(sameContent(*sum, *again));
    f.run(u"UPDATE {orders} SET note = 'x' WHERE {id} = 7"_s);
    const auto changed = retakeChecksum(f.control(), *sum);
    VERIFY_OK(changed);
    QVERIFY(!sameContent(*sum, *changed));
    QVERIFY(sum->columnSums[f.names().id] == changed->columnSums[f.names().id]
        && sum->columnSums[u"note"_s] != changed->columnSums[u"note"_s]);
}

void OdbcTargetTest::receiptsAndFenceHold()
{
    QFETCH(SqlKin, kin);
    WarehouseFixture f(Engine::Odbc, false, kin);
    const auto steps = f.database().open(SessionRole::Steps);
    const auto mine = takeFence(f.control(), u"agent@a"_s, 2s);
    VERIFY_OK(mine);
    Receipt receipt;
    receipt.run = f.runId();
    receipt.step = u"it's"_s;
    receipt.epoch = mine->epoch;
    receipt.planDigest = u"d"_s;
    receipt.isDone = true;
    VERIFY_OK(steps->begin());
    VERIFY_OK(holdFence(*steps, *mine));
    VERIFY_OK(insertReceipt(*steps, receipt));
    VERIFY_OK(steps->commit());
    VERIFY_ERROR(insertReceipt(f.control(), receipt), ErrorCode::AlreadyExists);
    const auto found = findReceipt(*direct(f), receipt.run, receipt.step, Direction::Forward, receipt.generation);
    VERIFY_OK(found);
    QVERIFY(*found && (*found)->isDone && (*found)->at.isValid());
    const auto newer = takeFence(*direct(f), u"agent@b"_s, 2s);
    VERIFY_OK(newer);
    QCOMPARE(newer->epoch, mine->epoch + 1);
    const auto late = f.database().open(SessionRole::Steps);
    VERIFY_OK(late->begin());
    VERIFY_ERROR(holdFence(*late, *mine), ErrorCode::Fenced);
}

/// SQLite's own aggregate and the sum that is made of the rows as they come over ODBC.
void OdbcTargetTest::hashesEveryValueAlike()
{
    WarehouseFixture f(Engine::Odbc, false, SqlKin::Sqlite);
    const auto own = direct(f);
    VERIFY_OK(own->execute(u"CREATE TABLE v (k integer PRIMARY KEY, a, b)"_s));
    VERIFY_OK(
        own->execute(u"INSERT INTO v (a, b) VALUES (NULL, 1), (0.1 + 0.2, 0.0), (9e999, -9e999), (9223372036854775807, "
                     u"1e300), ('', x''), ('it''s', x'00ff27'),"
                     " ('NULL', 'T41'), ('a' || char(0) || 'b', 'X''00'''), ('é😀', '1'), (5e-324, 1.0), (1, '1.0')"_s));
    const auto here = takeChecksum(f.control(), RelationName { {}, u"v"_s });
    VERIFY_OK(here);
    const auto there = takeChecksum(*own, RelationName { {}, u"v"_s });
    VERIFY_OK(there);
    QCOMPARE(here->columnSums, there->columnSums);
    QCOMPARE(here->rowSum, there->rowSum);
    QVERIFY(sameContent(*here, *there));
    QCOMPARE(here->rows, 11);
    VERIFY_OK(own->execute(u"UPDATE v SET a = 'a' || char(0) || 'c' WHERE a LIKE 'a%'"_s));
    QVERIFY(!sameContent(*here, retakeChecksum(f.control(), *here).value()));
}

void OdbcTargetTest::whatIsUnprovenRunsNothing()
{
    ConnectionProfile profile;
    profile.name = u"lake"_s;
    profile.engine = Engine::Odbc;
    for (const QString &name : serviceNames()) {
        profile.service = serviceNamed(name);
        QVERIFY(!unsupportedEngine(profile)); // it can be connected to
        const auto refusal = unsupportedTarget(profile);
        QCOMPARE(refusal.has_value(), !profile.service->isProven);
        if (!refusal)
            continue;
        QVERIFY2(refusal->what.contains(profile.service->title) && refusal->what.contains(u"unproven"_s),
            qPrintable(refusal->what));
        VERIFY_ERROR(enrolmentSql(profile, {}), ErrorCode::NotSupported);
    }
    profile.service.reset();
    QVERIFY(unsupportedEngine(profile) && unsupportedTarget(profile));
}

void OdbcTargetTest::whatADriverWouldNotRunIsRefusedBefore_data()
{
    QTest::addColumn<SqlKin>("kin");
    QTest::addColumn<QString>("back");
    QTest::newRow("a question mark for an operator") << SqlKin::Postgresql << u"DELETE FROM {orders} WHERE to_jsonb(note) ? 'x'"_s;
    QTest::newRow("a setting of the transaction") << SqlKin::Postgresql << u"SET LOCAL work_mem = '64MB'"_s;
    QTest::newRow("WITH before a writing statement") << SqlKin::Sqlite << u"WITH x AS (SELECT 1) DELETE FROM {orders} WHERE note = 'x'"_s;
    QTest::newRow("RETURNING") << SqlKin::Sqlite << u"DELETE FROM {orders} WHERE note = 'x' RETURNING note"_s;
    QTest::newRow("a question mark in a comment") << SqlKin::Sqlite << u"DELETE FROM {orders} WHERE note = 'x' /* why? */ AND 1"_s;
}

/// The way back among it: a rollback must not be the first to learn it.
void OdbcTargetTest::whatADriverWouldNotRunIsRefusedBefore()
{
    QFETCH(SqlKin, kin);
    QFETCH(QString, back);
    WarehouseFixture f(Engine::Odbc, false, kin);
    RawSql raw;
    raw.forward = { SqlText { f.fill(u"INSERT INTO {orders} ({id}, {day}, {status}) VALUES (900, '2024-01-01', 'x')"_s), {} } };
    raw.rollback = { SqlText { f.fill(back), {} } };
    raw.writesRows = true;
    raw.touches = { f.names().relation(f.names().orders) };
    const auto refused = f.compile(u"step"_s, raw);
    QVERIFY(!refused);
    QVERIFY2(refused.error().code == ErrorCode::NotSupported || refused.error().code == ErrorCode::Refused,
        qPrintable(refused.error().what));
}

QTEST_GUILESS_MAIN(OdbcTargetTest)
#include "tst_odbc_target.moc"
