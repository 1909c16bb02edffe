// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/search_index.h"

#include "ledger/ledger_schema.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostAtOnce = 2'000; ///< entries indexed within one append, after a rebuild
constexpr qint64 kPage = 500;
constexpr qsizetype kMostWords = 200; ///< that a prefix is searched as; each is looked up within 0.03 ms

bool isInTime(const Event &event, const LogQuery &query)
{
    return (!query.since.isValid() || event.at >= query.since) && (!query.until.isValid() || event.at <= query.until);
}

/// The time condition in SQL, for entries found through the index.
QString timeCondition(const LogQuery &query, QVariantList &values)
{
    QString condition;
    if (query.since.isValid()) {
        condition += u" AND e.at_ms >= ?"_s;
        values += query.since.toMSecsSinceEpoch();
    }
    if (query.until.isValid()) {
        condition += u" AND e.at_ms <= ?"_s;
        values += query.until.toMSecsSinceEpoch();
    }
    return condition;
}

/// Entries that the index finds, as s, the index first: it gives them in the order of its rows, and nothing sorts them.
QString matchesFrom(const QString &time)
{
    const QString match = u" WHERE ledger_search MATCH ? AND s.rowid BETWEEN ? AND ?"_s;
    if (time.isEmpty()) // nothing of the entry itself is asked
        return u" FROM ledger_search AS s"_s + match;
    return u" FROM ledger_search AS s CROSS JOIN ledger_event AS e"_s + match + u" AND e.seq = s.rowid"_s + time;
}

} // namespace

SearchIndex::SearchIndex(SqlSession &session, EventTable &events)
    : m_session(session)
    , m_events(events)
{
}

Result<qint64> SearchIndex::indexedUpTo() const
{
    SLUICE_TRY(const SqlRows rows,
        m_session.query(u"SELECT (SELECT value FROM ledger_meta WHERE key = 'search_seq'),"
                        " (SELECT value FROM ledger_meta WHERE key = 'search_version')"_s));
    // Without an index of this version's rules every entry is matched directly: slower, never wrong.
    return rows.rows[0][1].toInt() == kSearchVersion ? rows.rows[0][0].toLongLong() : 0;
}

Result<bool> SearchIndex::isCurrent() const
{
    SLUICE_TRY(const SqlRows rows, m_session.query(u"SELECT value FROM ledger_meta WHERE key = 'search_version'"_s));
    return rows.scalar().toInt() == kSearchVersion;
}

/// A prefix is merged as a whole before the first entry comes out, which takes 170 ms where a million have it; words are
/// read from their newest entry on. Nothing when they are too many, or none has it: the prefix stands for itself then.
Result<QStringList> SearchIndex::wordsOf(const QString &prefix) const
{
    const QString end = prefix + u'\x7f'; // behind every character of a word
    QStringList words;
    for (QString from = prefix; words.size() <= kMostWords; from = words.last() + u'\x01') {
        SLUICE_TRY(const SqlRows next,
            m_session.queryBound(u"SELECT term FROM ledger_words WHERE term >= ? AND term < ? LIMIT 1"_s, { from, end }));
        if (next.rows.isEmpty())
            return words;
        words += next.scalar().toString();
    }
    return QStringList();
}

Result<QString> SearchIndex::expression(const LogMatcher &matcher) const
{
    return matcher.ftsExpression([this](const QString &prefix) { return wordsOf(prefix); });
}

Result<RunFacets> SearchIndex::facetsOf(const QString &run, RunCache &cache) const
{
    if (run.isEmpty())
        return RunFacets {};
    if (const auto known = cache.constFind(run); known != cache.constEnd())
        return *known;
    SLUICE_TRY(const QList<Event> created,
        m_events.select(u"WHERE e.run = ? AND e.run <> '' AND e.type = 'run_created' ORDER BY e.seq LIMIT 1"_s, { run }));
    const RunFacets facets = created.isEmpty() ? RunFacets {} : runFacets(created[0].json());
    cache.insert(run, facets);
    return facets;
}

Result<qint64> SearchIndex::advance(qint64 headSeq, qint64 most)
{
    SLUICE_INVARIANT(m_session.isInTransaction());
    SLUICE_TRY(qint64 done, indexedUpTo());
    const qint64 last = std::min(headSeq, done + most);
    RunCache cache;
    while (done < last) {
        SLUICE_TRY(const QList<Event> events,
            m_events.select(u"WHERE e.seq > ? AND e.seq <= ? ORDER BY e.seq"_s, { done, std::min(last, done + kPage) }));
        for (const Event &event : events) {
            SLUICE_TRY(const RunFacets facets, facetsOf(event.run, cache));
            SLUICE_CHECK(m_session.executeBound(u"INSERT INTO ledger_search(rowid, tokens) VALUES(?, ?)"_s,
                { event.seq, eventTokens(event, facets).join(u' ') }));
        }
        done = std::min(last, done + kPage);
    }
    SLUICE_CHECK(
        m_session.executeBound(u"UPDATE ledger_meta SET value = ? WHERE key = 'search_seq'"_s, { QString::number(done) }));
    m_indexed = done;
    return headSeq - done;
}

Result<void> SearchIndex::follow(qint64 headSeq)
{
    if (headSeq - m_indexed < kSearchBatch)
        return {};
    SLUICE_TRY(m_indexed, indexedUpTo());
    if (headSeq - m_indexed >= kSearchBatch)
        SLUICE_CHECK(advance(headSeq, kMostAtOnce));
    return {};
}

