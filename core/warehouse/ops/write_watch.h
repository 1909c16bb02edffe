// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/ops/step_op.h"

namespace sluice {

/// What the column may hold without being anybody else's: see the guard of add_column.
struct OwnValues
{
    QString type; ///< as format_type prints it
    QStringList expressions; ///< of the row, that give the value again
    QStringList constants; ///< literals among them, which rows that arrive get by default
};

/// Notices every value that anybody gives the column, and every change of what an own value is computed from, by
/// triggers that fire whatever the writer's session says and a sequence, which no rollback puts back. For plain tables
/// of PostgreSQL that are large; elsewhere there is none.
std::optional<WriteWatch> watchColumn(
    const StepContext &context, const RelationFacts &table, const QString &column, const OwnValues &own);

} // namespace sluice
