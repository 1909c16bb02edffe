// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/table_proof.h"

namespace sluice {

// What a checksum of some rows proves. Pure.

/// What was read of a table that is above its budget, and why; empty for others.
QString budgetNote(const TableChecksum &before);

/// Rows outside the sample were not looked at. That says nothing against them where no statement came near the table,
/// or where those that did write no rows and the table is stored where it was; all else is no proof. Adds why to the
/// note.
bool isSampleEnough(
    const QList<UndoItem> &undone, const TableChecksum &before, const TableChecksum &now, TableProof &proof);

} // namespace sluice
