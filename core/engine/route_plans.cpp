// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/route_plans.h"

#include "engine/query_names.h"
#include "sql/sql_quoting.h"
#include "warehouse/dialect.h"
#include "warehouse/trial.h"

#include <QJsonArray>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostColumns = 3; ///< that readers may filter and order by
const auto kThroughRoute = u" through the route"_s;
const auto kReplaced = u"the view is replaced, so that readers get the plan of the branch itself"_s;

struct AskedQuery
{
    QString name;
    PlannedQuery query;
    bool isForm = false; ///< of ours: what the engine does not take is none
};

/// What the plan itself measures of the view, or of views over it.
Result<QList<AskedQuery>> queriesOfGates(SqlSession &session, const Plan &plan, const Flag &flag)
{
    QStringList readable { flag.serves.name };
    SLUICE_TRY(const QList<RelationName> readers, dependentViews(session, { flag.serves }));
    for (const RelationName &reader : readers)
        readable += reader.name;
    QList<AskedQuery> queries;
    for (const Stage &stage : plan.stages) {
        for (const Gate &gate : stage.gates) {
            const auto *latency = std::get_if<QueryLatencyProbe>(&gate.probe);
            const auto *sql = std::get_if<SqlProbe>(&gate.probe);
            const QString text = latency ? latency->query.text : sql ? sql->query.text : QString();
            if (!namesRelation(session.engine(), text, readable))
                continue;
            queries.append({ u"gate "_s + gate.id, { text, {} } });
        }
    }
    return queries;
}

/// What people and dashboards ask of any view. Columns that an index below it begins with are those that they expect to
/// be quick.
Result<QList<AskedQuery>> formsOf(SqlSession &session, const Flag &flag)
{
    const Dialect &dialect = dialectFor(session.engine());
    SLUICE_TRY(const RelationFacts view, describeRelation(session, flag.serves));
    SLUICE_TRY(const RelationName legacy, dialect.resolve(session, flag.legacy));
    SLUICE_TRY(const RelationName candidate, dialect.resolve(session, flag.candidate));
    SLUICE_TRY(const QList<ViewEdge> edges, viewDependencies(session));
    QList<ColumnFacts> columns;
    for (const RelationName &relation : relationsBelow(edges, { legacy, candidate })) {
        SLUICE_TRY(const QStringList indexed, indexedColumns(session, relation));
        for (const QString &name : indexed) {
            const ColumnFacts *column = view.column(name);
            if (column && !columns.contains(*column) && columns.size() < kMostColumns)
                columns.append(*column);
        }
    }
    const QString from = u" FROM "_s + quoteRelation(session.engine(), view.name);
    QList<AskedQuery> forms { { u"count(*)"_s, { u"SELECT count(*)"_s + from, {} }, true },
        { u"SELECT *"_s, { u"SELECT *"_s + from, {} }, true } };
    for (const ColumnFacts &column : std::as_const(columns)) {
        const QString name = quoteIdentifier(session.engine(), column.name);
        forms.append({ u"WHERE %1 = …"_s.arg(column.name),
            { u"SELECT *"_s + from + u" WHERE "_s + name + u" ="_s, column.type }, true });
        forms.append({ u"ORDER BY %1 LIMIT 10"_s.arg(column.name),
            { u"SELECT *"_s + from + u" ORDER BY "_s + name + u" LIMIT 10"_s, {} }, true });
        forms.append({ u"max(%1)"_s.arg(column.name), { u"SELECT max("_s + name + u')' + from, {} }, true });
    }
    return forms;
}

