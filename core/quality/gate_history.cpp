// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/gate_history.h"

#include "quality/gate_baseline.h"

#include <algorithm>
#include <tuple>

namespace sluice {

namespace {

/// What belongs together: a gate of another plan may ask the same, and after a rollback there is another world.
using SeriesKey = std::tuple<QString, QString, QString, bool>;

struct Collected
{
    HistorySeries series;
    std::optional<Sample> legacy; ///< waits for its candidate
};

/// Where a sample belongs, with what is on record for it.
HistorySeries seriesOf(const Sample &sample, const RunPast &past, bool isAfterwards)
{
    HistorySeries series { sample.run, sample.stage, std::nullopt, false, {} };
    const auto stage = past.stages.constFind(sample.stage);
    if (stage == past.stages.cend())
        return series;
    if (stage->baselines.contains(sample.gate) && sample.at >= stage->started)
        series.baseline = stage->baselines.value(sample.gate);
    series.wasBad = !isAfterwards && past.rolledBack.isValid() && stage->breachGate == sample.gate;
    return series;
}

} // namespace

GateHistory gateHistory(
    const Gate &gate, bool isPaired, const QList<Sample> &samples, const QHash<QString, RunPast> &runs)
{
    const bool wantsBaseline = needsBaseline(gate, isPaired);
    GateHistory history;
    std::map<SeriesKey, Collected> collected;
    for (const Sample &sample : samples) {
        const auto past = runs.constFind(sample.run);
        if (past == runs.cend()) {
            ++history.unknownRuns;
            continue;
        }
        // The live view and a forced branch are two things, even when the same words ask for them.
        if ((sample.branch == Branch::Live) == isPaired)
            continue;
        const bool isAfterwards = past->rolledBack.isValid() && sample.at > past->rolledBack;
        const HistorySeries beginning = seriesOf(sample, *past, isAfterwards);
        if (wantsBaseline && !beginning.baseline) {
            ++history.withoutBaseline;
            continue;
        }
        Collected &into
            = collected
                  .try_emplace({ sample.run, sample.stage, sample.gate, isAfterwards }, Collected { beginning, {} })
                  .first->second;
        if (sample.branch == Branch::Legacy) {
            into.legacy = sample;
            continue;
        }
        into.series.ticks.append(HistoryTick { sample, std::exchange(into.legacy, std::nullopt) });
    }
    for (auto &[key, one] : collected) {
        if (one.series.ticks.isEmpty())
            continue;
        history.ticks += one.series.ticks.size();
        const QDateTime first = one.series.ticks.constFirst().sample.at;
        const QDateTime last = one.series.ticks.constLast().sample.at;
        history.since = history.since.isValid() ? std::min(history.since, first) : first;
        history.until = history.until.isValid() ? std::max(history.until, last) : last;
        history.series.append(std::move(one.series));
    }
    std::stable_sort(history.series.begin(), history.series.end(), [](const HistorySeries &a, const HistorySeries &b) {
        return a.ticks.constFirst().sample.at < b.ticks.constFirst().sample.at;
    });
    return history;
}

} // namespace sluice
