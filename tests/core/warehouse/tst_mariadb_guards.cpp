// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "core/warehouse/warehouse_fixture.h"
#include "support/verify.h"
#include "warehouse/fence.h"
#include "warehouse/mariadb/mariadb_views.h"
#include "warehouse/own_tables.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

RelationName orders() { return { {}, u"orders"_s }; }
RelationName named(const QString &name) { return { {}, name }; }

/// Runs statements one by one, as a runner that dies behind the last of them.
void runFirst(WarehouseFixture &f, const QStringList &statements, qsizetype count)
{
    const auto session = f.database().open(SessionRole::Steps);
    for (const QString &statement : statements.first(count))
        must(session->execute(statement).map([](qint64) {}), statement);
}

} // namespace

/// Steps that MariaDB holds in no transaction: cut off anywhere, disturbed by others, and begun anew.
class TestMariadbGuards : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHalfBuiltTableIsRemoved();
    void aBuiltTableIsCountedWhereNobodyWrites();
    void rowsWrittenAfterASwapAreCounted_data();
    void rowsWrittenAfterASwapAreCounted();
    void aSwapLeavesNothingBehind_data();
    void aSwapLeavesNothingBehind();
    void aSwapIsNotMadeTwice();
    void aForeignKeyThatDoesNotHoldGoesAgain();
    void aForeignKeyTakesItsIndexAlong();
    void rowsWrittenBetweenCountAndUndoStopARestore();
    void aHalfMadeRestoreIsRemoved();
    void aFlagNeedsADefinerWhoReadsItAll_data();
    void aFlagNeedsADefinerWhoReadsItAll();
    void nobodyIsAccusedOfALockThatTheServerDoesNotShow();
};

void TestMariadbGuards::aHalfBuiltTableIsRemoved()
{
    WarehouseFixture f(Engine::Mariadb, true);
    const RelationName built = named(u"bu`ilt"_s);
    const auto step
        = f.compile(u"build"_s, BuildTable { built, { f.fill(u"SELECT {id}, {day} FROM {orders}"_s), {} }, {} });
    VERIFY_OK(step);
    for (qsizetype done = 1; done < step->forward.size(); ++done) {
        runFirst(f, step->forward, done);
        QVERIFY(!*f.holds(step->present));
        if (!*f.holds(step->absent)) {
            QVERIFY(*f.holds(step->leftover));
            for (const QString &statement : step->undo)
                VERIFY_OK(f.control().execute(statement));
        }
        QVERIFY(*f.holds(step->absent));
    }
    VERIFY_OK(f.apply(*step));
    QVERIFY(*f.holds(step->present));
}

void TestMariadbGuards::aBuiltTableIsCountedWhereNobodyWrites()
{
    WarehouseFixture f(Engine::Mariadb);
    const auto step = f.compile(
        u"build"_s, BuildTable { named(u"built"_s), { u"SELECT id, note FROM orders"_s, {} }, { u"id"_s } });
    VERIFY_OK(step);
    VERIFY_OK(f.apply(*step));
    QCOMPARE(f.value(step->guard).toInt(), 0);
    f.run(u"UPDATE built SET note = upper(note) WHERE id = 7"_s); // the same to the collation, not to us
    QCOMPARE(f.value(step->guard).toInt(), 1);
    const auto lost = f.takeBack(*step);
    VERIFY_OK(lost);
    QCOMPARE(*lost, 1);
    const auto again = f.takeBack(*step); // cut off before its receipt, and begun anew
    VERIFY_OK(again);
    QCOMPARE(*again, 1);
    QVERIFY(*f.holds(step->kept));
    VERIFY_ERROR(f.compile(u"build"_s, BuildTable { named(u"built"_s), { u"SELECT 1 AS id"_s, {} }, {} }),
        ErrorCode::Refused); // or a second rollback would take what the first has kept
}

void TestMariadbGuards::rowsWrittenAfterASwapAreCounted_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<int>("counted");
    QTest::newRow("none") << u"ANALYZE TABLE t"_s << 0;
    QTest::newRow("inserted") << u"INSERT INTO t VALUES (1000, 'x'), (1001, 'y')"_s << 2;
    QTest::newRow("updated") << u"UPDATE t SET v = 'NEW' WHERE k = 15"_s << 1;
    QTest::newRow("deleted") << u"DELETE FROM t WHERE k > 15"_s << 5;
    QTest::newRow("one for another") << u"DELETE FROM t WHERE k = 15; INSERT INTO t VALUES (99, 'x')"_s << 1;
    QTest::newRow("written and back") << u"INSERT INTO t VALUES (1000, 'x'); DELETE FROM t WHERE k = 1000"_s << 0;
}