/// The view as its readers would find it, for as long as one query is explained.
class ViewState
{
public:
    ViewState(SqlSession &session, const Plan &plan)
        : m_session(session)
        , m_plan(plan)
    {
    }
    Result<QueryPlan> explain(
        const QStringList &change, const PlannedQuery &query, const std::optional<RouteBranch> &branch) const
    {
        if (commitsDdl(m_session.engine()))
            return explainAndPutBack(change, query);
        SLUICE_CHECK(m_session.begin());
        const Trial trial(m_session);
        for (const QString &statement : change)
            SLUICE_CHECK(m_session.execute(statement));
        return explainQuery(m_session, query, branch);
    }

private:
    Result<QueryPlan> explainAndPutBack(const QStringList &change, const PlannedQuery &query) const
    {
        SLUICE_TRY(const QList<FlagState> before, readFlags(m_session));
        Result<void> changed;
        for (const QString &statement : change) {
            if (const auto done = m_session.execute(statement); !done && changed)
                changed = fail(done.error());
        }
        const Result<QueryPlan> plan = changed ? explainQuery(m_session, query) : fail(changed.error());
        const SqlSession::PastStop past(m_session);
        SLUICE_TRY(const QStringList back, setFlagsSql(m_session, m_plan, before));
        for (const QString &statement : back)
            SLUICE_CHECK(m_session.execute(statement));
        return plan;
    }

    SqlSession &m_session;
    const Plan &m_plan;
};

/// The flag alone: other flags of the plan stay as they are.
QList<FlagState> withFlag(QList<FlagState> states, const QString &flag, bool on)
{
    states.removeIf([&](const FlagState &state) { return state.flag == flag; });
    states.append({ flag, u"all"_s, on });
    return states;
}

void addLosses(RoutedQuery &routed, const QStringList &losses, const QString &where)
{
    for (const QString &loss : losses)
        routed.losses += loss + where;
}

/// One flag's serving view, whose states are asked for one after the other.
class RouteComparison
{
public:
    RouteComparison(SqlSession &session, const Plan &plan, const Flag &flag)
        : m_session(session)
        , m_flag(flag)
        , m_state(session, plan)
        , m_plan(plan)
    {
    }
    Result<void> prepare();
    Result<RoutedQuery> compare(const AskedQuery &asked) const;
    bool hasRoute() const { return !m_legacy.isEmpty(); }

private:
    Result<void> explainAll(const AskedQuery &asked, RoutedQuery &routed) const;

    SqlSession &m_session;
    const Flag &m_flag;
    const ViewState m_state;
    const Plan &m_plan;
    QStringList m_legacy; ///< statements that make the view read this alone; empty: it does with the flag off
    QStringList m_candidate;
};

Result<void> RouteComparison::prepare()
{
    if (m_flag.isReplaced()) // the view reads one branch as it is
        return {};
    const Dialect &dialect = dialectFor(m_session.engine());
    SLUICE_TRY(m_legacy, dialect.readDirectlySql(m_session, m_flag.serves, m_flag.legacy));
    SLUICE_TRY(m_candidate, dialect.readDirectlySql(m_session, m_flag.serves, m_flag.candidate));
    return {};
}

Result<void> RouteComparison::explainAll(const AskedQuery &asked, RoutedQuery &routed) const
{
    SLUICE_TRY(const QList<FlagState> states, readFlags(m_session));
    SLUICE_TRY(const QStringList off, setFlagsSql(m_session, m_plan, withFlag(states, m_flag.name, false)));
    SLUICE_TRY(const QStringList on, setFlagsSql(m_session, m_plan, withFlag(states, m_flag.name, true)));
    SLUICE_TRY(const QueryPlan legacy, m_state.explain(hasRoute() ? m_legacy : off, asked.query, {}));
    SLUICE_TRY(const QueryPlan candidate, m_state.explain(hasRoute() ? m_candidate : on, asked.query, {}));
    routed.legacy = legacy.cost;
    routed.candidate = candidate.cost;
    addLosses(routed, planLosses(legacy, candidate), u" on the candidate"_s);
    if (!hasRoute()) {
        routed.note = kReplaced;
        return {};
    }
    SLUICE_TRY(
        const QueryPlan routeOff, m_state.explain(off, asked.query, RouteBranch { m_flag.name, Branch::Legacy }));
    SLUICE_TRY(
        const QueryPlan routeOn, m_state.explain(on, asked.query, RouteBranch { m_flag.name, Branch::Candidate }));
    routed.routeOff = routeOff.cost;
    routed.routeOn = routeOn.cost;
    const QStringList lostOff = planLosses(legacy, routeOff);
    const QStringList lostOn = planLosses(candidate, routeOn);
    if (lostOff == lostOn)
        addLosses(routed, lostOff, kThroughRoute);
    else {
        addLosses(routed, lostOff, kThroughRoute + u", flag off"_s);
        addLosses(routed, lostOn, kThroughRoute + u", flag on"_s);
    }
    return {};
}

