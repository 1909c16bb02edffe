// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "core/warehouse/warehouse_fixture.h"
#include "support/verify.h"
#include "warehouse/ops/mariadb_widening.h"

#include <QRegularExpression>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

RelationName orders() { return { {}, u"orders"_s }; }
RelationName named(const QString &name) { return { {}, name }; }

} // namespace

/// Changes of columns and constraints on MariaDB: what comes back to the bit, and what is refused because it would not.
class TestMariadbColumns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void widenedTypesComeBack_data();
    void widenedTypesComeBack();
    void aTypeThatWouldBeCutSilentlyIsRefused_data();
    void aTypeThatWouldBeCutSilentlyIsRefused();
    void lengthsAndBounds();
    void copiesAreAnnounced();
    void aDefaultOfThePlanIsNobodyElses();
    void refusals_data();
    void refusals();
};

void TestMariadbColumns::widenedTypesComeBack_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("values"); ///< there before
    QTest::addColumn<QString>("fits"); ///< written since, has a place in the old type
    QTest::addColumn<QString>("wide"); ///< written since, has none
    QTest::newRow("int") << u"int NOT NULL DEFAULT 5 COMMENT 'a''b'"_s << u"bigint"_s
                         << u"(-2147483648), (2147483647)"_s << u"7"_s << u"2147483648"_s;
    QTest::newRow("unsigned") << u"tinyint unsigned"_s << u"smallint"_s << u"(0), (255), (NULL)"_s << u"9"_s << u"-1"_s;
    QTest::newRow("varchar") << u"varchar(3) CHARACTER SET latin1 DEFAULT 'x'"_s << u"varchar(200)"_s
                             << u"('abc'), (''), ('  a')"_s << u"'äöü'"_s << u"'ab  '"_s;
}

void TestMariadbColumns::widenedTypesComeBack()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, values);
    QFETCH(QString, fits);
    QFETCH(QString, wide);
    WarehouseFixture f(Engine::Mariadb);
    f.run(u"CREATE TABLE t (k int AUTO_INCREMENT PRIMARY KEY, c %1, z int); INSERT INTO t (c) VALUES %2"_s.arg(
        from, values));
    const QString print = u"SELECT GROUP_CONCAT(coalesce(HEX(CAST(c AS BINARY)), '-') ORDER BY k) FROM t WHERE k < 9"_s;
    const auto definition = [&] {
        QString text = f.control().query(u"SHOW CREATE TABLE t"_s)->rows[0][1].toString();
        return text.remove(QRegularExpression(u" AUTO_INCREMENT=\\d+"_s));
    };
    const QString before = f.value(print).toString();
    const QString defined = definition();
    const auto step = f.compile(u"widen"_s, AlterType { named(u"t"_s), u"c"_s, to });
    VERIFY_OK(step);
    QCOMPARE(definition(), defined);
    VERIFY_OK(f.apply(*step));
    f.run(u"INSERT INTO t (k, c) VALUES (10, %1)"_s.arg(fits));
    QCOMPARE(f.value(step->guard).toLongLong(), 0);
    f.run(u"INSERT INTO t (k, c) VALUES (11, %1)"_s.arg(wide));
    QCOMPARE(f.value(step->guard).toLongLong(), 1);
    // One that comes behind the count: the server refuses the change and cuts nothing.
    const QString wider = definition();
    QVERIFY(!f.control().execute(step->undo[0]));
    QCOMPARE(definition(), wider);
    const auto kept = f.takeBack(*step);
    VERIFY_OK(kept);
    QCOMPARE(*kept, 1);
    QVERIFY(*f.holds(step->kept));
    QVERIFY(step->remnant.contains(u"with the type"_s));
    f.run(u"DELETE FROM t WHERE k = 11"_s);
    const auto lost = f.takeBack(*step);
    VERIFY_OK(lost);
    QCOMPARE(*lost, 0);
    QCOMPARE(f.value(print).toString(), before);
    QCOMPARE(definition(), defined);
}

void TestMariadbColumns::aTypeThatWouldBeCutSilentlyIsRefused_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    const auto row = [](const QString &from, const QString &to) {
        QTest::newRow(qPrintable(from + u" to "_s + to)) << from << to;
    };
    row(u"bigint"_s, u"int"_s);
    row(u"int"_s, u"int unsigned"_s);
    row(u"int"_s, u"bigint unsigned"_s);
    row(u"int(3) zerofill"_s, u"bigint"_s);
    row(u"int"_s, u"decimal(12,2)"_s);
    row(u"decimal(5,2)"_s, u"decimal(9,4)"_s);
    row(u"date"_s, u"datetime"_s);
    row(u"varchar(3)"_s, u"text"_s);
    row(u"char(3)"_s, u"varchar(9)"_s);
    row(u"varchar(9)"_s, u"varchar(3)"_s);
    row(u"float"_s, u"double"_s);
    row(u"varchar(60)"_s, u"varchar(70)"_s); // 240 bytes to 280
}

