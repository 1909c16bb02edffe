// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/branch_query.h"
#include "sql/sql_session.h"

namespace sluice {

/// What a server counted of its own work.
struct WorkloadStatistics {
    QList<WorkloadQuery> queries; ///< of this database, the most expensive first
    double atOnce = -1; ///< queries that ran at once on average since the counting began; negative: unknown
    int hidden = 0; ///< texts that this login may not see
};

/// Reads pg_stat_statements; EXPLAINs are left out, they are nobody's work. NotFound when the extension is not there,
/// NotSupported on other engines.
Result<WorkloadStatistics> workloadOfStatistics(SqlSession &session);

} // namespace sluice
