// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/ops/step_op.h"

namespace sluice {

/// Ops whose effect no statement of ours tells: what the author declares is checked and taken over.

/// R2 where nothing is declared: nobody has proved more. Refused without a way back, unless it is R4 in a contract stage.
Result<Reversibility> declaredClass(const StepContext &context, const QString &declared, bool hasWayBack);

/// present and absent of a query for one boolean, mutually exclusive: NULL and no row are "no".
Result<void> setProbes(const StepContext &context, const SqlText &query, const QString &what, CompiledStep &step);

/// Names become the engine's own, because the proof asks for a table by the name that the catalogue gives it.
Result<void> setTouches(const StepContext &context, const QList<RelationName> &relations, CompiledStep &step);

} // namespace sluice
