// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/event_table.h"
#include "ledger/ledger_search.h"

#include <QHash>

namespace sluice {

/// Entries behind the index before an append brings it on; a search matches so many directly.
inline constexpr qint64 kSearchBatch = 512;

/// Full-text and facet search over one SQLite ledger. The FTS5 index is fed in batches, each in the transaction of an
/// append (a commit for every single entry would cost a third of the append rate); entries behind the index are
/// matched directly by the same tokens, so an answer never depends on how far the index is.
class SearchIndex
{
public:
    SearchIndex(SqlSession &session, EventTable &events);

    /// Newest first.
    Result<QList<Event>> search(const LogQuery &query) const;
    Result<qint64> count(const LogQuery &query) const;

    /// Inside a write transaction: brings the index on when a batch is due.
    Result<void> follow(qint64 headSeq);
    /// Inside a write transaction: indexes up to `most` entries more; how many are left.
    Result<qint64> advance(qint64 headSeq, qint64 most);
    /// Inside a write transaction.
    Result<void> reset();
    /// False when the index was made by other rules than this version's.
    Result<bool> isCurrent() const;

private:
    using RunCache = QHash<QString, RunFacets>;
    struct Range {
        qint64 first = 1;
        qint64 last = 0;
    };
    Result<qint64> indexedUpTo() const;
    Result<QStringList> wordsOf(const QString &prefix) const;
    Result<QString> expression(const LogMatcher &matcher) const;
    Result<RunFacets> facetsOf(const QString &run, RunCache &cache) const;
    Result<Range> range(const LogQuery &query) const;
    Result<qint64> bisect(qint64 headSeq, const std::function<bool(qint64 atMs)> &isBefore) const;
    Result<QList<Event>> tail(const LogMatcher &matcher, const LogQuery &query, const Range &range, qint64 most) const;

    SqlSession &m_session;
    EventTable &m_events;
    qint64 m_indexed = 0; ///< at least this far; other processes may be further
};

} // namespace sluice
