// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/postgres_ledger_schema.h"
#include "rollout_bed.h"
#include "support/postgres_cluster.h"

#include <QUuid>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The point of no return: what removes the old path waits for the rollback window to close, and then for a person.
class ContractStageTest : public QObject
{
    Q_OBJECT

    static void engines()
    {
        QTest::addColumn<Engine>("engine");
        QTest::newRow("sqlite") << Engine::Sqlite;
        QTest::newRow("postgresql") << Engine::Postgresql;
    }
    /// The bed's plan with a contract stage behind the others.
    static void addContract(RolloutBed &bed, const QString &window)
    {
        bed.replaceInPlan(u"rollback: {window: 1h"_s,
            u"  - id: contract\n    kind: contract\n    steps:\n      - {id: direct, op: remove_flag, flag: totals}\n"
            "      - {id: no-legacy, op: drop_view, view: %2totals_v1}\n"
            "rollback: {window: %1"_s.arg(window, bed.engine() == Engine::Postgresql ? u"public."_s : QString()));
    }
    static bool hasLegacy(const RolloutBed &bed)
    {
        const QString sql = bed.engine() == Engine::Postgresql
            ? u"SELECT count(*) FROM pg_views WHERE viewname = 'totals_v1'"_s
            : u"SELECT count(*) FROM sqlite_master WHERE name = 'totals_v1'"_s;
        return bed.database().value(sql).toInt() == 1;
    }
    static const RolloutView *view(RolloutBed &bed)
    {
        const SnapshotPtr snapshot = bed.service().snapshot();
        return snapshot ? snapshot->rollout(u"totals"_s) : nullptr;
    }
    static Result<void> waited(const QFuture<Result<void>> &future)
    {
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 30'000))
            qFatal("no answer");
        return future.result();
    }

private Q_SLOTS:
    void isNotBegunWhileEverythingCanBeTakenBack_data() { engines(); }
    void isNotBegunWhileEverythingCanBeTakenBack()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        addContract(bed, u"1h"_s);
        const QString run = bed.start();
        TRY(bed.state().phase == RunPhase::Observing);
        TRY(view(bed)->nextAction == u"Begin Contract"_s);
        const QString closes = bed.state().windowCloses.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s);
        QVERIFY2(view(bed)->advanceBlockers.join(u'\n').contains(closes), bed.why().constData());
        QVERIFY(hasLegacy(bed));
        QVERIFY(!bed.state().stage(u"contract"_s));
        // No word of a person opens it: the window is the reader's, not the operator's.
        VERIFY_OK(waited(bed.service().resumeRollout(run, u"go on"_s)));
        TRY(bed.state().commands.isEmpty());
        QCOMPARE(bed.state().phase, RunPhase::Observing);
        QVERIFY(hasLegacy(bed));

        VERIFY_OK(waited(bed.service().rollBack(run, {}, u"all the way"_s)));
        TRY(bed.state().phase == RunPhase::RolledBack || bed.state().phase == RunPhase::RollbackStuck);
        const RollbackProof proof = rollbackProofFromJson(bed.state().rollback->proof);
        QVERIFY2(proof.result == RollbackResult::Exact, bed.why().constData());
        QCOMPARE(bed.readersSee(), u"legacy"_s);
    }

    void afterTheWindowAPersonSaysSo_data() { engines(); }
    void afterTheWindowAPersonSaysSo()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        addContract(bed, u"2s"_s);
        const QString run = bed.start();
        TRY(bed.state().phase == RunPhase::Observing);
        QVERIFY(hasLegacy(bed));
        TRY(bed.state().isHeldBy(HoldReason::Approval));
        QCOMPARE(bed.state().phase, RunPhase::Running);
        QVERIFY(hasLegacy(bed));
        QVERIFY(!bed.state().stage(u"contract"_s));

        // From here on there is no way back, and it is said, not tried.
        const auto back = waited(bed.service().rollBack(run, {}, u"too late"_s));
        VERIFY_ERROR(back, ErrorCode::Refused);
        QVERIFY2(back.error().what.contains(u"window"_s), qPrintable(back.error().what));

        const QList<Alarm> alarms = bed.service().snapshot()->alarms;
        const auto isFinal = [](const Alarm &alarm) {
            return alarm.text.startsWith(u"Cannot be rolled back any more"_s) && !alarm.canRollBack;
        };
        QVERIFY(std::any_of(alarms.cbegin(), alarms.cend(), isFinal));
        QVERIFY(std::none_of(alarms.cbegin(), alarms.cend(), [](const Alarm &alarm) { return alarm.canRollBack; }));

        // A program that is started anew finds the same, and begins nothing by itself.
        bed.restart(run);
        TRY(bed.service().isRunning(run) && !bed.state().runner.isEmpty());
        QVERIFY(bed.state().isHeldBy(HoldReason::Approval));
        QVERIFY(hasLegacy(bed));

        // Two people may still want it back, as long as nothing is removed; who withdraws that has not let the removal
        // begin.
        VERIFY_OK(waited(bed.service().rollBackLate(run, {}, u"late"_s)));
        TRY(bed.state().waiting.has_value());
        VERIFY_OK(waited(bed.service().resumeRollout(run, u"not needed"_s)));
        TRY(!bed.state().waiting && bed.state().commands.isEmpty());
        QVERIFY(bed.state().isHeldBy(HoldReason::Approval));
        QVERIFY(hasLegacy(bed));

        VERIFY_OK(waited(bed.service().resumeRollout(run, u"nobody reads it any more"_s)));
        TRY(bed.state().phase == RunPhase::Sealed);
        // Nor does anybody's word bring back what is gone.
        VERIFY_ERROR(waited(bed.service().rollBackLate(run, {}, u"too late"_s)), ErrorCode::Refused);
        QVERIFY(!hasLegacy(bed));
        QCOMPARE(bed.readersSee(), u"candidate"_s);
        QVERIFY(bed.state().isTerminal());
    }

    void readersCannotGoBackToWhatIsBeingRemoved()
    {
        RolloutBed bed(Engine::Sqlite);
        addContract(bed, u"1s"_s);
        bed.replaceInPlan(u"op: drop_view, view: totals_v1}"_s,
            u"op: drop_view, view: totals_v1}\n    gates:\n"
            "      - {id: never, probe: row_count, table: orders, min: 3, interval: 1h, warmup: 1, min_samples: 99}"_s);
        const QString run = bed.start();
        TRY(bed.state().isHeldBy(HoldReason::Approval));
        VERIFY_OK(waited(bed.service().resumeRollout(run, u"go"_s)));
        TRY(bed.state().stage(u"contract"_s) && bed.state().stage(u"contract"_s)->applied.isValid());
        VERIFY_OK(waited(bed.service().flagsOff(run, u"too late"_s)));
        TRY(bed.state().isHeldBy(HoldReason::Operator));
        QVERIFY2(bed.state().holds.last().why.contains(u"cannot go back"_s), bed.why().constData());
        QCOMPARE(bed.readersSee(), u"candidate"_s);
    }

    /// A gate that breaches behind the point of no return stops what goes on, and takes nothing and nobody back.
    void aBreachBehindItHoldsAndNothingElse()
    {
        RolloutBed bed(Engine::Sqlite);
        addContract(bed, u"1s"_s);
        bed.replaceInPlan(u"op: drop_view, view: totals_v1}"_s,
            u"op: drop_view, view: totals_v1}\n    gates:\n"
            "      - {id: empty, probe: row_count, table: orders, max: 1, interval: 100ms, warmup: 1, min_samples: 2}\n"
            "    on_breach: rollback"_s);
        const QString run = bed.start();
        TRY(bed.state().isHeldBy(HoldReason::Approval));
        VERIFY_OK(waited(bed.service().resumeRollout(run, u"go"_s)));
        TRY(bed.state().isHeldBy(HoldReason::Breach)
            && bed.state().holds.last().why.contains(u"the rollback window"_s));
        QVERIFY2(bed.state().holds.last().needsPerson, bed.why().constData());
        QCOMPARE(bed.state().phase, RunPhase::Running);
        QCOMPARE(bed.readersSee(), u"candidate"_s);
        QVERIFY(!bed.state().rollback);
    }

    /// Where the ledger knows who speaks, whoever started it does not open the point of no return alone.
    void twoPeopleAreTwo()
    {
        ConnectionProfile profile = PostgresCluster::shared().profile(u"contract_team"_s);
        VERIFY_OK(PostgresCluster::shared().createDatabase(profile.database));
        auto raw = PostgresCluster::shared().open(profile.database);
        VERIFY_OK(raw);
        VERIFY_OK(initPostgresLedger(**raw));
        for (const char *sql :
            { "CREATE ROLE starter LOGIN", "CREATE ROLE second LOGIN", "GRANT sluice_operator TO starter, second" })
            VERIFY_OK((*raw)->execute(QLatin1String(sql)));
        {
            RolloutBed bed(Engine::Sqlite);
            profile.user = u"starter"_s;
            bed.keepLedgerIn(profile, 2s);
            addContract(bed, u"1s"_s);
            const QString run = bed.start();
            TRY(bed.state().isHeldBy(HoldReason::Approval));
            VERIFY_OK(waited(bed.service().resumeRollout(run, u"I say so"_s)));
            TRY(bed.state().isHeldBy(HoldReason::Operator));
            QVERIFY2(bed.state().holds.last().why.contains(u"another person"_s), bed.why().constData());
            QVERIFY(bed.state().isHeldBy(HoldReason::Approval));
            QVERIFY(hasLegacy(bed));

            profile.user = u"second"_s;
            const auto ledger = openPostgresLedger(
                [profile](const SessionOptions &options) {
                    return SqlSession::open(profile, {}, SessionRole::Control, {}, options);
                },
                u"team"_s);
            VERIFY_OK(ledger);
            VERIFY_OK((*ledger)->append({ NewEvent { EventType::CommandRequested, run,
                QJsonObject { { u"command"_s, u"resume"_s },
                    { u"id"_s, QUuid::createUuid().toString(QUuid::WithoutBraces) }, { u"why"_s, u"so do I"_s } } } }));
            TRY(bed.state().phase == RunPhase::Sealed);
            QVERIFY(!hasLegacy(bed));
        }
        VERIFY_OK(PostgresCluster::shared().dropDatabase(profile.database));
    }
};

QTEST_GUILESS_MAIN(ContractStageTest)
#include "tst_contract_stage.moc"
