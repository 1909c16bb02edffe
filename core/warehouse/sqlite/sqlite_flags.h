// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/sqlite/sqlite_schema.h"

namespace sluice {

/// CREATE VIEW for the serving view that reads one branch, with exactly the serving view's columns.
QString sqliteRoute(const SqliteView &serves, const QString &source);

/// Upserts the flag's one row; SQLite knows the cohort "all" alone.
QString sqliteFlagRow(const QString &flag, bool on);

} // namespace sluice
