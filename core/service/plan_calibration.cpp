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

Result<GateCalibration> calibrateGate(const Stage &stage, const Gate &gate, bool isPaired,
    const ConnectionProfile &profile, const QHash<QString, RunPast> &pasts, const SampleStore *store)
{
    const Result<ProbeQuery> query = compileProbe(profile, gate);
    if (!query) {
        GateCalibration found = calibrate(stage, gate, isPaired, {});
        found.unknown = query.error().what;
        return found;
    }
    SLUICE_TRY(const Stored stored, storedOf(store, gate, query->digest));
    GateHistory history = gateHistory(gate, isPaired, stored.samples, pasts);
    history.rolledUp = stored.rolledUp;
    return calibrate(stage, gate, isPaired, history);
}

} // namespace

Result<GatePast> gatePast(const Plan &plan, const QString &stageId, const QString &gateId, const ConnectionProfile &profile,
    const QHash<QString, RunPast> &pasts, const QString &sampleFile)
{
    const int index = plan.stageIndex(stageId);
    if (index < 0)
        return fail(ErrorCode::NotFound, QStringLiteral("the plan has no stage '%1'").arg(stageId));
    const Stage &stage = plan.stages[index];
    const auto gate = std::find_if(
        stage.gates.cbegin(), stage.gates.cend(), [&](const Gate &one) { return one.id == gateId; });
    if (gate == stage.gates.cend())
        return fail(ErrorCode::NotFound, QStringLiteral("stage '%1' has no gate '%2'").arg(stageId, gateId));
    GatePast past { stage, *gate, isPairedGate(plan, stage, *gate, sqlEngine(profile) == Engine::Postgresql), {}, {} };
    const Result<ProbeQuery> query = compileProbe(profile, *gate);
    if (!query) {
        past.unknown = query.error().what;
        return past;
    }
    std::unique_ptr<SampleStore> store;
    if (QFileInfo::exists(sampleFile)) {
        SLUICE_TRY(store, SampleStore::open(sampleFile));
    }
    SLUICE_TRY(const Stored stored, storedOf(store.get(), *gate, query->digest));
    past.history = gateHistory(*gate, past.isPaired, stored.samples, pasts);
    past.history.rolledUp = stored.rolledUp;
    return past;
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
    std::unique_ptr<SampleStore> store;
    if (QFileInfo::exists(sampleFile)) {
        SLUICE_TRY(store, SampleStore::open(sampleFile));
    }
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
            const bool isPaired = isPairedGate(plan, stage, gate, sqlEngine(profile) == Engine::Postgresql);
            SLUICE_TRY(GateCalibration one, calibrateGate(stage, gate, isPaired, profile, pasts, store.get()));
            found.append(std::move(one));
        }
    }
    return found;
}

} // namespace sluice
