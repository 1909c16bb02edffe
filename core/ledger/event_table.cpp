// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/event_table.h"

#include "base/seeded_bug.h"

#include <QJsonDocument>

#include <limits>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargestPayload = 8 * 1024 * 1024;
constexpr ReadLimits kAll { std::numeric_limits<int>::max(), std::numeric_limits<qint64>::max() };
const QByteArray kNoHash(32, '\0');

Error corrupt(const QString &file, qint64 seq, const QString &problem)
{
    return { ErrorCode::LedgerCorrupt, u"entry "_s + QString::number(seq) + u": "_s + problem, file,
        u"run 'sluice log verify', keep the file as evidence, and restore it from a backup"_s, {} };
}

/// Text that a database column keeps exactly: valid Unicode without NUL.
QString cleanText(const QString &text)
{
    QString clean = QString::fromUtf8(text.toUtf8());
    clean.replace(QChar(0), QChar(QChar::ReplacementCharacter));
    return clean.isNull() ? u""_s : clean; // a null text would be stored as NULL
}

} // namespace

EventTable::EventTable(SqlSession &session, QString file, const LedgerTables &tables)
    : m_session(session)
    , m_file(std::move(file))
    , m_tables(tables)
{
}

Result<HeadRow> EventTable::head() const
{
    SLUICE_TRY(const SqlRows rows, m_session.query(u"SELECT seq, hash, latest_ms, backstep_ms FROM "_s + m_tables.head));
    if (rows.rows.size() != 1 || rows.rows[0].size() != 4 || rows.rows[0][1].toByteArray().size() != 32)
        return fail(ErrorCode::LedgerCorrupt, u"the ledger's head is missing"_s, m_file, u"restore the file from a backup"_s);
    const QVariantList &row = rows.rows[0];
    return HeadRow { { row[0].toLongLong(), row[1].toByteArray() }, row[2].toLongLong(), row[3].toLongLong() };
}

Result<QList<Event>> EventTable::select(const QString &clause, const QVariantList &values) const
{
    SLUICE_TRY(const SqlRows rows,
        m_session.queryBound(u"SELECT e.seq, e.type, e.at_ms, e.actor, e.run, e.payload, e.previous_hash, e.hash FROM "_s + m_tables.event + u" AS e "_s + clause,
            values, kAll));
    return eventsOf(rows);
}

Result<QList<Event>> EventTable::eventsOf(const SqlRows &rows) const
{
    QList<Event> events;
    events.reserve(rows.rows.size());
    for (const QVariantList &row : rows.rows) {
        Event event;
        event.seq = row[0].toLongLong();
        const std::optional<EventType> type = eventTypeFromName(row[1].toString());
        if (!type && m_skipsUnknown)
            continue;
        if (!type)
            return fail(corrupt(m_file, event.seq, u"its type is unknown"_s));
        event.type = *type;
        event.at = QDateTime::fromMSecsSinceEpoch(row[2].toLongLong(), Qt::UTC);
        event.actor = row[3].toString();
        event.run = row[4].toString();
        event.payload = row[5].toByteArray();
        event.previousHash = row[6].toByteArray();
        event.hash = row[7].toByteArray();
        if (eventHash(event) != event.hash)
            return fail(corrupt(m_file, event.seq, u"its hash differs from its content"_s));
        events += std::move(event);
    }
    return events;
}

Result<void> EventTable::checkEnd(const LedgerHead &head)
{
    if (head.seq < m_known.seq || (head.seq == m_known.seq && head.seq > 0 && head.hash != m_known.hash))
        return fail(corrupt(m_file, m_known.seq, u"was here before, and is gone or changed; the file was replaced or cut"_s));
    SLUICE_TRY(const SqlRows last, m_session.query(u"SELECT coalesce(max(seq), 0) FROM ledger_event"_s));
    if (last.scalar().toLongLong() != head.seq)
        return fail(corrupt(m_file, head.seq, u"should be the last one, but the ledger ends at "_s + last.scalar().toString()));
    if (head.seq == m_known.seq)
        return {};
    // From what is known to the new end; after opening, or a long absence, the last entry alone.
    constexpr qint64 kMostAtOnce = 1'000;
    const qint64 first = m_known.seq > 0 && head.seq - m_known.seq <= kMostAtOnce ? m_known.seq + 1 : head.seq;
    SLUICE_TRY(const QList<Event> events, select(u"WHERE e.seq >= ? ORDER BY e.seq"_s, { first }));
    LedgerHead end = first == m_known.seq + 1 ? m_known : LedgerHead {};
    for (const Event &event : events) {
        if (end.seq > 0 && (event.seq != end.seq + 1 || event.previousHash != end.hash))
            return fail(corrupt(m_file, event.seq, u"it does not follow the one before"_s));
        end = { event.seq, event.hash };
    }
    if (end.seq != head.seq || end.hash != head.hash)
        return fail(corrupt(m_file, head.seq, u"it is not the one that the head names"_s));
    return {};
}

Result<Event> EventTable::insert(const NewEvent &wanted, const QString &actor, const QDateTime &now, const LedgerHead &previous)
{
    Event event;
    event.seq = previous.seq + 1;
    event.type = wanted.type;
    event.at = QDateTime::fromMSecsSinceEpoch(now.toMSecsSinceEpoch(), Qt::UTC);
    event.actor = cleanText(actor);
    event.run = cleanText(wanted.run);
    event.payload = QJsonDocument(wanted.payload).toJson(QJsonDocument::Compact);
    if (event.payload.size() > kLargestPayload)
        return fail(ErrorCode::Refused, u"an entry of "_s + QString::number(event.payload.size()) + u" bytes is too large"_s, m_file,
            u"record a digest and keep the content elsewhere"_s);
    event.previousHash = previous.seq == 0 || hasSeededBug("chain-broken") ? kNoHash : previous.hash;
    event.hash = eventHash(event);
    SLUICE_CHECK(m_session.executeBound(
        u"INSERT INTO ledger_event(seq, type, at_ms, actor, run, payload, previous_hash, hash) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"_s,
        { event.seq, eventTypeName(event.type), event.at.toMSecsSinceEpoch(), event.actor, event.run, event.payload,
            event.previousHash, event.hash }));
    return event;
}

Result<QList<Event>> EventTable::append(const QList<NewEvent> &events, const QString &actor, const QDateTime &now)
{
    SLUICE_INVARIANT(m_session.isInTransaction());
    SLUICE_TRY(HeadRow end, head());
    SLUICE_CHECK(checkEnd(end.head));
    QList<Event> appended;
    for (const NewEvent &wanted : events) {
        SLUICE_TRY(Event event, insert(wanted, actor, now, end.head));
        end.head = { event.seq, event.hash };
        appended += std::move(event);
    }
    const qint64 nowMs = now.toMSecsSinceEpoch();
    const qint64 backstep = end.latestMs > 0 ? std::max(end.backstepMs, end.latestMs - nowMs) : 0;
    SLUICE_CHECK(m_session.executeBound(u"UPDATE ledger_head SET seq = ?, hash = ?, latest_ms = ?, backstep_ms = ?"_s,
        { end.head.seq, end.head.hash, std::max(end.latestMs, nowMs), backstep }));
    m_known = end.head;
    return appended;
}

} // namespace sluice
