// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/declared_effects.h"

// Steps that something else than this session makes: a program, a person.

namespace sluice {

using namespace Qt::StringLiterals;

Result<CompiledStep> compileRunProgram(const StepContext &context)
{
    const auto &body = std::get<RunProgram>(context.step.body);
    CompiledStep step;
    step.summary = u"Run "_s + body.run.join(u' ');
    step.undoSummary = body.rollback.isEmpty() ? u"Nothing takes %1 back"_s.arg(body.run.value(0)) : u"Run "_s + body.rollback.join(u' ');
    step.program = body.run;
    step.undoProgram = body.rollback;
    step.transactional = false; // what it does commits on its own connections
    step.writesRows = step.undoWritesRows = body.writesRows;
    step.forwardLock = step.undoLock = u"not known for a program"_s;
    SLUICE_TRY(step.reversibility, declaredClass(context, body.reversibility, !body.rollback.isEmpty()));
    SLUICE_CHECK(setProbes(context, body.probe, u"probe"_s, step));
    SLUICE_CHECK(setTouches(context, body.touches, step));
    return step;
}

Result<CompiledStep> compileByHand(const StepContext &context)
{
    const auto &body = std::get<ByHand>(context.step.body);
    CompiledStep step;
    step.summary = u"By hand: "_s + body.instruction;
    step.undoSummary = u"By hand: "_s + body.undoInstruction;
    step.byHand = body.instruction;
    step.undoByHand = body.undoInstruction;
    step.remnant = u"to be done by hand: "_s + body.undoInstruction;
    step.forwardLock = step.undoLock = u"none"_s;
    SLUICE_TRY(step.reversibility, declaredClass(context, body.reversibility, !body.undoInstruction.isEmpty()));
    SLUICE_CHECK(setProbes(context, body.check, u"check"_s, step));
    return step;
}

} // namespace sluice
