// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "step_bench.h"
#include "support/verify.h"
#include "warehouse/dialect.h"
#include "warehouse/ops/write_watch.h"

#include <QTest>

#include <future>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

/// A column that the plan added to a table which the server takes for a large one.
struct LargeTable
{
    explicit LargeTable(bool hostile)
        : bench(Engine::Postgresql, hostile)
        , column(hostile ? u"cur\"ren'cy {1}"_s : u"currency"_s)
        , before(bench.f.fingerprint())
    {
        const auto compiled = bench.f.compile(u"add %1's"_s,
            AddColumn { bench.f.names().relation(bench.f.names().orders), { column, u"text"_s, true, {} } });
        must(compiled.map([](const CompiledStep &) {}), u"compile"_s);
        step = *compiled;
        const StepOutcome made = bench.run(step, Direction::Forward);
        if (made.result != StepResult::Done)
            qFatal("%s", said(made).constData());
        bench.f.run(
            u"UPDATE pg_catalog.pg_class SET reltuples = 5e8 WHERE relname = "_s + literal(bench.f.names().orders));
    }

    static QString literal(QString text) { return u'\'' + text.replace(u'\'', u"''"_s) + u'\''; }

    /// Somebody gives the column a value.
    void write(SqlSession &session, const QString &value = u"'USD'"_s) const
    {
        const auto done = session.execute(u"UPDATE %1 SET %2 = %3 WHERE %4 = 1"_s.arg(
            bench.f.rel(bench.f.names().orders), bench.f.q(column), value, bench.f.q(bench.f.names().id)));
        must(done.map([](qint64) {}), u"somebody's write"_s);
    }
    qint64 leftOfWatch()
    {
        return bench.f
            .value(u"SELECT (SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'sluice_w_%')"
                   " + (SELECT count(*) FROM pg_class WHERE relname LIKE 'sluice_w_%')"
                   " + (SELECT count(*) FROM pg_proc WHERE proname LIKE 'sluice_w_%')"_s)
            .toLongLong();
    }
    void begin()
    {
        for (const QString &sql : step.watch->begin)
            bench.f.run(sql);
    }

    StepBench bench;
    QString column;
    Fingerprint before;
    CompiledStep step;
};

} // namespace

