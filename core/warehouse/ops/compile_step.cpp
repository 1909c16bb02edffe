// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/compiled_step.h"

#include "sql/sql_classifier.h"
#include "warehouse/dialect.h"
#include "warehouse/ops/step_op.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Plan text is pasted into most statements; what it becomes must still be one statement that our transaction survives.
Result<void> checkStatements(const StepContext &context, const CompiledStep &compiled)
{
    if (!compiled.transactional)
        return {}; // written by the op alone, names quoted
    for (const QStringList &list : { compiled.forward, compiled.undo, compiled.guardedUndo }) {
        for (const QString &statement : list) {
            if (auto good = checkStepStatement(context.engine(), statement); !good) {
                Error error = std::move(good).error();
                error.where = u"step "_s + context.step.id;
                return fail(std::move(error));
            }
        }
    }
    return {};
}

} // namespace

Result<CompiledStep> compileStep(SqlSession &session, const Plan &plan, const Step &step, const QString &runId)
{
    const QString op = opName(step.body);
    const StepOp *entry = findStepOp(op);
    const CompileOp compile = entry ? entry->on(session.engine()) : nullptr;
    if (!compile)
        return fail(notSupportedOn(session.engine(), op));
    const StepContext context { session, plan, step, runId };
    Result<CompiledStep> compiled = compile(context);
    if (!compiled) {
        Error error = std::move(compiled).error();
        if (error.where.isEmpty())
            error.where = u"step "_s + step.id;
        return fail(std::move(error));
    }
    compiled->stepId = step.id;
    compiled->op = op;
    SLUICE_CHECK(checkStatements(context, *compiled));
    return compiled;
}

} // namespace sluice
