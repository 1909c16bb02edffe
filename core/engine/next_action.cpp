// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/next_action.h"

#include <QSet>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Relations that one step touches, by op.
struct StepRelations {
    const Plan &plan;
    QList<RelationName> operator()(const InstallFlag &step) const { return flagRelations(step.flag); }
    QList<RelationName> operator()(const SwitchFlag &step) const { return flagRelations(step.flag); }
    QList<RelationName> operator()(const RemoveFlag &step) const { return flagRelations(step.flag); }
    QList<RelationName> operator()(const RawSql &step) const { return step.touches; }
    QList<RelationName> operator()(const RunProgram &step) const { return step.touches; }
    QList<RelationName> operator()(const ByHand &) const { return {}; }
    QList<RelationName> operator()(const SwapTable &step) const { return { step.table, step.with }; }
    QList<RelationName> operator()(const Restore &) const { return {}; } // its snapshot step names the table
    QList<RelationName> operator()(const AddConstraint &step) const
    {
        return step.foreignKey.isEmpty() ? QList { step.table } : QList { step.table, step.references };
    }
    template <class Body> QList<RelationName> operator()(const Body &step) const { return { relationOf(step).value() }; }

    QList<RelationName> flagRelations(const QString &name) const
    {
        const Flag *flag = plan.flag(name);
        return flag ? QList<RelationName> { flag->serves, flag->legacy, flag->candidate } : QList<RelationName> {};
    }
};

QStringList gateBlockers(const Stage &stage, const StageState &state)
{
    QStringList blockers;
    for (const Gate &gate : stage.gates) {
        if (gate.onBreach == BreachAction::Report || state.judgements.contains(gate.id) || state.waivers.contains(gate.id))
            continue;
        const auto it = state.verdicts.constFind(gate.id);
        const int good = state.goodTicks.value(gate.id);
        if (it == state.verdicts.cend())
            blockers += u"%1 has no sample yet"_s.arg(gateTitle(gate));
        else if (it->verdict == Verdict::Collecting || it->verdict == Verdict::Warmup || (it->verdict == Verdict::Healthy && good < gate.minSamples))
            blockers += u"%1 has %2 of %3 good samples"_s.arg(gateTitle(gate)).arg(good).arg(gate.minSamples);
        else if (it->verdict != Verdict::Healthy)
            blockers += whySentence(*it);
    }
    return blockers;
}

NextAction inStage(const Plan &plan, int index, const StageState &state)
{
    const Stage &stage = plan.stages[index];
    NextAction action { ActionKind::Wait, index, -1, {} };
    if (state.phase == StagePhase::OutcomeUnknown) {
        for (const StepState &step : state.steps) {
            if (step.phase == StepPhase::Unknown)
                action.blockers += u"the outcome of step '%1' is unknown: %2"_s.arg(step.id, step.why);
        }
        return action;
    }
    if (state.phase == StagePhase::Applying) {
        for (int i = 0; i < stage.steps.size(); ++i) {
            const StepState *step = state.step(stage.steps[i].id);
            if (!step || step->phase != StepPhase::Done)
                return { ActionKind::ApplyStep, index, i, {} };
        }
        return { ActionKind::FinishApplying, index, -1, {} };
    }
    if (state.phase == StagePhase::Breached) {
        const auto gate = std::find_if(stage.gates.cbegin(), stage.gates.cend(), [&](const Gate &one) { return one.id == state.breachGate; });
        action.blockers += u"%1 breached"_s.arg(gate == stage.gates.cend() ? state.breachGate : gateTitle(*gate));
        return action;
    }
    // The first exposure follows the steps at once; each later one waits for its predecessor's hold.
    const bool beforeFirstExposure = !stage.exposure.isEmpty() && state.exposure == 0;
    if (beforeFirstExposure)
        return { ActionKind::Expose, index, 0, {} };
    const Duration left = requiredBake(stage, state) - state.baked;
    if (left > Duration(0))
        action.blockers += u"%1 of bake left"_s.arg(humanDuration(left));
    action.blockers += gateBlockers(stage, state);
    if (!action.blockers.isEmpty())
        return action;
    if (state.exposure < stage.exposure.size())
        return { ActionKind::Expose, index, state.exposure, {} };
    return { ActionKind::PassStage, index, -1, {} };
}

/// Index of the stage that comes next or is under way; -1: every one passed.
int firstUnpassed(const Plan &plan, const RunState &state)
{
    for (int i = 0; i < plan.stages.size(); ++i) {
        const StageState *stage = state.stage(plan.stages[i].id);
        if (!stage || stage->phase != StagePhase::Passed)
            return i;
    }
    return -1;
}

NextAction withHolds(NextAction action, const RunState &state)
{
    for (const Hold &hold : state.holds)
        action.blockers.prepend(u"held (%1): %2"_s.arg(holdReasonName(hold.reason).replace(u'_', u' '), hold.why));
    return action;
}

} // namespace

