// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/replay_branches.h"

#include "engine/query_names.h"
#include "warehouse/flags.h"
#include "warehouse/query_plan.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

bool isKnown(const QList<FlagState> &states, const QString &flag)
{
    return std::any_of(states.cbegin(), states.cend(), [&](const FlagState &state) { return state.flag == flag; });
}

/// Indexed columns of every table below these.
Result<QStringList> indexedBelow(SqlSession &session, const QList<RelationName> &relations)
{
    QStringList columns;
    for (const RelationName &relation : relations) {
        SLUICE_TRY(const QStringList indexed, indexedColumns(session, relation));
        columns += indexed;
    }
    return columns;
}

} // namespace

ReplayBranches::ReplayBranches(SqlSession &session, const Plan &plan)
    : m_session(session)
    , m_plan(plan)
{
}

Result<void> ReplayBranches::prepare()
{
    if (m_plan.flags.isEmpty())
        return fail(ErrorCode::Refused,
            u"the plan switches no readers: it has no flags, so there is no candidate to compare with"_s,
            u"plan "_s + m_plan.metadata.id);
    for (const Flag &flag : m_plan.flags)
        SLUICE_CHECK(prepareFlag(flag));
    if (m_session.engine() != Engine::Postgresql
        || std::any_of(m_plan.flags.cbegin(), m_plan.flags.cend(), [](const Flag &flag) { return flag.isReplaced(); }))
        return {};
    const Result<QList<FlagState>> states = readFlags(m_session);
    if (!states || !std::all_of(m_plan.flags.cbegin(), m_plan.flags.cend(), [&](const Flag &flag) {
            return isKnown(*states, flag.name);
        }))
        return {}; // not enrolled, or no route yet: the branches are read by their names
    const Result<void> forced = forceBranch(m_session, Branch::Legacy);
    if (!forced) {
        m_notes += u"not measured through the route: "_s + forced.error().what;
        return {};
    }
    m_isThroughRoute = true;
    return forceBranch(m_session, Branch::Live);
}

Result<void> ReplayBranches::prepareFlag(const Flag &flag)
{
    SLUICE_TRY(const RelationFacts serving, describeRelation(m_session, flag.serves));
    SLUICE_TRY(const RelationFacts legacy, describeRelation(m_session, flag.legacy));
    SLUICE_TRY(const RelationFacts candidate, describeRelation(m_session, flag.candidate));
    if (serving.kind == RelationKind::Missing || candidate.kind == RelationKind::Missing)
        return fail(ErrorCode::Refused,
            u"%1 of flag %2 is not there"_s.arg(
                serving.kind == RelationKind::Missing ? flag.serves.text() : flag.candidate.text(), flag.name),
            m_session.profile().name, u"replay once the stage that makes it has run, or on a clone where it has"_s);
    SLUICE_TRY(const QList<RelationName> readers, dependentViews(m_session, { serving.name }));
    Switched switched { flag, legacy.kind == RelationKind::Missing ? flag.serves : flag.legacy, {} };
    for (const RelationName &reader : readers)
        switched.readers += reader.name;
    m_switched.push_back(switched);
    return {};
}

QStringList ReplayBranches::namesOf(const Switched &switched) const
{
    return QStringList { switched.flag.serves.name } + switched.readers;
}

const ReplayBranches::Switched *ReplayBranches::switchedBy(const WorkloadQuery &query) const
{
    for (const Switched &switched : m_switched) {
        if (namesRelation(m_session.engine(), query.sql, namesOf(switched)))
            return &switched;
    }
    return nullptr;
}

bool ReplayBranches::isRelated(const WorkloadQuery &query) const { return switchedBy(query) != nullptr; }

Result<BranchQuery> ReplayBranches::ask(const WorkloadQuery &query) const
{
    const Engine engine = m_session.engine();
    if (const QString why = whyNotReplayable(engine, query.sql); !why.isEmpty())
        return fail(ErrorCode::Refused, why);
    BranchQuery asked { query, switchedBy(query)->flag.name, query.sql, query.sql };
    if (m_isThroughRoute)
        return asked;
    for (const Switched &switched : m_switched) {
        if (namesRelation(engine, query.sql, switched.readers))
            return fail(ErrorCode::Refused,
                u"it reads %1 through another view, and only a route can be told which branch to read"_s.arg(
                    switched.flag.serves.text()));
        SLUICE_TRY(asked.legacy, readInstead(engine, asked.legacy, switched.flag.serves, switched.legacy));
        SLUICE_TRY(
            asked.candidate, readInstead(engine, asked.candidate, switched.flag.serves, switched.flag.candidate));
    }
    if (asked.legacy == asked.candidate)
        return fail(ErrorCode::Refused,
            u"it names %1, and reads something else by that name"_s.arg(switchedBy(query)->flag.serves.text()));
    return asked;
}

