// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/sample_rollup.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sluice {

namespace {

/// From the worst to the best, in the order in which they are told.
constexpr std::array<SampleClass, kSampleClassCount> kByBadness { SampleClass::Error, SampleClass::NaN,
    SampleClass::NoData, SampleClass::Stale, SampleClass::Skipped, SampleClass::Good };

Sample sampleOf(const SampleRollup &rollup, SampleClass sampleClass, qint64 tick, const QDateTime &at)
{
    Sample sample;
    sample.run = rollup.run;
    sample.stage = rollup.stage;
    sample.gate = rollup.gate;
    sample.branch = rollup.branch;
    sample.tick = tick;
    sample.at = at;
    sample.sampleClass = sampleClass;
    sample.queryDigest = rollup.queryDigest;
    if (sampleClass == rollup.worst)
        sample.detail = rollup.detail;
    if (sampleClass != SampleClass::Good)
        return sample;
    sample.value = rollup.mean();
    sample.n = std::llround(static_cast<double>(rollup.rows) / static_cast<double>(rollup.count(SampleClass::Good)));
    sample.newest = rollup.newest;
    return sample;
}

/// A floor alone is hurt by the least; with both sides, by whichever is crossed.
double worstValue(const SampleRollup &rollup, const Gate &gate)
{
    bool wantsLeast = false;
    bool wantsMost = gate.limits.isEmpty();
    for (const Limit &limit : gate.limits) {
        const bool isFloor = limit.side == LimitSide::AtLeast;
        const bool isAlone = gate.limits.size() == 1 || limit.relativeToBaseline;
        wantsLeast = wantsLeast || (isFloor && (isAlone || rollup.least < limit.value));
        wantsMost = wantsMost || (!isFloor && (isAlone || rollup.most > limit.value));
    }
    if (rollup.branch == Branch::Legacy)
        std::swap(wantsLeast, wantsMost);
    return wantsMost ? rollup.most : wantsLeast ? rollup.least : rollup.mean();
}

} // namespace

int badness(SampleClass sampleClass)
{
    const auto found = std::find(kByBadness.cbegin(), kByBadness.cend(), sampleClass);
    return static_cast<int>(kByBadness.cend() - found) - 1;
}

qint64 SampleRollup::ticks() const { return std::accumulate(counts.cbegin(), counts.cend(), qint64(0)); }

QList<Sample> summary(const SampleRollup &rollup)
{
    QList<Sample> samples;
    for (const SampleClass sampleClass : kByBadness) {
        if (rollup.count(sampleClass) == 0)
            continue;
        // Each at a time of its own: a reader takes two samples of one moment for one.
        const qint64 index = samples.size();
        const QDateTime at = sampleClass == SampleClass::Good ? rollup.last : rollup.first.addMSecs(index);
        samples.append(sampleOf(rollup, sampleClass, rollup.firstTick + index, at));
        if (sampleClass == SampleClass::Good)
            samples.last().rolledUp = RolledUp { rollup.first, rollup.least, rollup.most };
    }
    return samples;
}

QList<Sample> atItsWorst(const SampleRollup &rollup, const Gate &gate)
{
    QList<Sample> samples;
    const qint64 ticks = rollup.ticks();
    const double span
        = static_cast<double>(rollup.first.msecsTo(rollup.last)) / static_cast<double>(std::max<qint64>(1, ticks - 1));
    for (const SampleClass sampleClass : kByBadness) {
        for (qint64 i = 0; i < rollup.count(sampleClass); ++i) {
            const qint64 index = samples.size();
            Sample sample = sampleOf(rollup, sampleClass, rollup.firstTick + index,
                rollup.first.addMSecs(std::llround(span * static_cast<double>(index))));
            if (sampleClass == SampleClass::Good)
                sample.value = worstValue(rollup, gate);
            samples.append(sample);
        }
    }
    return samples;
}

} // namespace sluice
