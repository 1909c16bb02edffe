// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/plan_calibration.h"

#include "engine/health_meter.h"
#include "quality/probe.h"
#include "quality/sample_store.h"

#include <QFileInfo>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

struct Stored
{
    QList<Sample> samples; ///< ascending by time
    qint64 rolledUp = 0; ///< of them, those that stand in for a roll-up
};

Result<Stored> storedOf(const SampleStore *store, const Gate &gate, const QString &queryDigest)
{
    Stored stored;
    if (!store)
        return stored;
    SampleQuery query;
    query.queryDigest = queryDigest;
    query.withRollups = false;
    SLUICE_TRY(const QList<SampleRollup> rollups, store->readRollups(query));
    for (const SampleRollup &rollup : rollups)
        stored.samples += atItsWorst(rollup, gate);
    stored.rolledUp = stored.samples.size();
    SLUICE_TRY(const QList<Sample> raw, store->read(query));
    stored.samples += raw;
    // The rows of a pair's two branches cover the same time; sorted, each tick has both sides beside each other.
    std::stable_sort(
        stored.samples.begin(), stored.samples.end(), [](const Sample &a, const Sample &b) { return a.at < b.at; });
    return stored;
}

/// None where nothing was stored yet: nothing is made.
Result<std::unique_ptr<SampleStore>> storeOf(const QString &sampleFile)
{
    if (!QFileInfo::exists(sampleFile))
        return std::unique_ptr<SampleStore>();
    return SampleStore::open(sampleFile);
}

Result<GatePast> pastOf(const Plan &plan, const Stage &stage, const Gate &gate, const ConnectionProfile &profile,
    const QHash<QString, RunPast> &pasts, const SampleStore *store)
{
    GatePast past { stage, gate, isPairedGate(plan, stage, gate, sqlEngine(profile) == Engine::Postgresql), {}, {} };
    const Result<ProbeQuery> query = compileProbe(profile, gate);
    if (!query) {
        past.unknown = query.error().what;
        return past;
    }
    SLUICE_TRY(const Stored stored, storedOf(store, gate, query->digest));
    past.history = gateHistory(gate, past.isPaired, stored.samples, pasts);
    past.history.rolledUp = stored.rolledUp;
    return past;
}

GateCalibration calibrationOf(const GatePast &past)
{
    GateCalibration found = calibrate(past.stage, past.gate, past.isPaired, past.history);
    if (!past.unknown.isEmpty())
        found.unknown = past.unknown;
    return found;
}

} // namespace

Result<GatePast> gatePast(const Plan &plan, const QString &stageId, const QString &gateId, const ConnectionProfile &profile,
    const QHash<QString, RunPast> &pasts, const QString &sampleFile)
{
    const int index = plan.stageIndex(stageId);
    if (index < 0)
        return fail(ErrorCode::NotFound, u"the plan has no stage '%1'"_s.arg(stageId));
    const Stage &stage = plan.stages[index];
    const auto gate = std::find_if(
        stage.gates.cbegin(), stage.gates.cend(), [&](const Gate &one) { return one.id == gateId; });
    if (gate == stage.gates.cend())
        return fail(ErrorCode::NotFound, u"stage '%1' has no gate '%2'"_s.arg(stageId, gateId));
    SLUICE_TRY(const std::unique_ptr<SampleStore> store, storeOf(sampleFile));
    return pastOf(plan, stage, *gate, profile, pasts, store.get());
}

RunPast runPast(const RunState &run)
{
    RunPast past;
    if (run.rollback)
        past.rolledBack = run.rollback->requested;
    for (const StageState &stage : run.stages) {
        RunPast::StagePast known { stage.started, {}, stage.breachGate };
        for (auto baseline = stage.baselines.cbegin(); baseline != stage.baselines.cend(); ++baseline)
            known.baselines.insert(baseline.key(), baseline->value);
        past.stages.insert(stage.id, known);
    }
    return past;
}

Result<QList<GateCalibration>> calibratePlan(const Plan &plan, const ConnectionProfile &profile,
    const QHash<QString, RunPast> &pasts, const QString &sampleFile, const std::stop_token &stop,
    const CalibrationWatcher &watcher)
{
    SLUICE_TRY(const std::unique_ptr<SampleStore> store, storeOf(sampleFile));
    CalibrationProgress progress;
    for (const Stage &stage : plan.stages)
        progress.of += static_cast<int>(stage.gates.size());
    QList<GateCalibration> found;
    for (const Stage &stage : plan.stages) {
        for (const Gate &gate : stage.gates) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, u"the calibration was stopped"_s);
            progress.done = static_cast<int>(found.size());
            progress.gate = gate.id;
            if (watcher)
                watcher(progress);
            SLUICE_TRY(const GatePast past, pastOf(plan, stage, gate, profile, pasts, store.get()));
            found.append(calibrationOf(past));
        }
    }
    return found;
}

} // namespace sluice
