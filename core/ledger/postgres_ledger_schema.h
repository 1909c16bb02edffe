// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/ledger_schema.h"
#include "sql/sql_session.h"

#include <QStringList>

namespace sluice {

/// The form of a ledger in PostgreSQL that this version writes; counted apart from that of files.
inline constexpr int kPostgresLedgerFormat = 1;

/// Everything that makes a ledger in a database, for its administrator, to run in one transaction: the group roles
/// sluice_reader, sluice_operator, sluice_approver and sluice_commander (for the server, without login), an owner whom
/// nobody logs in as, schema sluice_ledger and its first entry.
QStringList postgresLedgerSql();

/// Runs postgresLedgerSql() in one transaction. False when the ledger is there already. NotSupported for a database
/// that does not store UTF-8 or a ledger of another format, PermissionDenied with what to do instead.
Result<bool> initPostgresLedger(SqlSession &session);

/// What a session finds. NotEnrolled without a ledger, Refused for a login without a role on it, ReadOnly on a replica,
/// NotSupported for a form that this version cannot read.
Result<LedgerFormat> readPostgresLedgerFormat(SqlSession &session);

} // namespace sluice
