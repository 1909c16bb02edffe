// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/postgresql/postgres_columns.h"
#include "warehouse/sql_fragment.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Result<void> checkDefault(const StepContext &context, const RelationName &table, const QString &column, const PostgresColumnState &state)
{
    if (state.isGenerated || state.isIdentity)
        return refuse(context, u"column %1 of %2 gets its values from the database itself and takes no default"_s.arg(column, table.text()));
    if (state.isInherited)
        return refuse(context, u"column %1 of %2 is inherited"_s.arg(column, table.text()), u"set the default in the parent table"_s);
    return {};
}

} // namespace

Result<CompiledStep> compileSetDefault(const StepContext &context)
{
    const auto &set = std::get<SetDefault>(context.step.body);
    SLUICE_CHECK(requirePostgres(context, u"SQLite cannot change the default of a column that is there"_s, u"add a column with the default, fill it, and drop the old one"_s));
    SLUICE_TRY(const RelationFacts table, requireTable(context, set.table));
    if (!set.defaultExpression.isEmpty())
        SLUICE_CHECK(checkExpression(context.engine(), set.defaultExpression, u"default of column "_s + set.column));
    SLUICE_TRY(const PostgresColumnState before, readPostgresColumn(context.session, table.name, set.column));
    SLUICE_CHECK(checkDefault(context, table.name, set.column, before));
    SLUICE_TRY(const TriedColumn tried, tryPostgresColumn(context.session, before.type, set.defaultExpression));
    SLUICE_TRY(const TriedColumn again, tryPostgresColumn(context.session, before.type, before.defaultExpression.qualified));
    if (again.defaultExpression.qualified != before.defaultExpression.qualified) {
        return refuse(context, u"PostgreSQL prints the default of %1 differently after setting it again, so an undo could not be proved"_s.arg(set.column),
            u"set the default once to what \\d shows, then start again"_s);
    }
    if (tried.defaultExpression.qualified == before.defaultExpression.qualified)
        return refuse(context, u"column %1 of %2 already has this default"_s.arg(set.column, table.name.text()), u"remove the step"_s);

    const QString alter = u"ALTER TABLE "_s + quoted(context, table.name) + u" ALTER COLUMN "_s + quoted(context, set.column);
    const auto statement = [&](const QString &expression) {
        return alter + (expression.isEmpty() ? u" DROP DEFAULT"_s : u" SET DEFAULT ("_s + expression + u"\n)"_s);
    };
    CompiledStep step;
    step.summary = set.defaultExpression.isEmpty() ? u"Remove the default of %1 in %2"_s.arg(set.column, table.name.text())
                                                   : u"Set the default of %1 in %2"_s.arg(set.column, table.name.text());
    step.undoSummary = u"Give %1 in %2 its old default back"_s.arg(set.column, table.name.text());
    step.reversibility = Reversibility::R0;
    step.forward = { statement(set.defaultExpression) };
    step.undo = { statement(before.defaultExpression.qualified) };
    step.present = u"SELECT "_s + defaultIsSql(table.name, set.column, tried.defaultExpression);
    step.absent = u"SELECT "_s + defaultIsSql(table.name, set.column, before.defaultExpression);
    step.forwardLock = step.undoLock = catalogueLock(context, table.name);
    step.touches = { table.name };
    return step;
}

} // namespace sluice
