// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/canned_log.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

struct Line {
    int secondsAgo;
    EventType type;
    const char *actor;
    const char *run;
    QJsonObject payload;
};

QJsonObject created(const QString &plan, const QString &title, const QString &owner)
{
    return { { u"plan"_s, plan }, { u"title"_s, title }, { u"owner"_s, owner }, { u"digest"_s, u"9c41e07d5b2f6a3388d1"_s },
        { u"connection"_s, u"warehouse"_s }, { u"target"_s, u"3f9c2b7e-41d0-4a52-9f7e-0d6f5c1e77a1"_s },
        { u"objects"_s, QJsonArray { u"mart.orders"_s, u"mart.daily_revenue"_s } } };
}

QList<Line> lines()
{
    using enum EventType;
    const QJsonObject rolledBack { { u"id"_s, u"b-3"_s }, { u"to"_s, u"additive"_s }, { u"result"_s, u"EXACT"_s },
        { u"fingerprint_before"_s, u"b71e02"_s }, { u"fingerprint_after"_s, u"b71e02"_s }, { u"took_ms"_s, 1'900 } };
    return {
        { 2'592'000, LedgerCreated, "operator-1", "", { { u"format"_s, u"sluice-ledger-v1"_s } } },
        { 2'591'000, ConnectionAdded, "operator-1", "", { { u"connection"_s, u"warehouse"_s }, { u"engine"_s, u"postgresql"_s }, { u"environment"_s, u"prod"_s } } },
        { 482'000, RunCreated, "operator-1", "r-0190", created(u"dedupe-payments"_s, u"Drop duplicate payments"_s, u"finance-data"_s) },
        { 481'990, RunStarted, "operator-1", "r-0190", { { u"why"_s, u"Doubled payments since the April import"_s } } },
        { 266'100, StageBreached, "gate", "r-0190", { { u"stage"_s, u"forward"_s }, { u"gate"_s, u"errors"_s }, { u"why"_s, u"Error rate 0.9 % against 0.2 %, evidence 100 %"_s } } },
        { 266'099, RollbackIntent, "gate", "r-0190", { { u"id"_s, u"b-3"_s }, { u"to"_s, u"additive"_s }, { u"why"_s, u"Error rate 0.9 % against 0.2 %"_s }, { u"trigger"_s, u"gate"_s } } },
        { 266'098, FlagsOff, "agent", "r-0190", { { u"id"_s, u"b-3"_s }, { u"took_ms"_s, 84 } } },
        { 266'097, RollbackVerified, "agent", "r-0190", rolledBack },
        { 355'000, RunCreated, "operator-1", "r-0192", created(u"orders-currency"_s, u"Add currency to orders and restate revenue"_s, u"finance-data"_s) },
        { 351'600, RunStarted, "operator-1", "r-0192", { { u"why"_s, u"Finance reports in three currencies from January"_s } } },
        { 351'596, StageStarted, "agent", "r-0192", { { u"stage"_s, u"compatibility"_s }, { u"attempt"_s, 1 }, { u"fingerprint"_s, u"b71e02"_s } } },
        { 351'595, StepIntent, "agent", "r-0192", { { u"stage"_s, u"compatibility"_s }, { u"step"_s, u"currency-column"_s }, { u"generation"_s, 1 } } },
        { 351'594, StepDone, "agent", "r-0192", { { u"stage"_s, u"compatibility"_s }, { u"step"_s, u"currency-column"_s }, { u"took_ms"_s, 42 } } },
        { 243'200, StagePassed, "agent", "r-0192", { { u"stage"_s, u"compatibility"_s } } },
        { 243'190, StageStarted, "agent", "r-0192", { { u"stage"_s, u"additive"_s }, { u"attempt"_s, 1 } } },
        { 47'530, StagePassed, "agent", "r-0192", { { u"stage"_s, u"additive"_s } } },
        { 47'520, StageStarted, "agent", "r-0192", { { u"stage"_s, u"forward"_s }, { u"attempt"_s, 1 } } },
        { 47'510, Exposed, "agent", "r-0192", { { u"stage"_s, u"forward"_s }, { u"flag"_s, u"orders_currency"_s }, { u"cohort"_s, u"pilot_analysts"_s }, { u"on"_s, true } } },
        { 10'370, FeedbackGiven, "bi-analyst", "", { { u"dataset"_s, u"mart.daily_revenue"_s }, { u"text"_s, u"Totals off by a day in EMEA"_s }, { u"about"_s, 18'190 } } },
        { 1'900, HoldAdded, "gate", "r-0191", { { u"reason"_s, u"no_data"_s }, { u"why"_s, u"No nulls: no data for 3 ticks"_s } } },
        { 1'200, HoldAdded, "operator-2", "r-0191", { { u"reason"_s, u"operator"_s }, { u"why"_s, u"Waiting for the CRM release"_s } } },
        { 21, GateVerdict, "gate", "r-0192", { { u"stage"_s, u"forward"_s }, { u"gate"_s, u"latency"_s }, { u"verdict"_s, u"breach"_s }, { u"value"_s, 1.31 }, { u"why"_s, u"Latency p95 breached: 1.31× baseline against 1.2×, evidence 100 %, n 118, data 2 s old"_s } } },
        { 20, StageBreached, "gate", "r-0192", { { u"stage"_s, u"forward"_s }, { u"gate"_s, u"latency"_s }, { u"why"_s, u"Latency p95 1.31× baseline against 1.2×, evidence 100 %"_s } } },
        { 19, HoldAdded, "gate", "r-0192", { { u"reason"_s, u"breach"_s }, { u"why"_s, u"Latency p95 breached"_s } } },
    };
}

bool matches(const Event &event, const LogQuery &query)
{
    const QString haystack = QString::fromUtf8(event.payload).toLower() + event.actor.toLower();
    for (const QString &word : query.text.toLower().split(u' ', Qt::SkipEmptyParts)) {
        if (!haystack.contains(word))
            return false;
    }
    return (query.dataset.isEmpty() || haystack.contains(query.dataset)) && (query.actor.isEmpty() || query.actor == event.actor)
        && (query.run.isEmpty() || query.run == event.run) && (query.types.isEmpty() || query.types.contains(event.type))
        && (!query.since.isValid() || event.at >= query.since) && (!query.until.isValid() || event.at <= query.until)
        && (query.beforeSeq == 0 || event.seq < query.beforeSeq);
}

} // namespace

QList<Event> cannedLog(const QDateTime &now)
{
    QList<Line> all = lines();
    std::stable_sort(all.begin(), all.end(), [](const Line &a, const Line &b) { return a.secondsAgo > b.secondsAgo; });
    QList<Event> events;
    qint64 seq = 18'204 - all.size();
    QByteArray previous(32, '\0');
    for (const Line &line : all) {
        Event event;
        event.seq = ++seq;
        event.type = line.type;
        event.at = now.addSecs(-line.secondsAgo);
        event.actor = QString::fromLatin1(line.actor);
        event.run = QString::fromLatin1(line.run);
        event.payload = QJsonDocument(line.payload).toJson(QJsonDocument::Compact);
        event.previousHash = previous;
        event.hash = previous = eventHash(event);
        events.prepend(event);
    }
    return events;
}

QList<Event> matchingLog(const QList<Event> &events, const LogQuery &query)
{
    QList<Event> found;
    for (const Event &event : events) {
        if (found.size() < query.limit && matches(event, query))
            found.append(event);
    }
    return found;
}

} // namespace sluice
