// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/probe_cost.h"

#include "quality/latency_window.h"
#include "quality/scan_groups.h"
#include "quality/scan_share.h"
#include "quality/shared_scan.h"
#include "warehouse/catalogue.h"
#include "warehouse/query_plan.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr double kDay = 86'400'000; ///< milliseconds

struct Compiled
{
    QList<Gate> gates;
    QList<ProbeQuery> queries;
};

/// One statement after the other of what a gate alone runs; of a timed one the query that is timed.
QStringList statementsOf(const Gate &gate, const ProbeQuery &query)
{
    if (const auto *timed = std::get_if<QueryLatencyProbe>(&gate.probe))
        return { timed->query.text };
    if (std::holds_alternative<FidelityProbe>(gate.probe))
        return {};
    return query.tests.isEmpty() ? QStringList { query.sql } : query.tests;
}

double plannedCost(SqlSession &session, const QStringList &statements)
{
    double cost = 0;
    for (const QString &sql : statements) {
        const Result<QueryPlan> plan = explainQuery(session, { sql, {} });
        if (!plan || plan->cost < 0)
            return -1;
        cost += plan->cost;
    }
    return statements.isEmpty() ? -1 : cost;
}

/// Rows that whole passes over the table read.
void readRows(SqlSession &session, const RelationName &table, qsizetype wholePasses, ProbeCost &cost)
{
    if (wholePasses == 0) { // an index leads to what is read
        cost.rows = 0;
        return;
    }
    const Result<RelationFacts> facts = describeRelation(session, table);
    if (!facts)
        cost.unknown = facts.error().what;
    else if (facts->kind == RelationKind::Missing)
        cost.unknown = u"%1 is not there"_s.arg(table.text());
    else if (facts->kind == RelationKind::View)
        cost.unknown = u"%1 is a view; what its query reads is not told"_s.arg(table.text());
    else if (facts->rowEstimate < 0)
        cost.unknown = u"the engine has no estimate of the rows of %1"_s.arg(table.text());
    else
        cost.rows = static_cast<double>(facts->rowEstimate) * static_cast<double>(wholePasses);
}

/// Of gates that are read by one statement; compiled is not empty.
ProbeCost costOf(SqlSession &session, const QList<CollectorJob> &jobs, const Compiled &compiled)
{
    ProbeCost cost;
    for (const CollectorJob &job : jobs)
        cost.gates << job.stage + u'/' + job.gate.id;
    const Gate &first = compiled.gates.first();
    cost.interval = first.interval;
    cost.runs = (jobs.first().paired ? 2 : 1) * (compiled.queries.first().isTimed ? LatencyWindow::kRunsATick : 1);
    cost.table = scannedTable(first.probe);
    if (!cost.table) {
        cost.unknown = u"only its own SQL says which rows it reads"_s;
        cost.cost = plannedCost(session, statementsOf(first, compiled.queries.first()));
        return cost;
    }
    const Result<SharedScan> scan
        = compileScan(session.engine(), compiled.gates, compiled.queries, indexesOf(session, first));
    if (!scan) {
        cost.unknown = scan.error().what;
        return cost;
    }
    cost.cost = plannedCost(session, { scan->sql });
    readRows(session, *cost.table, scan->wholePasses, cost);
    return cost;
}

ProbeCost unknownCost(const CollectorJob &job, const QString &why)
{
    ProbeCost cost;
    cost.gates << job.stage + u'/' + job.gate.id;
    cost.interval = job.gate.interval;
    cost.table = scannedTable(job.gate.probe);
    cost.unknown = why;
    return cost;
}

} // namespace

double ProbeCost::runsADay() const
{
    return runs * kDay / static_cast<double>(std::max<Duration::rep>(1, interval.count()));
}

double ProbeCost::rowsADay() const { return rows < 0 ? -1 : rows * runsADay(); }

Result<QList<ProbeCost>> probeCosts(SqlSession &session, const QList<CollectorJob> &jobs)
{
    QList<ProbeCost> costs;
    for (const QList<CollectorJob> &group : scanGroups(jobs)) {
        if (readsFile(group.first().gate.probe))
            continue;
        QList<CollectorJob> together;
        Compiled compiled;
        for (const CollectorJob &job : group) {
            const Result<ProbeQuery> query = compileProbe(session.profile(), job.gate);
            if (!query) {
                costs << unknownCost(job, query.error().what);
                continue;
            }
            if (group.size() > 1 && !hasClosedText(session.engine(), job.gate)) {
                costs << costOf(session, { job }, { { job.gate }, { *query } });
                continue;
            }
            together << job;
            compiled.gates << job.gate;
            compiled.queries << *query;
        }
        if (!together.isEmpty())
            costs << costOf(session, together, compiled);
        if (!session.isOpen())
            return fail(ErrorCode::ConnectionLost, u"the connection was lost while the probes were planned"_s,
                session.profile().name);
    }
    return costs;
}

QList<TableCost> costsByTable(const QList<ProbeCost> &costs)
{
    QList<TableCost> tables;
    for (const ProbeCost &cost : costs) {
        if (!cost.table)
            continue;
        auto known = std::find_if(
            tables.begin(), tables.end(), [&](const TableCost &table) { return table.table == *cost.table; });
        if (known == tables.end())
            known = tables.insert(tables.end(), TableCost { *cost.table, 0, 0, 0 });
        known->gates += cost.gates.size();
        known->runsADay += cost.runsADay();
        known->rowsADay = known->rowsADay < 0 || cost.rowsADay() < 0 ? -1 : known->rowsADay + cost.rowsADay();
    }
    return tables;
}

} // namespace sluice