Result<void> SearchIndex::reset()
{
    m_indexed = 0;
    return resetSearchIndex(m_session);
}

/// Bisects for the number of leading entries before a moment. Where the clock stepped back, the caller widens the
/// moment by the largest step (head row): then a "before" holds for all earlier entries too when it bounds from below,
/// and a "not before" for all later ones when it bounds from above, so no entry of the range is ever left out.
Result<qint64> SearchIndex::bisect(qint64 headSeq, const std::function<bool(qint64 atMs)> &isBefore) const
{
    qint64 covered = 0;
    qint64 end = headSeq;
    while (covered < end) {
        const qint64 middle = covered + (end - covered + 1) / 2;
        SLUICE_TRY(const SqlRows row, m_session.queryBound(u"SELECT at_ms FROM ledger_event WHERE seq = ?"_s, { middle }));
        if (!row.rows.isEmpty() && isBefore(row.scalar().toLongLong()))
            covered = middle;
        else
            end = middle - 1;
    }
    return covered;
}

Result<SearchIndex::Range> SearchIndex::range(const LogQuery &query) const
{
    SLUICE_TRY(const HeadRow head, m_events.head());
    Range range { 1, query.beforeSeq > 0 ? std::min(query.beforeSeq - 1, head.head.seq) : head.head.seq };
    if (query.since.isValid()) {
        const qint64 since = query.since.toMSecsSinceEpoch() - head.backstepMs;
        SLUICE_TRY(const qint64 before, bisect(head.head.seq, [since](qint64 atMs) { return atMs < since; }));
        range.first = before + 1;
    }
    if (query.until.isValid()) {
        const qint64 until = query.until.toMSecsSinceEpoch() + head.backstepMs;
        SLUICE_TRY(const qint64 before, bisect(head.head.seq, [until](qint64 atMs) { return atMs <= until; }));
        range.last = std::min(range.last, before);
    }
    return range;
}

Result<QList<Event>> SearchIndex::tail(const LogMatcher &matcher, const LogQuery &query, const Range &range, qint64 most) const
{
    QList<Event> found;
    RunCache cache;
    for (qint64 last = range.last; last >= range.first && found.size() < most;) {
        const qint64 first = std::max(range.first, last - kPage + 1);
        SLUICE_TRY(const QList<Event> events,
            m_events.select(u"WHERE e.seq BETWEEN ? AND ? ORDER BY e.seq DESC"_s, { first, last }));
        for (const Event &event : events) {
            if (found.size() == most || !isInTime(event, query))
                continue;
            if (matcher.isEmpty()) {
                found += event;
                continue;
            }
            SLUICE_TRY(const RunFacets facets, facetsOf(event.run, cache));
            if (matcher.matches(eventTokens(event, facets)))
                found += event;
        }
        last = first - 1;
    }
    return found;
}

Result<QList<Event>> SearchIndex::search(const LogQuery &query) const
{
    const LogMatcher matcher(query);
    if (matcher.isImpossible() || query.limit <= 0)
        return QList<Event>();
    SLUICE_TRY(const Range whole, range(query));
    if (matcher.isEmpty())
        return tail(matcher, query, whole, query.limit);
    SLUICE_TRY(const qint64 indexed, indexedUpTo());
    SLUICE_TRY(QList<Event> found, tail(matcher, query, { std::max(whole.first, indexed + 1), whole.last }, query.limit));
    const qint64 last = std::min(whole.last, indexed);
    if (found.size() >= query.limit || last < whole.first)
        return found;
    SLUICE_TRY(const QString match, expression(matcher));
    QVariantList values { match, whole.first, last };
    const QString time = timeCondition(query, values);
    values += static_cast<int>(query.limit - found.size());
    // The page is cut inside, where the index gives the newest first: of half a million that match none is sorted.
    SLUICE_TRY(const QList<Event> older,
        m_events.select(u"JOIN (SELECT s.rowid AS seq"_s + matchesFrom(time)
                + u" ORDER BY s.rowid DESC LIMIT ?) AS s ON s.seq = e.seq ORDER BY e.seq DESC"_s,
            values));
    return found + older;
}

Result<qint64> SearchIndex::count(const LogQuery &query) const
{
    const LogMatcher matcher(query);
    if (matcher.isImpossible())
        return 0;
    SLUICE_TRY(const Range whole, range(query));
    QVariantList values;
    if (matcher.isEmpty()) {
        values = { whole.first, whole.last };
        const QString time = timeCondition(query, values);
        SLUICE_TRY(const SqlRows rows,
            m_session.queryBound(u"SELECT count(*) FROM ledger_event AS e WHERE e.seq BETWEEN ? AND ?"_s + time, values));
        return rows.scalar().toLongLong();
    }
    SLUICE_TRY(const qint64 indexed, indexedUpTo());
    SLUICE_TRY(const QList<Event> behind,
        tail(matcher, query, { std::max(whole.first, indexed + 1), whole.last }, std::numeric_limits<qint64>::max()));
    SLUICE_TRY(const QString match, expression(matcher));
    values = { match, whole.first, std::min(whole.last, indexed) };
    const QString time = timeCondition(query, values);
    SLUICE_TRY(const SqlRows rows,
        m_session.queryBound(u"SELECT count(*)"_s + matchesFrom(time), values));
    return behind.size() + rows.scalar().toLongLong();
}

} // namespace sluice
