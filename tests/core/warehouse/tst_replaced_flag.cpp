// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "core/warehouse/warehouse_fixture.h"
#include "support/verify.h"
#include "warehouse/flags.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// A flag of PostgreSQL whose view is replaced instead of asking a function for each reader.
class TestReplacedFlag : public QObject
{
    Q_OBJECT

    /// Installed, and switched on when asked for.
    struct Flagged : WarehouseFixture
    {
        explicit Flagged(bool hostile = false, const QString &before = {})
            : WarehouseFixture(Engine::Postgresql, hostile)
        {
            plan().flags[0].route = FlagRoute::Replace;
            flag = plan().flags[0].name;
            if (!before.isEmpty())
                run(before);
        }
        void must(const StepBody &body)
        {
            const auto step = compile(u"step-%1"_s.arg(++number), body);
            sluice::must(step ? Result<void>() : Result<void>(tl::make_unexpected(step.error())), u"compile"_s);
            sluice::must(apply(*step), u"apply"_s);
        }
        /// {view} is the name of the serving view as a text.
        QString ofView(QString sql) { return sql.replace(u"{view}"_s, u'\'' + rel(names().revenue).replace(u'\'', u"''"_s) + u'\''); }
        QString definition() { return value(ofView(u"SELECT pg_get_viewdef({view}::regclass)"_s)).toString(); }
        /// All that a replacement must keep: who it is, who may read it, how, and who reads it.
        QString kept()
        {
            return value(
                ofView(
                    u"SELECT concat_ws(' ', c.oid, c.relacl, c.reloptions, pg_get_userbyid(c.relowner), "
                    u"obj_description(c.oid), col_description(c.oid, 2),"
                    " (SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod) || coalesce(attacl::text, "
                    "''), ',' ORDER BY attnum)"
                    "  FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0),"
                    " (SELECT string_agg(DISTINCT r.ev_class::regclass::text, ',') FROM pg_depend d JOIN pg_rewrite r "
                    "ON r.oid = d.objid"
                    "  WHERE d.refobjid = c.oid AND r.ev_class <> c.oid)) FROM pg_class c WHERE c.oid = {view}::regclass"_s))
                .toString();
        }
        QString best() { return value(fill(u"SELECT best FROM {dashboard}"_s)).toString(); }
        QString flag;
        int number = 0;
    };
    /// Runs what a rollback runs, in one transaction; how many statements it were.
    static int setFlags(Flagged &f, const QList<FlagState> &states)
    {
        const auto statements = setFlagsSql(f.control(), f.plan(), states);
        if (!statements)
            qFatal("%s", qPrintable(statements.error().what));
        must(f.control().begin(), u"begin"_s);
        for (const QString &statement : *statements) {
            if (const auto done = f.control().execute(statement); !done)
                qFatal("%s", qPrintable(done.error().what));
        }
        must(f.control().commit(), u"commit"_s);
        return static_cast<int>(statements->size());
    }

private Q_SLOTS:
    void viewReadsOneBranchAndKeepsEverything_data()
    {
        QTest::addColumn<bool>("hostile");
        QTest::newRow("plain names") << false;
        QTest::newRow("hostile names") << true;
    }
    void viewReadsOneBranchAndKeepsEverything()
    {
        QFETCH(const bool, hostile);
        Flagged f(hostile);
        const QString kept = f.kept();
        QVERIFY2(kept.contains(u"security_barrier=true"_s) && kept.contains(u"analyst=r*"_s), qPrintable(kept));
        const QString legacy = f.best();
        f.must(InstallFlag { f.flag });
        QVERIFY2(
            !f.definition().contains(u"sluice"_s) && !f.definition().contains(u"UNION"_s), qPrintable(f.definition()));
        QCOMPARE(f.kept(), kept);
        QCOMPARE(f.best(), legacy);
        f.must(SwitchFlag { f.flag, u"all"_s, true });
        QCOMPARE(f.kept(), kept);
        QVERIFY(f.best() != legacy); // through the dashboard that was built on the view
        // Who could read before still can, and through the view alone.
        f.run(u"SET ROLE analyst; SELECT * FROM {revenue}; RESET ROLE"_s);
        f.must(SwitchFlag { f.flag, u"all"_s, false });
        QCOMPARE(f.best(), legacy);
        QCOMPARE(f.kept(), kept);
    }

    void flagsAreSetByReplacing()
    {
        Flagged f;
        const QString legacy = f.best();
        QCOMPARE(setFlags(f, {}), 0); // not installed: its view is nobody's business
        f.must(InstallFlag { f.flag });
        f.must(SwitchFlag { f.flag, u"all"_s, true });
        const QString candidate = f.best();
        const QList<FlagState> on { { f.flag, u"all"_s, true } };
        QCOMPARE(setFlags(f, on), 1); // its row; a view that reads the candidate already is left alone
        QCOMPARE(f.best(), candidate);
        QCOMPARE(setFlags(f, {}), 2);
        QCOMPARE(f.best(), legacy);
        QCOMPARE(f.value(u"SELECT count(*) FROM sluice.flag WHERE is_on"_s).toInt(), 0);
        QCOMPARE(setFlags(f, {}), 1); // twice is once, and waits for no reader the second time
        QCOMPARE(setFlags(f, on), 2);
        QCOMPARE(f.best(), candidate);
        QCOMPARE(f.value(u"SELECT count(*) FROM sluice.flag WHERE is_on"_s).toInt(), 1);
        // Whoever replaced the view by hand does not keep readers from the old path.
        f.run(
            u"CREATE OR REPLACE VIEW {revenue} WITH (security_barrier = true) AS SELECT {day}, 0::numeric(14,2) AS {amount} FROM {orders}"_s);
        QCOMPARE(setFlags(f, {}), 2);
        QCOMPARE(f.best(), legacy);
    }

