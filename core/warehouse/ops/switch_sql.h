// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/ops/step_op.h"
#include "warehouse/postgresql/postgres_views.h"

namespace sluice {

/// Adds to a step what switches one flag for one cohort, and what switches it back to how it is now.
Result<void> addSwitch(const StepContext &context, const QString &flagName, const QString &cohort, bool on, CompiledStep &step);

/// The same on MariaDB, where a flag is a view.
Result<void> addSwitchOnMariadb(const StepContext &context, const Flag &flag, bool on, CompiledStep &step);

/// The same on PostgreSQL where the flag replaces its view.
Result<void> addReplacedOnPostgres(const StepContext &context, const Flag &flag, bool on, CompiledStep &step);
/// What follows the candidate already only forgets the flag.
Result<void> compileRemoveReplacedOnPostgres(const StepContext &context, const Flag &flag, CompiledStep &step);
/// Refused where others than its owner may write the view that a flag is to replace.
Result<void> checkNobodyWrites(const StepContext &context, const PostgresView &serves);

/// NotSupported when the plan asks for a route that this engine does not have.
Result<void> checkRoute(const StepContext &context, const Flag &flag);

/// Joins a condition to the step's probes with AND.
void addProbe(CompiledStep &step, const QString &present, const QString &absent);

} // namespace sluice
