// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/command_rules.h"

#include "base/seeded_bug.h"

#include <QMap>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

bool endsRollback(EventType type)
{
    return type == EventType::RollbackVerified || type == EventType::RollbackStuck || type == EventType::RunCancelled
        || type == EventType::RunSealed;
}

bool isDecision(EventType type)
{
    return type == EventType::CommandRequested || type == EventType::RollbackIntent || type == EventType::RunCancelled;
}

} // namespace

std::optional<Event> openRollback(const QList<Event> &run)
{
    std::optional<Event> open;
    for (const Event &event : run) {
        if (endsRollback(event.type) || event.type == EventType::RollbackWaits) {
            open.reset();
        } else if (event.type == EventType::HoldAdded) { // answers a command that was refused
            if (open && event.json()["id"_L1] == open->json()["id"_L1])
                open.reset();
        } else if (!open
            && (event.type == EventType::RollbackIntent
                || (event.type == EventType::CommandRequested && event.json()["command"_L1] == u"rollback"_s))) {
            open = event;
        }
    }
    return open;
}

Result<void> checkExpected(const QList<Event> &run, const QJsonObject &command)
{
    const QString name = command["command"_L1].toString();
    const qint64 expected = command["expected"_L1].toInteger();
    if (name == u"rollback"_s || name == u"hold"_s || expected <= 0)
        return {};
    for (auto event = run.crbegin(); event != run.crend() && event->seq > expected; ++event) {
        if (!isDecision(event->type))
            continue;
        const QString other = event->json()["command"_L1].toString(eventTypeName(event->type).replace(u'_', u' '));
        return fail(ErrorCode::Refused,
            u"\"%1\" was decided on what has changed since: %2 by %3 at %4 UTC (entry %5)"_s.arg(
                name, other, event->actor, event->at.toString(u"yyyy-MM-dd HH:mm:ss"_s), QString::number(event->seq)),
            {}, u"look again, then decide"_s);
    }
    return {};
}

Result<void> checkAcceptance(const QList<Event> &run, const QJsonObject &command, const QString &actor)
{
    std::optional<Event> waits;
    QMap<QString, QString> askedBy;
    for (const Event &event : run) {
        const QString id = event.json()["id"_L1].toString();
        if (event.type == EventType::CommandRequested && event.json()["command"_L1] == u"rollback"_s)
            askedBy[id] = event.actor;
        if (event.type == EventType::RollbackWaits)
            waits = event;
        else if (endsRollback(event.type) || event.type == EventType::RollbackIntent)
            waits.reset();
        else if (event.type == EventType::HoldAdded && waits && waits->json()["id"_L1] == id) // withdrawn
            waits.reset();
    }
    if (!waits)
        return fail(ErrorCode::Refused, u"no rollback of this rollout waits for a second person"_s);
    const QJsonObject waiting = waits->json();
    if (waiting["id"_L1] != command["request"_L1] || waits->seq != command["accepts"_L1].toInteger()
        || waiting["to"_L1] != command["to"_L1])
        return fail(ErrorCode::Refused, u"what was accepted is not what waits now (entry %1)"_s.arg(waits->seq), {},
            u"look again, then decide"_s);
    const QString asked = askedBy.value(waiting["id"_L1].toString());
    if (asked.isEmpty() || (asked == actor && !hasSeededBug("same-person-accepts")))
        return fail(ErrorCode::Refused,
            asked.isEmpty()
                ? u"nobody is known to have asked for this rollback"_s
                : u"%1 asked for this rollback; what it loses must be accepted by another person"_s.arg(asked));
    return {};
}

} // namespace sluice