void TestMariadbColumns::aTypeThatWouldBeCutSilentlyIsRefused()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    WarehouseFixture f(Engine::Mariadb);
    f.run(u"CREATE TABLE t (c %1)"_s.arg(from));
    const auto step = f.compile(u"widen"_s, AlterType { named(u"t"_s), u"c"_s, to });
    VERIFY_ERROR(step, ErrorCode::Refused);
    QVERIFY2(step.error().what.contains(u"could not be given back"_s), qPrintable(step.error().what));
    QVERIFY(!step.error().next.isEmpty());
}

void TestMariadbColumns::lengthsAndBounds()
{
    const auto doesNotFit = [](const MariadbType &from, const MariadbType &to) {
        const auto widening = mariadbWidening(from, to, u"c"_s);
        return widening ? widening->doesNotFit : u"refused"_s;
    };
    QCOMPARE(doesNotFit({ u"mediumint(9)"_s }, { u"int(11)"_s }), u"c NOT BETWEEN -8388608 AND 8388607"_s);
    QCOMPARE(doesNotFit({ u"int(10) unsigned"_s }, { u"bigint(20)"_s }), u"c NOT BETWEEN 0 AND 4294967295"_s);
    QCOMPARE(doesNotFit({ u"varchar(3)"_s, 12 }, { u"varchar(4)"_s, 16 }), u"CHAR_LENGTH(c) > 3"_s);
    QCOMPARE(doesNotFit({ u"varchar(70)"_s, 280 }, { u"varchar(90)"_s, 360 }), u"CHAR_LENGTH(c) > 70"_s);
    QCOMPARE(doesNotFit({ u"varchar(3)"_s, 12 }, { u"varchar(64)"_s, 256 }), u"refused"_s);
    QCOMPARE(doesNotFit({ u"varchar(3)"_s, 12 }, { u"varchar(3)"_s, 12 }), u"refused"_s);
    QCOMPARE(doesNotFit({ u"bigint(20)"_s }, { u"bigint(20) unsigned"_s }), u"refused"_s);
}

/// What others will feel is said before, and the statement may do nothing else.
void TestMariadbColumns::copiesAreAnnounced()
{
    WarehouseFixture f(Engine::Mariadb);
    f.run(u"CREATE TABLE t (v varchar(3), n int)"_s);
    const auto online = f.compile(u"longer"_s, AlterType { named(u"t"_s), u"v"_s, u"varchar(20)"_s });
    VERIFY_OK(online);
    QVERIFY(online->forward[0].endsWith(u"ALGORITHM=INPLACE, LOCK=NONE"_s));
    QVERIFY(!online->writesRows);
    QVERIFY(online->undo[0].endsWith(u"ALGORITHM=COPY, LOCK=SHARED"_s));
    QVERIFY2(online->undoLock.contains(u"is copied"_s), qPrintable(online->undoLock));
    const auto copied = f.compile(u"wider"_s, AlterType { named(u"t"_s), u"n"_s, u"bigint"_s });
    VERIFY_OK(copied);
    QVERIFY(copied->writesRows);
    QVERIFY2(copied->forwardLock.contains(u"every write to it waits"_s), qPrintable(copied->forwardLock));
}

/// New rows have the default that set_default gave a column of this plan: it can be had again, so the column goes.
void TestMariadbColumns::aDefaultOfThePlanIsNobodyElses()
{
    WarehouseFixture f(Engine::Mariadb);
    f.run(u"CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)"_s);
    const SetDefault later { named(u"t"_s), u"zone"_s, u"'unknown'"_s };
    f.plan().stages[0].steps.append(Step { u"default"_s, later, {}, {} });
    const auto add = f.compile(u"add"_s, AddColumn { named(u"t"_s), { u"zone"_s, u"varchar(9)"_s, true, {} } });
    VERIFY_OK(add);
    VERIFY_OK(f.apply(*add));
    const auto set = f.compile(u"default"_s, later);
    VERIFY_OK(set);
    VERIFY_OK(f.apply(*set));
    f.run(u"INSERT INTO t (id) VALUES (2)"_s);
    QCOMPARE(f.value(add->guard).toInt(), 0);
    f.run(u"INSERT INTO t (id, zone) VALUES (3, 'Z9')"_s);
    QCOMPARE(f.value(add->guard).toInt(), 1);
}

