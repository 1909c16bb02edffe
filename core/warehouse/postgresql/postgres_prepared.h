// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

namespace sluice {

/// A statement that a session plans once and runs often: the server plans a long look into its catalogue for longer than
/// it runs it, and a rollback looks before and after every step.
struct PreparedRead
{
    QString type; ///< of $1, "oid[]"; empty: no parameter
    QString sql;
};

/// All rows. argument: SQL text, "'{1,2}'". Inside a transaction or not; the search_path must be the same at every call of
/// one statement (PinnedSettings), or it is planned anew. Over ODBC, whose driver prepares for itself, it is planned each time.
Result<SqlRows> queryPrepared(SqlSession &session, const PreparedRead &read, const QString &argument = {});

} // namespace sluice
