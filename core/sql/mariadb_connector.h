// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/mariadb_handle.h"
#include "sql/sql_backend.h"

namespace sluice {

/// Dials within request.options.connectTimeout; reads no option file and no environment. Never blocks longer except
/// inside the system's name resolution. CannotConnect, LoginRefused, NotFound (no such database), InvalidConnection.
/// silence: how long an answer of the connection may take, 0 for ever.
Result<MariadbHandle> connectMariadb(
    const SqlOpenRequest &request, const Secret &password, Duration silence = Duration(0));

} // namespace sluice
