// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "quality/sample.h"

#include <array>

namespace sluice {

inline constexpr int kSampleClassCount = static_cast<int>(SampleClass::Skipped) + 1;

/// How long samples are kept, and as what; told by the time of the newest one.
struct SampleRetention
{
    std::chrono::hours raw { 30 * 24 }; ///< each by itself
    std::chrono::hours minutes { 90 * 24 }; ///< then one row a minute
    std::chrono::hours hours { 730 * 24 }; ///< then one an hour, and then none
};

/// What is left of the samples of a minute or an hour: one gate, one branch, one query. A value. Nothing of them but
/// their order is lost: how many there were of each class stays, so that an error or a time without data never goes.
struct SampleRollup
{
    QString run;
    QString stage;
    QString gate;
    Branch branch = Branch::Live;
    QString queryDigest;
    qint64 firstTick = 0;
    QDateTime first; ///< time of its first and last sample, UTC
    QDateTime last;
    std::array<qint64, kSampleClassCount> counts {}; ///< by class
    double least = 0; ///< of the good ones, like most and sum
    double most = 0;
    double sum = 0;
    qint64 rows = 0; ///< sum of their n
    QDateTime newest; ///< latest newest source row
    SampleClass worst = SampleClass::Good;
    QString detail; ///< of a worst one

    qint64 count(SampleClass sampleClass) const { return counts[static_cast<size_t>(sampleClass)]; }
    qint64 ticks() const;
    double mean() const
    {
        return count(SampleClass::Good) > 0 ? sum / static_cast<double>(count(SampleClass::Good)) : 0;
    }
};

/// For a chart: one sample of each class that there was, the good one with the mean and what it stands for; ascending.
QList<Sample> summary(const SampleRollup &rollup);

/// For a replay: as many samples as there were, those without a value first, every good one with the value that the
/// gate's limits like least (of a legacy branch: the other end). Whoever judges them sees at least as many alarms as
/// there would have been.
QList<Sample> atItsWorst(const SampleRollup &rollup, const Gate &gate);

/// Error, then NaN, no data, stale, skipped, good.
int badness(SampleClass sampleClass);

} // namespace sluice
