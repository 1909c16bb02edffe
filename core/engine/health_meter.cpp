// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/health_meter.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSpareTicks = 3; ///< a slow tick or two must not make it unknown
constexpr Duration kLeast { std::chrono::seconds(10) };
constexpr Duration kMost { std::chrono::minutes(15) };

/// Whether a relation (or a column of it) exists only while this step stands.
struct IsMade
{
    const Plan &plan;
    const RelationName &relation;
    const QString &column;
    bool operator()(const AddColumn &step) const { return step.table == relation && step.column.name == column; }
    bool operator()(const CreateTable &step) const { return step.table == relation; }
    bool operator()(const CreateView &step) const { return step.view == relation; }
    bool operator()(const InstallFlag &step) const
    {
        const Flag *flag = plan.flag(step.flag);
        return flag && flag->legacy == relation;
    }
    template <class Other> bool operator()(const Other &) const { return false; }
};

} // namespace

QStringList watchedStages(const Plan &plan, const RunState &state)
{
    QStringList watched;
    const bool isExposed = std::any_of(state.stages.cbegin(), state.stages.cend(),
        [](const StageState &stage) { return stage.exposure > 0 && stage.phase != StagePhase::Undone; });
    for (const Stage &stage : plan.stages) {
        const StageState *known = state.stage(stage.id);
        const bool stands = known && known->phase != StagePhase::Undone && known->phase != StagePhase::Undoing;
        // Compatibility asks that nothing differs for readers; once they see the candidate, that question is answered.
        const bool isAnswered = stands && isExposed && stage.kind == StageKind::Compatibility;
        if (stands && known->applied.isValid() && !isAnswered && !stage.gates.isEmpty())
            watched += stage.id;
    }
    return watched;
}

bool isPairedStage(const Plan &plan, const Stage &stage, bool canForceBranch)
{
    return canForceBranch && stage.kind == StageKind::Forward && !plan.flags.isEmpty()
        && std::none_of(plan.flags.cbegin(), plan.flags.cend(), [](const Flag &flag) { return flag.isReplaced(); });
}

bool isPairedGate(const Plan &plan, const Stage &stage, const Gate &gate, bool canForceBranch)
{
    const auto *fidelity = std::get_if<FidelityProbe>(&gate.probe);
    const bool readsBoth = fidelity && (fidelity->approved || fidelity->baseline); // by their own names, whichever branch a session is on
    return !readsBoth && !readsFile(gate.probe) && isPairedStage(plan, stage, canForceBranch);
}

HealthMeter::HealthMeter(const Plan &plan, const RunState &state, bool canForceBranch)
{
    m_since = state.rollback ? state.rollback->ended : QDateTime();
    const QStringList standing = watchedStages(plan, state);
    for (const Stage &stage : plan.stages) {
        const StageState *known = state.stage(stage.id);
        const bool isStanding = standing.contains(stage.id);
        for (const Gate &gate : stage.gates) {
            if (gate.onBreach == BreachAction::Report)
                continue;
            if (isStanding) {
                ask(stage, gate, isPairedGate(plan, stage, gate, canForceBranch), *known);
                m_asked.last().baseline = state.keptBaseline(gate.id);
                continue;
            }
            const auto *freshness = std::get_if<FreshnessProbe>(&gate.probe);
            const bool wasWatched = known && known->applied.isValid();
            if (!freshness || !wasWatched)
                continue;
            // A source that came with an undone stage is gone; any other still feeds whoever reads downstream.
            const bool isGone = std::any_of(plan.stages.cbegin(), plan.stages.cend(), [&](const Stage &other) {
                const StageState *then = state.stage(other.id);
                return (!then || then->phase == StagePhase::Undone)
                    && std::any_of(other.steps.cbegin(), other.steps.cend(), [&](const Step &step) {
                           return std::visit(IsMade { plan, freshness->table, freshness->column }, step.body);
                       });
            });
            if (!isGone)
                ask(stage, gate, false, *known);
        }
    }
}

void HealthMeter::ask(const Stage &stage, const Gate &gate, bool isPaired, const StageState &known)
{
    Gate brief = gate;
    brief.minSamples = RollbackHealth::kGoodTicks;
    const GuardBudget budget { RollbackHealth::kGoodTicks + kSpareTicks, bakeBudget(stage, gate).alpha };
    m_asked.append(Asked { stage.id, brief, isPaired, GateJudge(brief, isPaired, budget) });
    if (const auto baseline = known.baselines.constFind(gate.id); baseline != known.baselines.cend())
        m_asked.last().judge.setBaseline(baseline->value);
}

QList<CollectorJob> HealthMeter::jobs(const QString &run) const
{
    QList<CollectorJob> jobs;
    for (const Asked &asked : m_asked)
        jobs.append(CollectorJob { run, asked.stage, asked.gate, asked.isPaired, 0, m_since, {}, {}, asked.baseline });
    return jobs;
}

void HealthMeter::feed(const Sample &sample)
{
    for (Asked &asked : m_asked) {
        if (asked.stage == sample.stage && asked.gate.id == sample.gate && answerOf(asked) == HealthAnswer::Unknown) {
            const int judged = asked.judge.current().goodTicks;
            asked.judge.feed(sample);
            if (asked.judge.current().goodTicks > judged)
                asked.beyond = asked.judge.lastTickWasGood() ? 0 : asked.beyond + 1;
        }
    }
}

/// Errors and silence may pass within the budget, so they decide nothing before its end.
HealthAnswer HealthMeter::answerOf(const Asked &asked) const
{
    const VerdictRecord &record = asked.judge.current();
    if (record.verdict == Verdict::Breach || asked.beyond >= RollbackHealth::kGoodTicks)
        return HealthAnswer::Unhealthy;
    const bool isGood = record.verdict == Verdict::Healthy && record.goodTicks >= RollbackHealth::kGoodTicks;
    return isGood ? HealthAnswer::Healthy : HealthAnswer::Unknown;
}

bool HealthMeter::isDecided() const
{
    return std::none_of(m_asked.cbegin(), m_asked.cend(),
        [this](const Asked &asked) { return answerOf(asked) == HealthAnswer::Unknown; });
}

Duration HealthMeter::budget() const
{
    Duration longest { 0 };
    for (const Asked &asked : m_asked)
        longest = std::max<Duration>(
            longest, (asked.gate.warmup + RollbackHealth::kGoodTicks + kSpareTicks) * asked.gate.interval);
    return m_asked.isEmpty() ? Duration(0) : std::clamp(longest, kLeast, kMost);
}

RollbackHealth HealthMeter::health(const QDateTime &at, const QString &whyUnfinished) const
{
    RollbackHealth health;
    health.at = at;
    for (const Asked &asked : m_asked) {
        const VerdictRecord &record = asked.judge.current();
        const HealthAnswer answer = answerOf(asked);
        const bool isFreshness = std::holds_alternative<FreshnessProbe>(asked.gate.probe);
        health.gates.append(GateHealth { asked.stage, asked.gate.id, gateTitle(asked.gate), isFreshness,
            record.goodTicks, answer, record.at.isValid() ? whySentence(record) : QString() });
    }
    health.answer = worstOf(health.gates);
    if (health.answer == HealthAnswer::Unknown)
        health.why = whyUnfinished;
    return health;
}

} // namespace sluice
