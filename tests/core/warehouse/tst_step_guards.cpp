// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "core/warehouse/warehouse_fixture.h"
#include "support/verify.h"
#include "warehouse/ops/step_op.h"
#include "warehouse/own_tables.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

RelationName orders(const WarehouseFixture &f)
{
    return f.names().relation(f.names().orders);
}

/// What an engine does not have is tst_step_contract's matter.
void addRowsOfEnginesWith(const char *op)
{
    QTest::addColumn<Engine>("engine");
    for (const Engine engine : { Engine::Sqlite, Engine::Postgresql, Engine::Mariadb }) {
        if (findStepOp(QLatin1String(op))->on(engine) != nullptr)
            QTest::newRow(qPrintable(engineName(engine))) << engine;
    }
}

} // namespace

/// What others did since a step: counted before its undo, never overwritten, and named in what the undo leaves.
class TestStepGuards : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWideValueKeepsTheWideType();
    void widenedTypesComeBack_data();
    void widenedTypesComeBack();
    void aTypeThatLosesValuesIsRefused_data();
    void aTypeThatLosesValuesIsRefused();
    void aTypeUnderAViewIsRefused();
    void aForeignRowKeepsABuiltTable_data() { addRowsOfEnginesWith("build_table"); }
    void aForeignRowKeepsABuiltTable();
    void rowsWrittenAfterASwapAreCounted_data();
    void rowsWrittenAfterASwapAreCounted();
    void aSwapLeavesNothingBehind_data();
    void aSwapLeavesNothingBehind();
    void aChangedRowIsNotOverwrittenByARestoresUndo_data() { addRowsOfEnginesWith("restore"); }
    void aChangedRowIsNotOverwrittenByARestoresUndo();
    void aRestoreWithSideEffectsIsRefused_data() { addRowsOfEnginesWith("restore"); }
    void aRestoreWithSideEffectsIsRefused();
    void brokenRowsAreCounted_data();
    void brokenRowsAreCounted();
    void aViewWithReadersStays_data() { addRowsOfEnginesWith("drop_view"); }
    void aViewWithReadersStays();
    void whatThisRunPutAsideHoldsNothing();
    void aTypeUnderAViewPutAsideIsRefused();
    void aDefaultOfThePlanIsNobodyElses();
    void aFlagThatIsNotOnForAllStays_data() { addRowsOfEnginesWith("remove_flag"); }
    void aFlagThatIsNotOnForAllStays();
    void sqliteSaysWhatItCannotDo_data();
    void sqliteSaysWhatItCannotDo();
};

void TestStepGuards::aWideValueKeepsTheWideType()
{
    WarehouseFixture f(Engine::Postgresql, true);
    f.run(u"ALTER TABLE {orders} ADD COLUMN width int DEFAULT 5"_s);
    const auto step = f.compile(u"widen"_s, AlterType { orders(f), u"width"_s, u"bigint"_s });
    VERIFY_OK(step);
    QCOMPARE(step->reversibility, Reversibility::R2);
    VERIFY_OK(f.apply(*step));
    f.run(u"UPDATE {orders} SET width = 2147483648 WHERE {id} = 3"_s);
    const auto lost = f.takeBack(*step);
    VERIFY_OK(lost);
    QCOMPARE(*lost, 1);
    QVERIFY(step->remnant.contains(u"with the type bigint"_s));
    QCOMPARE(f.value(u"SELECT width FROM {orders} WHERE {id} = 3"_s).toLongLong(), 2147483648LL);
    QVERIFY(*f.holds(step->present));
}

