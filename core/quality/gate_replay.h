// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/gate_history.h"
#include "quality/guard_budget.h"

namespace sluice {

enum class ReplayEnd {
    Passed,
    Fired, ///< a breach
    Held, ///< without data, failing, or not shown healthy when the bake was over
};

/// One stage's time of history as the gate judged it.
struct ReplayOutcome
{
    ReplayEnd end = ReplayEnd::Passed;
    qint64 ticks = 0; ///< until it was decided
    QString why; ///< of a breach or a hold
};

/// How many stages of the gate's bake length there were in a history, and what became of them.
struct ReplayTally
{
    qint64 stages = 0;
    qint64 fired = 0;
    qint64 held = 0;
    qint64 ticks = 0; ///< until each was decided, all together
    qint64 restTicks = 0; ///< left over: shorter than a stage
    qint64 restFired = 0; ///< of those pieces; they are no stages, so no part of the rate
    QString firstWhy; ///< of the first one that fired, in or out of a stage
    QDateTime firstAt; ///< when it did, UTC; invalid: none fired

    qint64 passed() const { return stages - fired - held; }
    std::optional<double> rate() const; ///< of false alarms; empty without a stage
};

/// One tick that the limits' guards saw.
struct JudgedTick
{
    double value = 0;
    double reference = 0;
    QList<double> runs;
};

/// Replays stored ticks through a gate as it is stated now: a fresh judge for every stretch of time as long as the
/// stage's bake, one behind the other and never across two rollouts. A value; pure.
class GateReplay
{
public:
    GateReplay(const Gate &gate, bool isPaired, const GuardBudget &budget);

    qint64 stageTicks() const; ///< of one stage: its planned ticks and the warm-up
    ReplayOutcome replay(const HistorySeries &series, qsizetype from, qsizetype count) const;
    /// Of the series that were not bad.
    ReplayTally tally(const GateHistory &history) const;
    /// The ticks of each whole stage that evidence would be taken from, whatever the limits are.
    QList<QList<JudgedTick>> judged(const GateHistory &history) const;

private:
    const Gate m_gate;
    const bool m_isPaired;
    const GuardBudget m_budget;
};

} // namespace sluice
