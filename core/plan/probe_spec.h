// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "plan/step_body.h"

#include <variant>

/// What gates measure, as the plan writes it. The order of the variant is that of the tables in plan.cpp, limit_value.cpp
/// and probe_reader.cpp.
namespace sluice {

struct RowCountProbe {
    RelationName table;
    QString where;
    friend bool operator==(const RowCountProbe &, const RowCountProbe &) = default;
};
struct NullRateProbe {
    RelationName table;
    QString column;
    QString where;
    friend bool operator==(const NullRateProbe &, const NullRateProbe &) = default;
};
struct UniquenessProbe {
    RelationName table;
    QStringList columns;
    QString where;
    friend bool operator==(const UniquenessProbe &, const UniquenessProbe &) = default;
};
struct FreshnessProbe {
    RelationName table;
    QString column; ///< timestamp in UTC
    friend bool operator==(const FreshnessProbe &, const FreshnessProbe &) = default;
};
struct QueryLatencyProbe {
    SqlText query;
    friend bool operator==(const QueryLatencyProbe &, const QueryLatencyProbe &) = default;
};
struct ErrorRateProbe {
    RelationName from;
    QString failed; ///< SQL condition over a row
    QString time; ///< timestamp column
    Duration window { std::chrono::hours(1) };
    friend bool operator==(const ErrorRateProbe &, const ErrorRateProbe &) = default;
};
/// Rows whose key, where no part of it is NULL, is the key of no row of `references`.
struct ReferentialIntegrityProbe {
    RelationName table;
    QStringList columns;
    RelationName references;
    QStringList referencedColumns;
    QString where; ///< of table's rows
    friend bool operator==(const ReferentialIntegrityProbe &, const ReferentialIntegrityProbe &) = default;
};
/// One row: value [, n [, newest source time]].
struct SqlProbe {
    SqlText query;
    friend bool operator==(const SqlProbe &, const SqlProbe &) = default;
};

using ProbeSpec = std::variant<RowCountProbe, NullRateProbe, UniquenessProbe, FreshnessProbe, QueryLatencyProbe, ErrorRateProbe, SqlProbe,
    ReferentialIntegrityProbe>;

QString probeName(const ProbeSpec &probe); ///< "null_rate"

} // namespace sluice
