// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/ops/mariadb_ops.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"
#include "warehouse/sql_fragment.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Value expressions that this plan may write into the column and that can be computed again: no loss when dropped.
struct Recomputable
{
    QStringList expressions;
    QStringList leftovers; ///< statements that remove what the backfills of the column keep
};

Result<bool> compilesAlready(const StepContext &context, const RelationName &table, const QString &expression)
{
    // A function that a later step of this plan creates is gone again when this step's guard runs.
    const auto explained
        = context.session.query(u"EXPLAIN SELECT ("_s + expression + u"\n) FROM "_s + quoted(context, table));
    if (!explained && explained.error().code != ErrorCode::SqlFailed && explained.error().code != ErrorCode::NotFound)
        return fail(explained.error());
    return explained.has_value();
}

Result<Recomputable> recomputable(const StepContext &context, const AddColumn &add, const RelationName &table)
{
    Recomputable result;
    if (!add.column.defaultExpression.isEmpty()) {
        SLUICE_TRY(const bool steady, isRepeatable(context, add.column.defaultExpression, {}));
        if (steady)
            result.expressions.append(add.column.defaultExpression);
    }
    for (const Stage &stage : context.plan.stages) {
        for (const Step &step : stage.steps) {
            // A default that a later step gives fills rows that arrive, as the column's own would.
            const auto *later = std::get_if<SetDefault>(&step.body);
            if (later && !later->defaultExpression.isEmpty() && isSameRelation(context, later->table, add.table)
                && isSameColumn(context, later->column, add.column.name)) {
                SLUICE_CHECK(
                    checkExpression(context.engine(), later->defaultExpression, u"default of "_s + later->column));
                SLUICE_TRY(const bool steady, isRepeatable(context, later->defaultExpression, {}));
                SLUICE_TRY(const bool compiles,
                    steady ? compilesAlready(context, table, later->defaultExpression) : Result<bool>(false));
                if (compiles)
                    result.expressions.append(later->defaultExpression);
            }
            const auto *fill = std::get_if<Backfill>(&step.body);
            if (!fill || !isSameRelation(context, fill->table, add.table))
                continue;
            for (auto it = fill->set.cbegin(); it != fill->set.cend(); ++it) {
                if (!isSameColumn(context, it.key(), add.column.name))
                    continue;
                // The cursor first: one without the table of old values would say that these are lost.
                result.leftovers << forgetCursorSql(context.engine(), context.runId, step.id)
                                 << u"DROP TABLE IF EXISTS "_s
                        + ownTable(context.engine(), savedTableName(context.runId, step.id));
                SLUICE_CHECK(checkExpression(context.engine(), it.value(), u"set of "_s + it.key()));
                SLUICE_TRY(const bool steady, isRepeatable(context, it.value(), fill->set.keys()));
                SLUICE_TRY(
                    const bool compiles, steady ? compilesAlready(context, table, it.value()) : Result<bool>(false));
                if (compiles)
                    result.expressions.append(it.value());
            }
        }
    }
    return result;
}

QString definition(const StepContext &context, const ColumnSpec &column)
{
    QString text = quoted(context, column.name) + u' ' + column.type;
    if (!column.nullable)
        text += u" NOT NULL"_s;
    if (!column.defaultExpression.isEmpty())
        text += isLiteral(context.engine(), column.defaultExpression)
            ? u" DEFAULT "_s + column.defaultExpression.trimmed()
            : u" DEFAULT ("_s + column.defaultExpression + u"\n)"_s;
    return text;
}

Result<void> checkColumn(const StepContext &context, const AddColumn &add, const RelationFacts &table)
{
    const QString what = u"column "_s + add.column.name;
    SLUICE_CHECK(checkTypeName(context.engine(), add.column.type, u"type of "_s + what));
    if (!add.column.defaultExpression.isEmpty())
        SLUICE_CHECK(checkExpression(context.engine(), add.column.defaultExpression, u"default of "_s + what));
    if (const ColumnFacts *there = findColumn(context, table, add.column.name)) {
        return refuse(context,
            u"%1 already has a column %2 of type %3"_s.arg(table.name.text(), there->name, there->type),
            u"undoing this step would drop a column that it did not make; use another name"_s);
    }
    if (!add.column.nullable && add.column.defaultExpression.isEmpty()) {
        return refuse(context,
            u"%1 would have a NOT NULL column without a default, which no older writer can fill"_s.arg(
                table.name.text()),
            u"state a default, or add the column nullable and fill it first"_s);
    }
    return {};
}

/// The rows whose value nobody could compute again. Texts are compared byte by byte: 'a' = 'A' in most collations.
QString foreignValues(const QString &column, const QString &type, const QStringList &expressions)
{
    static const QStringList texts { u"char"_s, u"text"_s, u"enum"_s, u"set"_s, u"json"_s };
    const bool isText = std::any_of(
        texts.cbegin(), texts.cend(), [&](const QString &word) { return type.contains(word, Qt::CaseInsensitive); });
    QStringList foreign { column + u" IS NOT NULL"_s };
    for (const QString &expression : expressions) {
        const QString value = u'(' + expression + u"\n)"_s;
        foreign.append(isText ? u"NOT (CAST(CONVERT("_s + column + u" USING utf8mb4) AS BINARY) <=> CAST(CONVERT("_s
                    + value + u" USING utf8mb4) AS BINARY))"_s
                              : u"NOT ("_s + column + u" <=> "_s + value + u')');
    }
    return foreign.join(u" AND "_s);
}

} // namespace

