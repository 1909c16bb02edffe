// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/event_table.h"
#include "ledger/ledger_search.h"

#include <QHash>

namespace sluice {

/// Search over a PostgreSQL ledger. The server leaves out what time, actor, run and type exclude; words and datasets
/// are matched here, by the same tokens as everywhere, page by page: an index that clients feed could hide entries.
class PostgresSearch
{
public:
    PostgresSearch(SqlSession &session, const EventTable &events)
        : m_session(session)
        , m_events(events)
    {
    }
    /// Newest first.
    Result<QList<Event>> search(const LogQuery &query) const;
    Result<qint64> count(const LogQuery &query) const;

private:
    /// Visits every entry that matches, newest first, until it is told to stop.
    Result<void> eachMatch(
        const LogQuery &query, const LogMatcher &matcher, const std::function<bool(const Event &)> &visit) const;
    Result<RunFacets> facetsOf(const QString &run, QHash<QString, RunFacets> &known) const;

    SqlSession &m_session;
    const EventTable &m_events;
};

} // namespace sluice
