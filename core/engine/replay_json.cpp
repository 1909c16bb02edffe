// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/workload_replay.h"

#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QJsonObject toJson(const ReplayTimes &times)
{
    QJsonObject json { { u"n"_s, times.n } };
    if (times.n > 0) { // a time that was not measured is not 0
        json[u"p50_ms"_s] = times.p50;
        json[u"p95_ms"_s] = times.p95;
    }
    if (!times.failure.isEmpty())
        json[u"failure"_s] = times.failure;
    return json;
}

QJsonObject toJson(const WorkloadQuery &query)
{
    QJsonObject json { { u"name"_s, query.name }, { u"sql"_s, query.sql } };
    if (query.calls > 0) {
        json[u"calls"_s] = query.calls;
        json[u"total_ms"_s] = query.totalMs;
    }
    return json;
}

QJsonObject toJson(const ReplayedQuery &replayed, bool hasPeak)
{
    QJsonObject json = toJson(replayed.query);
    json[u"flag"_s] = replayed.flag;
    json[u"verdict"_s] = replayVerdictName(replayed.verdict);
    json[u"legacy"_s] = toJson(replayed.legacy);
    json[u"candidate"_s] = toJson(replayed.candidate);
    if (hasPeak)
        json[u"peak"_s] = QJsonObject { { u"verdict"_s, replayVerdictName(replayed.verdictAtPeak) },
            { u"legacy"_s, toJson(replayed.legacyAtPeak) }, { u"candidate"_s, toJson(replayed.candidateAtPeak) } };
    json[u"plan_changes"_s] = QJsonArray::fromStringList(replayed.planChanges);
    json[u"hints"_s] = QJsonArray::fromStringList(replayed.hints);
    json[u"note"_s] = replayed.note;
    return json;
}

} // namespace

QJsonObject toJson(const Replay &replay, const ReplayOptions &options)
{
    QJsonArray queries;
    for (const ReplayedQuery &query : replay.queries)
        queries.append(toJson(query, replay.atOnce > 0));
    QJsonArray skipped;
    for (const SkippedQuery &query : replay.skipped) {
        QJsonObject json = toJson(query.query);
        json[u"why"_s] = query.why;
        skipped.append(json);
    }
    return { { u"finding"_s, replay.hasFinding() }, { u"limit"_s, options.limit },
        { u"through_route"_s, replay.isThroughRoute }, { u"at_once"_s, replay.atOnce }, { u"cut"_s, replay.isCut },
        { u"unrelated"_s, replay.unrelated }, { u"queries"_s, queries }, { u"not_replayable"_s, skipped },
        { u"notes"_s, QJsonArray::fromStringList(replay.notes) } };
}

} // namespace sluice