Result<RoutedQuery> RouteComparison::compare(const AskedQuery &asked) const
{
    RoutedQuery routed;
    routed.flag = m_flag.name;
    routed.view = m_flag.serves.text();
    routed.query = asked.name;
    const Result<void> done = explainAll(asked, routed);
    if (done)
        return routed;
    if (done.error().code != ErrorCode::SqlFailed && done.error().code != ErrorCode::Refused
        && done.error().code != ErrorCode::NotFound)
        return fail(done.error());
    routed.note = u"not compared: "_s + done.error().what;
    return routed;
}

} // namespace

Result<QList<RoutedQuery>> compareRoute(SqlSession &session, const Plan &plan, const Flag &flag)
{
    SLUICE_TRY(const QList<FlagState> states, readFlags(session));
    if (std::none_of(states.cbegin(), states.cend(), [&](const FlagState &state) { return state.flag == flag.name; }))
        return fail(ErrorCode::NotFound, u"flag %1 is not installed"_s.arg(flag.name), session.profile().name);
    RouteComparison comparison(session, plan, flag);
    SLUICE_CHECK(comparison.prepare());
    SLUICE_TRY(QList<AskedQuery> asked, queriesOfGates(session, plan, flag));
    SLUICE_TRY(const QList<AskedQuery> forms, formsOf(session, flag));
    asked += forms;
    QList<RoutedQuery> routed;
    for (const AskedQuery &query : std::as_const(asked)) {
        SLUICE_TRY(const RoutedQuery one, comparison.compare(query));
        const bool isNone = query.isForm && one.note.startsWith(u"not compared"_s); // max() of a type that has none
        if (!isNone)
            routed.append(one);
    }
    return routed;
}

QStringList routeWarnings(const QList<RoutedQuery> &queries)
{
    QStringList lines;
    QStringList advised; ///< flags
    for (const RoutedQuery &routed : queries) {
        for (const QString &loss : routed.losses) {
            lines += u"%1 (flag %2): %3 %4"_s.arg(routed.view, routed.flag, routed.query, loss);
            if (loss.contains(kThroughRoute) && !advised.contains(routed.flag)) {
                advised += routed.flag;
                lines.last() += u"; write 'route: replace' for this flag"_s;
            }
        }
    }
    return lines;
}

QString routeAdvice(const QList<RoutedQuery> &queries)
{
    const bool hasRoute = std::any_of(queries.cbegin(), queries.cend(), [](const RoutedQuery &routed) {
        return std::any_of(routed.losses.cbegin(), routed.losses.cend(), [](const QString &loss) { return loss.contains(kThroughRoute); });
    });
    return hasRoute
        ? u"with 'route: replace' the flag replaces its view instead, for all readers at once and under a short lock; without, the route stays until 'remove_flag' in a contract stage, and whoever needs what it takes can read the legacy or the candidate by its own name"_s
        : QString();
}

QJsonObject toJson(const RoutedQuery &query)
{
    return { { u"flag"_s, query.flag }, { u"view"_s, query.view }, { u"query"_s, query.query },
        { u"legacy_cost"_s, query.legacy }, { u"route_off_cost"_s, query.routeOff },
        { u"candidate_cost"_s, query.candidate }, { u"route_on_cost"_s, query.routeOn },
        { u"losses"_s, QJsonArray::fromStringList(query.losses) }, { u"note"_s, query.note } };
}

RoutedQuery routedQueryFromJson(const QJsonObject &json)
{
    RoutedQuery query { json[u"flag"_s].toString(), json[u"view"_s].toString(), json[u"query"_s].toString(),
        json[u"legacy_cost"_s].toDouble(-1), json[u"route_off_cost"_s].toDouble(-1),
        json[u"candidate_cost"_s].toDouble(-1), json[u"route_on_cost"_s].toDouble(-1), {}, json[u"note"_s].toString() };
    for (const QJsonValue loss : json[u"losses"_s].toArray())
        query.losses += loss.toString();
    return query;
}

} // namespace sluice
