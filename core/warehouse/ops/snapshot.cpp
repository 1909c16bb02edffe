// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/ops/snapshot_rows.h"
#include "warehouse/own_tables.h"
#include "warehouse/sql_fragment.h"

namespace sluice {

using namespace Qt::StringLiterals;

Result<CompiledStep> compileSnapshot(const StepContext &context)
{
    const auto &snapshot = std::get<Snapshot>(context.step.body);
    if (!snapshot.where.isEmpty())
        SLUICE_CHECK(checkExpression(context.engine(), snapshot.where, u"where of "_s + context.step.id));
    SLUICE_TRY(const RelationFacts table, requireTable(context, snapshot.table));
    const SnapshotRows rows(context, table, snapshot.where, context.step.id);

    CompiledStep step;
    step.summary = u"Copy rows of %1 aside"_s.arg(table.name.text());
    step.undoSummary = u"Remove the copy of %1"_s.arg(table.name.text());
    step.reversibility = Reversibility::R0;
    step.forward = { rows.create() };
    step.undo = { rows.drop() };
    step.present = step.needs = u"SELECT "_s + rows.exists();
    step.absent = u"SELECT NOT "_s + rows.exists();
    step.forwardLock = context.engine() == Engine::Postgresql ? u"ACCESS SHARE on %1"_s.arg(table.name.text()) : u"write lock on the database file while the rows are copied"_s;
    step.undoLock = u"none on the plan's objects"_s;
    step.touches = { table.name };
    return step;
}

} // namespace sluice
