// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/run_journal.h"

#include "base/kill_point.h"
#include "base/logging.h"

#include <QJsonDocument>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// An event as the ledger would number it next, for folding alone.
Event provisional(const NewEvent &wanted, const QString &run, qint64 seq)
{
    Event event;
    event.seq = seq;
    event.type = wanted.type;
    event.run = run;
    event.at = QDateTime::fromMSecsSinceEpoch(0, Qt::UTC);
    event.payload = QJsonDocument(wanted.payload).toJson(QJsonDocument::Compact);
    return event;
}

} // namespace

RunJournal::RunJournal(Ledger &ledger, IntentFile intents, const QString &run)
    : m_ledger(ledger)
    , m_intents(std::move(intents))
    , m_run(run)
{
}

Result<void> RunJournal::foldIn(const Event &event)
{
    if (event.seq > m_head.seq)
        m_head = LedgerHead { event.seq, event.hash };
    if (event.run != m_run && event.type == EventType::CommandRequested && event.json()["command"_L1] == u"rollback"_s)
        m_foreignRollbacks += event.run;
    if (event.run != m_run || event.seq <= m_state.lastSeq)
        return {};
    SLUICE_TRY(m_state, fold(m_state, event));
    return {};
}

Result<void> RunJournal::load()
{
    // The head first: what others append in between is read twice rather than never.
    SLUICE_TRY(m_head, m_ledger.head());
    SLUICE_TRY(const QList<Event> events, m_ledger.readRun(m_run));
    if (events.isEmpty())
        return fail(ErrorCode::NotFound, u"the ledger knows no run %1"_s.arg(m_run));
    SLUICE_TRY(m_state, foldAll(events));
    return {};
}

Result<void> RunJournal::refresh()
{
    if (hasKept()) // provisional numbers would clash; the ledger is behind until they are flushed
        return {};
    if (m_isBehind) {
        SLUICE_CHECK(load());
        m_isBehind = false;
        return {};
    }
    SLUICE_TRY(const QList<Event> events, m_ledger.read(m_head.seq));
    for (const Event &event : events)
        SLUICE_CHECK(foldIn(event));
    return {};
}

Result<void> RunJournal::record(EventType type, const QJsonObject &payload)
{
    return record({ event(type, payload) });
}

/// An event that cannot follow would make the run unreadable for ever, so it is folded before it is written.
Result<void> RunJournal::rehearse(const QList<NewEvent> &events) const
{
    RunState next = m_state;
    for (const NewEvent &wanted : events) {
        const qint64 seq = next.lastSeq + 1;
        SLUICE_TRY(next, fold(std::move(next), provisional(wanted, m_run, seq)));
    }
    return {};
}

Result<void> RunJournal::record(const QList<NewEvent> &events)
{
    if (events.isEmpty())
        return {};
    SLUICE_CHECK(flushKept());
    SLUICE_CHECK(rehearse(events));
    // Others may have appended in between; their events come first in the fold.
    SLUICE_TRY(const QList<Event> appended, m_ledger.append(events, lease()));
    if (appended.first().seq > m_head.seq + 1) {
        // They are in the ledger: an error here would have them written a second time.
        if (const Result<void> refreshed = refresh(); !refreshed) {
            if (refreshed.error().code == ErrorCode::LedgerCorrupt)
                return refreshed;
            m_isBehind = true;
        }
    }
    for (const Event &event : appended)
        SLUICE_CHECK(foldIn(event));
    return {};
}

Result<void> RunJournal::recordIntent(EventType type, const QJsonObject &payload)
{
    SLUICE_CHECK(m_intents.append(QJsonObject { { u"type"_s, eventTypeName(type) }, { u"payload"_s, payload } }));
    SLUICE_KILL_POINT("K1");
    SLUICE_CHECK(record(type, payload));
    SLUICE_KILL_POINT("K2");
    return {};
}

Result<void> RunJournal::recordInRollback(EventType type, const QJsonObject &payload)
{
    SLUICE_CHECK(m_intents.append(QJsonObject { { u"type"_s, eventTypeName(type) }, { u"payload"_s, payload } }));
    const Result<void> recorded = record(type, payload);
    // A lost lease means that somebody else rolls back now; a damaged ledger must not be written past.
    if (recorded || recorded.error().code == ErrorCode::LeaseHeld || recorded.error().code == ErrorCode::LedgerCorrupt)
        return recorded;
    qCWarning(lcEngine) << "ledger out of reach, keeping the event:" << recorded.error().what;
    m_kept.append(event(type, payload));
    SLUICE_TRY(m_state, fold(m_state, provisional(m_kept.last(), m_run, m_state.lastSeq + 1)));
    return {};
}

Result<void> RunJournal::flushKept()
{
    if (m_kept.isEmpty())
        return {};
    SLUICE_CHECK(m_ledger.append(m_kept, lease()));
    m_kept.clear();
    return load(); // the provisional numbers give way to the real ones
}

} // namespace sluice
