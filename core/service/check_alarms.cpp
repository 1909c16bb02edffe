// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/check_alarms.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {
constexpr int kPage = 5'000;
}

QString checksRun(const QString &domain) { return u"checks/"_s + domain; }

bool isChecksRun(const QString &id) { return id.startsWith(u"checks/"_s); }

QString checksStage() { return u"standing"_s; }

QString checkKey(const QString &domain, const QString &gate) { return domain + u'/' + gate; }

void foldCheckAlarm(CheckAlarms &alarms, const Event &event)
{
    const bool isRaised = event.type == EventType::CheckRaised;
    if (!isRaised && event.type != EventType::CheckCleared)
        return;
    const QJsonObject json = event.json();
    const QString domain = json["domain"_L1].toString();
    const QString key = checkKey(domain, json["gate"_L1].toString());
    if (isRaised)
        alarms.insert(key,
            CheckAlarm { domain, json["title"_L1].toString(), json["connection"_L1].toString(),
                verdictRecordFromJson(json["record"_L1].toObject()), event.at });
    else
        alarms.remove(key);
}

void foldCheckEnd(CheckEnds &ends, const Event &event)
{
    if (event.type != EventType::CheckRaised && event.type != EventType::CheckCleared)
        return;
    const QJsonObject json = event.json();
    const QString domain = json["domain"_L1].toString();
    const QString key = checkKey(domain, json["gate"_L1].toString());
    if (event.type == EventType::CheckCleared)
        ends.insert(key, CheckEnd { domain, json["why"_L1].toString(), !json["ended"_L1].toBool() });
    else
        ends.remove(key);
}

QList<CheckAlarm> byUrgency(const CheckAlarms &alarms)
{
    QStringList keys = alarms.keys();
    keys.sort();
    QList<CheckAlarm> sorted;
    for (const QString &key : std::as_const(keys))
        sorted.append(alarms[key]);
    std::stable_sort(sorted.begin(), sorted.end(), [](const CheckAlarm &a, const CheckAlarm &b) {
        const bool isBreach = a.record.verdict == Verdict::Breach;
        return isBreach != (b.record.verdict == Verdict::Breach) ? isBreach : a.since < b.since;
    });
    return sorted;
}

Result<CheckAlarms> readCheckAlarms(Ledger &ledger)
{
    QList<Event> all; // newest first
    LogQuery query;
    query.types = { EventType::CheckRaised, EventType::CheckCleared };
    query.limit = kPage;
    do {
        SLUICE_TRY(const QList<Event> page, ledger.search(query));
        all += page;
        query.beforeSeq = page.size() < kPage ? 0 : page.last().seq;
    } while (query.beforeSeq > 0);
    CheckAlarms alarms;
    for (auto event = all.crbegin(); event != all.crend(); ++event)
        foldCheckAlarm(alarms, *event);
    return alarms;
}

NewEvent raisedEvent(const StandingChecks &checks, const VerdictRecord &record, const QString &was)
{
    QJsonObject payload { { u"domain"_s, checks.domain }, { u"gate"_s, record.gate }, { u"title"_s, record.title },
        { u"connection"_s, checks.connection }, { u"owner"_s, checks.owner },
        { u"verdict"_s, verdictName(record.verdict) }, { u"why"_s, whySentence(record) },
        { u"record"_s, toJson(record) } };
    if (!was.isEmpty())
        payload[u"was"_s] = was;
    return { EventType::CheckRaised, {}, payload };
}

NewEvent clearedEvent(const CheckAlarm &alarm, const QString &why, bool isEnded)
{
    return { EventType::CheckCleared, {},
        QJsonObject { { u"domain"_s, alarm.domain }, { u"gate"_s, alarm.record.gate }, { u"title"_s, alarm.title },
            { u"connection"_s, alarm.connection }, { u"was"_s, verdictName(alarm.record.verdict) },
            { u"since"_s, alarm.since.toUTC().toString(Qt::ISODateWithMs) }, { u"why"_s, why },
            { u"ended"_s, isEnded } } };
}

} // namespace sluice
