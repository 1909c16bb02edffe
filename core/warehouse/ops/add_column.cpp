// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/ops/write_watch.h"
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_columns.h"
#include "warehouse/sql_fragment.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Value expressions that this plan may write into the column and that can be computed again: no loss when dropped.
struct Recomputable {
    QStringList expressions;
    QStringList constants; ///< literals among them, that are a default
    QStringList leftovers; ///< statements that remove what the backfills of the column keep
};

Result<bool> compilesAlready(const StepContext &context, const RelationName &table, const QString &expression)
{
    // A function that a later step of this plan creates is gone again when this step's guard runs.
    const auto explained = context.session.query(
        u"EXPLAIN SELECT ("_s + expression + u"\n) FROM "_s + quoted(context, table) + (context.engine() == Engine::Sqlite ? u" LIMIT 1"_s : QString()));
    if (!explained && explained.error().code != ErrorCode::SqlFailed && explained.error().code != ErrorCode::NotFound)
        return fail(explained.error());
    return explained.has_value();
}

/// Counts expression among those that can be had again, if it gives the same for the same row and is there to be asked.
Result<void> addExpression(const StepContext &context, const RelationName &table, const QString &expression,
    const QStringList &setColumns, const QString &what, Recomputable &result)
{
    SLUICE_CHECK(checkExpression(context.engine(), expression, what));
    SLUICE_TRY(const bool steady, isRepeatable(context, expression, setColumns));
    SLUICE_TRY(const bool compiles, steady ? compilesAlready(context, table, expression) : Result<bool>(false));
    if (compiles)
        result.expressions.append(expression);
    return {};
}

Result<Recomputable> recomputable(const StepContext &context, const AddColumn &add, const RelationName &table)
{
    Recomputable result;
    if (!add.column.defaultExpression.isEmpty()) {
        SLUICE_TRY(const bool steady, isRepeatable(context, add.column.defaultExpression, {}));
        if (steady)
            result.expressions.append(add.column.defaultExpression);
        if (isLiteral(context.engine(), add.column.defaultExpression))
            result.constants.append(add.column.defaultExpression);
    }
    const auto isThis = [&](const RelationName &other, const QString &column) {
        return isSameRelation(context, other, add.table) && isSameColumn(context, column, add.column.name);
    };
    for (const Stage &stage : context.plan.stages) {
        for (const Step &step : stage.steps) {
            // A default that a later step gives fills rows that arrive, as the column's own would.
            const auto *later = std::get_if<SetDefault>(&step.body);
            if (later && !later->defaultExpression.isEmpty() && isThis(later->table, later->column))
                SLUICE_CHECK(addExpression(context, table, later->defaultExpression, {}, u"default of "_s + later->column, result));
            if (later && isLiteral(context.engine(), later->defaultExpression) && result.expressions.contains(later->defaultExpression) && isThis(later->table, later->column))
                result.constants.append(later->defaultExpression);
            const auto *fill = std::get_if<Backfill>(&step.body);
            if (!fill)
                continue;
            for (auto it = fill->set.cbegin(); it != fill->set.cend(); ++it) {
                if (!isThis(fill->table, it.key()))
                    continue;
                result.leftovers << u"DROP TABLE IF EXISTS "_s + ownTable(context.engine(), savedTableName(context.runId, step.id))
                                 << forgetCursorSql(context.engine(), context.runId, step.id);
                SLUICE_CHECK(addExpression(context, table, it.value(), fill->set.keys(), u"set of "_s + it.key(), result));
            }
        }
    }
    return result;
}

/// SQLite keeps the type as it was written.
Result<TriedColumn> triedColumn(const StepContext &context, const ColumnSpec &column)
{
    return context.engine() == Engine::Sqlite ? Result<TriedColumn>(TriedColumn { column.type, {}, -1, {} })
                                              : tryPostgresColumn(context.session, column.type, column.defaultExpression);
}

void addProbes(const StepContext &context, const RelationName &table, const ColumnSpec &column, const TriedColumn &tried, CompiledStep &step)
{
    if (context.engine() == Engine::Postgresql) {
        const QString there = postgresColumnSql(table, column.name);
        step.present = u"SELECT EXISTS (SELECT"_s + there + u" AND a.atttypid = to_regtype("_s + quoteLiteral(tried.type) + u") AND a.atttypmod = "_s
            + QString::number(tried.modifier) + (column.nullable ? u" AND NOT a.attnotnull"_s : u" AND a.attnotnull"_s)
            + (column.defaultExpression.isEmpty() ? u" AND NOT a.atthasdef)"_s : u" AND a.atthasdef)"_s);
        step.absent = u"SELECT NOT EXISTS (SELECT"_s + there + u')';
        return;
    }
    const QString there = u" FROM pragma_table_xinfo("_s + quoteLiteral(table.name) + u") WHERE name = "_s + quoteLiteral(column.name) + u" COLLATE NOCASE"_s;
    QString typeText = column.type.toUpper();
    typeText.remove(u' ');
    step.present = u"SELECT EXISTS (SELECT 1"_s + there + u" AND replace(upper(type), ' ', '') = "_s + quoteLiteral(typeText) + u" AND \"notnull\" = "_s
        + (column.nullable ? u"0"_s : u"1"_s) + (column.defaultExpression.isEmpty() ? u" AND dflt_value IS NULL)"_s : u" AND dflt_value IS NOT NULL)"_s);
    step.absent = u"SELECT NOT EXISTS (SELECT 1"_s + there + u')';
}

