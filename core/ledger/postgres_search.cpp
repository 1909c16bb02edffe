// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/postgres_search.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPage = 1'000;

struct Condition
{
    QString sql;
    QVariantList values;
};

/// What SQL decides exactly as the matcher does, without the page.
Condition conditionOf(const LogQuery &query)
{
    Condition condition { u"true"_s, {} };
    const auto add = [&](const QString &sql, const QVariant &value) {
        condition.sql += u" AND "_s + sql;
        condition.values += value;
    };
    if (query.since.isValid())
        add(u"e.at_ms >= ?"_s, query.since.toMSecsSinceEpoch());
    if (query.until.isValid())
        add(u"e.at_ms <= ?"_s, query.until.toMSecsSinceEpoch());
    if (!query.actor.isEmpty())
        add(u"e.actor = ?"_s, query.actor);
    if (!query.run.isEmpty())
        add(u"e.run = ?"_s, query.run);
    QStringList types;
    const QList<EventType> wanted = query.types.isEmpty() ? allEventTypes() : query.types;
    for (const EventType type : wanted) {
        if (!query.types.isEmpty() || !isDetailEvent(type))
            types += u'\'' + eventTypeName(type) + u'\''; // our own words
    }
    condition.sql += u" AND e.type IN ("_s + types.join(u", "_s) + u')';
    return condition;
}

} // namespace

Result<RunFacets> PostgresSearch::facetsOf(const QString &run, QHash<QString, RunFacets> &known) const
{
    if (run.isEmpty())
        return RunFacets {};
    if (const auto facets = known.constFind(run); facets != known.constEnd())
        return *facets;
    SLUICE_TRY(const QList<Event> created,
        m_events.select(
            u"WHERE e.run = ? AND e.run <> '' AND e.type = 'run_created' ORDER BY e.seq LIMIT 1"_s, { run }));
    const RunFacets facets = created.isEmpty() ? RunFacets {} : runFacets(created[0].json());
    known.insert(run, facets);
    return facets;
}

Result<void> PostgresSearch::eachMatch(
    const LogQuery &query, const LogMatcher &matcher, const std::function<bool(const Event &)> &visit) const
{
    const Condition condition = conditionOf(query);
    QHash<QString, RunFacets> runs;
    qint64 before = query.beforeSeq > 0 ? query.beforeSeq : std::numeric_limits<qint64>::max();
    for (;;) {
        SLUICE_TRY(const QList<Event> page,
            m_events.select(
                u"WHERE e.seq < ? AND "_s + condition.sql + u" ORDER BY e.seq DESC LIMIT "_s + QString::number(kPage),
                QVariantList { before } + condition.values));
        for (const Event &event : page) {
            SLUICE_TRY(const RunFacets facets, facetsOf(event.run, runs));
            if (matcher.matches(eventTokens(event, facets)) && !visit(event))
                return {};
        }
        if (page.size() < kPage)
            return {};
        before = page.last().seq;
    }
}

Result<QList<Event>> PostgresSearch::search(const LogQuery &query) const
{
    const LogMatcher matcher(query);
    QList<Event> found;
    if (matcher.isImpossible() || query.limit <= 0)
        return found;
    SLUICE_CHECK(eachMatch(query, matcher, [&](const Event &event) {
        found += event;
        return found.size() < query.limit;
    }));
    return found;
}

Result<qint64> PostgresSearch::count(const LogQuery &query) const
{
    const LogMatcher matcher(query);
    if (matcher.isImpossible())
        return 0;
    const bool isOfSqlAlone = query.text.trimmed().isEmpty() && query.dataset.isEmpty() && query.plan.isEmpty();
    if (isOfSqlAlone) {
        const Condition condition = conditionOf(query);
        const qint64 before = query.beforeSeq > 0 ? query.beforeSeq : std::numeric_limits<qint64>::max();
        SLUICE_TRY(const SqlRows rows,
            m_session.queryBound(u"SELECT count(*) FROM sluice_ledger.event e WHERE e.seq < ? AND "_s + condition.sql,
                QVariantList { before } + condition.values));
        return rows.scalar().toLongLong();
    }
    qint64 found = 0;
    SLUICE_CHECK(eachMatch(query, matcher, [&](const Event &) { return ++found > 0; }));
    return found;
}

} // namespace sluice
