// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rollback_proof.h"
#include "rollout_bed.h"

using namespace sluice;
using namespace Qt::StringLiterals;

#define IS(bed, wanted) QVERIFY2((bed).state().rollback->result == RollbackResult::wanted, (bed).why().constData())

namespace {

const QString kHead = uR"(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: totals, title: Totals, reason: finance asks, owner: finance-data}
target: {connection: warehouse, objects: [@orders]}
stages:
)"_s;
const QString kKeep = uR"(  - id: keep
    kind: additive
    steps:
      - {id: copy, op: snapshot, table: @orders}
)"_s;
/// Without a quarantine: what is written behind it is lost when it is undone.
const QString kRestore = uR"(  - id: again
    kind: forward
    steps:
      - {id: again, op: restore, snapshot: copy}
)"_s;
const QString kNotes = uR"x(  - id: notes
    kind: forward
    steps:
      - {id: notes, op: sql, sql: "CREATE TABLE @notes (id integer)", rollback: "DROP TABLE @notes", touches: [@notes]%1}
)x"_s;
const QString kTail = u"rollback: {window: %1, owner: finance-oncall, budget: {max_lock: 1s, max_duration: 1m}}\n"_s;

} // namespace

/// Losing rows takes two people, and so does a window that has closed. Enforced where the work is done.
class TwoPeopleTest : public QObject
{
    Q_OBJECT

    static void engines()
    {
        QTest::addColumn<Engine>("engine");
        QTest::newRow("sqlite") << Engine::Sqlite;
        QTest::newRow("postgresql") << Engine::Postgresql;
    }
    static QString table(const RolloutBed &bed, const QString &name)
    {
        return (bed.engine() == Engine::Postgresql ? u"public."_s : QString()) + name;
    }
    static Result<void> waited(const QFuture<Result<void>> &future)
    {
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 30'000))
            qFatal("no answer");
        return future.result();
    }
    static void forward(RolloutBed &bed, const QString &stages, QString &run, const QString &window = u"1h"_s)
    {
        bed.usePlan(kHead + stages + kTail.arg(window));
        run = bed.start();
        TRY(bed.state().phase == RunPhase::Observing || bed.state().phase == RunPhase::Sealed
            || !bed.state().holds.isEmpty());
        QVERIFY2(bed.state().holds.isEmpty(), bed.why().constData());
    }
    static void write(const RolloutBed &bed, int id)
    {
        bed.database().run(u"INSERT INTO %1 VALUES (%2, 1000)"_s.arg(table(bed, u"orders"_s)).arg(10 + id));
    }
    static int sum(const RolloutBed &bed)
    {
        return bed.database().value(u"SELECT sum(amount) FROM %1"_s.arg(table(bed, u"orders"_s))).toInt();
    }
    static void ask(RolloutBed &bed, const QString &run, const QString &to, const QString &why = u"wrong figures"_s)
    {
        const qint64 before = bed.state().lastSeq;
        VERIFY_OK(waited(bed.service().rollBack(run, to, why)));
        TRY(bed.state().waiting && bed.state().waiting->seq > before);
        TRY(bed.state().commands.isEmpty());
    }
    static bool isBack(const RolloutBed &bed)
    {
        return bed.state().rollback
            && (bed.state().phase == RunPhase::RolledBack || bed.state().phase == RunPhase::RollbackStuck);
    }
    static int undos(const RolloutBed &bed)
    {
        const auto events = bed.ledgerAs(u"reader"_s)->readRun(bed.state().run);
        return static_cast<int>(std::count_if(
            events->cbegin(), events->cend(), [](const Event &event) { return event.type == EventType::UndoIntent; }));
    }

private Q_SLOTS:
    void rowsAreLostOnTwoPeoplesWordAlone_data() { engines(); }
    void rowsAreLostOnTwoPeoplesWordAlone()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        QString run;
        forward(bed, kKeep + kRestore, run);
        write(bed, 1);
        write(bed, 2);
        ask(bed, run, {});
        const RollbackWait waiting = *bed.state().waiting;
        QCOMPARE(waiting.losses.size(), 1);
        QCOMPARE(waiting.losses[0].step, u"again"_s);
        QCOMPARE(waiting.losses[0].rows, 2);
        QVERIFY2(waiting.text.contains(waiting.askedBy) && waiting.text.contains(u"2 rows of step 'again'"_s),
            qPrintable(waiting.text));
        QVERIFY2(waiting.next.contains(u"--accept-loss"_s), qPrintable(waiting.next));
        QCOMPARE(bed.state().phase, RunPhase::Observing);
        QCOMPARE(undos(bed), 0);
        QCOMPARE(sum(bed), 2060);