void TestStepGuards::widenedTypesComeBack_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("values"); ///< there before
    QTest::addColumn<QString>("fits"); ///< written since, has a place in the old type
    QTest::addColumn<QString>("wide"); ///< written since, has none
    QTest::newRow("smallint to integer") << u"smallint"_s << u"integer"_s << u"-32768, 32767, NULL"_s << u"32767"_s << u"32768"_s;
    QTest::newRow("smallint to numeric") << u"smallint"_s << u"numeric"_s << u"-32768, 32767"_s << u"5.0"_s << u"'NaN'"_s;
    QTest::newRow("integer to numeric") << u"integer"_s << u"numeric(12,2)"_s << u"-2147483648, 2147483647"_s << u"7"_s << u"7.5"_s;
    QTest::newRow("varchar to varchar") << u"varchar(3)"_s << u"varchar(9)"_s << u"'abc', '', '  a'"_s << u"'äöü'"_s << u"'abcd'"_s;
    QTest::newRow("varchar to text") << u"varchar(3)"_s << u"text"_s << u"'abc'"_s << u"'x'"_s << u"'ab  '"_s;
    QTest::newRow("numeric to numeric") << u"numeric(5,2)"_s << u"numeric(9,4)"_s << u"999.99, -999.99, 'NaN'"_s << u"1.5"_s << u"1.005"_s;
    QTest::newRow("numeric without bounds") << u"numeric(5,2)"_s << u"numeric"_s << u"999.99, 1.50"_s << u"1.5000"_s << u"1000"_s;
    QTest::newRow("infinity") << u"numeric(5,2)"_s << u"numeric"_s << u"1"_s << u"2"_s << u"'Infinity'"_s;
    QTest::newRow("date to timestamp") << u"date"_s << u"timestamp"_s << u"'2024-02-29', 'infinity'"_s << u"'2024-03-01'"_s << u"'2024-03-01 00:00:01'"_s;
}

void TestStepGuards::widenedTypesComeBack()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, values);
    QFETCH(QString, fits);
    QFETCH(QString, wide);
    WarehouseFixture f(Engine::Postgresql);
    f.run(u"CREATE TABLE mart.t (k serial, c %1); INSERT INTO mart.t (c) SELECT c::%1 FROM unnest(ARRAY[%2]) c"_s.arg(from, values));
    const QString print = u"SELECT string_agg(c::text || pg_typeof(c), ',' ORDER BY k) FROM mart.t WHERE k <= 3"_s;
    const QString before = f.value(print).toString();
    const auto step = f.compile(u"widen"_s, AlterType { { u"mart"_s, u"t"_s }, u"c"_s, to });
    VERIFY_OK(step);
    VERIFY_OK(f.apply(*step));
    f.run(u"INSERT INTO mart.t (k, c) VALUES (10, %1)"_s.arg(fits));
    QCOMPARE(f.value(step->guard).toLongLong(), 0);
    f.run(u"INSERT INTO mart.t (k, c) VALUES (11, %1)"_s.arg(wide));
    QCOMPARE(f.value(step->guard).toLongLong(), 1);
    f.run(u"DELETE FROM mart.t WHERE k = 11"_s);
    const auto lost = f.takeBack(*step);
    VERIFY_OK(lost);
    QCOMPARE(*lost, 0);
    QCOMPARE(f.value(print).toString(), before);
}

void TestStepGuards::aTypeThatLosesValuesIsRefused_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    const auto row = [](const QString &from, const QString &to) { QTest::newRow(qPrintable(from + u" to "_s + to)) << from << to; };
    row(u"bigint"_s, u"integer"_s);
    row(u"integer"_s, u"text"_s);
    row(u"integer"_s, u"numeric(11,2)"_s); // nine digits before the point
    row(u"numeric(9,4)"_s, u"numeric(9,2)"_s);
    row(u"numeric(9,2)"_s, u"numeric(9,4)"_s);
    row(u"numeric"_s, u"numeric(9,2)"_s);
    row(u"double precision"_s, u"numeric"_s);
    row(u"real"_s, u"double precision"_s);
    row(u"timestamp"_s, u"timestamptz"_s);
    row(u"date"_s, u"timestamp(0)"_s);
    row(u"text"_s, u"varchar(3)"_s);
    row(u"char(3)"_s, u"text"_s);
    row(u"text"_s, u"jsonb"_s);
    row(u"integer"_s, u"bigserial"_s); // no type: a sequence and a default would come along
}

void TestStepGuards::aTypeThatLosesValuesIsRefused()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    WarehouseFixture f(Engine::Postgresql);
    f.run(u"CREATE TABLE mart.t (c %1)"_s.arg(from));
    const auto step = f.compile(u"widen"_s, AlterType { { u"mart"_s, u"t"_s }, u"c"_s, to });
    VERIFY_ERROR(step, ErrorCode::Refused);
    QVERIFY(!step.error().next.isEmpty());
}

void TestStepGuards::aTypeUnderAViewIsRefused()
{
    WarehouseFixture f(Engine::Postgresql, true);
    const auto step = f.compile(u"widen"_s, AlterType { orders(f), f.names().amount, u"numeric(20,2)"_s });
    VERIFY_ERROR(step, ErrorCode::Refused);
    QVERIFY2(step.error().what.contains(u"venue.'v"), qPrintable(step.error().what));
}

