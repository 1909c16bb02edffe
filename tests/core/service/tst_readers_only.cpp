// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rollback_proof.h"
#include "rollout_bed.h"

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

void engines()
{
    QTest::addColumn<Engine>("engine");
    QTest::addColumn<bool>("isReplaced");
    QTest::newRow("sqlite") << Engine::Sqlite << false;
    QTest::newRow("postgresql") << Engine::Postgresql << false;
    QTest::newRow("postgresql, view replaced") << Engine::Postgresql << true;
}

/// The plan's flag replaces its view where a function would decide.
void replaceView(RolloutBed &bed, bool isReplaced)
{
    if (isReplaced)
        bed.replaceInPlan(u"totals_v2}"_s, u"totals_v2, route: replace}"_s);
}

} // namespace

/// Only the readers go back: flags off, a hold with the reason, and from there on or all the way back.
class ReadersOnlyTest : public QObject
{
    Q_OBJECT

    static int exposure(const RolloutBed &bed)
    {
        return bed.state().stage(u"forward"_s) ? bed.state().stage(u"forward"_s)->exposure : 0;
    }
    static QStringList holds(const RolloutBed &bed)
    {
        QStringList reasons;
        for (const Hold &hold : bed.state().holds)
            reasons += holdReasonName(hold.reason) + u": "_s + hold.why;
        return reasons;
    }
    /// Receipts of forward switches in the target, one each time.
    static int exposureReceipts(const RolloutBed &bed)
    {
        const QString table
            = bed.database().profile().engine == Engine::Postgresql ? u"sluice.receipt"_s : u"sluice_receipt"_s;
        return bed.database()
            .value(u"SELECT count(*) FROM "_s + table + u" WHERE step LIKE 'expose:all%' AND direction = 'forward'"_s)
            .toInt();
    }

private Q_SLOTS:
    void holdsWithItsReasonAndGoesOn_data() { engines(); }
    void holdsWithItsReasonAndGoesOn()
    {
        QFETCH(const Engine, engine);
        QFETCH(const bool, isReplaced);
        RolloutBed bed(engine);
        replaceView(bed, isReplaced);
        const QString run = bed.start();
        TRY(exposure(bed) == 1);
        QCOMPARE(bed.readersSee(), u"candidate"_s);
        const auto sent = bed.service().flagsOff(run, u"numbers look odd"_s);
        TRY(sent.isFinished());
        VERIFY_OK(sent.result());
        TRY(bed.state().isHeldBy(HoldReason::Operator));
        QCOMPARE(bed.readersSee(), u"legacy"_s);
        QCOMPARE(exposure(bed), 0);
        QCOMPARE(holds(bed), QStringList { u"operator: flags off: numbers look odd"_s });
        QCOMPARE(bed.state().phase, RunPhase::Running); // nothing was undone
        QVERIFY(bed.state().commands.isEmpty());

        // A console that is closed and opened again finds the same: nobody is taken for exposed.
        bed.restart(run);
        TRY(bed.service().isRunning(run) && !bed.state().runner.isEmpty());
        QCOMPARE(exposure(bed), 0);
        QCOMPARE(bed.readersSee(), u"legacy"_s);

        const auto resumed = bed.service().resumeRollout(run, u"they were right"_s);
        TRY(resumed.isFinished());
        VERIFY_OK(resumed.result());
        TRY(exposure(bed) == 1);
        QCOMPARE(bed.readersSee(), u"candidate"_s);
        QCOMPARE(exposureReceipts(bed), 2);
        QVERIFY2(bed.state().holds.isEmpty(), bed.why().constData());
        TRY(bed.state().phase == RunPhase::Observing);

        const auto back = bed.service().rollBack(run, {}, u"all the way"_s);
        TRY(back.isFinished());
        VERIFY_OK(back.result());
        TRY(bed.state().phase == RunPhase::RolledBack || bed.state().phase == RunPhase::RollbackStuck);
        const RollbackProof proof = rollbackProofFromJson(bed.state().rollback->proof);
        QVERIFY2(proof.result == RollbackResult::Exact,
            qPrintable(proof.exceptions.join(u"; "_s) + QString::fromUtf8(bed.why())));
        QCOMPARE(bed.readersSee(), u"legacy"_s);
    }

