// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

namespace sluice {

/// Statements that a session plans once and runs often: the server plans a long look into its catalogue for longer than
/// it runs it, and a rollback looks before and after every step.
struct PreparedRead
{
    QString types; ///< of $1 …, "oid[]"; empty: no parameters
    QString sql;
};

/// All rows. arguments: SQL text in the order of the types, "'{1,2}'"; empty where there are none. Inside a transaction
/// or not; the search_path must be the same at every call of one statement (PinnedSettings), or it is planned anew.
Result<SqlRows> queryPrepared(SqlSession &session, const PreparedRead &read, const QString &arguments = {});

} // namespace sluice
