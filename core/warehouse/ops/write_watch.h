// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/ops/step_op.h"

namespace sluice {

/// Notices every value that anybody gives the column, by triggers that fire whatever the writer's session says and a
/// sequence, which no rollback puts back. For plain tables of PostgreSQL that are large; elsewhere there is none.
std::optional<WriteWatch> watchColumn(const StepContext &context, const RelationName &table, const QString &column);

} // namespace sluice
