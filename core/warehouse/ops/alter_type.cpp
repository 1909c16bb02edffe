// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/column_uses.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/ops/type_widening.h"
#include "warehouse/postgresql/postgres_columns.h"
#include "warehouse/sql_fragment.h"

#include "sql/sql_quoting.h"
#include "warehouse/own_tables.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Result<void> checkColumn(const StepContext &context, const RelationName &table, const QString &column, const PostgresColumnState &before)
{
    if (before.isInherited)
        return refuse(context, u"column %1 of %2 is inherited"_s.arg(column, table.text()), u"change it in the parent table"_s);
    if (before.isGenerated)
        return refuse(context, u"column %1 of %2 is computed; its type follows its expression"_s.arg(column, table.text()));
    if (before.hasOwnStorage) {
        return refuse(context, u"column %1 of %2 has a storage, compression or collation of its own, which a change of type would lose"_s.arg(column, table.text()),
            u"add a column of the new type, fill it, and move readers by a flag"_s);
    }
    SLUICE_TRY(const QStringList readers, columnDependants(context, table, column, ColumnUse::Foreign));
    if (!readers.isEmpty()) {
        return refuse(context, u"column %1 of %2 is used by %3, under which PostgreSQL changes no type"_s.arg(column, table.text(), readers.join(u", "_s)),
            u"move these off the column in an earlier step"_s);
    }
    return {};
}

QString typeIsSql(const RelationName &table, const QString &column, const QString &typeName, int modifier)
{
    return u"SELECT EXISTS (SELECT"_s + postgresColumnSql(table, column) + u" AND a.atttypid = to_regtype("_s + quoteLiteral(u"pg_catalog."_s + typeName)
        + u") AND a.atttypmod = "_s + QString::number(modifier) + u')';
}

/// With rows that the old type cannot hold, the column keeps the new one and the undo of the other steps goes on. Where the
/// default would print differently, the proof could not tell that from drift: then the undo is refused.
Result<void> addGuard(const StepContext &context, const RelationFacts &table, const QString &column, const QString &doesNotFit,
    const PostgresColumnState &before, const TriedColumn &after, CompiledStep &step)
{
    step.guard = countRows(context, table.name, doesNotFit);
    step.atRisk = listRows(context, table, { column }, doesNotFit);
    step.guardLock = guardLockOf(context, table.name);
    SLUICE_TRY(const TriedColumn kept, tryPostgresColumn(context.session, after.type, before.defaultExpression.qualified));
    if (kept.defaultExpression.qualified != before.defaultExpression.qualified)
        return {};
    step.guardedUndo = { u"SELECT 1"_s };
    step.remnant = u"column %1 of %2 with the type %3"_s.arg(column, table.name.text(), after.type);
    const QString kind = table.kind == RelationKind::PartitionedTable ? u"partitioned table "_s : u"table "_s;
    SLUICE_TRY(const QString name, queryText(context.session, u"SELECT quote_ident("_s + quoteLiteral(column) + u')'));
    step.remnantTraces = { { kind + table.name.text() + u": column "_s + name, u' ' + before.type, u' ' + after.type } };
    return {};
}

} // namespace

Result<CompiledStep> compileAlterType(const StepContext &context)
{
    const auto &alter = std::get<AlterType>(context.step.body);
    SLUICE_CHECK(requirePostgres(context, u"SQLite cannot change the type of a column"_s, u"add a column of the new type, fill it, and drop the old one"_s));
    SLUICE_CHECK(checkTypeName(context.engine(), alter.type, u"type of column "_s + alter.column));
    SLUICE_TRY(const RelationFacts table, requireTable(context, alter.table));
    SLUICE_TRY(const PostgresColumnState before, readPostgresColumn(context.session, table.name, alter.column));
    SLUICE_TRY(const TriedColumn after, tryPostgresColumn(context.session, alter.type, {}));
    if (after.type == before.type)
        return refuse(context, u"column %1 of %2 already has the type %3"_s.arg(alter.column, table.name.text(), before.type), u"remove the step"_s);
    SLUICE_CHECK(checkColumn(context, table.name, alter.column, before));
    const QString column = quoted(context, alter.column);
    const auto widening = typeWidening({ before.typeName, before.modifier }, { after.typeName, after.modifier }, column);
    if (!widening) {
        return refuse(context, u"from %1 to %2, values of %3 could not be given back to the bit"_s.arg(before.type, after.type, alter.column),
            u"add a column of the new type, fill it, and move readers by a flag"_s);
    }
    const QString statement = u"ALTER TABLE "_s + quoted(context, table.name) + u" ALTER COLUMN "_s + column;

    CompiledStep step;
    step.summary = u"Widen %1 of %2 from %3 to %4"_s.arg(alter.column, table.name.text(), before.type, after.type);
    step.undoSummary = u"Narrow %1 of %2 to %3 again"_s.arg(alter.column, table.name.text(), before.type);
    step.reversibility = widening->doesNotFit.isEmpty() ? Reversibility::R0 : Reversibility::R2;
    // The server would cast the default along, and print another one after it was cast back.
    const auto withDefault = [&](const QString &change) {
        return before.defaultExpression.isEmpty() ? QStringList { change }
                                                  : QStringList { statement + u" DROP DEFAULT"_s, change,
                                                        statement + u" SET DEFAULT ("_s + before.defaultExpression.qualified + u"\n)"_s };
    };
    step.forward = withDefault(statement + u" TYPE "_s + after.type);
    step.undo = withDefault(statement + u" TYPE "_s + before.type + u" USING "_s + column + u"::"_s + before.type);
    if (!widening->doesNotFit.isEmpty())
        SLUICE_CHECK(addGuard(context, table, alter.column, widening->doesNotFit, before, after, step));
    step.present = typeIsSql(table.name, alter.column, after.typeName, after.modifier);
    step.absent = typeIsSql(table.name, alter.column, before.typeName, before.modifier);
    const QString rewrite = u"ACCESS EXCLUSIVE on %1, every row is rewritten"_s.arg(table.name.text());
    step.forwardLock = widening->rewritesForward ? rewrite : catalogueLock(context, table.name);
    step.undoLock = widening->rewritesBack ? rewrite : catalogueLock(context, table.name);
    step.writesRows = widening->rewritesForward;
    step.undoWritesRows = widening->rewritesBack;
    if (step.writesRows || step.undoWritesRows)
        step.writtenColumns = { alter.column };
    step.touches = { table.name };
    return step;
}

} // namespace sluice