/// A guard that is counted while others work, and what must be noticed meanwhile.
class StepWatchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatNobodyWroteGoes_data()
    {
        QTest::addColumn<bool>("hostile");
        QTest::newRow("plain names") << false;
        QTest::newRow("hostile names") << true;
    }
    void whatNobodyWroteGoes()
    {
        QFETCH(const bool, hostile);
        LargeTable table(hostile);
        QVERIFY(table.step.watch);
        QVERIFY(*table.bench.f.holds(table.step.watch->isWorth));
        const StepOutcome undone = table.bench.run(table.step, Direction::Undo);
        IS(undone, Done);
        QCOMPARE(undone.guardRows, 0);
        QCOMPARE(undone.remnant, QString());
        QCOMPARE(table.leftOfWatch(), 0);
        QCOMPARE(table.bench.f.fingerprint().total, table.before.total);
    }

    void valuesThatAreThereAreKept()
    {
        LargeTable table(false);
        table.write(table.bench.f.control());
        const StepOutcome undone = table.bench.run(table.step, Direction::Undo);
        IS(undone, Done);
        QCOMPARE(undone.guardRows, 1);
        QVERIFY2(undone.remnant.contains(u"sluice_q_"_s), qPrintable(undone.remnant));
        QCOMPARE(table.leftOfWatch(), 0);
    }

    /// Counted, and then the table is held by a reader; what is written while the undo waits for it must not be lost.
    void whatIsWrittenAfterTheCountIsKept_data()
    {
        QTest::addColumn<QString>("before"); // what the writer's session says first
        QTest::newRow("an ordinary writer") << QString();
        QTest::newRow("a replication's writer, whom ordinary triggers do not see")
            << u"SET session_replication_role = replica"_s;
    }
    void whatIsWrittenAfterTheCountIsKept()
    {
        QFETCH(const QString, before);
        LargeTable table(false);
        const auto reader = table.bench.f.database().open(SessionRole::Steps);
        VERIFY_OK(reader->begin());
        VERIFY_OK(reader->query(u"SELECT count(*) FROM "_s + table.bench.f.rel(table.bench.f.names().orders)));
        StepProgress progress;
        auto undone = std::async(std::launch::async, [&] {
            const auto session = table.bench.f.database().open(SessionRole::Steps);
            StepOrder order = table.bench.order(table.step, Direction::Undo);
            order.lockTimeout = Duration(50);
            return runStep(*session, order, {}, progress);
        });
        QTRY_VERIFY_WITH_TIMEOUT(progress.retries.load() > 0, 20'000);
        const auto writer = table.bench.f.database().open(SessionRole::Steps);
        if (!before.isEmpty())
            VERIFY_OK(writer->execute(before));
        table.write(*writer);
        VERIFY_OK(reader->commit());
        const StepOutcome outcome = undone.get();
        IS(outcome, Done);
        QCOMPARE(outcome.guardRows, 1);
        QVERIFY2(outcome.remnant.contains(u"sluice_q_"_s), qPrintable(outcome.remnant));
        QCOMPARE(table.leftOfWatch(), 0);
    }

    /// Written and rolled back: noticed, counted again, and nothing is there.
    void aWriteThatWasTakenBackCostsASecondCount()
    {
        LargeTable table(false);
        table.begin();
        const auto writer = table.bench.f.database().open(SessionRole::Steps);
        VERIFY_OK(writer->begin());
        table.write(*writer);
        writer->rollback();
        QVERIFY(!*table.bench.f.holds(table.step.watch->isQuiet));
        const StepOutcome undone = table.bench.run(table.step, Direction::Undo);
        IS(undone, Done);
        QCOMPARE(undone.guardRows, 0);
        QCOMPARE(table.leftOfWatch(), 0);
    }

    /// Whoever loads in bulk switches triggers off and on again.
    void triggersThatWereSwitchedOffAreNoWatch()
    {
        LargeTable table(false);
        table.begin();
        QVERIFY(*table.bench.f.holds(table.step.watch->isQuiet));
        const QString alter = u"ALTER TABLE "_s + table.bench.f.rel(table.bench.f.names().orders);
        table.bench.f.run(alter + u" DISABLE TRIGGER ALL"_s);
        table.bench.f.run(alter + u" ENABLE TRIGGER ALL"_s);
        QVERIFY(!*table.bench.f.holds(table.step.watch->isQuiet));
    }

    /// Writers who may use nothing of Sluice's are not held up by its watch.
    void otherRolesWriteAsBefore()
    {
        LargeTable table(false);
        table.begin();
        table.bench.f.run(u"DROP ROLE IF EXISTS watched_writer"_s);
        table.bench.f.run(u"CREATE ROLE watched_writer"_s);
        table.bench.f.run(u"GRANT USAGE ON SCHEMA %1 TO watched_writer"_s.arg(
            table.bench.f.q(table.bench.f.resolved(table.bench.f.names().orders).schema)));
        table.bench.f.run(
            u"GRANT SELECT, UPDATE ON %1 TO watched_writer"_s.arg(table.bench.f.rel(table.bench.f.names().orders)));
        const auto writer = table.bench.f.database().open(SessionRole::Steps);
        VERIFY_OK(writer->execute(u"SET ROLE watched_writer"_s));
        table.write(*writer);
        QVERIFY(!*table.bench.f.holds(table.step.watch->isQuiet));
        table.bench.f.run(u"DROP OWNED BY watched_writer"_s);
        table.bench.f.run(u"DROP ROLE watched_writer"_s);
    }

    /// The runner was killed behind its count, and whoever goes on finds the table too small to watch.
    void aWatchOfSomebodyKilledIsTakenAway()
    {
        LargeTable table(false);
        table.begin();
        table.bench.f.run(u"UPDATE pg_catalog.pg_class SET reltuples = 3 WHERE relname = "_s
            + LargeTable::literal(table.bench.f.names().orders));
        IS(table.bench.run(table.step, Direction::Undo), Done);
        QCOMPARE(table.leftOfWatch(), 0);
        QCOMPARE(table.bench.f.fingerprint().total, table.before.total);
    }

    /// Rows that arrive with the column's default are nobody's values.
    void arrivingRowsWithTheDefaultAreNotNoticed()
    {
        LargeTable table(false);
        const WarehouseNames &names = table.bench.f.names();
        const RelationFacts facts
            = *dialectFor(Engine::Postgresql)
                   .describeRelation(table.bench.f.control(), table.bench.f.resolved(names.orders));
        const Step step { u"defaulted"_s,
            AddColumn { names.relation(names.orders), { table.column, u"text"_s, true, u"'EUR'"_s } }, {}, {} };
        const StepContext context { table.bench.f.control(), table.bench.f.plan(), step, table.bench.f.runId() };
        const auto watch = watchColumn(context, facts, table.column,
            { u"text"_s, { u"'EUR'"_s, u"upper("_s + names.status + u')' }, { u"'EUR'"_s } });
        QVERIFY(watch);
        for (const QString &sql : watch->begin)
            table.bench.f.run(sql);
        const QString insert
            = u"INSERT INTO {orders} ({id}, {day}, %1) SELECT max({id}) + 1, max({day}), %2 FROM {orders}"_s;
        table.bench.f.run(insert.arg(table.column, u"'EUR'"_s));
        QVERIFY(*table.bench.f.holds(watch->isQuiet));
        table.bench.f.run(u"UPDATE {orders} SET {country} = 'NZ' WHERE {id} = 1"_s); // nothing is computed from it
        QVERIFY(*table.bench.f.holds(watch->isQuiet));
        // The value stays, and what it was computed from does not: it cannot be had again.
        table.bench.f.run(u"UPDATE {orders} SET {status} = 'other' WHERE {id} = (SELECT max({id}) FROM {orders})"_s);
        QVERIFY(!*table.bench.f.holds(watch->isQuiet));
        for (const QString &sql : watch->begin)
            table.bench.f.run(sql);
        table.bench.f.run(insert.arg(table.column, u"'USD'"_s));
        QVERIFY(!*table.bench.f.holds(watch->isQuiet));
        // A child's rows are not seen by the parent's triggers.
        for (const QString &sql : watch->begin)
            table.bench.f.run(sql);
        QVERIFY(*table.bench.f.holds(watch->isQuiet));
        table.bench.f.run(u"CREATE TABLE public.child () INHERITS ({orders})"_s);
        QVERIFY(!*table.bench.f.holds(watch->isQuiet));
    }

    /// Where nobody may make a trigger, the count comes behind the lock.
    void aTargetThatTakesNoTriggersIsCountedBehindTheLock()
    {
        LargeTable table(false);
        table.bench.f.run(
            u"CREATE FUNCTION public.no() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no triggers here''; END'"_s);
        table.bench.f.run(
            u"CREATE EVENT TRIGGER no ON ddl_command_start WHEN tag IN ('CREATE TRIGGER') EXECUTE FUNCTION public.no()"_s);
        const StepOutcome undone = table.bench.run(table.step, Direction::Undo);
        table.bench.f.run(u"DROP EVENT TRIGGER no"_s);
        IS(undone, Done);
        QCOMPARE(undone.guardRows, 0);
        QCOMPARE(table.leftOfWatch(), 0);
    }

    /// Held by a reader until the budget is used up: the next attempt finds and leaves nothing.
    void anUndoThatGaveUpLeavesNothingForGood()
    {
        LargeTable table(false);
        const auto reader = table.bench.f.database().open(SessionRole::Steps);
        VERIFY_OK(reader->begin());
        VERIFY_OK(reader->query(u"SELECT count(*) FROM "_s + table.bench.f.rel(table.bench.f.names().orders)));
        {
            const auto session = table.bench.f.database().open(SessionRole::Steps);
            StepOrder order = table.bench.order(table.step, Direction::Undo);
            order.lockTimeout = Duration(50);
            order.budget = Duration(300);
            StepProgress progress;
            IS(runStep(*session, order, {}, progress), NotApplied);
        }
        VERIFY_OK(reader->commit());
        IS(table.bench.run(table.step, Direction::Undo), Done);
        QCOMPARE(table.leftOfWatch(), 0);
        QCOMPARE(table.bench.f.fingerprint().total, table.before.total);
    }

    /// Undone by a script: its receipt is adopted, and what the script could not know of goes too.
    void anAdoptedUndoTakesTheWatchAway()
    {
        LargeTable table(false);
        IS(table.bench.run(table.step, Direction::Undo), Done);
        table.bench.f.run(
            u"ALTER TABLE {orders} ADD COLUMN "_s + table.column + u" text"_s); // so that its triggers can be made
        table.begin();
        IS(table.bench.run(table.step, Direction::Undo), Adopted);
        QCOMPARE(table.leftOfWatch(), 0);
    }

    void theLedgerKeepsIt()
    {
        const LargeTable table(false);
        const auto read = compiledStepFromJson(toJson(table.step));
        VERIFY_OK(read);
        QCOMPARE(*read, table.step);
        CompiledStep other = table.step;
        other.watch->isQuiet = u"SELECT true"_s;
        QVERIFY(stepDigest(other) != stepDigest(table.step));
    }

    void otherEnginesHaveNone()
    {
        StepBench bench(Engine::Sqlite);
        const auto step = bench.f.compile(u"add"_s,
            AddColumn { bench.f.names().relation(bench.f.names().orders), { u"currency"_s, u"text"_s, true, {} } });
        VERIFY_OK(step);
        QVERIFY(!step->watch);
    }
};

QTEST_GUILESS_MAIN(StepWatchTest)
#include "tst_step_watch.moc"
