// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/gate_baseline.h"
#include "quality/limit_guards.h"
#include "quality/sample.h"
#include "quality/verdict_record.h"

namespace sluice {

/// Judge of one gate: pure, deterministic, restartable. Feed every sample (both branches of a pair) in tick order.
/// Breach is latched. Missing, late, failing, NaN samples never make it pass; they leave all evidence untouched.
/// `limit` is judged by SR guards alone, hard_limit by 2 of 3 ticks. A tick beyond a limit is on watch, whatever the
/// evidence: it is no time to pass in, and no time that counts as bake.
class GateJudge
{
public:
    GateJudge(const Gate &gate, bool isPaired, const GuardBudget &budget);
    /// The new verdict record after this sample. For a pair, call with Legacy first; Candidate completes the tick.
    /// A tick that is neither later in number nor in time than the last one is ignored; more than two missing in between
    /// restart the warm-up.
    const VerdictRecord &feed(const Sample &sample);
    /// After a breach: the record of the tick that tripped, until acknowledged.
    const VerdictRecord &current() const { return m_record; }
    /// A gap (sleep, stopped runner): warm-up starts again; the latch, evidence, good ticks and an outage stay.
    void restartWarmup();
    /// Another threshold from now on, for the same evidence.
    void setBudget(const GuardBudget &budget) { m_guards.setBudget(budget); }
    /// Reference value for baseline-relative limits outside forward stages (median before the change).
    void setBaseline(double value);
    /// True when this tick counted as good time for the bake: good data after the warm-up, within every limit.
    bool lastTickWasGood() const { return m_lastTickGood; }
    /// HEALTHY with enough samples, and the last tick had data.
    bool mayPass() const;
    /// The verdict when the bake is over: whatever is not proven healthy by then is INCONCLUSIVE.
    const VerdictRecord &conclude();
    /// A person accepted the breach and goes on: the latch opens, evidence and samples count from zero, warm-up starts
    /// again.
    void acknowledge();
    /// Continues after a restart of the runner from the last record it journaled (with goodTicks brought up to date).
    void restore(const VerdictRecord &last);

private:
    struct Reading; ///< one completed tick, its class already decided
    Reading read(const Sample &sample) const;
    void take(const Sample &sample);
    void takeMissing(const Reading &reading);
    void takeUnsettled(const Reading &reading);
    void takeGood(const Reading &reading);
    void showLimit(const Reading &reading, qsizetype index);
    bool isHardBreach(const Reading &reading);
    void judge(const Reading &reading, bool beyond);
    void noteEvidence();
    void set(Verdict verdict, const QString &rule, const QString &detail = {});
    bool isOut() const; ///< ERROR or NO_DATA by count
    int minSamples() const;

    Gate m_gate;
    bool m_paired;
    bool m_isRelative; ///< a limit is a factor of the baseline
    VerdictRecord m_record;
    bool m_lastTickGood = false;
    bool m_started = false;
    qint64 m_lastTick = 0;
    QDateTime m_lastAt;
    std::optional<Sample> m_legacy;
    std::optional<double> m_baseline;
    LimitGuards m_guards;
    QList<bool> m_beyondHard; ///< the last three good ticks, warm-up included
    int m_warm = 0; ///< good ticks of this warm-up
    int m_missing = 0; ///< ticks without data since the last good one
    int m_errors = 0; ///< failed ticks since the last good one
};

} // namespace sluice
