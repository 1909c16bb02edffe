// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "rollout_bed.h"

#include <QElapsedTimer>

using namespace sluice;
using namespace Qt::StringLiterals;

/// The line that follows a proven rollback, by a real runner on SQLite.
class HealthAfterRollbackTest : public QObject
{
    Q_OBJECT

    static HealthAnswer answer(const RolloutBed &bed)
    {
        const auto rollback = bed.state().rollback;
        return rollback && rollback->health ? rollback->health->answer : HealthAnswer::Unknown;
    }
    static bool isTold(const RolloutBed &bed) { return bed.state().rollback && bed.state().rollback->health; }
    static void rollBack(RolloutBed &bed, const QString &run, const QString &to)
    {
        const auto sent = bed.service().rollBack(run, to, u"test"_s);
        TRY(sent.isFinished());
        VERIFY_OK(sent.result());
    }

private Q_SLOTS:
    void whatStillStandsIsMeasured()
    {
        RolloutBed bed(Engine::Sqlite);
        const QString run = bed.start();
        TRY(bed.state().currentStage == u"forward"_s && bed.state().stage(u"forward"_s)->exposure == 1);
        rollBack(bed, run, u"additive"_s);
        TRY(isTold(bed));
        const RollbackState rollback = *bed.state().rollback;
        QCOMPARE(rollback.health->answer, HealthAnswer::Healthy);
        QCOMPARE(rollback.health->gates.size(), 1);
        QCOMPARE(rollback.health->gates[0].gate, u"rows"_s);
        QVERIFY(rollback.health->gates[0].goodTicks >= 3);
        QCOMPARE(rollback.health->freshness(), HealthAnswer::Unmeasured);
        QVERIFY(rollback.health->at >= rollback.ended); // it follows the proof
        QCOMPARE(rollback.result, RollbackResult::Exact);
        TRY(!bed.service().isRunning(run));
    }

    void illHealthLeavesTheResultAlone()
    {
        RolloutBed bed(Engine::Sqlite);
        const QString run = bed.start();
        TRY(bed.state().currentStage == u"forward"_s && bed.state().stage(u"forward"_s)->exposure == 1);
        bed.database().run(
            u"WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO orders (id, amount) SELECT i, 1 FROM n"_s); // more than the gate allows
        rollBack(bed, run, u"additive"_s);
        TRY(isTold(bed));
        QCOMPARE(answer(bed), HealthAnswer::Unhealthy);
        QCOMPARE(bed.state().rollback->result, RollbackResult::Exact);
        QCOMPARE(bed.state().phase, RunPhase::RolledBack);
    }

    void backAtTheStartNothingMeasures()
    {
        RolloutBed bed(Engine::Sqlite);
        const QString run = bed.start();
        TRY(bed.state().stage(u"additive"_s) && bed.state().stage(u"additive"_s)->phase == StagePhase::Passed);
        rollBack(bed, run, {});
        TRY(isTold(bed));
        QCOMPARE(answer(bed), HealthAnswer::Unmeasured);
        QVERIFY(bed.state().isTerminal());
    }

    void askedToLeaveItSaysUnknownAtOnce()
    {
        RolloutBed bed(Engine::Sqlite, u"300ms"_s);
        const QString run = bed.start();
        TRY(bed.state().stage(u"additive"_s) && bed.state().stage(u"additive"_s)->phase == StagePhase::Passed);
        TRY(bed.state().currentStage == u"forward"_s && bed.state().stage(u"forward"_s)->exposure == 1);
        rollBack(bed, run, u"additive"_s);
        TRY(bed.state().phase == RunPhase::RolledBack);
        QVERIFY(!isTold(bed)); // the fourth tick comes a second later
        bed.restart(run);
        TRY(isTold(bed));
        QCOMPARE(answer(bed), HealthAnswer::Unknown);
        QVERIFY2(bed.state().rollback->health->why.contains(u"left"_s), qPrintable(bed.state().rollback->health->why));
    }

    void aFurtherPressDoesNotWaitForIt_data()
    {
        QTest::addColumn<bool>("isFromElsewhere");
        QTest::newRow("the same console") << false;
        QTest::newRow("another process") << true;
    }

    void aFurtherPressDoesNotWaitForIt()
    {
        QFETCH(const bool, isFromElsewhere);
        RolloutBed bed(Engine::Sqlite, u"300ms"_s);
        const QString run = bed.start();
        TRY(bed.state().currentStage == u"forward"_s && bed.state().stage(u"forward"_s)->exposure == 1);
        rollBack(bed, run, u"additive"_s);
        TRY(bed.state().phase == RunPhase::RolledBack);
        QVERIFY(!isTold(bed));
        const QString first = bed.state().rollback->id;
        const auto other = isFromElsewhere ? bed.newService(u"other"_s) : nullptr;
        if (other)
            TRY(other->snapshot() != nullptr);
        const auto sent = (other ? *other : bed.service()).rollBack(run, {}, u"all the way"_s);
        TRY(sent.isFinished());
        VERIFY_OK(sent.result());
        TRY(bed.state().isTerminal());
        QVERIFY(bed.state().rollback->id != first);
        QCOMPARE(bed.state().rollback->result, RollbackResult::Exact);
        TRY(isTold(bed));
        QCOMPARE(answer(bed), HealthAnswer::Unmeasured);
    }
};

QTEST_GUILESS_MAIN(HealthAfterRollbackTest)
#include "tst_health_after_rollback.moc"
