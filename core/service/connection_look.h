// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/snapshot.h"
#include "sql/sql_session.h"

namespace sluice {

/// What a look at one connection finds, over the session that was opened for it or was not. One that holds the ledger
/// alone need not be enrolled.
ConnectionView lookAt(const ConnectionProfile &profile, Result<std::unique_ptr<SqlSession>> session,
    const QDateTime &now, bool holdsLedger = false);

} // namespace sluice
