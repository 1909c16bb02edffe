// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/gate_judge.h"

namespace sluice {

/// Judge of a gate that nothing ends: the judge of rollouts, whose breach lasts until another judge, who saw nothing of
/// it, calls the gate healthy after good ticks alone. Evidence is weighed so that a healthy gate is called breached
/// with a probability of at most 1 % in thirty days. Pure; on any one thread.
class StandingJudge
{
public:
    explicit StandingJudge(const Gate &gate);
    /// Goes on from an alarm on record: it lasts until the gate is healthy again.
    void restore(const VerdictRecord &alarm);
    const VerdictRecord &feed(const Sample &sample);
    /// Of the breach as long as it lasts.
    const VerdictRecord &current() const { return m_judge.current(); }

private:
    GateJudge fresh() const;

    Gate m_gate;
    GateJudge m_judge;
    std::optional<GateJudge> m_after; ///< looks at what comes after a breach
};

/// A verdict that somebody must know of: BREACH, NO_DATA or ERROR.
bool isAlarm(Verdict verdict);

/// What one look alone says: HEALTHY within every limit, BREACH beyond one, NO_DATA or ERROR where there is nothing to
/// judge. Never anything in between, for nobody looks again.
VerdictRecord judgeOnce(const Gate &gate, const Sample &sample);

} // namespace sluice
