// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/table_proof.h"

namespace sluice {

// What an undone rollout may have written, told from its steps alone. Pure.

/// What statements of this rollout may have written in one table.
struct Writes
{
    bool anything = false;
    bool perhaps = false; ///< a person's SQL that names other tables: its triggers, cascades and functions are not known
    QStringList columns; ///< of the baseline; the number of rows stayed
};

Writes writesOf(const QList<UndoItem> &undone, const TableChecksum &before);

/// Entries of earlier versions hold names as the plan wrote them: without schema, in any spelling.
bool mayBeSame(const RelationName &touched, const RelationName &table);

/// Taken along by another undo (values in a column that went): no statement wrote these rows back.
bool isCovered(const CompiledStep &step, const QList<UndoItem> &undone);

} // namespace sluice
