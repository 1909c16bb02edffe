// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/gate_replay.h"

#include "quality/gate_judge.h"

#include <algorithm>

namespace sluice {

namespace {

/// The same gate with limits that nothing crosses: what it judges then is what any other limit would have judged.
Gate withoutAlarm(Gate gate)
{
    constexpr double kBeyondEverything = 1e300;
    gate.hardLimit.reset();
    for (Limit &limit : gate.limits) {
        const bool isShare = measuresShare(gate.probe) && !limit.relativeToBaseline;
        const double most = isShare ? 1 : kBeyondEverything;
        limit.value = limit.side == LimitSide::AtMost ? most : isShare ? 0 : -most;
    }
    return gate;
}

GateJudge judgeOf(const Gate &gate, bool isPaired, const GuardBudget &budget, const HistorySeries &series)
{
    GateJudge judge(gate, isPaired, budget);
    if (series.baseline)
        judge.setBaseline(*series.baseline);
    return judge;
}

const VerdictRecord &feed(GateJudge &judge, const HistoryTick &tick)
{
    if (tick.legacy)
        judge.feed(*tick.legacy);
    return judge.feed(tick.sample);
}

bool isOutage(const Gate &gate, const VerdictRecord &record)
{
    return record.verdict == Verdict::Error
        || (record.verdict == Verdict::NoData && gate.onNoData != NoDataAction::Report);
}

} // namespace

std::optional<double> ReplayTally::rate() const
{
    return stages > 0 ? std::optional(static_cast<double>(fired) / static_cast<double>(stages)) : std::nullopt;
}

GateReplay::GateReplay(const Gate &gate, bool isPaired, const GuardBudget &budget)
    : m_gate(gate)
    , m_isPaired(isPaired)
    , m_budget(budget)
{
}

qint64 GateReplay::stageTicks() const { return std::max<qint64>(1, m_budget.plannedTicks) + m_gate.warmup; }

ReplayOutcome GateReplay::replay(const HistorySeries &series, qsizetype from, qsizetype count) const
{
    GateJudge judge = judgeOf(m_gate, m_isPaired, m_budget, series);
    ReplayOutcome outcome;
    for (qsizetype i = from; i < from + count; ++i) {
        const VerdictRecord &record = feed(judge, series.ticks[i]);
        if (record.verdict == Verdict::Breach)
            return { ReplayEnd::Fired, i - from + 1, whySentence(record) };
        if (outcome.end != ReplayEnd::Held && isOutage(m_gate, record))
            outcome = { ReplayEnd::Held, i - from + 1, whySentence(record) };
    }
    if (outcome.end == ReplayEnd::Held)
        return outcome;
    const VerdictRecord &last = judge.conclude();
    return judge.mayPass() ? ReplayOutcome { ReplayEnd::Passed, count, {} }
                           : ReplayOutcome { ReplayEnd::Held, count, whySentence(last) };
}

ReplayTally GateReplay::tally(const GateHistory &history) const
{
    ReplayTally tally;
    const qsizetype length = stageTicks();
    for (const HistorySeries &series : history.series) {
        if (series.wasBad)
            continue;
        for (qsizetype from = 0; from < series.ticks.size(); from += length) {
            const qsizetype count = std::min<qsizetype>(length, series.ticks.size() - from);
            const ReplayOutcome outcome = replay(series, from, count);
            const bool hasFired = outcome.end == ReplayEnd::Fired;
            if (hasFired && !tally.firstAt.isValid()) {
                tally.firstWhy = outcome.why;
                tally.firstAt = series.ticks[from + outcome.ticks - 1].sample.at;
            }
            if (count < length) {
                tally.restTicks += count;
                tally.restFired += hasFired ? 1 : 0;
                continue;
            }
            ++tally.stages;
            tally.fired += hasFired ? 1 : 0;
            tally.held += outcome.end == ReplayEnd::Held ? 1 : 0;
            tally.ticks += outcome.ticks;
        }
    }
    return tally;
}

QList<QList<JudgedTick>> GateReplay::judged(const GateHistory &history) const
{
    const Gate silent = withoutAlarm(m_gate);
    QList<QList<JudgedTick>> stages;
    const qsizetype length = stageTicks();
    for (const HistorySeries &series : history.series) {
        if (series.wasBad)
            continue;
        for (qsizetype from = 0; from + length <= series.ticks.size(); from += length) {
            GateJudge judge = judgeOf(silent, m_isPaired, m_budget, series);
            QList<JudgedTick> stage;
            int seen = 0;
            for (qsizetype i = from; i < from + length; ++i) {
                const HistoryTick &tick = series.ticks[i];
                if (feed(judge, tick).goodTicks == seen)
                    continue;
                ++seen;
                const double reference = m_isPaired && tick.legacy ? tick.legacy->value : series.baseline.value_or(0);
                stage.append(JudgedTick { tick.sample.value, reference, tick.sample.runs });
            }
            stages.append(stage);
        }
    }
    return stages;
}

} // namespace sluice
