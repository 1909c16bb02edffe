// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/ledger.h"
#include "sql/sql_session.h"

namespace sluice {

/// The head row: where the chain ends, and how far time ever ran backwards along it.
struct HeadRow {
    LedgerHead head;
    qint64 latestMs = 0;
    qint64 backstepMs = 0;
};

/// Where the entries of a ledger stand: fixed words, part of the SQL.
struct LedgerTables {
    QLatin1String event { "ledger_event" };
    QLatin1String head { "ledger_head" };
};

/// The entries of one ledger. Every entry read is hashed again before it is handed out; one that does not fit is
/// LedgerCorrupt with its number.
class EventTable
{
public:
    EventTable(SqlSession &session, QString file, const LedgerTables &tables = {});

    /// In a ledger of a newer format entries of unknown type are left out instead of being an error.
    void skipUnknownTypes() { m_skipsUnknown = true; }

    Result<HeadRow> head() const;
    /// clause is what follows FROM the entries AS e, with "?" for values.
    Result<QList<Event>> select(const QString &clause, const QVariantList &values) const;
    /// Rows of seq, type, at_ms, actor, run, payload, previous_hash, hash, however they were asked for.
    Result<QList<Event>> eventsOf(const SqlRows &rows) const;
    /// SQLite, inside a write transaction. Refuses to build on a chain that does not hold at its end, or that is not the one
    /// this instance saw before.
    Result<QList<Event>> append(const QList<NewEvent> &events, const QString &actor, const QDateTime &now);
    /// The chain grew through another instance, or the transaction of append was rolled back.
    void forget() { m_known = {}; }

private:
    Result<void> checkEnd(const LedgerHead &head);
    Result<Event> insert(const NewEvent &wanted, const QString &actor, const QDateTime &now, const LedgerHead &previous);

    SqlSession &m_session;
    QString m_file;
    LedgerTables m_tables;
    LedgerHead m_known; ///< end of the chain as this instance checked it last
    bool m_skipsUnknown = false;
};

} // namespace sluice
