// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "core/warehouse/warehouse_fixture.h"
#include "support/verify.h"
#include "warehouse/checksum.h"
#include "warehouse/ops/step_op.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

struct Case {
    const char *name;
    StepBody (*body)(const WarehouseFixture &);
    /// Steps that must have run before.
    QList<StepBody> (*before)(const WarehouseFixture &) = nullptr;
    bool notOnSqlite = false;
    bool notOnMariadb = false;
    std::optional<FlagRoute> route {}; ///< of the plan's flag; PostgreSQL only
};

SqlText sql(const WarehouseFixture &f, const QString &text)
{
    return { f.fill(text), {} };
}

QList<StepBody> installed(const WarehouseFixture &f)
{
    return { InstallFlag { f.plan().flags[0].name } };
}

QList<StepBody> switchedOn(const WarehouseFixture &f)
{
    return { InstallFlag { f.plan().flags[0].name }, SwitchFlag { f.plan().flags[0].name, u"all"_s, true } };
}

RelationName orders(const WarehouseFixture &f)
{
    return f.names().relation(f.names().orders);
}

QList<StepBody> widthColumn(const WarehouseFixture &f)
{
    return { AddColumn { orders(f), { u"wid\"th"_s, u"int"_s, false, u"5"_s } } };
}

StepBody positive(const WarehouseFixture &f, bool validate)
{
    return AddConstraint { orders(f), u"posi\"tive"_s, f.fill(u"{amount} >= 0"_s), {}, {}, {}, {}, validate };
}

