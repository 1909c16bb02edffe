// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"
#include "warehouse/checksum.h"
#include "warehouse/compiled_step.h"

namespace sluice {

/// One step to take back, in the order in which it happens.
struct UndoItem
{
    QString stage;
    StepState state;
    CompiledStep step;
    bool isProven = false; ///< undone by an earlier rollback that was EXACT: what its rows are now, others wrote since
};

/// What a proof says of one table's rows.
struct TableProof
{
    QString table;
    qint64 rowsBefore = 0;
    qint64 rowsNow = 0; ///< -1: not counted
    QString sumBefore;
    QString sumNow; ///< empty: not summed
    qint64 arrived = 0; ///< rows above the baseline's high-water mark, counted apart; -1: not counted
    bool isEqual = false; ///< the checksums are
    bool isSampled = false; ///< rowsBefore and rowsNow are of the sample
    bool isUntouched
        = false; ///< not read again: its storage is as it was, and no statement of this rollout wrote its rows
    QString note; ///< why a difference is not ours, or what differs
};

/// What a table says about the rollback.
enum class TableVerdict { Proven, Except, Unsure, Wrong };

/// Whether a statement of these steps, forward or back, may have changed what was in the table before. False is certain
/// where true is not: raw SQL may write through triggers, cascades and functions.
bool mayHaveWritten(const QList<UndoItem> &undone, const TableChecksum &before);

/// Pure. A table that differs counts against the rollback where it may have written: Wrong when raw SQL wrote it,
/// Unsure when a column it gave back differs, Except when rows came or went beside it. remnants: what guarded undos
/// left.
TableProof proveTable(const TableChecksum &before, const TableChecksum &now, const QList<UndoItem> &undone,
    const QStringList &remnants, TableVerdict &verdict);

/// For a table that nothing wrote and whose storage is the one that was recorded; arrived: see TableProof.
TableProof proveUntouched(const TableChecksum &before, qint64 arrived);

QJsonObject toJson(const TableProof &proof);
TableProof tableProofFromJson(const QJsonObject &json);

} // namespace sluice
