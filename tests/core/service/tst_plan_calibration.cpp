// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/probe.h"
#include "quality/sample_store.h"
#include "service/calibration_desk.h"
#include "service/plan_calibration.h"
#include "support/verify.h"

#include <QFile>
#include <QTemporaryDir>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kStage = 62; ///< ticks of one stage: 60 of its bake, and the warm-up

Plan planOf()
{
    Gate gate;
    gate.id = u"rows"_s;
    gate.probe = RowCountProbe { { {}, u"orders"_s }, {} };
    gate.limits = { { LimitSide::AtLeast, 10, false, u"10"_s } };
    Gate other = gate;
    other.id = u"others"_s;
    other.probe = RowCountProbe { { {}, u"customers"_s }, {} };
    Stage stage;
    stage.id = u"add"_s;
    stage.kind = StageKind::Additive;
    stage.gates = { gate, other };
    stage.bake = 30min;
    Plan plan;
    plan.metadata.id = u"p"_s;
    plan.stages = { stage };
    return plan;
}

ConnectionProfile profileOf()
{
    ConnectionProfile profile;
    profile.name = u"warehouse"_s;
    profile.engine = Engine::Sqlite;
    return profile;
}

/// What the gate `rows` measures, so many ticks from then on.
QList<Sample> samplesOf(const QDateTime &from, qint64 count, double value)
{
    QList<Sample> samples;
    for (qint64 tick = 0; tick < count; ++tick) {
        Sample sample;
        sample.run = u"r1"_s;
        sample.stage = u"add"_s;
        sample.gate = u"rows"_s;
        sample.tick = tick;
        sample.at = from.addSecs(30 * tick);
        sample.sampleClass = SampleClass::Good;
        sample.value = value;
        sample.n = 1;
        sample.queryDigest = compileProbe(profileOf(), planOf().stages[0].gates[0])->digest;
        samples.append(sample);
    }
    return samples;
}

} // namespace

/// A plan's gates against the samples that there are, raw and rolled up.
class PlanCalibrationTest : public QObject
{
    Q_OBJECT

    const QDateTime m_now { QDate(2026, 11, 22), QTime(12, 0), Qt::UTC };
    const QHash<QString, RunPast> m_runs { { u"r1"_s, RunPast() } };
    std::unique_ptr<QTemporaryDir> m_folder;
    QString file() const { return m_folder->filePath(u"samples.db"_s); }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aStoreThatIsNotThereIsNotMade()
    {
        const auto found = calibratePlan(planOf(), profileOf(), m_runs, file());
        VERIFY_OK(found);
        QCOMPARE(found->size(), 2);
        QVERIFY(!found->at(0).unknown.isEmpty());
        QVERIFY(!QFile::exists(file()));
    }

    void theQueryFindsItsHistory()
    {
        VERIFY_OK((*SampleStore::open(file()))->append(samplesOf(m_now, 3 * kStage, 9)));
        const auto found = calibratePlan(planOf(), profileOf(), m_runs, file());
        VERIFY_OK(found);
        QCOMPARE(found->at(0).gate.id, u"rows"_s);
        QCOMPARE(found->at(0).tally.stages, 3);
        QCOMPARE(found->at(0).tally.fired, 3);
        QCOMPARE(found->at(0).history.rolledUp, 0);
        QVERIFY(found->at(0).isTooSensitive());
        QVERIFY(!found->at(1).unknown.isEmpty()); // another table
        // Of another target, or of a ledger that knows nothing of it.
        const auto strange = calibratePlan(planOf(), profileOf(), {}, file());
        VERIFY_OK(strange);
        QCOMPARE(strange->at(0).history.unknownRuns, 3 * kStage);
        QVERIFY(!strange->at(0).unknown.isEmpty());
    }

    void thePastOfAGateIsWhatACalibrationReplays()
    {
        VERIFY_OK((*SampleStore::open(file()))->append(samplesOf(m_now, 3 * kStage, 9)));
        const auto past = gatePast(planOf(), u"add"_s, u"rows"_s, profileOf(), m_runs, file());
        VERIFY_OK(past);
        QCOMPARE(past->gate.id, u"rows"_s);
        QCOMPARE(past->history.ticks, 3 * kStage);
        QVERIFY(past->unknown.isEmpty());
        QCOMPARE(replayStored(past->stage, past->gate, past->isPaired, past->history).tally.fired, 3);
        const auto other = gatePast(planOf(), u"add"_s, u"others"_s, profileOf(), m_runs, file());
        VERIFY_OK(other);
        QCOMPARE(other->history.ticks, 0);
        QCOMPARE(gatePast(planOf(), u"add"_s, u"none"_s, profileOf(), m_runs, file()).error().code, ErrorCode::NotFound);
        QCOMPARE(gatePast(planOf(), u"none"_s, u"rows"_s, profileOf(), m_runs, file()).error().code, ErrorCode::NotFound);
    }

