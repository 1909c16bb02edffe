// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/ops/step_op.h"

namespace sluice {

/// Adds to a step what switches one flag for one cohort, and what switches it back to how it is now.
Result<void> addSwitch(const StepContext &context, const QString &flagName, const QString &cohort, bool on, CompiledStep &step);

/// The same on MariaDB, where a flag is a view.
Result<void> addSwitchOnMariadb(const StepContext &context, const Flag &flag, bool on, CompiledStep &step);

/// Joins a condition to the step's probes with AND.
void addProbe(CompiledStep &step, const QString &present, const QString &absent);

} // namespace sluice
