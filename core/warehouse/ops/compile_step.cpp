// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/odbc_statement.h"
#include "sql/sql_classifier.h"
#include "warehouse/compiled_step.h"
#include "warehouse/dialect.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/ops/step_op.h"
#include "warehouse/remote_rows.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Plan text is pasted into most statements; what it becomes must still be one statement that our transaction survives.
Result<void> checkStatement(const StepContext &context, const QString &statement, bool isTransactional)
{
    // What a driver would not run must be known before anything is done: the way back is among it.
    if (const auto &service = context.session.profile().service)
        SLUICE_CHECK(checkOdbcStep(*service, withoutTail(context.engine(), statement), {}));
    return isTransactional ? checkStepStatement(context.engine(), statement) : Result<void>(); // else written by the op alone, names quoted
}

Result<void> checkStatements(const StepContext &context, const CompiledStep &compiled)
{
    for (const QStringList &list : { compiled.forward, compiled.undo, compiled.guardedUndo }) {
        for (const QString &statement : list) {
            if (auto good = checkStatement(context, statement, compiled.transactional); !good) {
                Error error = std::move(good).error();
                error.where = u"step "_s + context.step.id;
                return fail(std::move(error));
            }
        }
    }
    return {};
}

/// Views, comments and copies read what they name, or change this server's catalogue alone.
bool changesItsTables(const QString &op)
{
    static const QStringList reading { u"create_view"_s, u"replace_view"_s, u"drop_view"_s, u"install_flag"_s,
        u"switch_flag"_s, u"remove_flag"_s, u"set_comment"_s, u"snapshot"_s };
    return !reading.contains(op);
}

/// What is written to rows on other servers commits there by itself: no receipt could say that it did, and no undo be
/// proven. A column that only this server's catalogue has breaks every query that reaches the others.
Result<void> checkRowsAreHere(const StepContext &context, const CompiledStep &compiled)
{
    if (!changesItsTables(compiled.op))
        return {};
    for (const RelationName &table : compiled.touches) {
        SLUICE_TRY(const QStringList places, remoteRows(context.session, table));
        if (!places.isEmpty()) {
            return refuse(context,
                u"%1 keeps rows on other servers (%2): they commit apart from this one, so neither this step nor its rollback could be proven there"_s
                    .arg(table.text(), places.join(u", "_s)),
                u"change the table on each of these servers, or build a table here and move readers by a flag"_s);
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
    SLUICE_CHECK(checkRowsAreHere(context, *compiled));
    return compiled;
}

} // namespace sluice