void TestMariadbColumns::refusals_data()
{
    QTest::addColumn<QString>("prepare");
    QTest::addColumn<StepBody>("body");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("says");
    const auto row
        = [](const char *name, const QString &prepare, const StepBody &body, const QString &says,
              ErrorCode code = ErrorCode::Refused) { QTest::newRow(name) << prepare << body << code << says; };
    const auto check = [](const QString &text) {
        return AddConstraint { orders(), u"c"_s, text, {}, {}, {}, {}, true };
    };
    row("a view's comment", {}, SetComment { named(u"revenue"_s), {}, u"x"_s }, u"no comment of a view"_s,
        ErrorCode::NotSupported);
    row("the same comment", {}, SetComment { orders(), u"country"_s, u"where it went"_s }, u"already has"_s);
    row("the same default", {}, SetDefault { orders(), u"note"_s, u"'a''b'"_s }, u"already has this default"_s);
    row("a counter's default", u"CREATE TABLE t (k int AUTO_INCREMENT PRIMARY KEY)"_s,
        SetDefault { named(u"t"_s), u"k"_s, u"1"_s }, u"takes no default"_s);
    row("a default of another type", {}, SetDefault { orders(), u"day"_s, u"'x'"_s }, u"MariaDB refuses it"_s);
    row("NULL", {}, SetNotNull { orders(), u"country"_s }, u"is NULL in 20 rows"_s);
    row("NOT NULL already", {}, SetNotNull { orders(), u"day"_s }, u"NOT NULL already"_s);
    row("a broken check", {}, check(u"amount > 5"_s), u"4 rows of"_s);
    row("a check that is none", {}, check(u"nothing > 5"_s), u"MariaDB refuses it"_s);
    row("a taken name", {}, AddConstraint { orders(), u"by_day"_s, {}, { u"id"_s }, {}, {}, {}, true },
        u"already has a constraint or an index by_day"_s);
    row("twice the same", {}, AddConstraint { orders(), u"c"_s, {}, { u"day"_s }, {}, {}, {}, true }, u"30 values"_s);
    row("a reference to no key", u"CREATE TABLE p (k int PRIMARY KEY, v bigint)"_s,
        AddConstraint { orders(), u"c"_s, {}, {}, { u"id"_s }, named(u"p"_s), { u"v"_s }, true }, u"no unique key"_s);
    row("a reference to another type", u"CREATE TABLE p (k int PRIMARY KEY)"_s,
        AddConstraint { orders(), u"c"_s, {}, {}, { u"id"_s }, named(u"p"_s), {}, true }, u"two types"_s);
    row("a renamed column under a view", {}, RenameColumn { orders(), u"amount"_s, u"x"_s }, u"view"_s);
    row("a renamed column under a check", {}, RenameColumn { orders(), u"status"_s, u"x"_s }, u"check"_s);
    row("a widened column under a check", {}, AlterType { orders(), u"status"_s, u"varchar(20)"_s }, u"check"_s);
    row("a taken column", {}, RenameColumn { orders(), u"country"_s, u"NOTE"_s }, u"already has a column note"_s);
    row("a computed column of nothing", {}, AddGeneratedColumn { orders(), u"x"_s, u"int"_s, u"nothing + 1"_s },
        u"MariaDB refuses it"_s);
    row("a dropped table", {}, DropView { orders() }, u"is not a view"_s);
    row("a view with readers", {}, DropView { named(u"revenue"_s) }, u"dashboard"_s);
    row("a restore under a trigger", u"CREATE TRIGGER hook AFTER DELETE ON orders FOR EACH ROW SET @gone = OLD.id"_s,
        Restore { u"copied"_s }, u"trigger hook"_s);
}

void TestMariadbColumns::refusals()
{
    QFETCH(QString, prepare);
    QFETCH(StepBody, body);
    QFETCH(ErrorCode, code);
    QFETCH(QString, says);
    WarehouseFixture f(Engine::Mariadb);
    f.plan().stages[0].steps.append(Step { u"copied"_s, Snapshot { orders(), {} }, {}, {} });
    if (!prepare.isEmpty())
        f.run(prepare);
    const auto refused = f.compile(u"step"_s, body);
    VERIFY_ERROR(refused, code);
    QVERIFY2(refused.error().what.contains(says), qPrintable(refused.error().what));
    QCOMPARE(
        f.value(
             u"SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE '%trial%'"_s)
            .toInt(),
        0);
}

QTEST_GUILESS_MAIN(TestMariadbColumns)
#include "tst_mariadb_columns.moc"
