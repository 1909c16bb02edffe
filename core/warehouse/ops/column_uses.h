// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/ops/step_op.h"

namespace sluice {

/// Which objects stand in the way of an op that takes a column from its readers or changes it under them.
enum class ColumnUse {
    Any, ///< everything that names the column
    Foreign, ///< without the indexes and constraints of its own table
};

/// In the engine's words: "view mart.totals". SQLite keeps no dependencies: there the column is renamed in a transaction
/// that is rolled back, and what changes, depends.
Result<QStringList> columnDependants(const StepContext &context, const RelationName &table, const QString &column, ColumnUse use);

/// PostgreSQL: the column comes from a parent table.
Result<bool> isInheritedColumn(const StepContext &context, const RelationName &table, const QString &column);

/// Refused when the column is inherited or something uses it.
Result<void> checkUnused(const StepContext &context, const RelationName &table, const QString &column);

/// Boolean SQL: the table has the column.
QString hasColumnSql(const StepContext &context, const RelationName &table, const QString &column);

} // namespace sluice
