// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/standing_judge.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::hours kPeriod { 30 * 24 };

GuardBudget budgetOf(const Gate &gate)
{
    GuardBudget budget;
    budget.plannedTicks = std::max<qint64>(1, Duration(kPeriod) / std::max(gate.interval, Duration(1)));
    return budget;
}

/// A gate whose first tick counts.
Gate atOnce(Gate gate)
{
    gate.warmup = 0;
    gate.minSamples = 1;
    return gate;
}

} // namespace

StandingJudge::StandingJudge(const Gate &gate)
    : m_gate(gate)
    , m_judge(fresh())
{
}

GateJudge StandingJudge::fresh() const { return { m_gate, false, budgetOf(m_gate) }; }

void StandingJudge::restore(const VerdictRecord &alarm)
{
    m_judge.restore(alarm);
    m_after.reset();
}

const VerdictRecord &StandingJudge::feed(const Sample &sample)
{
    if (m_judge.current().verdict != Verdict::Breach)
        return m_judge.feed(sample);
    if (!m_after)
        m_after = fresh();
    const Verdict now = m_after->feed(sample).verdict;
    if (now == Verdict::Healthy)
        m_judge = *std::exchange(m_after, std::nullopt);
    else if (now != Verdict::Warmup && !m_after->lastTickWasGood())
        m_after.reset(); // good ticks in a row, and nothing of what was before them
    return current();
}

bool isAlarm(Verdict verdict)
{
    return verdict == Verdict::Breach || verdict == Verdict::NoData || verdict == Verdict::Error;
}

VerdictRecord judgeOnce(const Gate &gate, const Sample &sample)
{
    GateJudge judge(atOnce(gate), false, budgetOf(gate));
    VerdictRecord record = judge.feed(sample);
    const bool isMissing = sample.sampleClass == SampleClass::NoData || sample.sampleClass == SampleClass::Stale
        || sample.sampleClass == SampleClass::Skipped;
    const bool isBeyondOne = record.hasValue
        && std::any_of(gate.limits.cbegin(), gate.limits.cend(),
            [&](const Limit &limit) { return isBeyond(limit, sample.value, 0); });
    const bool isBeyondHard = record.verdict == Verdict::Watch; // beyond the hard limit, which two looks would breach
    record.rule = u"one look"_s;
    if (!record.hasValue)
        record.verdict = isMissing ? Verdict::NoData : Verdict::Error;
    else
        record.verdict
            = isBeyondOne || isBeyondHard || record.verdict == Verdict::Breach ? Verdict::Breach : Verdict::Healthy;
    return record;
}

} // namespace sluice