QList<RelationName> runScope(const Plan &plan)
{
    QSet<RelationName> scope(plan.objects.cbegin(), plan.objects.cend());
    const auto add = [&](const QList<RelationName> &relations) {
        for (const RelationName &relation : relations)
            scope.insert(relation);
    };
    for (const Flag &flag : plan.flags)
        add({ flag.serves, flag.legacy, flag.candidate });
    for (const Stage &stage : plan.stages) {
        for (const Step &step : stage.steps)
            add(std::visit(StepRelations { plan }, step.body));
    }
    QList<RelationName> sorted(scope.cbegin(), scope.cend());
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

Duration requiredBake(const Stage &stage, const StageState &state)
{
    if (stage.exposure.isEmpty())
        return stage.bake;
    const qsizetype current = std::clamp<qsizetype>(state.exposure - 1, 0, stage.exposure.size() - 1);
    const Duration hold = stage.exposure[current].hold;
    const bool isLast = state.exposure >= stage.exposure.size();
    return isLast ? std::max(hold, stage.bake - state.bakedEarlier) : hold;
}

const Stage *waitingContract(const Plan &plan, const RunState &state)
{
    const int next = firstUnpassed(plan, state);
    const bool waits = next > 0 && plan.waitsForWindow && plan.stages[next].kind == StageKind::Contract;
    return waits ? &plan.stages[next] : nullptr;
}

const Stage *beganContract(const Plan &plan, const RunState &state)
{
    for (const Stage &stage : plan.stages) {
        const StageState *known = stage.kind == StageKind::Contract ? state.stage(stage.id) : nullptr;
        if (known && known->phase != StagePhase::Undone)
            return &stage;
    }
    return nullptr;
}

NextAction nextAction(const Plan &plan, const RunState &state)
{
    const bool hasObserved = state.observing.isValid();
    const Stage *contract = waitingContract(plan, state);
    if (state.phase == RunPhase::Observing && contract) {
        const QString until = state.windowCloses.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s);
        return withHolds({ ActionKind::StartStage, plan.stageIndex(contract->id), -1,
                             { u"outside window: everything can still be rolled back until %1, and nothing afterwards"_s.arg(until) } },
            state);
    }
    if (state.phase != RunPhase::Running)
        return {};
    const int current = firstUnpassed(plan, state);
    NextAction action;
    if (current < 0) {
        action = { hasObserved ? ActionKind::Seal : ActionKind::BeginObserving, -1, -1, {} };
    } else if (contract && !hasObserved && !beganContract(plan, state)) {
        action = { ActionKind::BeginObserving, -1, -1, {} };
    } else if (const StageState *stage = state.stage(plan.stages[current].id); stage && stage->phase != StagePhase::Undone) {
        action = inStage(plan, current, *stage);
    } else {
        action = { ActionKind::StartStage, current, -1, {} };
    }
    return withHolds(action, state);
}

QStringList rollbackTargets(const Plan &plan, const RunState &state)
{
    QStringList targets { QString() };
    for (const Stage &stage : plan.stages) {
        const StageState *known = state.stage(stage.id);
        if (!known || known->phase != StagePhase::Passed)
            break;
        targets += stage.id;
    }
    // A rollback that is under way or stuck ends where it was sent, or further down; it never turns back up, and a retry
    // undoes nothing that nobody asked for.
    if (state.isRollingBack() && state.rollback) {
        targets = { QString() };
        for (const Stage &stage : plan.stages) {
            if (state.rollback->to.isEmpty())
                break;
            targets += stage.id;
            if (stage.id == state.rollback->to)
                break;
        }
        return targets;
    }
    // Going back to the newest stage that stands would undo nothing.
    const auto newest = std::find_if(state.stages.crbegin(), state.stages.crend(), [](const StageState &stage) { return stage.phase != StagePhase::Undone; });
    if (targets.size() > 1 && newest != state.stages.crend() && targets.last() == newest->id)
        targets.removeLast();
    return targets;
}

QString defaultRollbackTarget(const Plan &plan, const RunState &state)
{
    return rollbackTargets(plan, state).last();
}

QString actionText(const Plan &plan, const NextAction &action)
{
    const auto title = [&] { return stageTitle(plan.stages[action.stage]); };
    switch (action.kind) {
    case ActionKind::StartStage:
        return u"Begin %1"_s.arg(title());
    case ActionKind::ApplyStep:
        return u"Apply %1 of %2"_s.arg(plan.stages[action.stage].steps[action.step].id, title());
    case ActionKind::FinishApplying:
        return u"Warm up %1"_s.arg(title());
    case ActionKind::Expose:
        return u"Expose to %1"_s.arg(plan.stages[action.stage].exposure[action.step].cohort);
    case ActionKind::Wait:
        return u"Bake %1"_s.arg(title());
    case ActionKind::PassStage:
        return u"Pass %1"_s.arg(title());
    case ActionKind::BeginObserving:
        return u"Observe"_s;
    case ActionKind::Seal:
        return u"Finish"_s;
    case ActionKind::None:
        return {};
    }
    return {};
}

} // namespace sluice
