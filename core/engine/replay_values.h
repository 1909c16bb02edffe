// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "engine/branch_query.h"

#include <functional>

/// What a replay of production's queries is asked for and answers: values, for those who never see a session.
namespace sluice {

struct ReplayOptions
{
    int runs = 10; ///< of each query on each branch, after one that warms the caches and does not count
    int atOnce = 0; ///< sessions of the peak-load check; 0: none
    int mostQueries = 20;
    Duration timeout { std::chrono::seconds(30) }; ///< of one run
    Duration budget { std::chrono::minutes(10) }; ///< of everything
    double limit = 1.2; ///< how many times as long the candidate may take
};

/// Milliseconds of the runs of one query on one branch; 0 without any.
struct ReplayTimes
{
    int n = 0;
    double p50 = 0;
    double p95 = 0; ///< the value at rank floor(0.95 n), as of a latency gate
    QString failure; ///< why the branch gave no more times; empty: it did
    friend bool operator==(const ReplayTimes &, const ReplayTimes &) = default;
};
ReplayTimes replayTimes(QList<double> milliseconds);

enum class ReplayVerdict {
    Same, ///< within the limit, or less than a millisecond apart
    Slower, ///< median and p95 are both beyond the limit
    Broken, ///< runs on the legacy and not on the candidate
    Inconclusive, ///< too few runs
};
QString replayVerdictName(ReplayVerdict verdict); ///< "slower"
ReplayVerdict judgeReplay(const ReplayTimes &legacy, const ReplayTimes &candidate, double limit);

struct ReplayedQuery
{
    WorkloadQuery query;
    QString flag;
    ReplayTimes legacy;
    ReplayTimes candidate;
    ReplayTimes legacyAtPeak;
    ReplayTimes candidateAtPeak;
    ReplayVerdict verdict = ReplayVerdict::Inconclusive;
    ReplayVerdict verdictAtPeak = ReplayVerdict::Inconclusive;
    QStringList planChanges; ///< what the engine's plan loses on the candidate: "reads all rows of orders_v2"
    QStringList hints; ///< what could be done about that
    QString note; ///< why plans were not compared; empty: they were
};

struct SkippedQuery
{
    WorkloadQuery query;
    QString why;
};

struct Replay
{
    QList<ReplayedQuery> queries;
    QList<SkippedQuery> skipped; ///< that read a switched view and could not be run
    int unrelated = 0; ///< queries that read nothing that the plan switches
    int atOnce = 0; ///< sessions of the peak-load check that was made
    bool isThroughRoute = false; ///< forced to each branch behind the view; else the view's name was replaced
    bool isCut = false; ///< the budget ended before everything was run
    QStringList notes;

    bool hasFinding() const; ///< something is slower or broken
    /// Everything that was to be compared was. Nothing compared is not nothing found.
    bool isConclusive() const;
};

struct ReplayProgress
{
    int done = 0; ///< runs
    int of = 0;
    bool isAtPeak = false;
};
using ReplayWatcher = std::function<void(const ReplayProgress &)>; ///< called on the thread of replayWorkload()

} // namespace sluice
