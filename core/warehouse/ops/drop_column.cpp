// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/column_uses.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// True when rows inserted while the column is in quarantine could not be stored.
Result<bool> demandsValue(const StepContext &context, const RelationName &table, const ColumnFacts &column)
{
    if (column.nullable || !column.defaultExpression.isEmpty() || column.generated)
        return false;
    if (context.engine() == Engine::Sqlite)
        return true;
    SLUICE_TRY(const SqlRows rows,
        context.session.query(u"SELECT a.attidentity = '' FROM pg_catalog.pg_attribute a WHERE a.attrelid = "_s
            + quoteLiteral(quoted(context, table)) + u"::regclass AND a.attname = "_s + quoteLiteral(column.name)));
    return rows.scalar().toBool();
}

/// The line of a column in PostgreSQL's fingerprint, up to its type.
Result<QString> columnRecord(const StepContext &context, const RelationFacts &table, const QString &column)
{
    const QString kind = table.kind == RelationKind::PartitionedTable ? u"partitioned table "_s : u"table "_s;
    SLUICE_TRY(const QString name, queryText(context.session, u"SELECT quote_ident("_s + quoteLiteral(column) + u')'));
    return kind + table.name.text() + u": column "_s + name;
}

} // namespace

Result<CompiledStep> compileDropColumn(const StepContext &context)
{
    const auto &drop = std::get<DropColumn>(context.step.body);
    SLUICE_TRY(const RelationFacts table, requireTable(context, drop.table));
    const ColumnFacts *column = findColumn(context, table, drop.column);
    if (!column)
        return refuse(context, u"%1 has no column %2"_s.arg(table.name.text(), drop.column));
    SLUICE_CHECK(checkUnused(context, table.name, column->name));
    SLUICE_TRY(const bool demanding, demandsValue(context, table.name, *column));
    if (demanding && context.engine() == Engine::Sqlite) {
        return refuse(context,
            u"column %1 of %2 is NOT NULL without a default, and SQLite cannot lift that from a column in quarantine"_s.arg(
                column->name, table.name.text()),
            u"rebuild the table without NOT NULL first"_s);
    }
    const QString alter = u"ALTER TABLE "_s + quoted(context, table.name);
    const QString quarantine = quarantineName(context.runId, column->name);
    const QString back = alter + u" RENAME COLUMN "_s + quoted(context, quarantine) + u" TO "_s + quoted(context, column->name);

    CompiledStep step;
    step.summary = u"Drop column %1 of %2 (renamed into quarantine)"_s.arg(column->name, table.name.text());
    step.undoSummary = u"Bring back column %1 of %2"_s.arg(column->name, table.name.text());
    step.reversibility = Reversibility::R1;
    step.forward = { alter + u" RENAME COLUMN "_s + quoted(context, column->name) + u" TO "_s + quoted(context, quarantine) };
    step.undo = { back };
    step.forwardLock = step.undoLock = catalogueLock(context, table.name);
    if (demanding) {
        // Rows that arrive meanwhile have no value: with such rows the column comes back without its NOT NULL.
        step.forward.append(alter + u" ALTER COLUMN "_s + quoted(context, quarantine) + u" DROP NOT NULL"_s);
        step.undo.append(alter + u" ALTER COLUMN "_s + quoted(context, column->name) + u" SET NOT NULL"_s);
        step.guard = countRows(context, table.name, quoted(context, quarantine) + u" IS NULL"_s);
        step.atRisk = listRows(context, table, {}, quoted(context, quarantine) + u" IS NULL"_s);
        step.guardLock = guardLockOf(context, table.name);
        step.guardedUndo = { back };
        step.remnant = u"column %1 of %2 without its NOT NULL"_s.arg(column->name, table.name.text());
        SLUICE_TRY(const QString record, columnRecord(context, table, column->name));
        step.remnantTraces = { { record, u" not null"_s } };
        step.undoLock = u"ACCESS EXCLUSIVE on %1 while every row is read once"_s.arg(table.name.text());
    }
    const QString hasOld = hasColumnSql(context, table.name, column->name);
    const QString hasQuarantine = hasColumnSql(context, table.name, quarantine);
    step.present = u"SELECT "_s + hasQuarantine + u" AND NOT "_s + hasOld;
    step.absent = u"SELECT "_s + hasOld + u" AND NOT "_s + hasQuarantine;
    step.touches = { table.name };
    return step;
}

} // namespace sluice
