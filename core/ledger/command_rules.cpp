// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/command_rules.h"

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
        if (endsRollback(event.type)) {
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

} // namespace sluice
