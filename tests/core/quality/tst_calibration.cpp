// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/calibration.h"

#include <QRandomGenerator>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

const QDateTime kStart(QDate(2026, 11, 1), QTime(12, 0), Qt::UTC);
constexpr qint64 kStage = 62; ///< ticks of one stage: 60 of its bake, and the warm-up

Gate gateOf(const ProbeSpec &probe, const QList<Limit> &limits)
{
    Gate gate;
    gate.id = u"g"_s;
    gate.probe = probe;
    gate.limits = limits;
    return gate;
}

Limit most(double value, bool isFactor = false) { return { LimitSide::AtMost, value, isFactor, {} }; }
Limit least(double value) { return { LimitSide::AtLeast, value, false, {} }; }

Stage stageOf(const Gate &gate)
{
    Stage stage;
    stage.id = u"forward"_s;
    stage.bake = std::chrono::minutes(30);
    stage.gates = { gate };
    return stage;
}

Sample sampleAt(qint64 tick, double value, const QString &run = u"r1"_s)
{
    Sample sample;
    sample.run = run;
    sample.stage = u"forward"_s;
    sample.gate = u"g"_s;
    sample.tick = tick;
    sample.at = kStart.addSecs(30 * tick);
    sample.sampleClass = SampleClass::Good;
    sample.value = value;
    sample.n = 100;
    return sample;
}

QList<Sample> samplesOf(qint64 count, const std::function<double(qint64)> &value, const QString &run = u"r1"_s)
{
    QList<Sample> samples;
    for (qint64 tick = 0; tick < count; ++tick)
        samples.append(sampleAt(tick, value(tick), run));
    return samples;
}

/// A run of which nothing is on record but that it was.
const QHash<QString, RunPast> &quietRun()
{
    static const QHash<QString, RunPast> runs { { u"r1"_s, RunPast() } };
    return runs;
}

GateCalibration calibrated(const Gate &gate, const QList<Sample> &samples,
    const QHash<QString, RunPast> &runs = quietRun(), bool isPaired = false)
{
    return calibrate(stageOf(gate), gate, isPaired, gateHistory(gate, isPaired, samples, runs));
}

Gate withLimit(Gate gate, double value)
{
    gate.limits.first().value = value;
    return gate;
}

} // namespace

