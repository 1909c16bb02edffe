// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_classifier.h"
#include "warehouse/dialect.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/ops/row_writes.h"
#include "warehouse/sql_fragment.h"

#include <algorithm>

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

/// What the author declares, R2 where nothing is declared: nobody has proved more.
Result<Reversibility> declaredClass(const StepContext &context, const RawSql &sql)
{
    const Stage *home = nullptr;
    for (const Stage &stage : context.plan.stages) {
        if (std::any_of(stage.steps.cbegin(), stage.steps.cend(), [&](const Step &step) { return step.id == context.step.id; }))
            home = &stage;
    }
    const bool isContract = home && home->kind == StageKind::Contract;
    Reversibility declared = Reversibility::R2;
    if (!sql.reversibility.isEmpty()) {
        bool isKnown = false;
        for (int i = 0; i <= static_cast<int>(Reversibility::R4); ++i) {
            if (sql.reversibility == reversibilityName(static_cast<Reversibility>(i))) {
                declared = static_cast<Reversibility>(i);
                isKnown = true;
            }
        }
        if (!isKnown)
            return refuse(context, u"'%1' is no reversibility class"_s.arg(sql.reversibility), u"use R0, R1, R2, R3 or R4"_s);
    }
    if (sql.rollback.isEmpty() && (declared != Reversibility::R4 || !isContract)) {
        return refuse(context, u"raw SQL without a rollback cannot be taken back"_s,
            u"state rollback, or declare R4 in a contract stage"_s);
    }
    if (declared == Reversibility::R4 && !isContract)
        return refuse(context, u"an irreversible step belongs into a contract stage"_s);
    return declared;
}

/// The author declares what is touched; the statements are believed where they say more. Names become the engine's own,
/// because the proof asks for a table by the name that the catalogue gives it. Nothing declared and nothing named: any
/// table.
Result<void> setWrites(const StepContext &context, const RawSql &sql, CompiledStep &step)
{
    const RowWrites writes = rowWritesOf(context.engine(), step.forward, step.undo);
    step.writesRows = step.undoWritesRows = sql.writesRows || writes.mayWrite;
    const QList<RelationName> touched = sql.touches + writes.tables;
    for (const RelationName &relation : touched) {
        SLUICE_TRY(const RelationName resolved, dialectFor(context.engine()).resolve(context.session, relation));
        if (!step.touches.contains(resolved))
            step.touches.append(resolved);
    }
    return {};
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
    SLUICE_TRY(step.reversibility, declaredClass(context, sql));
    SLUICE_TRY(step.forward, statementsOf(context, sql.forward, u"sql"_s));
    SLUICE_TRY(step.undo, statementsOf(context, sql.rollback, u"rollback"_s));
    if (!sql.probe.text.trimmed().isEmpty()) {
        SLUICE_TRY(const QString probe, checkedQuery(context.engine(), sql.probe.text, u"probe"_s));
        const QString answer = u"coalesce(("_s + probe + u"\n), "_s + (context.engine() == Engine::Postgresql ? u"false)"_s : u"0)"_s);
        step.present = u"SELECT "_s + answer;
        step.absent = u"SELECT NOT "_s + answer;
    }
    step.forwardLock = step.undoLock = u"not known for raw SQL"_s;
    SLUICE_CHECK(setWrites(context, sql, step));
    return step;
}

} // namespace sluice
