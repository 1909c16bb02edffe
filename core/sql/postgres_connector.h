// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/postgres_handle.h"
#include "sql/sql_backend.h"

#include <QList>

#include <utility>

namespace sluice {

using PostgresParameters = QList<std::pair<QByteArray, QByteArray>>;

/// Every option of a connection from a whitelist, each once. InvalidConnection for several hosts, an unknown sslmode, a
/// NUL, or a missing database. The password is not among them.
Result<PostgresParameters> postgresParameters(const SqlOpenRequest &request);

/// Dials within request.options.connectTimeout. Never blocks longer except inside the system's name resolution.
Result<PostgresHandle> connectPostgres(const SqlOpenRequest &request, const Secret &password);

} // namespace sluice