        // The same person cannot be the second one, however they say it.
        const LossAcceptance mine { waiting.id, waiting.seq, waiting.to, waiting.losses };
        const auto refused = waited(bed.service().acceptLoss(run, mine, u"I am sure"_s));
        VERIFY_ERROR(refused, ErrorCode::Refused);
        QVERIFY2(refused.error().what.contains(u"another person"_s), qPrintable(refused.error().what));
        // A press again is the same request.
        ask(bed, run, {});
        QCOMPARE(bed.state().waiting->id, waiting.id);
        QCOMPARE(undos(bed), 0);

        bed.acceptAs(u"second"_s);
        TRY(isBack(bed));
        IS(bed, Exact);
        QCOMPARE(sum(bed), 60);
        const QJsonObject proof = bed.state().rollback->proof;
        QCOMPARE(proof[u"rows_lost"_s].toInt(), 2);
        QCOMPARE(proof[u"accepted_by"_s].toString(), u"second"_s);
        QCOMPARE(proof[u"asked_by"_s].toString(), waiting.askedBy);
        QVERIFY(!bed.state().waiting);
    }

    void nobodyIsNeededWhereNothingIsLost_data() { engines(); }
    void nobodyIsNeededWhereNothingIsLost()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        QString run;
        forward(bed, kKeep + kRestore + kNotes.arg(u", reversibility: R1"_s), run);
        VERIFY_OK(waited(bed.service().rollBack(run, {}, u"wrong figures"_s)));
        TRY(isBack(bed));
        IS(bed, Exact);
        QVERIFY(!bed.state().rollback->proof.contains(u"rows_lost"_s));
    }

    /// Nothing counts what a declared step takes along: the class alone asks for two.
    void whatNothingCountsTakesTwoPeople_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::addColumn<QString>("declared");
        for (const Engine engine : { Engine::Sqlite, Engine::Postgresql })
            QTest::addRow("%s R3", qPrintable(engineName(engine))) << engine << u", reversibility: R3"_s;
    }
    void whatNothingCountsTakesTwoPeople()
    {
        QFETCH(const Engine, engine);
        QFETCH(const QString, declared);
        RolloutBed bed(engine);
        QString run;
        forward(bed, kNotes.arg(declared), run);
        ask(bed, run, {});
        QCOMPARE(bed.state().waiting->losses.value(0).rows, -1);
        QVERIFY2(bed.state().waiting->text.contains(u"nothing counts"_s), qPrintable(bed.state().waiting->text));
        bed.acceptAs(u"second"_s);
        TRY(isBack(bed));
        IS(bed, Exact);
        QCOMPARE(bed.state().rollback->acceptedBy, u"second"_s);
        QCOMPARE(bed.state().rollback->proof[u"lost"_s].toArray().size(), 1);
    }

    /// SQL that declares nothing may lose something or nothing. It is said that this is not known, and one press decides,
    /// also while the ledger is away.
    void whatIsNotDeclaredStaysOnePersonsPress_data() { engines(); }
    void whatIsNotDeclaredStaysOnePersonsPress()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        QString run;
        forward(bed, kNotes.arg(QString()), run);
        VERIFY_OK(waited(bed.service().rollBack(run, {}, u"wrong figures"_s)));
        TRY(isBack(bed));
        IS(bed, Exact);
        QVERIFY(!bed.state().rollback->proof.contains(u"accepted_by"_s));
    }

    /// Rows that came since the second person looked are nobody's to lose.
    void moreThanWasAcceptedWaitsAgain_data() { engines(); }
    void moreThanWasAcceptedWaitsAgain()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        QString run;
        forward(bed, kKeep + kRestore, run);
        write(bed, 1);
        ask(bed, run, {});
        const qint64 first = bed.state().waiting->seq;
        write(bed, 2);
        write(bed, 3);
        bed.acceptAs(u"second"_s);
        TRY(bed.state().waiting && bed.state().waiting->seq > first);
        QVERIFY2(bed.state().waiting->text.contains(u"step 'again': 3 rows, 1 accepted"_s),
            qPrintable(bed.state().waiting->text));
        QCOMPARE(bed.state().waiting->losses[0].rows, 3);
        QCOMPARE(undos(bed), 0);
        QCOMPARE(sum(bed), 3060);
        bed.acceptAs(u"second"_s);
        TRY(isBack(bed));
        IS(bed, Exact);
        QCOMPARE(bed.state().rollback->proof[u"rows_lost"_s].toInt(), 3);
    }

    /// A rollback to elsewhere is another request, and one that loses nothing is one person's.
    /// A table that is written all the time has more rows whenever somebody says yes: the second person may say how many.
    void aLiveTableIsAcceptedUpToABound_data() { engines(); }
    void aLiveTableIsAcceptedUpToABound()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        QString run;
        forward(bed, kKeep + kRestore, run);
        write(bed, 1);
        ask(bed, run, {});
        write(bed, 2);
        bed.acceptAs(u"second"_s, 5);
        TRY(isBack(bed));
        IS(bed, Exact);
        QCOMPARE(bed.state().rollback->proof[u"rows_lost"_s].toInt(), 2); // what was lost, not what might have been
    }

    void anotherScopeIsAnotherRequest_data() { engines(); }
    void anotherScopeIsAnotherRequest()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        QString run;
        forward(bed, kKeep + kRestore + kNotes.arg(u", reversibility: R1"_s), run);
        write(bed, 1);
        ask(bed, run, {});
        const RollbackWait toStart = *bed.state().waiting;
        ask(bed, run, u"keep"_s);
        QVERIFY(bed.state().waiting->id != toStart.id);
        QCOMPARE(bed.state().waiting->to, u"keep"_s);
        const auto old = bed.ledgerAs(u"second"_s)
                             ->append({ NewEvent { EventType::CommandRequested, run,
                                 QJsonObject { { u"command"_s, u"accept_loss"_s }, { u"id"_s, u"y"_s },
                                     { u"request"_s, toStart.id }, { u"accepts"_s, static_cast<double>(toStart.seq) },
                                     { u"to"_s, u""_s } } } });
        VERIFY_ERROR(old, ErrorCode::Refused);
        VERIFY_OK(waited(bed.service().rollBack(run, u"again"_s, u"notes alone"_s)));
        TRY(isBack(bed));
        IS(bed, Exact);
        QCOMPARE(bed.state().rollback->to, u"again"_s);
        QVERIFY(!bed.state().waiting);
        QCOMPARE(sum(bed), 1060);
    }

    /// Whoever takes over finds the word and goes on.
    void theWordOutlivesTheRunner_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::addColumn<bool>("hasBegun");
        for (const Engine engine : { Engine::Sqlite, Engine::Postgresql }) {
            QTest::addRow("%s not begun", qPrintable(engineName(engine))) << engine << false;
            QTest::addRow("%s killed behind its intent", qPrintable(engineName(engine))) << engine << true;
        }
    }
    void theWordOutlivesTheRunner()
    {
        QFETCH(const Engine, engine);
        QFETCH(const bool, hasBegun);
        RolloutBed bed(engine);
        QString run;
        forward(bed, kKeep + kRestore, run);
        write(bed, 3);
        ask(bed, run, {});
        const RollbackWait waiting = *bed.state().waiting;
        bed.close();
        const auto said = bed.ledgerAs(u"second"_s)
                              ->append({ NewEvent { EventType::CommandRequested, run,
                                  QJsonObject { { u"command"_s, u"accept_loss"_s }, { u"id"_s, u"y"_s },
                                      { u"request"_s, waiting.id }, { u"accepts"_s, static_cast<double>(waiting.seq) },
                                      { u"to"_s, u""_s }, { u"losses"_s, toJson(waiting.losses) } } } });
        VERIFY_OK(said);
        if (hasBegun)
            VERIFY_OK(bed.ledgerAs(u"runner"_s)
                          ->append({ NewEvent { EventType::RollbackIntent, run,
                              QJsonObject { { u"id"_s, u"y"_s }, { u"to"_s, u""_s }, { u"why"_s, waiting.why },
                                  { u"trigger"_s, u"person"_s } } } }));
        bed.restart(run);
        TRY(isBack(bed));
        IS(bed, Exact);
        QCOMPARE(bed.state().rollback->acceptedBy, u"second"_s);
        QCOMPARE(sum(bed), 60);
    }

    /// Between what was counted and the undo: the undo counts behind its lock, and stops there.
    void rowsThatComeInTheMiddleStopIt_data() { engines(); }
    void rowsThatComeInTheMiddleStopIt()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        QString run;
        // Undoing the last stage first writes what the next undo would lose.
        const QString adds = u"INSERT INTO %1 VALUES (77, 1000)"_s.arg(table(bed, u"orders"_s));
        forward(bed, kKeep + kRestore + uR"x(  - id: late
    kind: forward
    steps:
      - {id: late, op: sql, sql: "SELECT 1", rollback: "%1", touches: [@orders], reversibility: R1}
)x"_s.arg(adds),
            run);
        write(bed, 1);
        ask(bed, run, {});
        const qint64 first = bed.state().waiting->seq;
        bed.acceptAs(u"second"_s);
        TRY(bed.state().phase == RunPhase::RollbackStuck && bed.state().waiting && bed.state().waiting->seq > first);
        QVERIFY2(bed.state().waiting->text.contains(u"step 'again': 2 rows, 1 accepted"_s),
            qPrintable(bed.state().waiting->text));
        QCOMPARE(sum(bed), 2060);
        QCOMPARE(bed.state().stage(u"late"_s)->step(u"late"_s)->phase, StepPhase::Undone);
        bed.acceptAs(u"second"_s);
        TRY(bed.state().commands.isEmpty() || !bed.service().isRunning(run));
        bed.restart(run); // a stuck one is left by its runner
        TRY(bed.state().phase == RunPhase::RolledBack);
        IS(bed, Exact);
        QCOMPARE(bed.state().rollback->proof[u"rows_lost"_s].toInt(), 2);
        QCOMPARE(sum(bed), 60);
    }

    /// Without a ledger nobody can be told from anybody: what loses rows waits for it, what loses none goes.
    void withoutTheLedgerNobodyIsASecondPerson_data() { engines(); }
    void withoutTheLedgerNobodyIsASecondPerson()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        QString run;
        forward(bed, kKeep + kRestore, run);
        write(bed, 1);
        bed.close();
        const auto busy = bed.keepLedgerBusy();
        bed.open();
        const auto asked = waited(bed.service().rollBack(run, {}, u"wrong figures"_s));
        VERIFY_OK(asked);
        TRY(bed.service().runnerError(run).has_value());
        const Error error = *bed.service().runnerError(run);
        QVERIFY2(
            error.code == ErrorCode::Refused && error.what.contains(u"without the ledger"_s), qPrintable(error.what));
        QCOMPARE(sum(bed), 1060);
    }

    /// Behind the window one person asks for it all the same, and another one accepts that.
    void aClosedWindowTakesTwoPeople_data() { engines(); }
    void aClosedWindowTakesTwoPeople()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        QString run;
        forward(bed, kKeep + kNotes.arg(u", reversibility: R1"_s), run, u"1s"_s);
        TRY(bed.state().phase == RunPhase::Sealed);
        const auto plain = waited(bed.service().rollBack(run, {}, u"too late"_s));
        VERIFY_ERROR(plain, ErrorCode::Refused);
        VERIFY_OK(waited(bed.service().rollBackLate(run, {}, u"the figures are wrong all the same"_s)));
        TRY(bed.state().waiting.has_value());
        QVERIFY(bed.state().waiting->overridesWindow);
        QVERIFY(bed.state().waiting->losses.isEmpty());
        QVERIFY2(bed.state().waiting->text.contains(u"after the rollback window closed"_s),
            qPrintable(bed.state().waiting->text));
        QCOMPARE(undos(bed), 0);
        VERIFY_OK(waited(bed.service().resumeRollout(run, u"let us think"_s)));
        TRY(!bed.state().waiting);
        QVERIFY(bed.state().holds.isEmpty());
        VERIFY_OK(waited(bed.service().rollBackLate(run, {}, u"we have thought"_s)));
        TRY(bed.state().waiting.has_value());
        const RollbackWait waiting = *bed.state().waiting;
        VERIFY_ERROR(waited(bed.service().acceptLoss(run, { waiting.id, waiting.seq, {}, {} }, u"me again"_s)),
            ErrorCode::Refused);
        bed.acceptAs(u"second"_s);
        TRY(!bed.service().isRunning(run));
        bed.restart(run); // who is sealed has no runner any more
        TRY(bed.state().phase == RunPhase::RolledBack);
        IS(bed, Exact);
        QCOMPARE(bed.state().rollback->acceptedBy, u"second"_s);
    }

    /// What was built on it since is others' work.
    void aClosedWindowStaysClosedOverOthersWork_data() { engines(); }
    void aClosedWindowStaysClosedOverOthersWork()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        QString run;
        forward(bed, kKeep + kNotes.arg(u", reversibility: R1"_s), run, u"1s"_s);
        TRY(bed.state().phase == RunPhase::Sealed);
        bed.database().run(u"ALTER TABLE %1 ADD COLUMN theirs integer"_s.arg(table(bed, u"notes"_s)));
        VERIFY_OK(waited(bed.service().rollBackLate(run, {}, u"the figures are wrong all the same"_s)));
        TRY(bed.service().runnerError(run).has_value());
        QVERIFY2(bed.service().runnerError(run)->what.contains(u"others' work"_s),
            qPrintable(bed.service().runnerError(run)->what));
        TRY(bed.state().commands.isEmpty());
        QCOMPARE(bed.state().phase, RunPhase::Sealed);
        QVERIFY(!bed.state().waiting);
        QCOMPARE(undos(bed), 0);
    }

    void aRequestIsWithdrawnWithoutHarm_data() { engines(); }
    void aRequestIsWithdrawnWithoutHarm()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        QString run;
        forward(bed, kKeep + kRestore, run);
        write(bed, 1);
        ask(bed, run, {});
        const RollbackWait waiting = *bed.state().waiting;
        VERIFY_OK(waited(bed.service().resumeRollout(run, u"it was the clock"_s)));
        TRY(!bed.state().waiting && bed.state().holds.isEmpty() && bed.state().commands.isEmpty());
        QCOMPARE(bed.state().phase, RunPhase::Observing);
        QCOMPARE(sum(bed), 1060);
        const auto late
            = waited(bed.service().acceptLoss(run, { waiting.id, waiting.seq, {}, waiting.losses }, u"late"_s));
        VERIFY_ERROR(late, ErrorCode::Refused);
        ask(bed, run, {});
        QVERIFY(bed.state().waiting->id != waiting.id);
    }
};

QTEST_GUILESS_MAIN(TwoPeopleTest)
#include "tst_two_people.moc"