void TestStepGuards::aForeignRowKeepsABuiltTable()
{
    QFETCH(Engine, engine);
    WarehouseFixture f(engine, true);
    const RelationName built = f.names().relation(u"bu\"ilt"_s);
    const auto step = f.compile(u"build"_s, BuildTable { built, { f.fill(u"SELECT {id}, {day} FROM {orders}"_s), {} }, {} });
    VERIFY_OK(step);
    VERIFY_OK(f.apply(*step));
    // A row that the query gives already: only who wrote it tells that it is not ours.
    f.run(u"INSERT INTO %1 SELECT * FROM %1 WHERE {id} = 3"_s.arg(f.rel(built.name)));
    const auto lost = f.takeBack(*step);
    VERIFY_OK(lost);
    QCOMPARE(*lost, 1);
    QVERIFY2(step->remnant.contains(u"sluice_q_"), qPrintable(step->remnant));
    QCOMPARE(f.value(u"SELECT count(*) FROM "_s + f.rel(quarantineName(f.runId(), built.name))).toInt(), 61);
    QVERIFY(*f.holds(step->kept.isEmpty() ? step->absent : step->kept));
}

void TestStepGuards::rowsWrittenAfterASwapAreCounted_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<int>("counted");
    QTest::newRow("none") << u"ANALYZE mart.t; GRANT SELECT ON mart.t TO PUBLIC"_s << 0;
    QTest::newRow("inserted") << u"INSERT INTO mart.t VALUES (1000, 'x'), (1001, 'y')"_s << 2;
    QTest::newRow("updated") << u"UPDATE mart.t SET v = 'x' WHERE k = 15"_s << 1;
    QTest::newRow("deleted") << u"DELETE FROM mart.t WHERE k > 15"_s << 5;
    QTest::newRow("written and deleted again") << u"INSERT INTO mart.t VALUES (1000, 'x'); DELETE FROM mart.t WHERE k = 1000"_s << 0;
    QTest::newRow("rewritten whole") << u"UPDATE mart.t SET v = v"_s << 10;
}

void TestStepGuards::rowsWrittenAfterASwapAreCounted()
{
    QFETCH(QString, change);
    QFETCH(int, counted);
    WarehouseFixture f(Engine::Postgresql);
    f.run(u"CREATE TABLE mart.t (k int PRIMARY KEY, v text); INSERT INTO mart.t SELECT g, 'old' FROM generate_series(1, 20) g;"
          "CREATE TABLE mart.n (k int PRIMARY KEY, v text); INSERT INTO mart.n SELECT g, 'new' FROM generate_series(11, 20) g; DELETE FROM mart.n WHERE k = 99"_s);
    const auto step = f.compile(u"swap"_s, SwapTable { { u"mart"_s, u"t"_s }, { u"mart"_s, u"n"_s } });
    VERIFY_OK(step);
    VERIFY_OK(f.apply(*step));
    QCOMPARE(f.value(u"SELECT count(*) FROM mart.t"_s).toInt(), 10);
    f.run(change);
    const QString left = u"SELECT string_agg(k || v, ',' ORDER BY k) FROM mart."_s;
    const QString written = f.value(left + u't').toString();
    const auto lost = f.takeBack(*step);
    VERIFY_OK(lost);
    QCOMPARE(*lost, counted);
    QCOMPARE(f.value(u"SELECT count(*) FROM mart.t WHERE v = 'old'"_s).toInt(), 20);
    QCOMPARE(f.value(left + u'n').toString(), written); // nothing that was written since is gone
}

