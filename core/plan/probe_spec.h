// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "plan/dbt_probe_spec.h"
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
/// How time is cut, in UTC; a week begins on Monday.
enum class TimeBucket { Minute, Hour, Day, Week, Month };
/// Rows of the last complete bucket by the target's clock.
struct VolumeProbe {
    RelationName table;
    QString time; ///< timestamp column
    TimeBucket bucket = TimeBucket::Day;
    QString where;
    std::optional<Duration> settling {}; ///< how old a bucket must be, from its end
    friend bool operator==(const VolumeProbe &, const VolumeProbe &) = default;
};
/// Rows that arrived within the window for a bucket which was closed by then.
struct LateRowsProbe {
    RelationName table;
    QString time; ///< when it happened
    QString loaded; ///< when it arrived
    TimeBucket bucket = TimeBucket::Day;
    Duration grace { 0 }; ///< how much longer a bucket stays open
    Duration window { std::chrono::hours(1) };
    QString where;
    friend bool operator==(const LateRowsProbe &, const LateRowsProbe &) = default;
};
/// Differences between the columns of two relations.
struct SchemaDriftProbe {
    RelationName table;
    RelationName against; ///< how it should be
    QStringList compare; ///< of schemaAspects(); empty: all
    friend bool operator==(const SchemaDriftProbe &, const SchemaDriftProbe &) = default;
};
enum class DistributionBins { Deciles, Categories };
/// Population stability index of a column over bins that come from `against`.
struct DistributionProbe {
    RelationName table;
    QString column;
    RelationName against;
    DistributionBins bins = DistributionBins::Deciles;
    QString where; ///< of the rows of both
    friend bool operator==(const DistributionProbe &, const DistributionProbe &) = default;
};
/// From the engine's own statistics.
enum class SystemMetric { WaitingLocks, LongestQuery, Connections };
struct SystemProbe {
    SystemMetric metric = SystemMetric::WaitingLocks;
    friend bool operator==(const SystemProbe &, const SystemProbe &) = default;
};
/// How many partners a row must have.
enum class PartnerCount { ExactlyOne, AtLeastOne };
/// Rows whose key has no partner in another relation, or several where it must have one. A NULL has no partner.
struct MappingProbe {
    RelationName table;
    QStringList columns;
    RelationName partners;
    QStringList partnerColumns;
    PartnerCount match = PartnerCount::ExactlyOne;
    QString where; ///< of table's rows
    friend bool operator==(const MappingProbe &, const MappingProbe &) = default;
};
/// What people answered within the window.
struct FeedbackProbe {
    RelationName from;
    QString negative; ///< SQL condition over an answer; NULL: it is not known
    QString time; ///< timestamp column
    QString person; ///< column; of each person the last answer counts. Empty: every answer counts
    Duration window { std::chrono::hours(24) };
    friend bool operator==(const FeedbackProbe &, const FeedbackProbe &) = default;
};
/// An assertion: its query returns the rows that break it, so that it holds where there is none.
struct NamedTest {
    QString name;
    RelationName table; ///< whose rows it judges; where that has none, nothing was tested
    SqlText query;
    friend bool operator==(const NamedTest &, const NamedTest &) = default;
};
/// Those that fail, of all.
struct TestsProbe {
    QList<NamedTest> tests;
    friend bool operator==(const TestsProbe &, const TestsProbe &) = default;
};
/// Rows that are kept of the legacy relation when the rollout starts.
struct KeptBaseline {
    QString where; ///< SQL condition of the rows that are kept, and compared; empty: all
    int maxRows = 5'000'000; ///< more of them, and the rollout does not start
    Duration keep { std::chrono::hours(24 * 30) }; ///< after the rollout's end
    QString newerBy; ///< time or number; rows above its highest kept value are not compared. Empty: nobody knows which are new
    friend bool operator==(const KeptBaseline &, const KeptBaseline &) = default;
};
/// Rows that differ between two relations of one database.
struct FidelityProbe {
    RelationName legacy;
    RelationName candidate; ///< with a baseline also the legacy relation itself
    QStringList key; ///< empty: a row is known by all its values
    QStringList columns; ///< compared beside the key; empty: all
    QMap<QString, double> tolerances; ///< column -> distance that counts as equal
    int budget = 10'000'000; ///< rows of both that may be read
    /// Columns that may differ where nothing else may: no row, no column and no type. Nothing: see above
    std::optional<QStringList> approved {};
    std::optional<TimeBucket> slices {}; ///< compared one by one, the worst of them counts; empty: all rows at once
    QString time {}; ///< column of both that cuts them; empty: the key's only date
    std::optional<Duration> settling {}; ///< how old a slice must be, from its end
    std::optional<KeptBaseline> baseline {}; ///< `at: baseline`: the candidate is compared with the legacy rows as they were then
    bool countsRows = false; ///< `max_mismatch`: the value is the number of rows that differ, not their share
    friend bool operator==(const FidelityProbe &, const FidelityProbe &) = default;
};
/// One row: value [, n [, newest source time]].
struct SqlProbe {
    SqlText query;
    friend bool operator==(const SqlProbe &, const SqlProbe &) = default;
};

using ProbeSpec = std::variant<RowCountProbe, NullRateProbe, UniquenessProbe, FreshnessProbe, QueryLatencyProbe, ErrorRateProbe, SqlProbe,
    ReferentialIntegrityProbe, VolumeProbe, LateRowsProbe, SchemaDriftProbe, DistributionProbe, SystemProbe, MappingProbe,
    FeedbackProbe, TestsProbe, FidelityProbe, DbtProbe>;

bool readsFile(const ProbeSpec &probe); ///< and nothing of the target, so that it has no branches
QString probeWord(const ProbeSpec &probe); ///< the plan's word: "null_rate", "system"
QString probeName(const ProbeSpec &probe); ///< what is measured: "null_rate", "system.longest_query", "fidelity.rows"
bool measuresShare(const ProbeSpec &probe); ///< a share of rows, from 0 to 1
const QStringList &timeBucketNames(); ///< in the order of TimeBucket: "minute", "hour" …
const QStringList &distributionBinNames(); ///< "deciles", "categories"
const QStringList &systemMetricNames(); ///< "waiting_locks" …
const QStringList &partnerCountNames(); ///< "exactly_one", "at_least_one"
const QStringList &dbtMetricNames(); ///< "error_rate", "latency", "freshness"
const QStringList &schemaAspects(); ///< "columns", "types", "nullability", "defaults", "order"

} // namespace sluice
