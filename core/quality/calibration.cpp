// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/calibration.h"

#include "quality/limit_guards.h"
#include "quality/metric_text.h"

#include <QSet>

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHalvings = 40; ///< far finer than the three digits that are told
constexpr double kLeastShare = 1e-9;
constexpr qint64 kLongestStages = 10;

using Stages = QList<QList<JudgedTick>>;

/// The limit alone against a history: the others take part in how α is split, and in nothing else.
class LimitSearch
{
public:
    LimitSearch(const Gate &gate, qsizetype index, const GuardBudget &budget, const Stages &stages)
        : m_gate(gate)
        , m_index(index)
        , m_budget(budget)
        , m_stages(stages)
        , m_limit(gate.limits[index])
        , m_isShare(measuresShare(gate.probe) && !m_limit.relativeToBaseline)
    {
    }

    std::optional<double> least() const { return m_isShare ? leastShare() : leastValue(); }

private:
    bool isQuiet(double value) const
    {
        Gate alone = m_gate;
        alone.limits[m_index].value = value;
        const LimitGuards fresh(alone, m_budget);
        const double most = m_budget.alpha * static_cast<double>(m_stages.size());
        qint64 fired = 0;
        for (const QList<JudgedTick> &stage : m_stages) {
            LimitGuards guards = fresh;
            for (const JudgedTick &tick : stage) {
                guards.feed(tick.value, tick.reference, tick.runs);
                if (!guards.isBreached(m_index))
                    continue;
                if (static_cast<double>(++fired) > most)
                    return false;
                break;
            }
        }
        return true;
    }

    /// What is allowed of bad, as the guard takes it: of a floor the rest of it.
    std::optional<double> leastShare() const
    {
        const bool isFloor = m_limit.side == LimitSide::AtLeast;
        const auto quiet = [&](double allowed) { return isQuiet(isFloor ? 1 - allowed : allowed); };
        if (quiet(0))
            return isFloor ? 1 : 0;
        double low = kLeastShare;
        double high = 1;
        for (int i = 0; i < kHalvings && !quiet(low); ++i) {
            const double middle = std::sqrt(low * high);
            if (quiet(middle))
                high = middle;
            else
                low = middle;
            if (high / low < 1.0001)
                break;
        }
        const double allowed = std::min(1.0, threeDigits(high, true));
        return isFloor ? 1 - allowed : allowed;
    }

    /// Nothing changes between two values that were measured, so one of them is it.
    std::optional<double> leastValue() const
    {
        QList<double> candidates;
        for (const QList<JudgedTick> &stage : m_stages) {
            for (const JudgedTick &tick : stage)
                addCandidates(tick, candidates);
        }
        if (candidates.isEmpty())
            return std::nullopt;
        const bool isFloor = m_limit.side == LimitSide::AtLeast;
        std::sort(candidates.begin(), candidates.end());
        if (isFloor)
            std::reverse(candidates.begin(), candidates.end());
        candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
        const auto found = std::partition_point(
            candidates.cbegin(), candidates.cend(), [this](double candidate) { return !isQuiet(candidate); });
        // A ratio is rounded on its way back to the value, so that even the last one may be a hair short.
        const double value = found == candidates.cend() ? candidates.constLast() : *found;
        return threeDigits(value, !isFloor);
    }

    void addCandidates(const JudgedTick &tick, QList<double> &candidates) const
    {
        const double unit = m_limit.relativeToBaseline ? tick.reference : 1;
        if (unit <= 0)
            return;
        if (tick.runs.isEmpty())
            candidates.append(tick.value / unit);
        for (const double run : tick.runs)
            candidates.append(run / unit);
    }

    /// As people write limits; never to the side of more alarms.
    static double threeDigits(double value, bool isUp)
    {
        const auto rounded = [](double exact) { return QString::number(exact, 'g', 3).toDouble(); };
        if (value == 0 || !std::isfinite(value))
            return value;
        const double step = std::pow(10, std::floor(std::log10(std::abs(value))) - 2);
        const double near = rounded(value);
        if (isUp)
            return near < value ? rounded(near + step) : near;
        return near > value ? rounded(near - step) : near;
    }

    const Gate &m_gate;
    const qsizetype m_index;
    const GuardBudget &m_budget;
    const Stages &m_stages;
    const Limit m_limit;
    const bool m_isShare;
};

