// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/column_uses.h"
#include "warehouse/ops/op_support.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Result<void> checkRename(const StepContext &context, const RelationFacts &table, const ColumnFacts &column, const QString &newName)
{
    if (const ColumnFacts *there = findColumn(context, table, newName)) {
        return refuse(context, u"%1 already has a column %2 of type %3"_s.arg(table.name.text(), there->name, there->type),
            u"use another name"_s);
    }
    // PostgreSQL ties its readers to the column itself, so they follow. SQLite rewrites their texts, and a text that was
    // rewritten twice is another text than before.
    if (context.engine() == Engine::Postgresql) {
        SLUICE_TRY(const bool inherited, isInheritedColumn(context, table.name, column.name));
        return inherited ? Result<void>(refuse(context, u"column %1 of %2 is inherited"_s.arg(column.name, table.name.text()), u"rename it in the parent table"_s))
                         : Result<void>();
    }
    return checkUnused(context, table.name, column.name);
}

} // namespace

Result<CompiledStep> compileRenameColumn(const StepContext &context)
{
    const auto &rename = std::get<RenameColumn>(context.step.body);
    SLUICE_TRY(const RelationFacts table, requireTable(context, rename.table));
    const ColumnFacts *column = findColumn(context, table, rename.column);
    if (!column)
        return refuse(context, u"%1 has no column %2"_s.arg(table.name.text(), rename.column));
    SLUICE_CHECK(checkRename(context, table, *column, rename.newName));
    const QString alter = u"ALTER TABLE "_s + quoted(context, table.name) + u" RENAME COLUMN "_s;
    const QString old = quoted(context, column->name);
    const QString fresh = quoted(context, rename.newName);

    CompiledStep step;
    step.summary = u"Rename column %1 of %2 to %3"_s.arg(column->name, table.name.text(), rename.newName);
    step.undoSummary = u"Rename column %1 of %2 back to %3"_s.arg(rename.newName, table.name.text(), column->name);
    step.reversibility = Reversibility::R0;
    step.forward = { alter + old + u" TO "_s + fresh };
    step.undo = { alter + fresh + u" TO "_s + old };
    step.forwardLock = step.undoLock = catalogueLock(context, table.name);
    const QString hasOld = hasColumnSql(context, table.name, column->name);
    const QString hasNew = hasColumnSql(context, table.name, rename.newName);
    step.present = u"SELECT "_s + hasNew + u" AND NOT "_s + hasOld;
    step.absent = u"SELECT "_s + hasOld + u" AND NOT "_s + hasNew;
    step.touches = { table.name };
    return step;
}

} // namespace sluice