    void goesAllTheWayBackFromThere_data() { engines(); }
    void goesAllTheWayBackFromThere()
    {
        QFETCH(const Engine, engine);
        QFETCH(const bool, isReplaced);
        RolloutBed bed(engine);
        replaceView(bed, isReplaced);
        const QString run = bed.start();
        TRY(exposure(bed) == 1);
        VERIFY_OK(bed.service().flagsOff(run, u"numbers look odd"_s).result());
        TRY(bed.state().isHeldBy(HoldReason::Operator));
        const auto back = bed.service().rollBack(run, {}, u"they are odd"_s);
        TRY(back.isFinished());
        VERIFY_OK(back.result());
        TRY(bed.state().phase == RunPhase::RolledBack || bed.state().phase == RunPhase::RollbackStuck);
        const RollbackProof proof = rollbackProofFromJson(bed.state().rollback->proof);
        QVERIFY2(proof.result == RollbackResult::Exact,
            qPrintable(proof.exceptions.join(u"; "_s) + QString::fromUtf8(bed.why())));
        QCOMPARE(proof.fingerprintBefore, proof.fingerprintAfter);
        QCOMPARE(bed.readersSee(), u"legacy"_s);
        QVERIFY(bed.state().holds.isEmpty());
    }

    /// Switching back waits for whoever reads the view, lets others pass meanwhile, and does not give up.
    void whoeverReadsTheReplacedViewIsWaitedFor()
    {
        RolloutBed bed(Engine::Postgresql);
        replaceView(bed, true);
        const QString run = bed.start();
        TRY(bed.state().phase == RunPhase::Observing);
        const auto reader = bed.database().open(SessionRole::Control);
        VERIFY_OK(reader->begin());
        VERIFY_OK(reader->query(u"SELECT * FROM public.totals"_s));
        VERIFY_OK(bed.service().rollBack(run, {}, u"all the way"_s).result());
        TRY(bed.state().phase == RunPhase::RollingBack);
        // Retries are under way, each with its lock_timeout: a reader that comes now is behind none of them for long.
        for (int i = 0; i < 5; ++i)
            QCOMPARE(bed.readersSee(), u"candidate"_s);
        QCOMPARE(bed.state().phase, RunPhase::RollingBack);
        reader->rollback();
        TRY(bed.state().phase == RunPhase::RolledBack || bed.state().phase == RunPhase::RollbackStuck);
        QVERIFY2(bed.state().rollback->result == RollbackResult::Exact, bed.why().constData());
        QCOMPARE(bed.readersSee(), u"legacy"_s);
    }

    void afterTheLastStageTheCohortsComeAgain_data() { engines(); }
    void afterTheLastStageTheCohortsComeAgain()
    {
        QFETCH(const Engine, engine);
        QFETCH(const bool, isReplaced);
        RolloutBed bed(engine);
        replaceView(bed, isReplaced);
        const QString run = bed.start();
        TRY(bed.state().phase == RunPhase::Observing);
        VERIFY_OK(bed.service().flagsOff(run, u"a dashboard is empty"_s).result());
        TRY(bed.state().isHeldBy(HoldReason::Operator));
        QCOMPARE(bed.readersSee(), u"legacy"_s);
        QCOMPARE(bed.state().phase, RunPhase::Running);
        VERIFY_OK(bed.service().resumeRollout(run, u"it was the filter"_s).result());
        TRY(bed.state().phase == RunPhase::Observing); // no drift, no stage that believes what is not so
        QCOMPARE(bed.readersSee(), u"candidate"_s);
        QCOMPARE(exposureReceipts(bed), 2);
    }
};

QTEST_GUILESS_MAIN(ReadersOnlyTest)
#include "tst_readers_only.moc"