    void whatWasRolledUpCountsAtItsWorst()
    {
        const auto store = SampleStore::open(file());
        VERIFY_OK(store);
        const QDateTime old = m_now.addDays(-40);
        QList<Sample> before = samplesOf(old, 4 * kStage, 12);
        for (qint64 tick = kStage; tick < kStage + 20; tick += 2)
            before[tick].value = 9; // every other one of them: a minute of both is taken for two such
        VERIFY_OK((*store)->append(before));
        const auto raw = calibratePlan(planOf(), profileOf(), m_runs, file());
        VERIFY_OK(raw);
        QVERIFY((*store)->append(samplesOf(m_now, 2 * kStage, 12)));
        QCOMPARE((*store)->readRollups({}).value().size(), 2 * kStage);
        const auto found = calibratePlan(planOf(), profileOf(), m_runs, file());
        VERIFY_OK(found);
        const GateCalibration &rows = found->at(0);
        QCOMPARE(rows.history.rolledUp, 4 * kStage);
        QCOMPARE(rows.history.ticks, 6 * kStage);
        QCOMPARE(rows.history.since, old);
        QCOMPARE(rows.tally.stages, 6);
        QVERIFY(rows.tally.fired >= raw->at(0).tally.fired); // never milder than what it stands for
        QCOMPARE(rows.tally.fired, 1);
    }

    /// Each gate is told before it is replayed, and a stop counts from the next one on.
    void itTellsHowFarItIsAndStops()
    {
        std::stop_source stop;
        QStringList told;
        const auto watch = [&](const CalibrationProgress &progress) {
            told += u"%1 %2/%3"_s.arg(progress.gate).arg(progress.done).arg(progress.of);
        };
        VERIFY_OK(calibratePlan(planOf(), profileOf(), m_runs, file(), stop.get_token(), watch));
        QCOMPARE(told, (QStringList { u"rows 0/2"_s, u"others 1/2"_s }));
        told.clear();
        const auto stopped
            = calibratePlan(planOf(), profileOf(), m_runs, file(), stop.get_token(), [&](const CalibrationProgress &progress) {
                  watch(progress);
                  stop.request_stop();
              });
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QCOMPARE(told.size(), 1);
    }

    /// A person may stop while the ledger is still read: what begins after that ends before its first gate.
    void aStopCountsFromWhenItWasAskedFor()
    {
        CalibrationDesk desk;
        const auto begin = [&](const std::stop_token &stop) {
            auto promise = std::make_shared<QPromise<Result<QList<GateCalibration>>>>();
            promise->start();
            desk.calibrate(planOf(), profileOf(), m_runs, file(), stop, {}, promise);
            return promise->future();
        };
        const std::stop_token asked = desk.token();
        desk.stop();
        auto stopped = begin(asked);
        auto next = begin(desk.token());
        stopped.waitForFinished();
        next.waitForFinished();
        QVERIFY(!stopped.result());
        QCOMPARE(stopped.result().error().code, ErrorCode::Cancelled);
        VERIFY_OK(next.result()); // asked for afterwards
    }

    /// A comparison of both branches is sampled once a tick, on no branch.
    void whatReadsBothBranchesHasNoPair()
    {
        Plan plan = planOf();
        plan.flags = { Flag { u"f"_s, { {}, u"daily"_s }, { {}, u"daily_v1"_s }, { {}, u"daily_v2"_s }, {} } };
        Gate approved = plan.stages[0].gates[0];
        approved.id = u"only-approved-f"_s;
        approved.probe = FidelityProbe { { {}, u"daily_v1"_s }, { {}, u"daily_v2"_s }, { u"day"_s }, {}, {}, 1000,
            QStringList(u"amount"_s) };
        approved.limits = { { LimitSide::AtMost, 0, false, u"0"_s } };
        plan.stages[0].kind = StageKind::Forward;
        plan.stages[0].gates = { approved };
        ConnectionProfile profile = profileOf();
        profile.engine = Engine::Postgresql;
        QList<Sample> samples = samplesOf(m_now, 2 * kStage, 0);
        for (Sample &sample : samples) {
            sample.gate = approved.id;
            sample.queryDigest = compileProbe(profile, approved)->digest;
        }
        VERIFY_OK((*SampleStore::open(file()))->append(samples));
        const auto found = calibratePlan(plan, profile, m_runs, file());
        VERIFY_OK(found);
        QCOMPARE(found->at(0).history.ticks, 2 * kStage);
        QCOMPARE(found->at(0).tally.fired, 0);
    }

    void aRunSaysWhatAReplayNeeds()
    {
        RunState run;
        StageState stage;
        stage.id = u"add"_s;
        stage.started = m_now;
        stage.breachGate = u"rows"_s;
        stage.baselines.insert(u"rows"_s, GateBaseline { 7, {}, {}, m_now });
        run.stages = { stage };
        RunPast past = runPast(run);
        QVERIFY(!past.rolledBack.isValid());
        QCOMPARE(past.stages[u"add"_s].baselines[u"rows"_s], 7.0);
        QCOMPARE(past.stages[u"add"_s].breachGate, u"rows"_s);
        QCOMPARE(past.stages[u"add"_s].started, m_now);
        run.rollback = RollbackState();
        run.rollback->requested = m_now.addSecs(60);
        QCOMPARE(runPast(run).rolledBack, m_now.addSecs(60));
    }
};

QTEST_GUILESS_MAIN(PlanCalibrationTest)
#include "tst_plan_calibration.moc"
