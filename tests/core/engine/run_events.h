// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"

#include <QJsonDocument>

namespace sluice {

/// Writes a run's events as the ledger would number them.
class RunEvents
{
public:
    RunEvents &add(EventType type, const QJsonObject &payload = {})
    {
        Event event;
        event.seq = m_events.size() + 1;
        event.type = type;
        event.at = QDateTime(QDate(2026, 1, 5), QTime(9, 0), Qt::UTC).addSecs(event.seq);
        event.actor = m_actor;
        event.run = QStringLiteral("run-1");
        event.payload = QJsonDocument(payload).toJson(QJsonDocument::Compact);
        m_events.append(event);
        return *this;
    }
    /// Whoever says what comes next.
    RunEvents &by(const QString &actor)
    {
        m_actor = actor;
        return *this;
    }
    RunEvents &created()
    {
        add(EventType::RunCreated,
            { { QStringLiteral("plan"), QStringLiteral("p") }, { QStringLiteral("digest"), QStringLiteral("d") },
                { QStringLiteral("connection"), QStringLiteral("warehouse") }, { QStringLiteral("target"), QStringLiteral("uuid") } });
        return add(EventType::RunStarted);
    }
    RunEvents &stageStarted(const QString &stage, const QString &fingerprint)
    {
        return add(EventType::StageStarted, { { QStringLiteral("stage"), stage }, { QStringLiteral("attempt"), 1 }, { QStringLiteral("fingerprint"), fingerprint } });
    }
    RunEvents &stepDone(const QString &stage, const QString &step, const QString &post)
    {
        add(EventType::StepIntent,
            { { QStringLiteral("stage"), stage }, { QStringLiteral("step"), step }, { QStringLiteral("generation"), 1 },
                { QStringLiteral("compiled"), QJsonObject { { QStringLiteral("step"), step } } } });
        return add(EventType::StepDone,
            { { QStringLiteral("stage"), stage }, { QStringLiteral("step"), step }, { QStringLiteral("post"), post }, { QStringLiteral("rows"), 3 } });
    }
    RunEvents &stagePassed(const QString &stage, const QString &fingerprint)
    {
        add(EventType::StageApplied, { { QStringLiteral("stage"), stage }, { QStringLiteral("fingerprint"), fingerprint } });
        return add(EventType::StagePassed, { { QStringLiteral("stage"), stage } });
    }
    const QList<Event> &events() const { return m_events; }

private:
    QList<Event> m_events;
    QString m_actor = QStringLiteral("tester");
};

} // namespace sluice