void TestStepGuards::aSwapLeavesNothingBehind_data()
{
    QTest::addColumn<QString>("setUp");
    QTest::addColumn<QString>("named");
    QTest::newRow("a view") << u"CREATE VIEW mart.w AS SELECT k FROM mart.t"_s << u"view"_s;
    QTest::newRow("a foreign key") << u"CREATE TABLE mart.child (k int REFERENCES mart.n)"_s << u"foreign key"_s;
    QTest::newRow("a trigger") << u"CREATE TRIGGER hook BEFORE UPDATE ON mart.t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"_s << u"trigger"_s;
    QTest::newRow("a policy") << u"CREATE POLICY own ON mart.t USING (true)"_s << u"policy"_s;
    QTest::newRow("a publication") << u"CREATE PUBLICATION feed FOR TABLE mart.t"_s << u"publication"_s;
    QTest::newRow("a grant") << u"GRANT SELECT ON mart.t TO analyst"_s << u"analyst"_s;
    QTest::newRow("a column less") << u"ALTER TABLE mart.n DROP COLUMN v"_s << u"column v"_s;
    QTest::newRow("another order") << u"ALTER TABLE mart.n DROP COLUMN v; ALTER TABLE mart.n ADD COLUMN w int; ALTER TABLE mart.n ADD COLUMN v text"_s << u"column"_s;
    QTest::newRow("no key") << u"ALTER TABLE mart.n DROP CONSTRAINT n_pkey; ALTER TABLE mart.n ALTER k SET NOT NULL"_s << u"PRIMARY KEY"_s;
    QTest::newRow("unlogged") << u"ALTER TABLE mart.n SET UNLOGGED"_s << u"persistence"_s;
}

void TestStepGuards::aSwapLeavesNothingBehind()
{
    QFETCH(QString, setUp);
    QFETCH(QString, named);
    WarehouseFixture f(Engine::Postgresql);
    f.run(u"CREATE TABLE mart.t (k int PRIMARY KEY, v text); CREATE TABLE mart.n (k int PRIMARY KEY, v text); "_s + setUp);
    const auto step = f.compile(u"swap"_s, SwapTable { { u"mart"_s, u"t"_s }, { u"mart"_s, u"n"_s } });
    VERIFY_ERROR(step, ErrorCode::Refused);
    QVERIFY2(step.error().what.contains(named), qPrintable(step.error().what));
}

void TestStepGuards::aChangedRowIsNotOverwrittenByARestoresUndo()
{
    QFETCH(Engine, engine);
    WarehouseFixture f(engine, true);
    const auto snapshot = f.compile(u"before"_s, Snapshot { orders(f), f.fill(u"{id} < 30"_s) });
    VERIFY_OK(snapshot);
    VERIFY_OK(f.apply(*snapshot));
    f.run(u"UPDATE {orders} SET note = 'bad' WHERE {id} < 10; DELETE FROM {orders} WHERE {id} = 12"_s);
    const auto restore = f.compile(u"back"_s, Restore { u"before"_s });
    VERIFY_OK(restore);
    VERIFY_OK(f.apply(*restore));
    QCOMPARE(f.value(u"SELECT count(*) FROM {orders} WHERE note = 'bad'"_s).toInt(), 0);
    QCOMPARE(f.value(u"SELECT count(*) FROM {orders}"_s).toInt(), 60);
    f.run(u"UPDATE {orders} SET note = 'theirs' WHERE {id} = 5"_s);
    QCOMPARE(f.value(restore->guard).toInt(), 2); // as it was restored, and as it is
    QVERIFY(restore->guardedUndo.isEmpty()); // refused: either side's values would be gone
    f.run(u"UPDATE {orders} SET note = 'n5' WHERE {id} = 5"_s);
    const auto lost = f.takeBack(*restore);
    VERIFY_OK(lost);
    QCOMPARE(*lost, 0);
    QCOMPARE(f.value(u"SELECT count(*) FROM {orders} WHERE note = 'bad'"_s).toInt(), 9);
    QCOMPARE(f.value(u"SELECT count(*) FROM {orders}"_s).toInt(), 59);
}

void TestStepGuards::aRestoreWithSideEffectsIsRefused()
{
    QFETCH(Engine, engine);
    WarehouseFixture f(engine);
    const auto snapshot = f.compile(u"before"_s, Snapshot { orders(f), {} });
    VERIFY_OK(snapshot);
    VERIFY_OK(f.apply(*snapshot));
    f.run(u"CREATE TABLE {schema}child (k bigint REFERENCES {orders} ({id}) ON DELETE CASCADE)"_s.replace(u"{schema}"_s, engine == Engine::Postgresql ? u"mart."_s : QString()));
    const auto restore = f.compile(u"back"_s, Restore { u"before"_s });
    VERIFY_ERROR(restore, ErrorCode::Refused);
    QVERIFY2(restore.error().what.contains(u"child"_s), qPrintable(restore.error().what));
}

