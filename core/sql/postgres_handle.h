// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <libpq-fe.h>

namespace sluice {

struct PostgresDeleter {
    void operator()(PGconn *connection) const { PQfinish(connection); }
    void operator()(PGresult *result) const { PQclear(result); }
    void operator()(PGcancel *cancel) const { PQfreeCancel(cancel); }
};

using PostgresHandle = std::unique_ptr<PGconn, PostgresDeleter>;
using PostgresResult = std::unique_ptr<PGresult, PostgresDeleter>;
using PostgresCancel = std::unique_ptr<PGcancel, PostgresDeleter>;

} // namespace sluice