LeastLimit leastLimit(const Gate &gate, const Limit &limit, double value)
{
    const QString probe = probeName(gate.probe);
    const QString number
        = limit.relativeToBaseline ? ratioLimitText(value) + u" baseline"_s : metricLimitText(probe, value);
    return { limit.side, limit.relativeToBaseline, value,
        limit.side == LimitSide::AtMost ? number : u"at least "_s + number };
}

std::optional<qint64> ticksUntilFired(double allowed, double threshold, double share, qint64 most)
{
    SrGuard guard(allowed, threshold);
    for (qint64 tick = 1; tick <= most; ++tick) {
        guard.feed(share);
        if (guard.isBreached())
            return tick;
    }
    return std::nullopt;
}

DecisionTime decisionTime(const Gate &gate, const GuardBudget &budget)
{
    DecisionTime time;
    time.toPass = std::max<qint64>(budget.plannedTicks, gate.minSamples);
    const double threshold = budget.threshold() * static_cast<double>(gate.limits.size());
    const qint64 most = kLongestStages * time.toPass;
    for (const Limit &limit : gate.limits) {
        const bool isShare = measuresShare(gate.probe) && !limit.relativeToBaseline;
        const double allowed = !isShare       ? LimitGuards::kBeyondAllowed
            : limit.side == LimitSide::AtMost ? limit.value
                                              : 1 - limit.value;
        const auto slower = [](std::optional<qint64> a, std::optional<qint64> b) {
            return a && b ? std::optional(std::max(*a, *b)) : std::nullopt;
        };
        const bool isFirst = &limit == &gate.limits.constFirst();
        const auto beyond = ticksUntilFired(allowed, threshold, 1, most);
        time.beyond = isFirst ? beyond : slower(time.beyond, beyond);
        if (!isShare || allowed <= 0)
            continue;
        const auto twice = ticksUntilFired(allowed, threshold, std::min(1.0, 2 * allowed), most);
        time.twice = isFirst ? twice : slower(time.twice, twice);
    }
    return time;
}

QString whyUnknown(const GateCalibration &found)
{
    const GateHistory &history = found.history;
    if (history.ticks > 0 && found.tally.stages == 0 && found.tally.restTicks == 0)
        return u"all that was measured is of stages that were rolled back for it"_s;
    if (history.ticks > 0 && found.tally.stages == 0)
        return u"the longest history is shorter than one stage of %1 ticks"_s.arg(found.stageTicks);
    if (history.ticks > 0)
        return {};
    if (history.withoutBaseline > 0)
        return u"no baseline is on record for what was measured"_s;
    if (history.unknownRuns > 0)
        return u"what was measured is of other targets, or of rollouts that the ledger does not know"_s;
    return u"nothing was ever measured by its query"_s;
}

void countBad(const GateReplay &replay, const GateHistory &history, GateCalibration &found)
{
    for (const HistorySeries &series : history.series) {
        if (!series.wasBad)
            continue;
        ++found.badSeries;
        if (replay.replay(series, 0, series.ticks.size()).end == ReplayEnd::Fired)
            ++found.caught;
    }
}

} // namespace

bool GateCalibration::isTooSensitive() const
{
    const auto rate = tally.rate();
    return (rate && *rate > budget.alpha) || tally.restFired > 0;
}

GateCalibration replayStored(const Stage &stage, const Gate &gate, bool isPaired, const GateHistory &history)
{
    GateCalibration found;
    found.stage = stage.id;
    found.gate = gate;
    found.budget = bakeBudget(stage, gate);
    const GateReplay replay(gate, isPaired, found.budget);
    found.stageTicks = replay.stageTicks();
    found.history = history;
    QSet<QString> runs;
    for (const HistorySeries &series : history.series)
        runs.insert(series.run);
    found.rollouts = runs.size();
    found.tally = replay.tally(history);
    countBad(replay, history, found);
    if (!gate.limits.isEmpty())
        found.decision = decisionTime(gate, found.budget);
    found.unknown = whyUnknown(found);
    found.history.series.clear();
    return found;
}

GateCalibration calibrate(const Stage &stage, const Gate &gate, bool isPaired, const GateHistory &history)
{
    GateCalibration found = replayStored(stage, gate, isPaired, history);
    if (found.tally.stages == 0)
        return found;
    const Stages stages = GateReplay(gate, isPaired, found.budget).judged(history);
    for (qsizetype i = 0; i < gate.limits.size(); ++i) {
        if (const auto value = LimitSearch(gate, i, found.budget, stages).least())
            found.least.append(leastLimit(gate, gate.limits[i], *value));
    }
    return found;
}

} // namespace sluice
