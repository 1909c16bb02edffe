// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "rollout_bed.h"

using namespace sluice;
using namespace Qt::StringLiterals;

#define ANSWERED(future) QTRY_VERIFY_WITH_TIMEOUT((future).isFinished(), 60'000)

namespace {

void engines()
{
    QTest::addColumn<Engine>("engine");
    QTest::newRow("sqlite") << Engine::Sqlite;
    QTest::newRow("postgresql") << Engine::Postgresql;
    QTest::newRow("mariadb") << Engine::Mariadb;
}

RolloutView view(RolloutBed &bed) { return *bed.service().snapshot()->rollout(u"totals"_s); }

} // namespace

/// Where a certificate is asked for, and who asks: the engine, before every stage.
class RehearsalPolicyTest : public QObject
{
    Q_OBJECT

    /// Empty when it was EXACT, else what it said.
    static QString rehearse(RolloutBed &bed, const QString &until = {})
    {
        const auto future = bed.service().rehearse(u"totals"_s, until);
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 60'000))
            return u"no answer"_s;
        const Result<Certificate> certificate = future.result();
        if (!certificate)
            return certificate.error().what;
        return certificate->result == RollbackResult::Exact
            ? QString()
            : rollbackResultName(certificate->result) + certificate->reasons.join(u'\n');
    }

private Q_SLOTS:
    void productionStartsOnlyWithACertificate_data() { engines(); }
    void productionStartsOnlyWithACertificate()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        bed.makeProduction();
        bed.connect();
        TRY(bed.service().snapshot() && bed.service().snapshot()->rollout(u"totals"_s));
        const auto refused = bed.service().recordStart(u"totals"_s, u"test"_s);
        ANSWERED(refused);
        VERIFY_ERROR(refused.result(), ErrorCode::Refused);
        QVERIFY2(refused.result().error().what.contains(u"sluice rehearse totals"_s),
            qPrintable(refused.result().error().what));
        TRY(view(bed).startBlockers.join(u'\n').contains(u"sluice rehearse totals"_s));
        QCOMPARE(rehearse(bed), QString());
        TRY(view(bed).certificate.has_value() && view(bed).certificateProblem.isEmpty()
            && view(bed).startBlockers.isEmpty());
        const auto started = bed.service().recordStart(u"totals"_s, u"test"_s);
        ANSWERED(started);
        VERIFY_OK(started.result());
        // Another version of the plan was never rehearsed.
        const auto cancelled = bed.service().cancelRollout(*started.result(), u"test"_s);
        ANSWERED(cancelled);
        TRY(bed.state().phase == RunPhase::Cancelled);
        bed.replaceInPlan(u"bake: 400ms"_s, u"bake: 500ms"_s);
        const auto changed = bed.service().recordStart(u"totals"_s, u"test"_s);
        ANSWERED(changed);
        VERIFY_ERROR(changed.result(), ErrorCode::Refused);
        QVERIFY2(changed.result().error().what.contains(u"no certificate for this version"_s),
            qPrintable(changed.result().error().what));
    }

    void driftOfTheTargetVoidsIt_data() { engines(); }
    void driftOfTheTargetVoidsIt()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        bed.makeProduction();
        bed.connect();
        QCOMPARE(rehearse(bed), QString());
        bed.database().run(u"ALTER TABLE %1orders ADD COLUMN channel text"_s.arg(
            engine == Engine::Postgresql ? u"public."_s : QString()));
        const auto refused = bed.service().recordStart(u"totals"_s, u"test"_s);
        ANSWERED(refused);
        VERIFY_ERROR(refused.result(), ErrorCode::Refused);
        QVERIFY2(refused.result().error().what.contains(u"channel"_s), qPrintable(refused.result().error().what));
        QVERIFY(bed.state().run.isEmpty()); // nothing was recorded
    }

    /// Time makes partitions: the certificate holds, and whoever watches reads which ones no rehearsal has seen.
    void aNewPartitionIsTold()
    {
        RolloutBed bed(Engine::Postgresql);
        bed.database().run(u"CREATE TABLE public.events (id integer PRIMARY KEY) PARTITION BY RANGE (id);"
                           "CREATE TABLE public.events_1 PARTITION OF public.events FOR VALUES FROM (1) TO (10)"_s);
        bed.replaceInPlan(u"[public.orders, public.totals]"_s, u"[public.orders, public.totals, public.events]"_s);
        bed.makeProduction();
        bed.connect();
        QCOMPARE(rehearse(bed), QString());
        bed.database().run(u"CREATE TABLE public.events_2 PARTITION OF public.events FOR VALUES FROM (10) TO (20)"_s);
        QStringList said;
        connect(&bed.service(), &Service::progress, this, [&said](const QString &, const QString &line) { said += line; });
        const auto started = bed.service().startRollout(u"totals"_s, u"test"_s);
        ANSWERED(started);
        VERIFY_OK(started.result());
        TRY(bed.state().phase == RunPhase::Observing);
        QCOMPARE(said.count(u"New partitions since the rehearsal: public.events: public.events_2"_s), 3); // at each stage
    }

    /// The engine asks before each stage, not only the one who starts; a rehearsal of what remains lets it go on.
    void aStageThatWasNotRehearsedHolds_data() { engines(); }
    void aStageThatWasNotRehearsedHolds()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        bed.makeProduction();
        bed.connect();
        QCOMPARE(rehearse(bed, u"additive"_s), QString());
        const auto started = bed.service().startRollout(u"totals"_s, u"test"_s);
        ANSWERED(started);
        VERIFY_OK(started.result());
        TRY(bed.state().isHeldBy(HoldReason::Certificate));
        QCOMPARE(bed.state().stage(u"additive"_s)->phase, StagePhase::Passed);
        QVERIFY(!bed.state().stage(u"forward"_s));
        QVERIFY2(bed.state().holds.first().why.contains(u"sluice rehearse totals"_s),
            qPrintable(bed.state().holds.first().why));
        QCOMPARE(bed.readersSee(), u"legacy"_s);
        // Lifted without one, it holds again.
        const qint64 held = bed.state().holds.first().seq;
        const auto lifted = bed.service().resumeRollout(*started.result(), u"let it go"_s);
        ANSWERED(lifted);
        TRY(bed.state().isHeldBy(HoldReason::Certificate) && bed.state().holds.first().seq > held);
        QVERIFY(!bed.state().stage(u"forward"_s));
        bed.replaceInPlan(u"bake: 400ms"_s, u"bake: 500ms"_s); // the version that runs is what is rehearsed
        QCOMPARE(rehearse(bed), QString());
        const auto resumed = bed.service().resumeRollout(*started.result(), u"rehearsed"_s);
        ANSWERED(resumed);
        TRY(bed.state().phase == RunPhase::Observing);
        QCOMPARE(bed.readersSee(), u"candidate"_s);
        // And the rollback's forecast speaks from what was measured.
        const auto preview = bed.service().previewRollback(*started.result(), {});
        ANSWERED(preview);
        VERIFY_OK(preview.result());
        const QList<ReadinessLight> lights = preview.result()->lights;
        const auto light = std::find_if(
            lights.cbegin(), lights.cend(), [](const ReadinessLight &one) { return one.name == u"Rehearsed"_s; });
        QVERIFY(light != lights.cend());
        QCOMPARE(light->state, ReadinessLight::State::Ok);
        QVERIFY2(light->value.startsWith(u"EXACT"_s), qPrintable(light->value));
    }

    void elsewhereItIsAdvice()
    {
        RolloutBed bed(Engine::Sqlite);
        bed.connect();
        TRY(bed.service().snapshot() && bed.service().snapshot()->rollout(u"totals"_s));
        QVERIFY(!view(bed).needsCertificate);
        QVERIFY(view(bed).startBlockers.isEmpty());
        QVERIFY(view(bed).certificateProblem.contains(u"sluice rehearse totals"_s));
        const auto started = bed.service().recordStart(u"totals"_s, u"test"_s);
        ANSWERED(started);
        VERIFY_OK(started.result());
    }

    void aPlanMayAskForOneItself()
    {
        RolloutBed bed(Engine::Sqlite);
        bed.replaceInPlan(u"kind: RolloutPlan"_s, u"kind: RolloutPlan\ncertificate: required"_s);
        bed.connect();
        const auto refused = bed.service().recordStart(u"totals"_s, u"test"_s);
        ANSWERED(refused);
        VERIFY_ERROR(refused.result(), ErrorCode::Refused);
        QCOMPARE(rehearse(bed), QString());
        const auto started = bed.service().recordStart(u"totals"_s, u"test"_s);
        ANSWERED(started);
        VERIFY_OK(started.result());
    }

    /// While a stage is half done there is no state that a copy could be rehearsed from.
    void nothingIsRehearsedInTheMiddleOfAStage()
    {
        RolloutBed bed(Engine::Sqlite);
        bed.replaceInPlan(u"bake: 200ms"_s, u"bake: 1h"_s);
        bed.start();
        TRY(bed.state().stage(u"additive"_s) && bed.state().stage(u"additive"_s)->phase == StagePhase::Baking);
        const QString said = rehearse(bed);
        QVERIFY2(said.contains(u"stage 'additive' is under way"_s), qPrintable(said));
    }
};

QTEST_GUILESS_MAIN(RehearsalPolicyTest)
#include "tst_rehearsal_policy.moc"