    void otherFlagsOfThePlanStayWithTheirFunction()
    {
        Flagged f(false,
            u"CREATE VIEW {schema}.second AS SELECT count(*) AS n FROM {orders}; CREATE VIEW {schema}.second_v2 AS SELECT count(*) + 1 AS n FROM {orders}"_s);
        const Flag second { u"second"_s, f.names().relation(u"second"_s), f.names().relation(u"second_v1"_s),
            f.names().relation(u"second_v2"_s), {} };
        f.plan().flags.append(second);
        f.must(InstallFlag { f.flag });
        f.must(InstallFlag { second.name });
        const QString legacy = f.best();
        setFlags(f, { { f.flag, u"all"_s, true }, { second.name, u"finance"_s, true } });
        QVERIFY(f.best() != legacy);
        QCOMPARE(f.value(u"SELECT string_agg(flag || ' ' || cohort, ',' ORDER BY flag) FROM sluice.flag WHERE is_on"_s)
                     .toString(),
            f.flag + u" all,second finance"_s);
        setFlags(f, {});
        QCOMPARE(f.best(), legacy);
        QCOMPARE(f.value(u"SELECT count(*) FROM sluice.flag WHERE is_on"_s).toInt(), 0);
    }

    void cohortsAreRefusedByName_data()
    {
        QTest::addColumn<QString>("cohort");
        QTest::newRow("role") << u"finance"_s;
        QTest::newRow("percentage") << u"10%"_s;
    }
    void cohortsAreRefusedByName()
    {
        QFETCH(const QString, cohort);
        Flagged f;
        f.must(InstallFlag { f.flag });
        const auto step = f.compile(u"some"_s, SwitchFlag { f.flag, cohort, true });
        VERIFY_ERROR(step, ErrorCode::NotSupported);
        QVERIFY2(step.error().what.contains(cohort), qPrintable(step.error().what));
    }

    void whatIsAlreadySoIsRefused()
    {
        Flagged f;
        f.must(InstallFlag { f.flag });
        VERIFY_ERROR(f.compile(u"off"_s, SwitchFlag { f.flag, u"all"_s, false }), ErrorCode::Refused);
        f.run(
            u"CREATE OR REPLACE VIEW {revenue} WITH (security_barrier = true) AS SELECT {day}, 0::numeric(14,2) AS {amount} FROM {orders}"_s);
        const auto on = f.compile(u"on"_s, SwitchFlag { f.flag, u"all"_s, true });
        VERIFY_ERROR(on, ErrorCode::Refused);
        QVERIFY2(on.error().what.contains(u"reads neither"_s), qPrintable(on.error().what));
    }

    /// A right that the legacy never gave would reach the candidate's table.
    void rightsToWriteAreRefused()
    {
        Flagged f(false, u"GRANT INSERT ({amount}) ON {revenue} TO finance"_s);
        const auto refused = f.compile(u"install"_s, InstallFlag { f.flag });
        VERIFY_ERROR(refused, ErrorCode::Refused);
        QVERIFY2(refused.error().what.startsWith(u"finance may write"_s), qPrintable(refused.error().what));
        f.plan().flags[0].route = FlagRoute::Function; // a UNION cannot be written through
        VERIFY_OK(f.compile(u"install"_s, InstallFlag { f.flag }));
    }

    void otherEnginesHaveNoFunction_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::newRow("sqlite") << Engine::Sqlite;
        QTest::newRow("mariadb") << Engine::Mariadb;
    }
    void otherEnginesHaveNoFunction()
    {
        QFETCH(const Engine, engine);
        WarehouseFixture f(engine);
        const QString flag = f.plan().flags[0].name;
        f.plan().flags[0].route = FlagRoute::Function;
        const auto step = f.compile(u"install"_s, InstallFlag { flag });
        VERIFY_ERROR(step, ErrorCode::NotSupported);
        QVERIFY2(step.error().what.contains(u"route: function"_s), qPrintable(step.error().what));
        f.plan().flags[0].route = FlagRoute::Replace; // what they do anyway
        VERIFY_OK(f.compile(u"install"_s, InstallFlag { flag }));
    }

    void removalForgetsTheFlagAlone()
    {
        Flagged f;
        f.must(InstallFlag { f.flag });
        f.must(SwitchFlag { f.flag, u"all"_s, true });
        const QString definition = f.definition();
        const auto remove = f.compile(u"remove"_s, RemoveFlag { f.flag });
        VERIFY_OK(remove);
        VERIFY_OK(f.apply(*remove));
        QCOMPARE(f.definition(), definition);
        QCOMPARE(f.value(u"SELECT count(*) FROM sluice.flag"_s).toInt(), 0);
    }
};

QTEST_GUILESS_MAIN(TestReplacedFlag)
#include "tst_replaced_flag.moc"