void TestMariadbGuards::rowsWrittenAfterASwapAreCounted()
{
    QFETCH(QString, change);
    QFETCH(int, counted);
    WarehouseFixture f(Engine::Mariadb);
    f.run(u"CREATE TABLE t (k int PRIMARY KEY, v text); INSERT INTO t SELECT seq, 'old' FROM seq_1_to_20;"
          "CREATE TABLE n LIKE t; INSERT INTO n SELECT seq, 'new' FROM seq_11_to_20;"
          "CREATE VIEW reader AS SELECT count(*) AS c FROM t"_s);
    const auto step = f.compile(u"swap"_s, SwapTable { named(u"t"_s), named(u"n"_s) });
    VERIFY_OK(step);
    VERIFY_OK(f.apply(*step));
    QCOMPARE(f.value(u"SELECT c FROM reader"_s).toInt(), 10); // views follow the name
    f.run(change);
    const QString left = u"SELECT GROUP_CONCAT(k, v ORDER BY k) FROM "_s;
    const QString written = f.value(left + u't').toString();
    const auto lost = f.takeBack(*step);
    VERIFY_OK(lost);
    QCOMPARE(*lost, counted);
    QCOMPARE(f.value(u"SELECT count(*) FROM t WHERE v = 'old'"_s).toInt(), 20);
    QCOMPARE(f.value(left + u'n').toString(), written); // nothing that was written since is gone
    QVERIFY(*f.holds(counted > 0 ? step->kept : step->absent));
    QVERIFY(!*f.holds(counted > 0 ? step->absent : step->kept));
}

void TestMariadbGuards::aSwapLeavesNothingBehind_data()
{
    QTest::addColumn<QString>("setUp");
    QTest::addColumn<QString>("said");
    QTest::newRow("a foreign key") << u"CREATE TABLE child (k int REFERENCES n (k))"_s << u"foreign key"_s;
    QTest::newRow("a trigger") << u"CREATE TRIGGER hook BEFORE UPDATE ON t FOR EACH ROW SET NEW.v = 'x'"_s
                               << u"trigger hook"_s;
    QTest::newRow("a column less") << u"ALTER TABLE n DROP COLUMN v"_s << u"`v`"_s;
    QTest::newRow("another order") << u"ALTER TABLE n MODIFY v text FIRST"_s << u"`v`"_s;
    QTest::newRow("no key") << u"ALTER TABLE n DROP PRIMARY KEY"_s << u"PRIMARY KEY"_s;
    QTest::newRow("another check") << u"ALTER TABLE n ADD CONSTRAINT c CHECK (k > 0)"_s << u"CHECK"_s;
    QTest::newRow("another collation") << u"ALTER TABLE n COLLATE utf8mb4_bin"_s << u"`v`"_s;
    QTest::newRow("another engine") << u"ALTER TABLE n ENGINE=Aria"_s << u"no transactions"_s;
}

void TestMariadbGuards::aSwapLeavesNothingBehind()
{
    QFETCH(QString, setUp);
    QFETCH(QString, said);
    WarehouseFixture f(Engine::Mariadb);
    f.run(u"CREATE TABLE t (k int PRIMARY KEY, v text); CREATE TABLE n LIKE t; "_s + setUp);
    const auto step = f.compile(u"swap"_s, SwapTable { named(u"t"_s), named(u"n"_s) });
    VERIFY_ERROR(step, ErrorCode::Refused);
    QVERIFY2(step.error().what.contains(said), qPrintable(step.error().what));
}

/// Begun anew after a crash, an exchange that was made must not be made again.
void TestMariadbGuards::aSwapIsNotMadeTwice()
{
    WarehouseFixture f(Engine::Mariadb);
    f.run(u"CREATE TABLE t (k int PRIMARY KEY); INSERT INTO t VALUES (1); CREATE TABLE n LIKE t"_s);
    const auto step = f.compile(u"swap"_s, SwapTable { named(u"t"_s), named(u"n"_s) });
    VERIFY_OK(step);
    for (qsizetype done = 1; done < step->forward.size(); ++done) {
        runFirst(f, step->forward, done);
        QVERIFY(!*f.holds(step->present) && !*f.holds(step->absent) && *f.holds(step->leftover));
        runFirst(f, step->undo, step->undo.size());
        QVERIFY(*f.holds(step->absent));
    }
    VERIFY_OK(f.apply(*step));
    QVERIFY(!f.control().execute(step->forward.last())); // whoever runs it again changes nothing
    QVERIFY(*f.holds(step->present));
    QCOMPARE(f.value(u"SELECT count(*) FROM t"_s).toInt(), 0);
    runFirst(f, step->guardLock, 1);
    QCOMPARE(f.value(u"SELECT count(*) FROM t"_s).toInt(), 1);
    VERIFY_OK(f.takeBack(*step));
    QCOMPARE(f.value(u"SELECT count(*) FROM t"_s).toInt(), 1);
    QVERIFY(*f.holds(step->absent));
}

