// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "step_bench.h"

#include "support/verify.h"

using namespace sluice;
using namespace Qt::StringLiterals;

/// Steps that something else than the session makes, under the same protocol: a program, a person.
class OutsideStepsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// A program is believed as far as it ended well and its probe goes.
    void aProgramIsBelievedByItsProbe_data() { addEngineRows(); }
    void aProgramIsBelievedByItsProbe()
    {
        QFETCH(const Engine, engine);
        StepBench bench(engine);
        CompiledStep step = program(bench);
        const auto ordered = [&](const QString &script, Direction direction = Direction::Forward) {
            StepOrder order = bench.order(step, direction);
            order.program = ProgramCall { u"/bin/sh"_s, { u"-c"_s, script }, {}, {} };
            return order;
        };
        const auto run = [&](const StepOrder &order) {
            const auto session = bench.f.database().open(SessionRole::Steps);
            StepProgress progress;
            return runStep(*session, order, {}, progress);
        };
        IS(run(ordered(u"exit 0"_s)), NotApplied); // no effect
        StepOrder missing = ordered({});
        missing.program->path = u"/no/such/program"_s;
        const StepOutcome never = run(missing);
        IS(never, NotApplied);
        QCOMPARE(never.error.code, ErrorCode::IoFailed);
        bench.f.run(u"CREATE TABLE %1 (n int)"_s.arg(bench.f.rel(u"marts"_s))); // as the program would
        const StepOutcome failed = run(ordered(u"echo oh dear; exit 7"_s));
        IS(failed, Unknown);
        QVERIFY2(failed.isFinal && failed.evidence.contains(u"ended with 7: oh dear"_s), said(failed).constData());
        IS(bench.settle(step, Direction::Forward), Done); // somebody looked and asked again: the probe decides
        IS(run(ordered(u"exit 0"_s)), Adopted);
        IS(run(ordered(u"exit 0"_s, Direction::Undo)), NotApplied); // it is still there
        bench.f.run(u"DROP TABLE "_s + bench.f.rel(u"marts"_s));
        IS(run(ordered(u"exit 0"_s, Direction::Undo)), Done);
    }

    /// A rollback waits for nobody, and does not hide what is left to a person.
    void whatIsLeftToAPersonIsSaid_data() { addEngineRows(); }
    void whatIsLeftToAPersonIsSaid()
    {
        QFETCH(const Engine, engine);
        StepBench bench(engine);
        const QString ticks = bench.f.rel(u"ticks"_s);
        bench.f.run(u"CREATE TABLE %1 (n int)"_s.arg(ticks));
        const auto step = bench.f.compile(u"board"_s, ByHand { u"switch the board"_s, u"switch it back"_s, SqlText { u"SELECT count(*) > 0 FROM "_s + ticks, {} }, {} });
        VERIFY_OK(step);
        IS(bench.run(*step, Direction::Forward), NotApplied); // nobody did it
        bench.f.run(u"INSERT INTO %1 VALUES (1)"_s.arg(ticks));
        IS(bench.run(*step, Direction::Forward), Done);
        const StepOutcome left = bench.run(*step, Direction::Undo);
        IS(left, Done);
        QCOMPARE(left.remnant, u"to be done by hand: switch it back"_s);
        const StepOutcome again = bench.run(*step, Direction::Undo);
        IS(again, Adopted);
        QCOMPARE(again.remnant, left.remnant);

        StepBench other(engine);
        const QString otherTicks = other.f.rel(u"ticks"_s);
        other.f.run(u"CREATE TABLE %1 (n int)"_s.arg(otherTicks));
        const auto taken = other.f.compile(u"board"_s, ByHand { u"switch the board"_s, u"switch it back"_s, SqlText { u"SELECT count(*) > 0 FROM "_s + otherTicks, {} }, {} });
        VERIFY_OK(taken);
        const StepOutcome nothing = other.run(*taken, Direction::Undo);
        IS(nothing, Done);
        QCOMPARE(nothing.remnant, QString());
    }

private:
    static CompiledStep program(StepBench &bench)
    {
        const QString probe = bench.f.control().engine() == Engine::Sqlite
            ? u"SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'marts'"_s
            : u"SELECT count(*) > 0 FROM information_schema.tables WHERE table_name = 'marts'"_s;
        const auto step = bench.f.compile(u"marts"_s, RunProgram { { u"dbt"_s }, { u"dbt"_s, u"back"_s }, SqlText { probe, {} }, {}, u"R1"_s, true });
        must(step.map([](const CompiledStep &) {}), u"compile"_s);
        return *step;
    }
};

QTEST_GUILESS_MAIN(OutsideStepsTest)
#include "tst_outside_steps.moc"
