// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/mariadb_ops.h"
#include "warehouse/ops/mariadb_stand_in.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/sql_fragment.h"

namespace sluice {

using namespace Qt::StringLiterals;

Result<CompiledStep> compileRenameColumnOnMariadb(const StepContext &context)
{
    const auto &rename = std::get<RenameColumn>(context.step.body);
    SLUICE_TRY(const RelationFacts table, requireInnodbTable(context, rename.table));
    const ColumnFacts *column = findColumn(context, table, rename.column);
    if (!column)
        return refuse(context, u"%1 has no column %2"_s.arg(table.name.text(), rename.column));
    if (const ColumnFacts *there = findColumn(context, table, rename.newName)) {
        return refuse(context,
            u"%1 already has a column %2 of type %3"_s.arg(table.name.text(), there->name, there->type),
            u"use another name"_s);
    }
    // Keys and indexes of the table follow. Views and triggers keep the old name as text, and break.
    SLUICE_TRY(const QStringList users, mariadbColumnUsers(context, table.name, column->name, ColumnUse::Foreign));
    if (!users.isEmpty()) {
        return refuse(context,
            u"column %1 of %2 is still used by %3"_s.arg(column->name, table.name.text(), users.join(u", "_s)),
            u"move these off the column in an earlier step"_s);
    }
    const QString old = quoted(context, column->name);
    const QString fresh = quoted(context, rename.newName);
    SLUICE_TRY(const TriedMariadbChange tried,
        tryMariadbChange(context, table.name, {}, u"RENAME COLUMN "_s + old + u" TO "_s + fresh,
            u"RENAME COLUMN IF EXISTS "_s + fresh + u" TO "_s + old));

    CompiledStep step = stepAloneOnMariadb(
        u"Rename column %1 of %2 to %3"_s.arg(column->name, table.name.text(), rename.newName),
        u"Rename column %1 of %2 back to %3"_s.arg(rename.newName, table.name.text(), column->name), Reversibility::R0);
    step.forward = { tried.forward };
    step.undo = { tried.back };
    const QString hasOld = mariadbHasColumn(table.name, column->name);
    const QString hasNew = mariadbHasColumn(table.name, rename.newName);
    step.present = u"SELECT "_s + hasNew + u" AND NOT "_s + hasOld;
    step.absent = u"SELECT "_s + hasOld + u" AND NOT "_s + hasNew;
    step.forwardLock = tried.forwardLock;
    step.undoLock = tried.backLock;
    step.touches = { table.name };
    return step;
}

/// Virtual: a stored one would be computed for every row while nobody may write.
Result<CompiledStep> compileAddGeneratedColumnOnMariadb(const StepContext &context)
{
    const auto &add = std::get<AddGeneratedColumn>(context.step.body);
    const QString what = u"column "_s + add.column;
    SLUICE_CHECK(checkTypeName(context.engine(), add.type, u"type of "_s + what));
    SLUICE_CHECK(checkExpression(context.engine(), add.expression, u"expression of "_s + what));
    SLUICE_TRY(const RelationFacts table, requireInnodbTable(context, add.table));
    if (const ColumnFacts *there = findColumn(context, table, add.column)) {
        return refuse(context,
            u"%1 already has a column %2 of type %3"_s.arg(table.name.text(), there->name, there->type),
            u"undoing this step would drop a column that it did not make; use another name"_s);
    }
    const QString column = quoted(context, add.column);
    SLUICE_TRY(const TriedMariadbChange tried,
        tryMariadbChange(context, table.name, add.column,
            u"ADD COLUMN "_s + column + u' ' + add.type + u" GENERATED ALWAYS AS ("_s + add.expression
                + u"\n) VIRTUAL"_s,
            u"DROP COLUMN IF EXISTS "_s + column));
    if (!tried.after)
        return fail(ErrorCode::Internal, u"the trial has no column %1"_s.arg(add.column));

    CompiledStep step = stepAloneOnMariadb(u"Add computed column %1 to %2"_s.arg(add.column, table.name.text()),
        u"Drop computed column %1 of %2"_s.arg(add.column, table.name.text()),
        Reversibility::R0); // nobody can write into it, so nothing is lost with it
    step.forward = { tried.forward };
    step.undo = { tried.back };
    step.present = u"SELECT "_s + mariadbColumnIs(table.name, *tried.after);
    step.absent = u"SELECT NOT "_s + mariadbHasColumn(table.name, add.column);
    step.forwardLock = tried.forwardLock;
    step.undoLock = tried.backLock;
    step.touches = { table.name };
    return step;
}

} // namespace sluice