/// A row without its parent came after the step was compiled: the key is there, but does not hold, and is removed.
void TestMariadbGuards::aForeignKeyThatDoesNotHoldGoesAgain()
{
    WarehouseFixture f(Engine::Mariadb);
    f.run(
        u"CREATE TABLE parents (k int PRIMARY KEY); INSERT INTO parents VALUES (1); CREATE TABLE child (c int); INSERT INTO child VALUES (1), (NULL)"_s);
    const AddConstraint add { named(u"child"_s), u"of"_s, {}, {}, { u"c"_s }, named(u"parents"_s), {}, true };
    const auto step = f.compile(u"key"_s, add);
    VERIFY_OK(step);
    f.run(u"INSERT INTO child VALUES (9)"_s);
    VERIFY_OK(f.apply(*step));
    QVERIFY(!*f.holds(step->present) && !*f.holds(step->absent) && *f.holds(step->leftover));
    runFirst(f, step->undo, step->undo.size());
    QVERIFY(*f.holds(step->absent));
    const auto refused = f.compile(u"key"_s, add);
    VERIFY_ERROR(refused, ErrorCode::Refused);
    QVERIFY2(refused.error().what.startsWith(u"1 rows of"_s), qPrintable(refused.error().what));
}

void TestMariadbGuards::aForeignKeyTakesItsIndexAlong()
{
    for (const bool hasIndex : { false, true }) {
        WarehouseFixture f(Engine::Mariadb);
        f.run(u"CREATE TABLE parents (k int PRIMARY KEY); CREATE TABLE child (c int, d int"_s
            + (hasIndex ? u", KEY mine (c, d))"_s : u")"_s));
        const auto step = f.compile(
            u"key"_s, AddConstraint { named(u"child"_s), u"of"_s, {}, {}, { u"c"_s }, named(u"parents"_s), {}, true });
        VERIFY_OK(step);
        VERIFY_OK(f.apply(*step));
        VERIFY_ERROR(f.control().execute(u"INSERT INTO child VALUES (1, 1)"_s), ErrorCode::SqlFailed);
        VERIFY_OK(f.takeBack(*step));
        QCOMPARE(
            f.value(
                 u"SELECT GROUP_CONCAT(DISTINCT INDEX_NAME) FROM information_schema.STATISTICS WHERE TABLE_NAME = 'child' AND TABLE_SCHEMA = DATABASE()"_s)
                .toString(),
            hasIndex ? u"mine"_s : QString());
    }
}

void TestMariadbGuards::rowsWrittenBetweenCountAndUndoStopARestore()
{
    WarehouseFixture f(Engine::Mariadb, true);
    const RelationName orders = f.names().relation(f.names().orders);
    const auto snapshot = f.compile(u"before"_s, Snapshot { orders, f.fill(u"{id} < 30"_s) });
    VERIFY_OK(snapshot);
    VERIFY_OK(f.apply(*snapshot));
    f.run(u"UPDATE {orders} SET note = 'bad' WHERE {id} < 10"_s);
    const auto restore = f.compile(u"back"_s, Restore { u"before"_s });
    VERIFY_OK(restore);
    VERIFY_OK(f.apply(*restore));
    const auto session = f.database().open(SessionRole::Steps);
    QCOMPARE(session->query(restore->guard)->scalar().toInt(), 0);
    f.run(u"UPDATE {orders} SET note = 'N5' WHERE {id} = 5"_s); // the same to the collation, not to us
    const auto stopped = session->execute(restore->undo[0]);
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().sqlState, u"40001"_s);
    QCOMPARE(f.value(u"SELECT note FROM {orders} WHERE {id} = 5"_s).toString(), u"N5"_s);
    QVERIFY(*f.holds(restore->present));
    QCOMPARE(session->query(restore->guard)->scalar().toInt(), 2);
    VERIFY_OK(session->execute(restore->undo[0])); // two people accepted the loss of what was counted
    QCOMPARE(f.value(u"SELECT count(*) FROM {orders} WHERE note = 'bad'"_s).toInt(), 9);
}