const Case kCases[] {
    { "add_column",
        [](const WarehouseFixture &f) -> StepBody {
            return AddColumn { f.names().relation(f.names().orders), { u"cur\"rency"_s, f.engine() == Engine::Sqlite ? u"TEXT"_s : u"varchar(3)"_s, true, {} } };
        } },
    { "add_column with a default",
        [](const WarehouseFixture &f) -> StepBody {
            return AddColumn { f.names().relation(f.names().orders), { u"rate"_s, u"numeric(10, 2)"_s, false, u"1.50"_s } };
        } },
    { "drop_column", [](const WarehouseFixture &f) -> StepBody { return DropColumn { f.names().relation(f.names().orders), f.names().country }; } },
    { "create_table",
        [](const WarehouseFixture &f) -> StepBody {
            return CreateTable { f.names().relation(u"fre\"sh"_s),
                { { u"k"_s, u"bigint"_s, false, {} }, { u"te\"xt"_s, u"text"_s, true, u"'x'"_s } }, { u"k"_s } };
        } },
    { "create_view",
        [](const WarehouseFixture &f) -> StepBody {
            return CreateView { f.names().relation(u"vi\"ew"_s), sql(f, u"SELECT {day}, count(*) AS \"n \"\"x\" FROM {orders} GROUP BY {day}; -- end"_s) };
        } },
    { "replace_view",
        [](const WarehouseFixture &f) -> StepBody {
            const QString cast = f.engine() == Engine::Postgresql ? u"::numeric(14,2)"_s : QString();
            return ReplaceView { f.names().relation(f.names().revenue),
                sql(f, u"SELECT {day}, (sum({amount}) * 3)"_s + cast + u" AS {amount} FROM {orders} GROUP BY {day}"_s) };
        } },
    { "create_index",
        [](const WarehouseFixture &f) -> StepBody {
            return CreateIndex { u"by \"country"_s, f.names().relation(f.names().orders), { f.names().country, f.names().day }, false, false };
        } },
    { "create_index concurrently",
        [](const WarehouseFixture &f) -> StepBody {
            return CreateIndex { u"by \"country"_s, f.names().relation(f.names().orders), { f.names().country, f.names().id }, true, true };
        },
        nullptr, true },
    { "backfill of an old column",
        [](const WarehouseFixture &f) -> StepBody {
            return Backfill { f.names().relation(f.names().orders), { { f.names().country, u"'FR'"_s }, { u"note"_s, f.fill(u"upper({status})"_s) } },
                f.fill(u"{country} IS NULL"_s), {}, 7, Duration(0) };
        } },
    { "install_flag", [](const WarehouseFixture &f) -> StepBody { return InstallFlag { f.plan().flags[0].name }; } },
    { "switch_flag", [](const WarehouseFixture &f) -> StepBody { return SwitchFlag { f.plan().flags[0].name, u"all"_s, true }; }, installed },
    { "install_flag that replaces", [](const WarehouseFixture &f) -> StepBody { return InstallFlag { f.plan().flags[0].name }; }, nullptr, true, true, FlagRoute::Replace },
    { "switch_flag that replaces", [](const WarehouseFixture &f) -> StepBody { return SwitchFlag { f.plan().flags[0].name, u"all"_s, true }; }, installed, true, true, FlagRoute::Replace },
    { "switch_flag that replaces, off", [](const WarehouseFixture &f) -> StepBody { return SwitchFlag { f.plan().flags[0].name, u"all"_s, false }; }, switchedOn, true, true, FlagRoute::Replace },
    { "remove_flag that was replaced", [](const WarehouseFixture &f) -> StepBody { return RemoveFlag { f.plan().flags[0].name }; }, switchedOn, true, true, FlagRoute::Replace },
    { "rename_column", [](const WarehouseFixture &f) -> StepBody { return RenameColumn { orders(f), u"note"_s, u"re\"mark"_s }; } },
    { "rename_column under a view and an index", [](const WarehouseFixture &f) -> StepBody { return RenameColumn { orders(f), f.names().country, u"land"_s }; },
        [](const WarehouseFixture &f) -> QList<StepBody> {
            return { CreateView { f.names().relation(u"lands"_s), sql(f, u"SELECT DISTINCT {country} FROM {orders}"_s) },
                CreateIndex { u"by_land"_s, orders(f), { f.names().country }, false, false } };
        },
        true, true },
    { "rename_column under an index", [](const WarehouseFixture &f) -> StepBody { return RenameColumn { orders(f), f.names().country, u"la`nd"_s }; },
        [](const WarehouseFixture &f) -> QList<StepBody> {
            return { CreateIndex { u"by_land"_s, orders(f), { f.names().country, f.names().day }, false, false } };
        },
        true },
    { "alter_type", [](const WarehouseFixture &f) -> StepBody { return AlterType { orders(f), u"wid\"th"_s, u"bigint"_s }; }, widthColumn, true },
    { "alter_type to text", [](const WarehouseFixture &f) -> StepBody { return AlterType { orders(f), u"wid\"th"_s, u"text"_s }; },
        [](const WarehouseFixture &f) -> QList<StepBody> {
            return { AddColumn { orders(f), { u"wid\"th"_s, u"varchar(7)"_s, false, u"'ab'"_s } } };
        },
        true, true },
    { "alter_type to a longer text", [](const WarehouseFixture &f) -> StepBody { return AlterType { orders(f), u"wid\"th"_s, u"varchar(40)"_s }; },
        [](const WarehouseFixture &f) -> QList<StepBody> {
            return { AddColumn { orders(f), { u"wid\"th"_s, u"varchar(7)"_s, false, u"'a''b'"_s } } };
        },
        true },
    { "set_default", [](const WarehouseFixture &f) -> StepBody { return SetDefault { orders(f), f.names().status, u"lower('NEW')"_s }; }, nullptr, true },
    { "set_default away", [](const WarehouseFixture &f) -> StepBody { return SetDefault { orders(f), u"note"_s, {} }; }, nullptr, true },
    { "set_not_null", [](const WarehouseFixture &f) -> StepBody { return SetNotNull { orders(f), u"given"_s }; },
        [](const WarehouseFixture &f) -> QList<StepBody> {
            return { AddColumn { orders(f), { u"given"_s, u"int"_s, true, u"7"_s } } };
        },
        true },
    { "add_constraint check", [](const WarehouseFixture &f) -> StepBody { return positive(f, true); }, nullptr, true },
    { "add_constraint not validated", [](const WarehouseFixture &f) -> StepBody { return positive(f, false); }, nullptr, true },
    { "add_constraint validated later", [](const WarehouseFixture &f) -> StepBody { return positive(f, true); },
        [](const WarehouseFixture &f) -> QList<StepBody> { return { positive(f, false) }; }, true, true },
    { "add_constraint unique",
        [](const WarehouseFixture &f) -> StepBody { return AddConstraint { orders(f), u"on\"ce"_s, {}, { f.names().id, f.names().day }, {}, {}, {}, true }; }, nullptr, true },
    { "add_constraint foreign_key",
        [](const WarehouseFixture &f) -> StepBody {
            return AddConstraint { orders(f), u"par\"ent"_s, {}, {}, { u"wid\"th"_s }, f.names().relation(u"par\"ents"_s), {}, true };
        },
        [](const WarehouseFixture &f) -> QList<StepBody> {
            return { AddColumn { orders(f), { u"wid\"th"_s, u"int"_s, true, {} } },
                CreateTable { f.names().relation(u"par\"ents"_s), { { u"k"_s, u"int"_s, false, {} } }, { u"k"_s } } };
        },
        true },
    { "add_generated_column",
        [](const WarehouseFixture &f) -> StepBody {
            return AddGeneratedColumn { orders(f), u"dou\"ble"_s, u"numeric(14,2)"_s, f.fill(u"{amount} * 2"_s) };
        } },
    { "drop_view", [](const WarehouseFixture &f) -> StepBody { return DropView { f.names().relation(f.names().dashboard) }; } },
    { "build_table",
        [](const WarehouseFixture &f) -> StepBody {
            return BuildTable { f.names().relation(u"bu\"ilt"_s), sql(f, u"SELECT {day}, count(*) AS \"n \"\"x\" FROM {orders} WHERE {id} <= 1000 GROUP BY {day}"_s), {} };
        } },
    { "build_table with a key",
        [](const WarehouseFixture &f) -> StepBody {
            return BuildTable { f.names().relation(u"bu\"ilt"_s), sql(f, u"SELECT {id}, {day} FROM {orders}"_s), { f.names().id } };
        },
        nullptr, true },
    { "swap_table",
        [](const WarehouseFixture &f) -> StepBody { return SwapTable { f.names().relation(u"le\"ft"_s), f.names().relation(u"right"_s) }; },
        [](const WarehouseFixture &f) -> QList<StepBody> {
            return { BuildTable { f.names().relation(u"le\"ft"_s), sql(f, u"SELECT {id}, {day} FROM {orders}"_s), { f.names().id } },
                BuildTable { f.names().relation(u"right"_s), sql(f, u"SELECT {id}, {day} FROM {orders} WHERE {id} > 20"_s), { f.names().id } } };
        },
        true },
    { "set_comment", [](const WarehouseFixture &f) -> StepBody { return SetComment { orders(f), {}, u"it's \"theirs\""_s }; }, nullptr, true },
    { "set_comment of a column", [](const WarehouseFixture &f) -> StepBody { return SetComment { orders(f), f.names().amount, u"in cents"_s }; }, nullptr, true },
    { "set_comment of a view", [](const WarehouseFixture &f) -> StepBody { return SetComment { f.names().relation(f.names().revenue), {}, {} }; }, nullptr, true, true },
    { "set_comment away", [](const WarehouseFixture &f) -> StepBody { return SetComment { orders(f), f.names().country, {} }; }, nullptr, true },
    { "set_comment of a column with a check", [](const WarehouseFixture &f) -> StepBody { return SetComment { orders(f), f.names().status, u"it's\nin \\ two lines"_s }; }, nullptr, true },
    { "remove_flag", [](const WarehouseFixture &f) -> StepBody { return RemoveFlag { f.plan().flags[0].name }; }, switchedOn },
    { "snapshot", [](const WarehouseFixture &f) -> StepBody { return Snapshot { orders(f), f.fill(u"{id} < 30"_s) }; } },
    { "restore", [](const WarehouseFixture &) -> StepBody { return Restore { u"before-1"_s }; },
        [](const WarehouseFixture &f) -> QList<StepBody> {
            return { Snapshot { orders(f), f.fill(u"{id} < 30"_s) },
                Backfill { orders(f), { { u"note"_s, u"'changed'"_s } }, u"note IS NULL OR note <> 'changed'"_s, {}, 7, Duration(0) } };
        } },
    { "sql",
        [](const WarehouseFixture &f) -> StepBody {
            RawSql raw;
            const QString extra = f.rel(u"extra"_s);
            raw.forward = { sql(f, u"CREATE TABLE "_s + extra + u" (a int);"_s) };
            raw.rollback = { sql(f, u"DROP TABLE "_s + extra) };
            if (f.engine() == Engine::Mariadb) {
                raw.probe = {
                    u"SELECT count(*) > 0 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'extra'"_s,
                    {}
                };
                return raw;
            }
            raw.probe = { f.engine() == Engine::Sqlite ? u"SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'extra'"_s
                                                       : u"SELECT count(*) > 0 FROM pg_class WHERE relname = 'extra'"_s,
                {} };
            return raw;
        } },
};

} // namespace