/// What stored history says about a gate before anybody relies on it.
class CalibrationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsStages()
    {
        const Gate gate = gateOf(FreshnessProbe {}, { most(60) });
        QList<Sample> samples = samplesOf(10 * kStage + 7, [](qint64) { return 30; });
        // In the third stage the data is old, in the fifth there is none for a while, the eighth fails for good.
        for (qint64 tick = 2 * kStage + 20; tick < 2 * kStage + 30; ++tick)
            samples[tick].value = 90;
        for (qint64 tick = 4 * kStage + 20; tick < 4 * kStage + 23; ++tick)
            samples[tick].sampleClass = SampleClass::NoData;
        for (qint64 tick = 7 * kStage + 40; tick < 8 * kStage; ++tick)
            samples[tick].sampleClass = SampleClass::Error;
        const GateCalibration found = calibrated(gate, samples);
        QVERIFY2(found.unknown.isEmpty(), qPrintable(found.unknown));
        QCOMPARE(found.stageTicks, kStage);
        QCOMPARE(found.rollouts, 1);
        QCOMPARE(found.history.ticks, 10 * kStage + 7);
        QCOMPARE(found.history.since, kStart);
        QCOMPARE(found.history.until, kStart.addSecs(30 * (10 * kStage + 6)));
        QCOMPARE(found.tally.stages, 10);
        QCOMPARE(found.tally.fired, 1);
        QCOMPARE(found.tally.held, 2);
        QCOMPARE(found.tally.passed(), 7);
        QCOMPARE(found.tally.restTicks, 7);
        QCOMPARE(found.tally.restFired, 0);
        QCOMPARE(*found.tally.rate(), 0.1);
        QVERIFY2(found.tally.firstWhy.contains(u"breached"_s), qPrintable(found.tally.firstWhy));
        const qint64 beyond = *found.decision.beyond; // ticks in a row that it takes
        QCOMPARE(found.tally.firstAt, kStart.addSecs(30 * (2 * kStage + 20 + beyond - 1)));
        QVERIFY(!calibrated(withLimit(gate, 100), samples).tally.firstAt.isValid());
        QVERIFY(found.isTooSensitive());
        QVERIFY(!calibrated(withLimit(gate, 100), samples).isTooSensitive());
    }

    /// The same verdicts, in the time of one replay.
    void tryingALimitOutSearchesForNone()
    {
        const Gate gate = gateOf(FreshnessProbe {}, { most(60) });
        const QList<Sample> samples = samplesOf(3 * kStage, [](qint64 tick) { return tick > 70 ? 90 : 30; });
        const GateHistory history = gateHistory(gate, false, samples, quietRun());
        const GateCalibration full = calibrate(stageOf(gate), gate, false, history);
        const GateCalibration tried = replayStored(stageOf(gate), gate, false, history);
        QVERIFY(tried.least.isEmpty() && !full.least.isEmpty());
        QCOMPARE(tried.tally.fired, full.tally.fired);
        QCOMPARE(tried.tally.fired, 2);
        QCOMPARE(tried.tally.firstAt, full.tally.firstAt);
        QCOMPARE(tried.unknown, full.unknown);
    }

    /// As the live judge would: too late, and not one tick before.
    void firesWhenTheJudgeDoes()
    {
        const Gate gate = gateOf(FreshnessProbe {}, { most(60) });
        for (const qint64 beyond : { 3, 4 }) {
            QList<Sample> samples = samplesOf(kStage, [](qint64) { return 30; });
            for (qint64 tick = 2; tick < 2 + beyond; ++tick)
                samples[tick].value = 61;
            const GateCalibration found = calibrated(gate, samples);
            QCOMPARE(found.tally.stages, 1);
            QCOMPARE(found.tally.fired, beyond >= *found.decision.beyond ? 1 : 0);
            if (found.tally.fired > 0)
                QCOMPARE(found.tally.ticks, 2 + *found.decision.beyond);
        }
    }

    /// Peers' reference §3.6, V7: all-bad ticks to an alarm at α = 1 %.
    void decisionTimes()
    {
        const GateCalibration two = calibrated(gateOf(ErrorRateProbe {}, { most(.02) }), {});
        QCOMPARE(two.decision.toPass, 60);
        QCOMPARE(two.decision.beyond, std::optional<qint64>(3));
        QVERIFY(*two.decision.twice > 3);
        QCOMPARE(calibrated(gateOf(ErrorRateProbe {}, { most(.5) }), {}).decision.beyond, std::optional<qint64>(15));
        QCOMPARE(calibrated(gateOf(ErrorRateProbe {}, { most(1) }), {}).decision.beyond,
            std::nullopt); // nothing is beyond all
        const DecisionTime none = calibrated(gateOf(ErrorRateProbe {}, { most(0) }), {}).decision;
        QCOMPARE(none.beyond, std::optional<qint64>(1));
        QCOMPARE(none.twice, std::nullopt); // twice nothing is nothing
    }

    void leastLimit_data()
    {
        QTest::addColumn<Gate>("gate");
        QTest::addColumn<double>("scale");
        QTest::newRow("age") << gateOf(FreshnessProbe {}, { most(60) }) << 100.0;
        QTest::newRow("share") << gateOf(ErrorRateProbe {}, { most(.01) }) << 0.04;
        QTest::newRow("share as a floor") << gateOf(NullRateProbe {}, { least(.5) }) << 1.0;
        QTest::newRow("rows as a floor") << gateOf(RowCountProbe {}, { least(5) }) << 1000.0;
        Gate withHard = gateOf(FreshnessProbe {}, { most(60) });
        withHard.hardLimit = 1e9;
        QTest::newRow("beside a hard one") << withHard << 100.0;
    }
    /// It keeps the false alarms within α, and the next stricter number of three digits does not.
    void leastLimit()
    {
        QFETCH(const Gate, gate);
        QFETCH(const double, scale);
        QRandomGenerator random(7);
        const QList<Sample> samples = samplesOf(40 * kStage, [&](qint64) { return scale * random.generateDouble(); });
        const GateCalibration stated = calibrated(gate, samples);
        QCOMPARE(stated.least.size(), 1);
        const double found = stated.least.first().value;
        QVERIFY(!stated.least.first().text.isEmpty());
        QCOMPARE(calibrated(withLimit(gate, found), samples).tally.fired, 0); // of 40 stages 1 % is none
        const bool isFloor = gate.limits.first().side == LimitSide::AtLeast;
        const double stricter = isFloor && measuresShare(gate.probe) ? 1 - (1 - found) * .98
            : isFloor                                                ? found * 1.02
                                                                     : found * .98;
        QVERIFY2(calibrated(withLimit(gate, stricter), samples).tally.fired > 0, qPrintable(QString::number(found)));
    }

    void leastLimitOfWhatNeverMoves()
    {
        const GateCalibration none
            = calibrated(gateOf(NullRateProbe {}, { most(.01) }), samplesOf(2 * kStage, [](qint64) { return 0; }));
        QCOMPARE(none.least.first().value, 0.0);
        const GateCalibration full
            = calibrated(gateOf(NullRateProbe {}, { least(.5) }), samplesOf(2 * kStage, [](qint64) { return 1; }));
        QCOMPARE(full.least.first().value, 1.0);
        const GateCalibration rows = calibrated(
            gateOf(RowCountProbe {}, { most(2'000), least(5) }), samplesOf(2 * kStage, [](qint64) { return 1'234; }));
        QCOMPARE(rows.least.size(), 2);
        QCOMPARE(rows.least[0].value, 1'240.0); // written in three digits, never to the side of more alarms
        QCOMPARE(rows.least[1].value, 1'230.0);
    }

    /// Of a latency the runs of each tick are what counts.
    void runsCount()
    {
        const Gate gate = gateOf(QueryLatencyProbe {}, { most(200) });
        QList<Sample> samples = samplesOf(2 * kStage, [](qint64) { return 500; });
        for (Sample &sample : samples)
            sample.runs = { 100, 110, 120 };
        const GateCalibration found = calibrated(gate, samples);
        QCOMPARE(found.tally.fired, 0);
        QCOMPARE(found.least.first().value, 120.0);
    }

    void aFactorNeedsItsBaseline()
    {
        const Gate gate = gateOf(QueryLatencyProbe {}, { most(1.2, true) });
        const QList<Sample> samples = samplesOf(2 * kStage, [](qint64 tick) { return tick < kStage ? 110 : 130; });
        const GateCalibration without = calibrated(gate, samples);
        QVERIFY2(without.unknown.contains(u"no baseline is on record"_s), qPrintable(without.unknown));
        QCOMPARE(without.history.withoutBaseline, 2 * kStage);
        QCOMPARE(without.tally.rate(), std::nullopt);
        QVERIFY(!without.isTooSensitive());

        QHash<QString, RunPast> runs = quietRun();
        runs[u"r1"_s].stages.insert(u"forward"_s, { kStart, { { u"g"_s, 100.0 } }, {} });
        const GateCalibration found = calibrated(gate, samples, runs);
        QCOMPARE(found.tally.stages, 2);
        QCOMPARE(found.tally.fired, 1);
        QCOMPARE(found.least.first().value, 1.3);
        QVERIFY(found.least.first().text.contains(u"baseline"_s));
        // What was measured before this attempt had another baseline, which nobody knows any more.
        runs[u"r1"_s].stages[u"forward"_s].started = kStart.addSecs(30 * kStage);
        const GateCalibration later = calibrated(gate, samples, runs);
        QCOMPARE(later.history.withoutBaseline, kStage);
        QCOMPARE(later.tally.stages, 1);
        QCOMPARE(later.tally.fired, 1);
    }

    void aPairIsComparedWithItsOtherSide()
    {
        const Gate gate = gateOf(QueryLatencyProbe {}, { most(1.2, true) });
        QList<Sample> samples;
        for (qint64 tick = 0; tick < 2 * kStage; ++tick) {
            Sample legacy = sampleAt(tick, 100.0 + static_cast<double>(tick));
            legacy.branch = Branch::Legacy;
            Sample candidate = sampleAt(tick, legacy.value * (tick < kStage ? 1.1 : 1.3));
            candidate.branch = Branch::Candidate;
            samples += { legacy, candidate, sampleAt(tick, 9'999) }; // and the live view, which is something else
        }
        const GateCalibration found = calibrated(gate, samples, quietRun(), true);
        QCOMPARE(found.history.ticks, 2 * kStage);
        QCOMPARE(found.tally.stages, 2);
        QCOMPARE(found.tally.fired, 1);
    }

    /// What was taken back for this gate was no false alarm; it says whether the gate would still see it.
    void whatWasBadIsNoFalseAlarm()
    {
        const Gate gate = gateOf(FreshnessProbe {}, { most(60) });
        QList<Sample> samples = samplesOf(2 * kStage, [](qint64) { return 30; });
        samples += samplesOf(
            kStage / 2, [](qint64 tick) { return tick < 10 ? 30 : 75; }, u"r2"_s);
        Sample afterwards = sampleAt(1'000, 75, u"r2"_s);
        samples += afterwards;
        QHash<QString, RunPast> runs = quietRun();
        RunPast bad;
        bad.stages.insert(u"forward"_s, { kStart, {}, u"g"_s });
        bad.rolledBack = kStart.addSecs(30 * 40);
        runs.insert(u"r2"_s, bad);
        const GateCalibration found = calibrated(gate, samples, runs);
        QCOMPARE(found.rollouts, 2);
        QCOMPARE(found.tally.stages, 2);
        QCOMPARE(found.tally.fired, 0);
        QCOMPARE(found.tally.restTicks, 1); // behind the rollback
        QCOMPARE(found.badSeries, 1);
        QCOMPARE(found.caught, 1);
        QCOMPARE(calibrated(withLimit(gate, 80), samples, runs).caught, 0);
        // Rolled back for something else, it is as good as any.
        runs[u"r2"_s].stages[u"forward"_s].breachGate = u"other"_s;
        QCOMPARE(calibrated(gate, samples, runs).badSeries, 0);
        QCOMPARE(calibrated(gate, samples, runs).tally.restFired, 1);
    }

    void unknownIsSaid()
    {
        const Gate gate = gateOf(FreshnessProbe {}, { most(60) });
        QVERIFY(calibrated(gate, {}).unknown.contains(u"nothing was ever measured"_s));
        const GateCalibration strange = calibrated(gate, samplesOf(kStage, [](qint64) { return 90; }), {});
        QVERIFY2(strange.unknown.contains(u"of other targets"_s), qPrintable(strange.unknown));
        QCOMPARE(strange.history.unknownRuns, kStage);
        QCOMPARE(strange.tally.restFired, 0);
        const GateCalibration shortOne = calibrated(gate, samplesOf(kStage - 1, [](qint64) { return 30; }));
        QVERIFY2(shortOne.unknown.contains(u"shorter than one stage of 62 ticks"_s), qPrintable(shortOne.unknown));
        QVERIFY(shortOne.least.isEmpty());
        QVERIFY(!shortOne.isTooSensitive());
        // Too short for a rate, long enough to have fired.
        const GateCalibration fired = calibrated(gate, samplesOf(kStage - 1, [](qint64) { return 90; }));
        QCOMPARE(fired.tally.rate(), std::nullopt);
        QCOMPARE(fired.tally.restFired, 1);
        QVERIFY(fired.isTooSensitive());
    }

    /// Two rollouts are never taken for one stage.
    void stagesDoNotCrossRollouts()
    {
        const Gate gate = gateOf(FreshnessProbe {}, { most(60) });
        QHash<QString, RunPast> runs = quietRun();
        runs.insert(u"r2"_s, RunPast());
        const QList<Sample> samples = samplesOf(kStage - 10, [](qint64) { return 30; })
            + samplesOf(
                kStage + 10, [](qint64) { return 30; }, u"r2"_s);
        const GateCalibration found = calibrated(gate, samples, runs);
        QCOMPARE(found.rollouts, 2);
        QCOMPARE(found.tally.stages, 1);
        QCOMPARE(found.tally.restTicks, kStage);
    }
};

QTEST_GUILESS_MAIN(CalibrationTest)
#include "tst_calibration.moc"