void TestMariadbGuards::aHalfMadeRestoreIsRemoved()
{
    WarehouseFixture f(Engine::Mariadb);
    const auto snapshot = f.compile(u"before"_s, Snapshot { orders(), {} });
    VERIFY_OK(snapshot);
    for (qsizetype done = 1; done < snapshot->forward.size(); ++done) {
        runFirst(f, snapshot->forward, done);
        QVERIFY(!*f.holds(snapshot->present));
        runFirst(f, snapshot->undo, snapshot->undo.size());
        QVERIFY(*f.holds(snapshot->absent));
    }
    VERIFY_OK(f.apply(*snapshot));
    f.run(u"UPDATE orders SET note = 'mine' WHERE id = 5"_s);
    const auto restore = f.compile(u"back"_s, Restore { u"before"_s });
    VERIFY_OK(restore);
    runFirst(f, restore->forward, 1);
    QVERIFY(!*f.holds(restore->present) && !*f.holds(restore->absent) && *f.holds(restore->leftover));
    runFirst(f, restore->undo, restore->undo.size());
    QVERIFY(*f.holds(restore->absent));
    QCOMPARE(f.value(u"SELECT note FROM orders WHERE id = 5"_s).toString(), u"mine"_s); // nothing was written back
}

void TestMariadbGuards::aFlagNeedsADefinerWhoReadsItAll_data()
{
    QTest::addColumn<QStringList>("grants");
    QTest::addColumn<bool>("isEnough");
    const QString here = u"GRANT SELECT ON `%1`.*"_s;
    const QString pattern = u"GRANT SELECT ON `test\\_%`.*"_s;
    QTest::newRow("everywhere") << QStringList { u"GRANT SELECT ON *.*"_s } << true;
    QTest::newRow("here") << QStringList { here } << true;
    QTest::newRow("by a pattern") << QStringList { pattern } << true;
    QTest::newRow("nowhere") << QStringList {} << false;
    QTest::newRow("in another") << QStringList { u"GRANT SELECT ON `other\\_%`.*"_s } << false;
    QTest::newRow("on one table") << QStringList { u"GRANT SELECT ON `%1`.orders"_s } << false;
    // The closest grant counts alone, and this one is only for writing.
    QTest::newRow("by a pattern that another hides") << QStringList { pattern, u"GRANT INSERT ON `%1`.*"_s } << false;
}

void TestMariadbGuards::aFlagNeedsADefinerWhoReadsItAll()
{
    QFETCH(const QStringList, grants);
    QFETCH(const bool, isEnough);
    WarehouseFixture f(Engine::Mariadb);
    const Flag flag = f.plan().flags[0];
    f.run(u"CREATE OR REPLACE USER owner@'%'"_s);
    for (const QString &grant : grants)
        must(f.control()
                 .execute(QString(grant).replace(u"%1"_s, f.database().profile().database) + u" TO owner@'%'"_s)
                 .map([](qint64) {}),
            grant);
    auto view = readMariadbView(f.control(), f.resolved(flag.serves.name));
    VERIFY_OK(view);
    view->attributes = u"ALGORITHM=UNDEFINED DEFINER=`owner`@`%` SQL SECURITY DEFINER"_s;
    VERIFY_OK(f.control().execute(replaceMariadbView(view->name, *view, view->definition)));
    const auto install = f.compile(u"install"_s, InstallFlag { flag.name });
    f.run(u"DROP USER owner@'%'"_s);
    QVERIFY2(install.has_value() == isEnough, install ? "compiled" : qPrintable(install.error().what));
    QVERIFY(isEnough || install.error().what.contains(u"cannot be shown to read the whole database"_s));
}

/// The tests' server has no plugin that shows who holds a name: then it says so, and lists who has a transaction open.
void TestMariadbGuards::nobodyIsAccusedOfALockThatTheServerDoesNotShow()
{
    WarehouseFixture f(Engine::Mariadb);
    QCOMPARE(describeBlockers(f.control(), {}).value_or(u"refused"_s), QString());
    const auto holder = f.database().open();
    VERIFY_OK(holder->begin());
    VERIFY_OK(holder->query(u"SELECT count(*) FROM orders"_s));
    const auto said = describeBlockers(f.control(), { orders() });
    VERIFY_OK(said);
    QVERIFY2(said->contains(u"metadata_lock_info is not installed"_s), qPrintable(*said));
    QVERIFY2(said->contains(u"connection %1 (user root), open for"_s.arg(holder->backendPid())), qPrintable(*said));
    holder->rollback();
    f.run(u"CREATE OR REPLACE USER plain@'%'; GRANT ALL ON %1.* TO plain@'%'"_s.arg(
        f.q(f.database().profile().database)));
    ConnectionProfile profile = f.database().profile();
    profile.user = u"plain"_s;
    const auto plain = SqlSession::open(profile, {}, SessionRole::Control, {});
    VERIFY_OK(plain);
    const auto less = describeBlockers(**plain, { orders() });
    VERIFY_OK(less); // it may not ask for transactions of others
    QVERIFY2(less->contains(u"does not name"_s) && !less->contains(u"open transactions"_s), qPrintable(*less));
}

QTEST_GUILESS_MAIN(TestMariadbGuards)
#include "tst_mariadb_guards.moc"
