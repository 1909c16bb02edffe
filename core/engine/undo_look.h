// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/rollback_proof.h"
#include "engine/undo_outlook.h"
#include "warehouse/target_identity.h"

namespace sluice {

/// What others wrote since a step and its undo would not leave in place, as its guard counts it now.
struct RowsAtStake
{
    std::optional<qint64> rows; ///< empty: they cannot be counted
    bool isKept = false; ///< the undo sets them aside instead of losing them
    QString why; ///< it cannot be counted

    std::optional<qint64> lost() const { return isKept ? std::optional<qint64>(0) : rows; }
};

/// The one place that counts them: for previews, for rollbacks that nobody asked for, and for the look below.
RowsAtStake rowsAtStake(SqlSession &session, const CompiledStep &step);

/// Why the undo of this step is never begun without a person, whatever the target says; empty: it may be.
QString whyNotAlone(const CompiledStep &step);

/// What lookAtUndo is asked about; values only.
struct UndoQuestion
{
    QString run;
    TargetIdentity identity; ///< the target must say the same of itself
    QList<RelationName> scope;
    QString expectedFingerprint; ///< of the scope, as the ledger has it
    QList<UndoItem> items; ///< of undoItems, newest first
    bool hasFlags = false;
};

/// What the undo of all these would meet now. Reads only, takes no lock that anybody waits for; any role, at its
/// session's time limits. Whatever cannot be read is Unknown with the reason.
UndoOutlook lookAtUndo(SqlSession &session, const UndoQuestion &question);

} // namespace sluice
