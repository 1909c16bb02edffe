// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/difference/table_difference.h"
#include "sql/sql_session.h"

#include <functional>

namespace sluice {

/// What is being done, for whoever waits.
struct DifferenceProgress
{
    enum class Phase { Describing, Summing, ReadingRows, Settling, LookingForDuplicates };
    Phase phase = Phase::Describing;
    bool isLegacy = true; ///< Summing: which side
    qint64 rows = 0; ///< read so far
    qint64 of = -1; ///< about so many; -1: unknown
};

/// Called from several threads.
using DifferenceWatcher = std::function<void(const DifferenceProgress &)>;

/// How each relation is reached; each opener is called on a thread of its own, for a session of a reading role. Without
/// the second both are in one database, which is then read in one snapshot.
struct DifferenceSides
{
    using Opener = std::function<Result<std::unique_ptr<SqlSession>>()>;
    Opener legacy;
    Opener candidate {};
};

/// Compares them: one scan of each side that leaves sums of hashes by bucket, then only the rows of buckets that
/// differ, in lots that keep the client's memory flat. Between two databases rows that differ are read again after the
/// settling time, and those that changed meanwhile count as moving. Blocks. Usage and NotSupported say which column;
/// Refused for rows of one bucket, as those of one key are, that are longer than the client reads at once; Cancelled.
Result<TableDifference> compareTables(const DifferenceSides &sides, const DifferenceRequest &request,
    std::stop_token stop, const DifferenceWatcher &watcher);

/// The same for two relations of the database that session reads, on that session alone and on the caller's thread; its
/// stop token ends it. The session is left as it was, outside a transaction, or in that of the caller: then it is what is
/// compared.
Result<TableDifference> compareTables(SqlSession &session, const DifferenceRequest &request, const DifferenceWatcher &watcher);

} // namespace sluice
