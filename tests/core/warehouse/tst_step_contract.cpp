// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "core/warehouse/warehouse_fixture.h"
#include "support/verify.h"
#include "warehouse/checksum.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

struct Case {
    const char *name;
    StepBody (*body)(const WarehouseFixture &);
    /// Steps that must have run before.
    QList<StepBody> (*before)(const WarehouseFixture &) = nullptr;
    bool postgresOnly = false;
};

SqlText sql(const WarehouseFixture &f, const QString &text)
{
    return { f.fill(text), {} };
}

QList<StepBody> installed(const WarehouseFixture &f)
{
    return { InstallFlag { f.plan().flags[0].name } };
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
        QTest::addColumn<bool>("hostile");
        QTest::addColumn<int>("index");
        for (const Engine engine : { Engine::Sqlite, Engine::Postgresql, Engine::Mariadb }) {
            for (const bool hostile : { false, true }) {
                for (int i = 0; i < static_cast<int>(std::size(kCases)); ++i) {
                    if (kCases[i].postgresOnly && engine == Engine::Sqlite)
                        continue;
                    QTest::addRow("%s, %s, %s names", qPrintable(engineName(engine)), kCases[i].name, hostile ? "hostile" : "plain")
                        << engine << hostile << i;
                }
            }
        }
    }

    void forwardAndBack()
    {
        QFETCH(Engine, engine);
        QFETCH(bool, hostile);
        QFETCH(int, index);
        const Case &test = kCases[index];
        WarehouseFixture f(engine, hostile);
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
