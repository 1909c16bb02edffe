// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/odbc_handle.h"
#include "sql/sql_backend.h"

namespace sluice {

/// The connection string without a password, for tests. InvalidConnection where a field could say more than its own.
Result<QString> odbcConnectionString(const SqlOpenRequest &request, const QString &workspaceRoot, const QString &mark);

/// Connects without a data source: driver, place and login come from the profile alone, nothing from odbc.ini or the
/// environment. DriverMissing, CannotConnect, LoginRefused, InvalidConnection, NotFound (no such file).
Result<OdbcConnection> connectOdbc(const SqlOpenRequest &request, const QString &workspaceRoot, const Secret &password);

} // namespace sluice
