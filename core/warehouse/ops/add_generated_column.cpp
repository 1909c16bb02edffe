// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/column_uses.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/postgresql/postgres_columns.h"
#include "warehouse/sql_fragment.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

Result<CompiledStep> compileAddGeneratedColumn(const StepContext &context)
{
    const auto &add = std::get<AddGeneratedColumn>(context.step.body);
    const QString what = u"column "_s + add.column;
    SLUICE_CHECK(checkTypeName(context.engine(), add.type, u"type of "_s + what));
    SLUICE_CHECK(checkExpression(context.engine(), add.expression, u"expression of "_s + what));
    SLUICE_TRY(const RelationFacts table, requireTable(context, add.table));
    if (const ColumnFacts *there = findColumn(context, table, add.column)) {
        return refuse(context, u"%1 already has a column %2 of type %3"_s.arg(table.name.text(), there->name, there->type),
            u"undoing this step would drop a column that it did not make; use another name"_s);
    }
    const bool isPostgres = context.engine() == Engine::Postgresql;
    const QString alter = u"ALTER TABLE "_s + quoted(context, table.name);
    const QString column = quoted(context, add.column);

    CompiledStep step;
    step.summary = u"Add computed column %1 to %2"_s.arg(add.column, table.name.text());
    step.undoSummary = u"Drop computed column %1 of %2"_s.arg(add.column, table.name.text());
    step.reversibility = Reversibility::R0; // nobody can write into it, so nothing is lost with it
    // SQLite adds computed columns only where they take no room, PostgreSQL up to 17 only where they do.
    step.forward = { alter + u" ADD COLUMN "_s + column + u' ' + add.type + u" GENERATED ALWAYS AS ("_s + add.expression + (isPostgres ? u"\n) STORED"_s : u"\n) VIRTUAL"_s) };
    step.undo = { alter + u" DROP COLUMN "_s + column };
    step.absent = u"SELECT NOT "_s + hasColumnSql(context, table.name, add.column);
    if (isPostgres) {
        SLUICE_TRY(const TriedColumn tried, tryPostgresColumn(context.session, add.type, {}));
        step.present = u"SELECT EXISTS (SELECT"_s + postgresColumnSql(table.name, add.column) + u" AND a.attgenerated <> '' AND format_type(a.atttypid, a.atttypmod) = "_s
            + quoteLiteral(tried.type) + u')';
        step.forwardLock = u"ACCESS EXCLUSIVE on %1, every row is rewritten"_s.arg(table.name.text());
        step.undoLock = catalogueLock(context, table.name);
    } else {
        // hidden: 2 is a virtual and 3 a stored computed column
        step.present = u"SELECT EXISTS (SELECT 1 FROM pragma_table_xinfo("_s + quoteLiteral(table.name.name) + u") WHERE hidden IN (2, 3) AND name = "_s
            + quoteLiteral(add.column) + u" COLLATE NOCASE)"_s;
        step.forwardLock = catalogueLock(context, table.name);
        step.undoLock = u"write lock on the database file, every row is rewritten"_s;
    }
    step.touches = { table.name };
    return step;
}

} // namespace sluice