void TestStepGuards::brokenRowsAreCounted_data()
{
    QTest::addColumn<StepBody>("body");
    QTest::addColumn<QString>("words");
    const RelationName orders { u"mart"_s, u"orders"_s };
    QTest::newRow("not null") << StepBody(SetNotNull { orders, u"country"_s }) << u"is NULL in 20 rows"_s;
    QTest::newRow("check") << StepBody(AddConstraint { orders, u"c"_s, u"amount > 5"_s, {}, {}, {}, {}, true }) << u"4 rows of mart.orders break constraint c"_s;
    QTest::newRow("unique") << StepBody(AddConstraint { orders, u"c"_s, {}, { u"day"_s }, {}, {}, {}, true }) << u"30 values"_s;
    QTest::newRow("foreign key") << StepBody(AddConstraint { orders, u"c"_s, {}, {}, { u"id"_s }, { u"mart"_s, u"few"_s }, {}, true }) << u"57 rows"_s;
    QTest::newRow("taken name") << StepBody(AddConstraint { orders, u"orders_pkey"_s, u"true"_s, {}, {}, {}, {}, true }) << u"already has a constraint orders_pkey"_s;
    QTest::newRow("taken column") << StepBody(RenameColumn { orders, u"country"_s, u"note"_s }) << u"already has a column note"_s;
    QTest::newRow("no column") << StepBody(RenameColumn { orders, u"contry"_s, u"x"_s }) << u"has no column contry"_s;
}

void TestStepGuards::brokenRowsAreCounted()
{
    QFETCH(StepBody, body);
    QFETCH(QString, words);
    WarehouseFixture f(Engine::Postgresql);
    f.run(u"CREATE TABLE mart.few (k bigint PRIMARY KEY); INSERT INTO mart.few VALUES (1), (2), (3)"_s);
    const auto step = f.compile(u"step"_s, body);
    VERIFY_ERROR(step, ErrorCode::Refused);
    QVERIFY2(step.error().what.contains(words), qPrintable(step.error().what));
}

void TestStepGuards::aViewWithReadersStays()
{
    QFETCH(Engine, engine);
    WarehouseFixture f(engine, true);
    const auto step = f.compile(u"drop"_s, DropView { f.names().relation(f.names().revenue) });
    VERIFY_ERROR(step, ErrorCode::Refused);
    QVERIFY2(step.error().what.contains(u"board {bound}"_s), qPrintable(step.error().what));
}

/// Contract in its natural order: the legacy view goes, then what it read.
void TestStepGuards::whatThisRunPutAsideHoldsNothing()
{
    WarehouseFixture f(Engine::Postgresql);
    f.run(u"CREATE TABLE mart.t (id int PRIMARY KEY, score int); INSERT INTO mart.t VALUES (1, 7), (2, 9);"
          "CREATE MATERIALIZED VIEW mart.m AS SELECT score FROM mart.t; CREATE VIEW mart.v AS SELECT DISTINCT t.score, m.score AS old FROM mart.t JOIN mart.m USING (score)"_s);
    const QString state = u"SELECT pg_get_viewdef('mart.v'::regclass) || pg_get_viewdef('mart.m'::regclass) || (SELECT string_agg(v::text, ',' ORDER BY v) FROM mart.v)"_s;
    const QString before = f.value(state).toString();
    const RelationName table { u"mart"_s, u"t"_s };
    const auto early = f.compile(u"column"_s, DropColumn { table, u"score"_s });
    VERIFY_ERROR(early, ErrorCode::Refused);
    QVERIFY2(early.error().what.contains(u"view mart.v"_s), qPrintable(early.error().what));
    QList<CompiledStep> done;
    for (const auto &[id, body] : std::initializer_list<std::pair<QString, StepBody>> { { u"v"_s, DropView { { u"mart"_s, u"v"_s } } },
             { u"m"_s, DropView { { u"mart"_s, u"m"_s } } }, { u"column"_s, DropColumn { table, u"score"_s } } }) {
        const auto step = f.compile(id, body);
        VERIFY_OK(step);
        VERIFY_OK(f.apply(*step));
        QVERIFY(*f.holds(step->present));
        done.prepend(*step);
    }
    QVERIFY(f.value(u"SELECT to_regclass('mart.v') IS NULL AND to_regclass('mart.m') IS NULL"_s).toBool());
    for (const CompiledStep &step : std::as_const(done)) {
        const auto lost = f.takeBack(step);
        VERIFY_OK(lost);
        QCOMPARE(*lost, 0);
    }
    QCOMPARE(f.value(state).toString(), before);
}