/// Taken back in two short changes: the column goes into quarantine first, then is counted under the name that nobody
/// writes to, and only an empty one is dropped. No lock is held while rows are counted.
Result<CompiledStep> compileAddColumnOnMariadb(const StepContext &context)
{
    const auto &add = std::get<AddColumn>(context.step.body);
    SLUICE_TRY(const RelationFacts table, requireInnodbTable(context, add.table));
    SLUICE_CHECK(checkColumn(context, add, table));
    const QString added = u"ADD COLUMN "_s + definition(context, add.column);
    QString isColumn;
    {
        SLUICE_TRY(const MariadbTrialTable trial, MariadbTrialTable::like(context, table.name));
        SLUICE_CHECK(trial.alter(added));
        SLUICE_TRY(isColumn, trial.looksLike(add.column.name));
    }
    SLUICE_TRY(const Recomputable own, recomputable(context, add, table.name));
    const QString alter = u"ALTER TABLE "_s + quoted(context, table.name) + u' ';
    const QString column = quoted(context, add.column.name);
    const QString quarantine = quarantineName(context.runId, add.column.name);
    const QString kept = quoted(context, quarantine);

    CompiledStep step = stepAloneOnMariadb(u"Add column %1 to %2"_s.arg(add.column.name, table.name.text()),
        u"Drop column %1 of %2"_s.arg(add.column.name, table.name.text()), Reversibility::R2);
    step.forward = { alter + added + onlineOnly() };
    const QString foreign = foreignValues(column, add.column.type, own.expressions);
    step.guard = countRows(context, table.name, foreign);
    step.atRisk = listRows(context, table, { add.column.name }, foreign);
    step.guardLock = { alter + u"RENAME COLUMN IF EXISTS "_s + column + u" TO "_s + kept + onlineOnly() };
    step.lockedGuard = countRows(context, table.name, foreignValues(kept, add.column.type, own.expressions));
    step.undo = own.leftovers + QStringList { alter + u"DROP COLUMN IF EXISTS "_s + kept + onlineOnly() };
    step.guardedUndo = own.leftovers + QStringList { u"DO 0"_s }; // it is in quarantine already
    step.remnant = u"column %1 of %2"_s.arg(quarantine, table.name.text());
    const QString hasOwn = mariadbHasColumn(table.name, add.column.name);
    const QString hasKept = mariadbHasColumn(table.name, quarantine);
    step.present = u"SELECT EXISTS (SELECT 1 FROM information_schema.COLUMNS WHERE "_s + isMariadbRelation(table.name)
        + u" AND "_s + isColumn + u')';
    step.absent = u"SELECT NOT "_s + hasOwn + u" AND NOT "_s + hasKept;
    step.kept = u"SELECT NOT "_s + hasOwn + u" AND "_s + hasKept;
    step.forwardLock = step.undoLock = mariadbShortLock(table.name);
    step.touches = { table.name };
    return step;
}

Result<CompiledStep> compileDropColumnOnMariadb(const StepContext &context)
{
    const auto &drop = std::get<DropColumn>(context.step.body);
    SLUICE_TRY(const RelationFacts table, requireInnodbTable(context, drop.table));
    const ColumnFacts *column = findColumn(context, table, drop.column);
    if (!column)
        return refuse(context, u"%1 has no column %2"_s.arg(table.name.text(), drop.column));
    SLUICE_TRY(const QStringList users, mariadbColumnUsers(context, table.name, column->name, ColumnUse::Any));
    if (!users.isEmpty()) {
        return refuse(context,
            u"column %1 of %2 is still used by %3"_s.arg(column->name, table.name.text(), users.join(u", "_s)),
            u"move these off the column in an earlier step"_s);
    }
    if (!column->nullable && column->defaultExpression.isEmpty() && !column->generated) {
        return refuse(context,
            u"column %1 of %2 is NOT NULL without a default, so no row could be inserted while it is in quarantine"_s
                .arg(column->name, table.name.text()),
            u"give it a default first"_s);
    }
    const QString quarantine = quarantineName(context.runId, column->name);
    const QString rename = u"ALTER TABLE "_s + quoted(context, table.name) + u" RENAME COLUMN "_s;

    CompiledStep step
        = stepAloneOnMariadb(u"Drop column %1 of %2 (renamed into quarantine)"_s.arg(column->name, table.name.text()),
            u"Bring back column %1 of %2"_s.arg(column->name, table.name.text()), Reversibility::R1);
    step.forward = { rename + quoted(context, column->name) + u" TO "_s + quoted(context, quarantine) + onlineOnly() };
    step.undo = { rename + u"IF EXISTS "_s + quoted(context, quarantine) + u" TO "_s + quoted(context, column->name)
        + onlineOnly() };
    const QString hasOld = mariadbHasColumn(table.name, column->name);
    const QString hasQuarantine = mariadbHasColumn(table.name, quarantine);
    step.present = u"SELECT "_s + hasQuarantine + u" AND NOT "_s + hasOld;
    step.needs = u"SELECT "_s + hasQuarantine;
    step.absent = u"SELECT "_s + hasOld + u" AND NOT "_s + hasQuarantine;
    step.forwardLock = step.undoLock = mariadbShortLock(table.name);
    step.touches = { table.name };
    return step;
}

} // namespace sluice
