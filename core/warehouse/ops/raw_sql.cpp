// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_classifier.h"
#include "warehouse/ops/declared_effects.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/ops/row_writes.h"
#include "warehouse/sql_fragment.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Result<QStringList> statementsOf(const StepContext &context, const QList<SqlText> &texts, const QString &what)
{
    QStringList statements;
    for (const SqlText &text : texts) {
        const QString statement = withoutTail(context.engine(), text.text);
        const QString place = text.file.isEmpty() ? what : what + u" ("_s + text.file + u')';
        if (statement.isEmpty())
            return refuse(context, place + u" holds no statement"_s);
        if (auto good = checkStepStatement(context.engine(), statement); !good) {
            Error error = std::move(good).error();
            error.what = place + u": "_s + error.what;
            return fail(std::move(error));
        }
        statements.append(statement);
    }
    return statements;
}

/// The author declares what is touched; the statements are believed where they say more. Nothing declared and nothing
/// named: any table.
Result<void> setWrites(const StepContext &context, const RawSql &sql, CompiledStep &step)
{
    const RowWrites writes = rowWritesOf(context.engine(), step.forward, step.undo);
    step.writesRows = step.undoWritesRows = sql.writesRows || writes.mayWrite;
    return setTouches(context, sql.touches + writes.tables, step);
}

} // namespace

Result<CompiledStep> compileRawSql(const StepContext &context)
{
    const auto &sql = std::get<RawSql>(context.step.body);
    CompiledStep step;
    step.summary = u"Run SQL: %1"_s.arg(context.step.id);
    step.undoSummary = u"Run the rollback of %1"_s.arg(context.step.id);
    if (sql.forward.isEmpty())
        return refuse(context, u"the step holds no statement"_s);
    SLUICE_TRY(step.reversibility, declaredClass(context, sql.reversibility, !sql.rollback.isEmpty()));
    SLUICE_TRY(step.forward, statementsOf(context, sql.forward, u"sql"_s));
    SLUICE_TRY(step.undo, statementsOf(context, sql.rollback, u"rollback"_s));
    if (!sql.probe.text.trimmed().isEmpty())
        SLUICE_CHECK(setProbes(context, sql.probe, u"probe"_s, step));
    step.forwardLock = step.undoLock = u"not known for raw SQL"_s;
    SLUICE_CHECK(setWrites(context, sql, step));
    return step;
}

} // namespace sluice
