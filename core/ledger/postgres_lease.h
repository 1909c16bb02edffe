// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/ledger.h"
#include "sql/sql_session.h"

namespace sluice {

/// Leases of a PostgreSQL ledger: the server's clock decides what has run out. Only whether a holder on this very
/// machine still lives is known better here; its lease is then taken as it was seen.
Result<Lease> takePostgresLease(SqlSession &session, const QString &target, const QString &runner, Duration ttl);
Result<Lease> seizePostgresLease(SqlSession &session, const Lease &seen, const QString &runner, Duration ttl);
Result<Lease> renewPostgresLease(SqlSession &session, const Lease &lease, Duration ttl);
Result<std::optional<Lease>> currentPostgresLease(SqlSession &session, const QString &target);

} // namespace sluice
