// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/ops/step_op.h"
#include "warehouse/postgresql/postgres_views.h"
#include "warehouse/sqlite/sqlite_schema.h"

namespace sluice {

/// A PostgreSQL view whose present definition is known to come back as it is.
struct RestorableView {
    PostgresView view;
    QString restoredDefinition; ///< what the server prints once the definition was created again
};

/// Refused when the printed definition cannot be created again, or would then mean something else to a fingerprint.
Result<RestorableView> restorableView(const StepContext &context, const RelationName &name);

} // namespace sluice
