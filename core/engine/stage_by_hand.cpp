// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/stage_driver.h"

#include "base/logging.h"

#include <algorithm>

// Steps that a person does: asked for by a hold, ticked by their check.

namespace sluice {

using namespace Qt::StringLiterals;

Result<bool> StageDriver::isTicked(const CompiledStep &step)
{
    return m_seat.onControlForward<bool>([present = step.present](SqlSession &session) { return probeHolds(session, present); });
}

Result<bool> StageDriver::askHand(const CompiledStep &step)
{
    const Result<bool> ticked = isTicked(step);
    if (!mayGoOn())
        return false;
    if (!ticked)
        SLUICE_CHECK(hold(HoldReason::Failure, u"the check of step %1 cannot be read: %2"_s.arg(step.stepId, ticked.error().what)));
    else if (!*ticked)
        SLUICE_CHECK(hold(HoldReason::Manual, u"step %1 waits for a person: %2"_s.arg(step.stepId, step.byHand)));
    return ticked && *ticked;
}

/// Whoever does a step by hand need not come back to say so. What cannot be read now is asked again.
Result<void> StageDriver::lookAtHand()
{
    const RunState &state = m_seat.journal.state();
    const int index = m_seat.plan.stageIndex(state.currentStage);
    if (index < 0 || state.phase != RunPhase::Running)
        return {};
    const Stage &stage = m_seat.plan.stages[index];
    const StageState *known = state.stage(stage.id);
    const auto next = std::find_if(stage.steps.cbegin(), stage.steps.cend(), [&](const Step &step) {
        const StepState *done = known ? known->step(step.id) : nullptr;
        return !done || done->phase != StepPhase::Done;
    });
    if (next == stage.steps.cend() || !std::holds_alternative<ByHand>(next->body))
        return {};
    const auto compiled = m_seat.onControlForward<CompiledStep>([plan = m_seat.plan, step = *next, run = state.run](SqlSession &session) {
        return compileStep(session, plan, step, run);
    });
    const Result<bool> ticked = compiled ? isTicked(*compiled) : Result<bool>(fail(compiled.error()));
    if (!ticked)
        qCWarning(lcEngine) << "the check of" << next->id << "cannot be read now:" << ticked.error().what;
    if (!ticked || !*ticked || !m_seat.journal.state().isHeldBy(HoldReason::Manual))
        return {};
    m_seat.say(u"Step %1 is done by hand: its check says so"_s.arg(next->id));
    return m_seat.journal.record(EventType::HoldRemoved,
        QJsonObject { { u"reason"_s, holdReasonName(HoldReason::Manual) }, { u"why"_s, u"the check of step %1 says that it is done"_s.arg(next->id) } });
}

} // namespace sluice
