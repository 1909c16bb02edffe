// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/ops/snapshot_rows.h"
#include "warehouse/own_tables.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Whatever would run, or be deleted along, when rows of the table are taken away and written again.
Result<QStringList> sideEffects(const StepContext &context, const RelationName &table)
{
    QString sql = u"SELECT 'trigger ' || name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = "_s + quoteLiteral(table.name)
        + u" COLLATE NOCASE UNION SELECT 'foreign key of ' || m.name FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f.\"table\" = "_s
        + quoteLiteral(table.name) + u" COLLATE NOCASE ORDER BY 1"_s;
    if (context.engine() == Engine::Postgresql) {
        const QString id = quoteLiteral(quoted(context, table)) + u"::regclass"_s;
        sql = u"SELECT 'trigger ' || tgname FROM pg_catalog.pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgrelid = "_s + id
            + u" UNION SELECT 'rule ' || rulename FROM pg_catalog.pg_rewrite WHERE ev_class = "_s + id
            + u" UNION SELECT 'foreign key of ' || conrelid::regclass FROM pg_catalog.pg_constraint WHERE contype = 'f' AND confrelid = "_s + id + u" ORDER BY 1"_s;
    }
    SLUICE_TRY(const SqlRows rows, queryAll(context.session, sql));
    QStringList names;
    for (const QVariantList &row : rows.rows)
        names.append(row[0].toString());
    return names;
}

} // namespace

Result<CompiledStep> compileRestore(const StepContext &context)
{
    const QString source = std::get<Restore>(context.step.body).snapshot;
    const Snapshot *snapshot = snapshotStep(context, source);
    if (!snapshot)
        return refuse(context, u"no snapshot step %1 comes before this one"_s.arg(source));
    SLUICE_TRY(const RelationFacts table, requireTable(context, snapshot->table));
    SLUICE_TRY(const QStringList effects, sideEffects(context, table.name));
    if (!effects.isEmpty()) {
        return refuse(context, u"restoring rows of %1 would have effects that could not be taken back: %2"_s.arg(table.name.text(), effects.join(u", "_s)),
            u"restore into a new table and move readers by a flag"_s);
    }
    const SnapshotRows wanted(context, table, snapshot->where, source);
    const SnapshotRows overwritten(context, table, snapshot->where, context.step.id);
    SLUICE_TRY(const SqlRows isThere, context.session.query(u"SELECT "_s + wanted.exists()));
    if (!isThere.scalar().toBool())
        return refuse(context, u"the copy that step %1 made is gone"_s.arg(source));
    // Some types cannot be compared; the engine says so now.
    if (auto good = context.session.query(u"EXPLAIN "_s + wanted.countDifferences()); !good) {
        Error error = std::move(good).error();
        error.code = error.code == ErrorCode::SqlFailed ? ErrorCode::Refused : error.code;
        return fail(std::move(error));
    }

    CompiledStep step;
    step.summary = u"Restore rows of %1 from snapshot %2"_s.arg(table.name.text(), source);
    step.undoSummary = u"Put back the rows of %1 that snapshot %2 replaced"_s.arg(table.name.text(), source);
    step.reversibility = Reversibility::R2;
    step.forward = guardLockOf(context, table.name) + QStringList { overwritten.create() } + wanted.writeBack();
    step.guardLock = guardLockOf(context, table.name);
    step.guard = wanted.countDifferences();
    step.atRisk = wanted.listChanged();
    step.undo = overwritten.writeBack() + QStringList { overwritten.drop() };
    step.present = step.needs = u"SELECT "_s + overwritten.exists();
    step.absent = u"SELECT NOT "_s + overwritten.exists();
    step.forwardLock = step.undoLock = context.engine() == Engine::Postgresql ? u"SHARE ROW EXCLUSIVE on %1 while its rows are written"_s.arg(table.name.text())
                                                                              : u"write lock on the database file while the rows are written"_s;
    step.writesRows = step.undoWritesRows = true;
    step.touches = { table.name };
    return step;
}

} // namespace sluice
