// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/proof_sample.h"

#include "engine/proof_writes.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

QString budgetNote(const TableChecksum &before)
{
    if (before.estimate < 0)
        return {};
    if (before.sample.isEmpty())
        return u"not sampled although it has about %1 rows: it has no growing whole-number key that spreads them, or is a partition that the plan names"_s
            .arg(before.estimate);
    return u"sampled: %1 of about %2 rows, in %3 ranges of %4"_s.arg(before.rows)
        .arg(before.estimate)
        .arg(before.sample.size())
        .arg(before.keyColumn);
}

bool isSampleEnough(
    const QList<UndoItem> &undone, const TableChecksum &before, const TableChecksum &now, TableProof &proof)
{
    const Writes writes = writesOf(undone, before);
    bool isTouched = false;
    bool isWritten = writes.anything || writes.perhaps || !writes.columns.isEmpty();
    for (const UndoItem &item : undone) {
        const CompiledStep &step = item.step;
        const bool writesRows
            = step.writesRows || step.undoWritesRows || step.backfill || step.undoBatches || isDeclared(step);
        const bool isHere = (step.touches.isEmpty() && writesRows)
            || std::any_of(step.touches.cbegin(), step.touches.cend(),
                [&](const RelationName &touched) { return mayBeSame(touched, before.table); });
        isTouched = isTouched || isHere;
        isWritten = isWritten || (isHere && writesRows);
    }
    const bool isStill = !before.storage.isEmpty() && before.storage == now.storage;
    if (!isWritten && (!isTouched || isStill)) {
        proof.note += isTouched ? u"; no statement of this rollout wrote its rows, and it is stored where it was"_s
                                : u"; no statement of this rollout touched it"_s;
        return true;
    }
    proof.note += proof.isEqual ? u"; equal there, and the rows between were not compared"_s
                                : u"; the rows between were not compared"_s;
    return false;
}

} // namespace sluice
