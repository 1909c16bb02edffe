// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace sluice {

/// checkStepStatement and checkReadOnlyStatement for PostgreSQL, on the tree of its own grammar.
Result<void> checkPostgresStep(const QString &sql);
Result<void> checkPostgresReadOnly(const QString &sql);

/// Why a body in language sql may not be part of a step; empty when nothing speaks against it.
QString refusedSqlBody(const QString &body);

/// Why a body of the given language may not run or be created inside a step; empty when nothing speaks against it.
/// plpgsql is searched for statements that leave the transaction or the role, sql is parsed, other languages are opaque.
QString forbiddenInBody(const QString &language, const QString &body);

} // namespace sluice