QString definition(const StepContext &context, const ColumnSpec &column)
{
    QString text = quoted(context, column.name) + u' ' + column.type;
    if (!column.defaultExpression.isEmpty()) {
        // SQLite adds a column with a bare literal only; PostgreSQL takes any expression in brackets.
        const bool isBare = context.engine() == Engine::Sqlite && isLiteral(context.engine(), column.defaultExpression);
        text += isBare ? u" DEFAULT "_s + column.defaultExpression.trimmed() : u" DEFAULT ("_s + column.defaultExpression + u"\n)"_s;
    }
    return column.nullable ? text : text + u" NOT NULL"_s;
}

Result<void> checkColumn(const StepContext &context, const AddColumn &add, const RelationFacts &table)
{
    const QString what = u"column "_s + add.column.name;
    SLUICE_CHECK(checkTypeName(context.engine(), add.column.type, u"type of "_s + what));
    if (!add.column.defaultExpression.isEmpty())
        SLUICE_CHECK(checkExpression(context.engine(), add.column.defaultExpression, u"default of "_s + what));
    if (const ColumnFacts *there = findColumn(context, table, add.column.name)) {
        return refuse(context, u"%1 already has a column %2 of type %3"_s.arg(table.name.text(), there->name, there->type),
            u"undoing this step would drop a column that it did not make; use another name"_s);
    }
    if (!add.column.nullable && add.column.defaultExpression.isEmpty()) {
        SLUICE_TRY(const SqlRows rows, context.session.query(u"SELECT EXISTS (SELECT 1 FROM "_s + quoted(context, table.name) + u')'));
        if (context.engine() == Engine::Sqlite || rows.scalar().toBool()) {
            return refuse(context, u"%1 has rows that a NOT NULL column without a default cannot have"_s.arg(table.name.text()),
                u"state a default, or add the column nullable and fill it first"_s);
        }
    }
    return {};
}

} // namespace

Result<CompiledStep> compileAddColumn(const StepContext &context)
{
    const auto &add = std::get<AddColumn>(context.step.body);
    SLUICE_TRY(const RelationFacts table, requireTable(context, add.table));
    SLUICE_CHECK(checkColumn(context, add, table));
    SLUICE_TRY(const TriedColumn tried, triedColumn(context, add.column));
    SLUICE_TRY(const Recomputable own, recomputable(context, add, table.name));
    const QString alter = u"ALTER TABLE "_s + quoted(context, table.name);
    const QString column = quoted(context, add.column.name);
    const QString quarantine = quarantineName(context.runId, add.column.name);

    CompiledStep step;
    step.summary = u"Add column %1 to %2"_s.arg(add.column.name, table.name.text());
    step.undoSummary = u"Drop column %1 of %2"_s.arg(add.column.name, table.name.text());
    step.reversibility = Reversibility::R2;
    step.forward = { alter + u" ADD COLUMN "_s + definition(context, add.column) };
    step.undo = step.guardedUndo = own.leftovers;
    step.undo.append(alter + u" DROP COLUMN "_s + column);
    QStringList foreign { column + u" IS NOT NULL"_s };
    for (const QString &expression : own.expressions) {
        // SQLite gives the expression the column's affinity only in this direct comparison.
        foreign.append(context.engine() == Engine::Postgresql
                ? u"NOT "_s + identicalOfType(tried.type, column, u"CAST(("_s + expression + u"\n) AS "_s + tried.type + u')')
                : column + u" COLLATE BINARY IS NOT ("_s + expression + u"\n)"_s);
    }
    step.guard = countRows(context, table.name, foreign.join(u" AND "_s));
    step.atRisk = listRows(context, table, { add.column.name }, foreign.join(u" AND "_s));
    step.watch = watchColumn(context, table, add.column.name, { tried.type, own.expressions, own.constants });
    step.guardLock = guardLockOf(context, table.name);
    step.guardedUndo.append(alter + u" RENAME COLUMN "_s + column + u" TO "_s + quoted(context, quarantine));
    if (context.engine() == Engine::Postgresql) {
        // Writers that no longer know the column must not trip over it.
        const QString kept = u" ALTER COLUMN "_s + quoted(context, quarantine);
        step.guardedUndo.append(alter + kept + u" DROP NOT NULL,"_s + kept + u" DROP DEFAULT"_s);
    }
    step.remnant = u"column %1 of %2"_s.arg(quarantine, table.name.text());
    addProbes(context, table.name, add.column, tried, step);
    SLUICE_TRY(const bool rewrites, context.engine() == Engine::Postgresql ? callsVolatile(context, add.column.defaultExpression) : Result<bool>(false));
    step.forwardLock = rewrites ? u"ACCESS EXCLUSIVE on %1, every row is rewritten"_s.arg(table.name.text()) : catalogueLock(context, table.name);
    step.undoLock = context.engine() == Engine::Postgresql ? catalogueLock(context, table.name) : u"write lock on the database file, every row is rewritten"_s;
    step.touches = { table.name };
    return step;
}

} // namespace sluice
