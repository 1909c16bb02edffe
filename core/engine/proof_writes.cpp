// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/proof_writes.h"

#include <algorithm>

namespace sluice {

bool mayBeSame(const RelationName &touched, const RelationName &table)
{
    const bool schemas = touched.schema == table.schema || touched.schema.isEmpty() || table.schema.isEmpty();
    return schemas && touched.name.compare(table.name, Qt::CaseInsensitive) == 0;
}

bool isCovered(const CompiledStep &step, const QList<UndoItem> &undone)
{
    return !step.undoneWith.isEmpty()
        && std::all_of(step.undoneWith.cbegin(), step.undoneWith.cend(), [&](const QString &with) {
               return std::any_of(
                   undone.cbegin(), undone.cend(), [&](const UndoItem &item) { return item.step.stepId == with; });
           });
}

Writes writesOf(const QList<UndoItem> &undone, const TableChecksum &before)
{
    Writes writes;
    for (const UndoItem &item : undone) {
        const CompiledStep &step = item.step;
        const bool isHere = step.touches.isEmpty()
            || std::any_of(step.touches.cbegin(), step.touches.cend(),
                [&](const RelationName &touched) { return mayBeSame(touched, before.table); });
        if (isCovered(step, undone) || item.isProven)
            continue;
        const bool maySay = step.writesRows || step.undoWritesRows; // of a program nobody sees whether it keeps to that
        if (isDeclared(step) && (maySay ? !isHere : !step.program.isEmpty()))
            writes.perhaps = true;
        if (!maySay || !isHere)
            continue;
        writes.anything = writes.anything || step.writtenColumns.isEmpty();
        for (const QString &column : step.writtenColumns) {
            if (before.columns.contains(column) && !writes.columns.contains(column))
                writes.columns += column;
        }
    }
    return writes;
}

} // namespace sluice
