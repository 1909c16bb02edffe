// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/replay_values.h"

namespace sluice {

/// One query within the limit, one slower with a hint, one that the candidate does not answer, one of too few runs, and
/// one that was not run.
inline Replay cannedReplay()
{
    const auto times = [](int n, double p50, double p95) { return ReplayTimes { n, p50, p95, {} }; };
    const auto query = [](const QString &name, const QString &sql) { return WorkloadQuery { name, sql, 12'408, 0 }; };
    Replay replay;
    ReplayedQuery same;
    same.query = query(
        QStringLiteral("query 4711"), QStringLiteral("select day, sum(amount) from mart.daily_revenue group by day"));
    same.legacy = times(10, 12.4, 14.1);
    same.candidate = times(10, 12.9, 15.0);
    same.verdict = ReplayVerdict::Same;
    ReplayedQuery slower = same;
    slower.query = query(QStringLiteral("=nightly.sql:3"),
        QStringLiteral("select * from mart.daily_revenue where day > current_date - 7 order by day"));
    slower.candidate = times(10, 31, 40.2);
    slower.verdict = ReplayVerdict::Slower;
    slower.planChanges = { QStringLiteral("reads all rows of mart.orders_v2"), QStringLiteral("no parallel plan") };
    slower.hints = { QStringLiteral("an index on mart.orders_v2 (day) would serve it") };
    ReplayedQuery broken = same;
    broken.query = query(QStringLiteral("query 12"), QStringLiteral("select region from mart.daily_revenue"));
    broken.candidate = ReplayTimes { 0, 0, 0, QStringLiteral("column \"region\" does not exist") };
    broken.verdict = ReplayVerdict::Broken;
    ReplayedQuery few = same;
    few.query = query(QStringLiteral("query 99"), QStringLiteral("select count(*) from mart.daily_revenue"));
    few.legacy = times(2, 9'000, 9'100);
    few.candidate = times(2, 9'050, 9'200);
    few.verdict = ReplayVerdict::Inconclusive;
    replay.queries = { same, slower, broken, few };
    replay.skipped = { SkippedQuery {
        query(QStringLiteral("query 7"), QStringLiteral("select * from mart.daily_revenue where day = $1")),
        QStringLiteral("its values were never recorded") } };
    replay.unrelated = 31;
    replay.isThroughRoute = true;
    return replay;
}

} // namespace sluice