/// What every op promises on every engine: forward shows, undo gives back the very schema and content.
class TestStepContract : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void forwardAndBack_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::addColumn<SqlKin>("behind");
        QTest::addColumn<bool>("hostile");
        QTest::addColumn<int>("index");
        struct Way {
            const char *name;
            Engine engine;
            SqlKin behind = SqlKin::Unchecked;
        };
        for (const Way &way : { Way { "sqlite", Engine::Sqlite }, Way { "postgresql", Engine::Postgresql }, Way { "mariadb", Engine::Mariadb },
                 Way { "odbc to sqlite", Engine::Odbc, SqlKin::Sqlite }, Way { "odbc to postgresql", Engine::Odbc, SqlKin::Postgresql } }) {
            const bool isSqlite = way.engine == Engine::Sqlite || way.behind == SqlKin::Sqlite;
            for (const bool hostile : { false, true }) {
                for (int i = 0; i < static_cast<int>(std::size(kCases)); ++i) {
                    if ((kCases[i].notOnSqlite && isSqlite) || (kCases[i].notOnMariadb && way.engine == Engine::Mariadb))
                        continue;
                    QTest::addRow("%s, %s, %s names", way.name, kCases[i].name, hostile ? "hostile" : "plain")
                        << way.engine << way.behind << hostile << i;
                }
            }
        }
    }

    void forwardAndBack()
    {
        QFETCH(Engine, engine);
        QFETCH(SqlKin, behind);
        QFETCH(bool, hostile);
        QFETCH(int, index);
        const Case &test = kCases[index];
        WarehouseFixture f(engine, hostile, behind);
        f.plan().flags[0].route = test.route;
        QVERIFY(findStepOp(opName(test.body(f)))->on(f.engine()));
        if (test.before) {
            int number = 0;
            for (const StepBody &body : test.before(f)) {
                const auto earlier = f.compile(u"before-%1"_s.arg(++number), body);
                VERIFY_OK(earlier);
                VERIFY_OK(f.apply(*earlier));
            }
        }
        const Fingerprint before = f.fingerprint();
        const auto content = takeChecksum(f.control(), f.names().relation(f.names().orders));
        VERIFY_OK(content);
        QCOMPARE(content->rows, 60);

        const auto compiled = f.compile(u"step"_s, test.body(f));
        VERIFY_OK(compiled);
        const auto read = compiledStepFromJson(toJson(*compiled));
        VERIFY_OK(read);
        QVERIFY(*read == *compiled);
        QVERIFY(before == f.fingerprint()); // compiling leaves nothing behind
        checkProbes(f, *compiled, false);

        VERIFY_OK(f.apply(*compiled));
        checkProbes(f, *compiled, true);
        f.run(u"INSERT INTO {orders} ({id}, {day}, {status}, {amount}) VALUES (1001, '2024-02-01', 'paid', 5)"_s);

        const auto lost = f.takeBack(*read); // the stored bytes, not a new compilation
        VERIFY_OK(lost);
        QCOMPARE(*lost, 0);
        checkProbes(f, *compiled, false);
        const Fingerprint after = f.fingerprint();
        QVERIFY2(before == after, qPrintable(fingerprintDifferences(before, after).join(u'\n')));
        const auto again = retakeChecksum(f.control(), *content);
        VERIFY_OK(again);
        QVERIFY(sameContent(*content, *again));
        QCOMPARE(again->arrivedSince, 1);
    }

private:
    void checkProbes(WarehouseFixture &f, const CompiledStep &step, bool isThere)
    {
        const auto present = f.holds(step.present);
        VERIFY_OK(present);
        const auto absent = f.holds(step.absent);
        VERIFY_OK(absent);
        QCOMPARE(*present, isThere);
        QCOMPARE(*absent, !isThere);
    }
};

QTEST_GUILESS_MAIN(TestStepContract)
#include "tst_step_contract.moc"
