// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

namespace sluice {

/// What a ledger file says about its own form.
struct LedgerFormat {
    int version = 0; ///< 0: an empty file
    int readableFrom = 0; ///< oldest version of this reader that still understands it
};

/// The form this version writes, and the steps from each older one.
inline constexpr int kLedgerFormat = 1;
/// Counts changes of the words and facets in the search index; an index of another version is made anew.
inline constexpr int kSearchVersion = 2;

/// NotSupported when the file is a SQLite database but no ledger, or a ledger that this version cannot read.
Result<LedgerFormat> readLedgerFormat(SqlSession &session, const QString &file);

/// Creates or lifts the tables to kLedgerFormat; call inside a write transaction after reading the format in it.
Result<void> migrateLedger(SqlSession &session, int fromVersion);

/// Empties and recreates the search index; the caller fills it from the entries.
Result<void> resetSearchIndex(SqlSession &session);

} // namespace sluice
