// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "simulated_runner.h"

#include "engine/next_action.h"
#include "engine/rollback_proof.h"

namespace sluice::test {

using namespace Qt::StringLiterals;

Plan planOfSimulation()
{
    Plan plan;
    for (const QStringList &steps : { QStringList { u"a"_s, u"b"_s }, QStringList { u"c"_s } }) {
        Stage stage;
        stage.id = u"with-"_s + steps.first();
        stage.kind = StageKind::Additive;
        for (const QString &step : steps)
            stage.steps += Step { step, AddColumn { { {}, u"orders"_s }, { step, u"text"_s, true, {} } }, {}, {} };
        plan.stages += stage;
    }
    return plan;
}

World::World(bool endsSessions, bool isOneMachine)
    : target(endsSessions)
    , ledger(clock, target, isOneMachine)
{
    const auto begun
        = ledger.append({ NewEvent { EventType::RunCreated, kRun, { { u"plan"_s, u"p"_s }, { u"target"_s, kTarget } } },
                            NewEvent { EventType::RunStarted, kRun, {} } },
            nullptr);
    if (!begun)
        throw Broken("the run does not begin");
}

bool SimulatedRunner::refresh()
{
    const auto events = m_world.ledger.read(m_state.lastSeq, 1'000'000);
    if (!events)
        return false;
    for (const Event &event : *events) {
        auto next = fold(std::move(m_state), event);
        if (!next)
            throw Broken("I3: a runner cannot read the run");
        m_state = *std::move(next);
    }
    return true;
}

QJsonObject SimulatedRunner::at(const QString &stage, const Effect &effect)
{
    return { { u"stage"_s, stage }, { u"step"_s, effect.step }, { u"generation"_s, effect.generation },
        { u"id"_s, u"r"_s } };
}

Task<bool> SimulatedRunner::live()
{
    if (!m_keeper.acquire())
        co_return false;
    co_await point();
    const std::optional<Fence> fence = refresh() ? m_world.target.takeFence(m_name) : std::nullopt;
    if (fence) {
        m_fence = *fence;
        co_await point();
        const bool isTaken = refresh()
            && record(EventType::RunnerTook, { { u"runner"_s, m_name }, { u"epoch"_s, double(m_fence.epoch) } });
        const bool isSettled = isTaken && co_await reconcile();
        if (isSettled)
            co_await carry();
    }
    close();
    co_await point();
    m_keeper.release();
    co_return true;
}

/// Session, then the target's lock: before it is won nothing that is read counts.
Task<SimulatedRunner::End> SimulatedRunner::enter()
{
    m_session = m_world.target.open();
    co_await point();
    for (int tries = 0; !isOpen() || !m_world.target.lock(m_session); ++tries) {
        co_await point();
        if (!isAlive())
            co_return End::Over;
        if (!isOpen() || tries > 30)
            co_return End::Unknown;
    }
    co_await point();
    co_return isOpen() ? End::Done : End::Unknown;
}

Task<SimulatedRunner::End> SimulatedRunner::settle(Effect effect)
{
    for (int tries = 0; tries < 5; ++tries) {
        const End entered = co_await enter();
        const bool isDone = entered == End::Done && m_world.target.hasReceipt(effect);
        close();
        if (entered == End::Over)
            co_return End::Over;
        if (entered == End::Done)
            co_return isDone ? End::Done : End::NotApplied;
        co_await point();
    }
    co_return End::Unknown;
}

Task<SimulatedRunner::End> SimulatedRunner::perform(Effect effect)
{
    const End entered = co_await enter();
    if (entered != End::Done) {
        close();
        co_return entered == End::Over ? End::Over : End::NotApplied;
    }
    if (m_world.target.hasReceipt(effect)) {
        close();
        co_return End::Done;
    }
    co_await point();
    if (!isOpen()) {
        close();
        co_return End::NotApplied;
    }
    if (!m_world.target.begin(m_session, m_fence)) {
        close();
        co_return End::Over;
    }
    co_await point();
    if (isOpen()) {
        m_world.target.work(m_session, effect);
        m_isWorking = true;
        co_await point();
    }
    if (!isOpen()) {
        close();
        co_return End::NotApplied;
    }
    const Cut cut = std::exchange(m_cut, Cut::None);
    if (cut != Cut::Before)
        m_world.target.commit(m_session);
    m_isWorking = false;
    if (cut == Cut::None)
        co_await point();
    close();
    co_return cut == Cut::None ? End::Done : End::Unknown;
}

Task<bool> SimulatedRunner::reconcile()
{
    const QList<StageState> stages = m_state.stages;
    if (m_state.phase != RunPhase::Running)
        co_return true; // a rollback settles by itself
    for (const StageState &stage : stages) {
        for (const StepState &step : stage.steps) {
            if (step.phase != StepPhase::Intended && step.phase != StepPhase::Unknown)
                continue;
            const Effect effect { step.id, step.generation, false };
            const End end = co_await settle(effect);
            co_await point();
            const EventType type = end == End::Done ? EventType::StepDone
                : end == End::NotApplied            ? EventType::StepFailed
                                                    : EventType::StepUnknown;
            if (end == End::Over || !record(type, at(stage.id, effect)))
                co_return false;
        }
    }
    co_return true;
}

Task<bool> SimulatedRunner::apply(int stageIndex, int stepIndex)
{
    const Stage &stage = m_world.plan.stages[stageIndex];
    const Effect effect { stage.steps[stepIndex].id, m_state.generation, false };
    CompiledStep compiled;
    compiled.stepId = effect.step;
    compiled.undo = { u"undo"_s };
    QJsonObject intent = at(stage.id, effect);
    intent[u"compiled"_s] = toJson(compiled);
    if (!record(EventType::StepIntent, intent))
        co_return false;
    co_await point();
    End end = co_await perform(effect);
    if (end == End::Unknown)
        end = co_await settle(effect);
    co_await point();
    if (end == End::Over || !isAlive())
        co_return false;
    const EventType type = end == End::Done ? EventType::StepDone
        : end == End::NotApplied            ? EventType::StepFailed
                                            : EventType::StepUnknown;
    const bool isRecorded = record(type, at(stage.id, effect));
    co_return isRecorded &&end != End::Unknown;
}

Task<bool> SimulatedRunner::rollBack()
{
    const bool resumes = m_state.phase == RunPhase::RollingBack;
    const QJsonObject intent { { u"id"_s, u"r"_s }, { u"to"_s, QString() }, { u"why"_s, u"wrong"_s } };
    if (!resumes && !record(EventType::RollbackIntent, intent))
        co_return false;
    const auto items = undoItems(m_state, {});
    if (!items)
        throw Broken("the undo list cannot be made");
    for (const UndoItem &item : *items) {
        co_await point();
        if (!isAlive())
            co_return false;
        if (item.state.phase == StepPhase::Intended || item.state.phase == StepPhase::Unknown) {
            const Effect forward { item.step.stepId, item.state.generation, false };
            const End end = co_await settle(forward);
            if (end == End::Over || end == End::Unknown)
                co_return false;
            if (end == End::NotApplied) {
                if (!record(EventType::StepFailed, at(item.stage, forward)))
                    co_return false;
                continue;
            }
        }
        const Effect undo { item.step.stepId, m_state.generation, true };
        if (!record(EventType::UndoIntent, at(item.stage, undo)))
            co_return false;
        co_await point();
        End end = co_await perform(undo);
        if (end == End::Unknown)
            end = co_await settle(undo);
        if (end != End::Done || !record(EventType::UndoDone, at(item.stage, undo)))
            co_return false;
    }
    co_await point();
    QJsonObject proof = intent;
    proof[u"result"_s] = m_world.target.isUntouched() ? u"EXACT"_s : u"FAILED"_s;
    co_return record(EventType::RollbackVerified, proof);
}

Task<bool> SimulatedRunner::carry()
{
    for (;;) {
        co_await point();
        if (!isAlive() || !refresh())
            co_return false;
        const bool isAsked = m_state.isAskedToRollBack();
        if (m_state.phase == RunPhase::RollingBack || (isAsked && m_state.hasEffects())) {
            const bool isBack = co_await rollBack();
            if (!isBack)
                co_return false;
            continue;
        }
        if (isAsked && !m_state.isTerminal() && m_state.phase != RunPhase::RolledBack) {
            if (!record(EventType::RunCancelled, { { u"id"_s, m_state.commands.first().id } }))
                co_return false;
            continue;
        }
        const NextAction action = nextAction(m_world.plan, m_state);
        const auto stage = [&] {
            return QJsonObject { { u"stage"_s, m_world.plan.stages[action.stage].id }, { u"attempt"_s, 1 } };
        };
        bool goesOn = false;
        switch (action.kind) {
        case ActionKind::StartStage:
            goesOn = record(EventType::StageStarted, stage());
            break;
        case ActionKind::ApplyStep:
            goesOn = co_await apply(action.stage, action.step);
            break;
        case ActionKind::FinishApplying:
            goesOn = record(EventType::StageApplied, stage());
            break;
        case ActionKind::PassStage:
            goesOn = record(EventType::StagePassed, stage());
            break;
        case ActionKind::BeginObserving:
            goesOn = record(EventType::RunObserving, { { u"window_closes"_s, u"2030-01-01T00:00:00.000Z"_s } });
            break;
        case ActionKind::Expose:
        case ActionKind::Seal:
        case ActionKind::Wait:
        case ActionKind::None:
            break;
        }
        if (!goesOn)
            co_return false;
    }
}

} // namespace sluice::test