/// A rename is followed by readers, another type is not.
void TestStepGuards::aTypeUnderAViewPutAsideIsRefused()
{
    WarehouseFixture f(Engine::Postgresql);
    f.run(u"CREATE TABLE mart.t (id int PRIMARY KEY, score int); CREATE VIEW mart.v AS SELECT DISTINCT score FROM mart.t"_s);
    const auto drop = f.compile(u"v"_s, DropView { { u"mart"_s, u"v"_s } });
    VERIFY_OK(drop);
    VERIFY_OK(f.apply(*drop));
    VERIFY_ERROR(f.compile(u"widen"_s, AlterType { { u"mart"_s, u"t"_s }, u"score"_s, u"bigint"_s }), ErrorCode::Refused);
}

/// New rows have the default that set_default gave a column of this plan: it can be had again, so the column goes.
void TestStepGuards::aDefaultOfThePlanIsNobodyElses()
{
    WarehouseFixture f(Engine::Postgresql);
    f.run(u"CREATE TABLE mart.t (id int PRIMARY KEY); INSERT INTO mart.t VALUES (1)"_s);
    const RelationName table { u"mart"_s, u"t"_s };
    const SetDefault later { table, u"zone"_s, u"'unknown'"_s };
    f.plan().stages[0].steps.append(Step { u"default"_s, later, {}, {} });
    const auto add = f.compile(u"add"_s, AddColumn { table, { u"zone"_s, u"text"_s, true, {} } });
    VERIFY_OK(add);
    VERIFY_OK(f.apply(*add));
    const auto set = f.compile(u"default"_s, later);
    VERIFY_OK(set);
    VERIFY_OK(f.apply(*set));
    f.run(u"INSERT INTO mart.t (id) VALUES (2)"_s);
    QCOMPARE(f.value(add->guard).toLongLong(), 0);
    f.run(u"INSERT INTO mart.t (id, zone) VALUES (3, 'Z9')"_s);
    QCOMPARE(f.value(add->guard).toLongLong(), 1);
    f.run(u"DELETE FROM mart.t WHERE id = 3"_s);
    for (const CompiledStep &step : { *set, *add }) {
        const auto lost = f.takeBack(step);
        VERIFY_OK(lost);
        QCOMPARE(*lost, 0);
    }
    QCOMPARE(f.value(u"SELECT count(*) FROM pg_attribute WHERE attrelid = 'mart.t'::regclass AND attnum > 0 AND NOT attisdropped"_s).toInt(), 1);
}

void TestStepGuards::aFlagThatIsNotOnForAllStays()
{
    QFETCH(Engine, engine);
    WarehouseFixture f(engine);
    const QString flag = f.plan().flags[0].name;
    VERIFY_ERROR(f.compile(u"early"_s, RemoveFlag { flag }), ErrorCode::Refused);
    const auto install = f.compile(u"install"_s, InstallFlag { flag });
    VERIFY_OK(install);
    VERIFY_OK(f.apply(*install));
    const auto remove = f.compile(u"remove"_s, RemoveFlag { flag });
    VERIFY_ERROR(remove, ErrorCode::Refused);
    QVERIFY(remove.error().what.contains(u"is not on for all"_s));
}

void TestStepGuards::sqliteSaysWhatItCannotDo_data()
{
    QTest::addColumn<StepBody>("body");
    const RelationName orders { {}, u"orders"_s };
    const auto row = [](const StepBody &body) { QTest::newRow(qPrintable(opName(body))) << body; };
    row(AlterType { orders, u"amount"_s, u"TEXT"_s });
    row(SetDefault { orders, u"note"_s, u"'x'"_s });
    row(SetNotNull { orders, u"status"_s });
    row(AddConstraint { orders, u"c"_s, u"amount > 0"_s, {}, {}, {}, {}, true });
    row(SwapTable { orders, { {}, u"other"_s } });
    row(SetComment { orders, {}, u"x"_s });
}

void TestStepGuards::sqliteSaysWhatItCannotDo()
{
    QFETCH(StepBody, body);
    WarehouseFixture f(Engine::Sqlite);
    const auto step = f.compile(u"step"_s, body);
    VERIFY_ERROR(step, ErrorCode::NotSupported);
    QVERIFY(step.error().what.startsWith(u"SQLite "_s));
    QVERIFY(!step.error().next.isEmpty());
    QCOMPARE(step.error().where, u"step step"_s);
}

QTEST_GUILESS_MAIN(TestStepGuards)
#include "tst_step_guards.moc"