/// A column that the legacy finds or orders rows by, that the query names and that no index of the table begins with.
Result<QStringList> ReplayBranches::planHints(
    const BranchQuery &asked, const Switched &switched, const QStringList &scans, const QStringList &losses) const
{
    SLUICE_TRY(const QList<ViewEdge> edges, viewDependencies(m_session));
    SLUICE_TRY(const RelationFacts legacy, describeRelation(m_session, switched.legacy));
    SLUICE_TRY(const RelationFacts candidate, describeRelation(m_session, switched.flag.candidate));
    SLUICE_TRY(const QStringList quick, indexedBelow(m_session, relationsBelow(edges, { legacy.name })));
    const auto hasLoss = [&](const QString &begin) {
        return std::any_of(losses.cbegin(), losses.cend(), [&](const QString &loss) { return loss.startsWith(begin); });
    };
    const bool isScan = hasLoss(u"reads all rows"_s);
    const bool isSort = hasLoss(u"sorts all"_s);
    QStringList hints;
    for (const RelationName &relation : relationsBelow(edges, { candidate.name })) {
        const bool isScanned = isScan && scans.contains(relation.name);
        if (!isScanned && !isSort)
            continue;
        SLUICE_TRY(const QStringList indexed, indexedColumns(m_session, relation));
        QStringList missing;
        for (const QString &column : quick) {
            if (!indexed.contains(column) && !missing.contains(column)
                && namesRelation(m_session.engine(), asked.candidate, { column }))
                missing += column;
        }
        if (missing.isEmpty() && !isScanned)
            continue;
        hints += missing.isEmpty()
            ? u"full scan: all rows of %1 are read where the legacy needs only some; an index for what the query filters or sorts by may help"_s
                  .arg(relation.text())
            : u"missing index: %1 has none that begins with %2, and the legacy has"_s.arg(
                relation.text(), missing.join(u" or "_s));
    }
    if (losses.contains(u"no parallel plan"_s))
        hints
            += u"lost parallelism: something that %1 reads or calls may not run in parallel; look for functions that are not PARALLEL SAFE"_s
                   .arg(switched.flag.candidate.text());
    return hints;
}

void ReplayBranches::comparePlans(const BranchQuery &asked, ReplayedQuery &replayed) const
{
    const Switched &switched = *switchedBy(asked.query);
    const auto explainOn = [&](Branch branch) -> Result<QueryPlan> {
        if (!m_isThroughRoute)
            return explainQuery(m_session, { branch == Branch::Legacy ? asked.legacy : asked.candidate, {} });
        SLUICE_CHECK(forceBranch(m_session, branch));
        Result<QueryPlan> plan = explainQuery(m_session, { asked.query.sql, {} }, RouteBranch { asked.flag, branch });
        SLUICE_CHECK(forceBranch(m_session, Branch::Live));
        return plan;
    };
    const Result<QueryPlan> legacy = explainOn(Branch::Legacy);
    const Result<QueryPlan> candidate = legacy ? explainOn(Branch::Candidate) : legacy;
    if (!candidate) {
        replayed.note = u"plans were not compared: "_s + candidate.error().what;
        return;
    }
    replayed.planChanges = planLosses(*legacy, *candidate);
    if (replayed.planChanges.isEmpty())
        return;
    QStringList fresh = candidate->scans;
    fresh.removeIf([&](const QString &name) { return legacy->scans.contains(name); });
    const Result<QStringList> hints = planHints(asked, switched, fresh, replayed.planChanges);
    if (hints)
        replayed.hints = *hints;
    else
        replayed.note = u"no hint: "_s + hints.error().what;
}

Sample timeOn(
    SqlSession &session, const BranchQuery &asked, Branch branch, bool isThroughRoute, const ReplayOptions &options)
{
    Gate gate;
    gate.id = asked.query.name;
    gate.timeout = options.timeout;
    gate.probe = QueryLatencyProbe { SqlText { branch == Branch::Legacy ? asked.legacy : asked.candidate, {} } };
    const Result<ProbeQuery> query = compileProbe(session.profile(), gate);
    if (!query) {
        Sample sample;
        sample.sampleClass = SampleClass::Error;
        sample.detail = query.error().what;
        return sample;
    }
    return runProbe(session, gate, *query, isThroughRoute ? branch : Branch::Live, {});
}

} // namespace sluice
