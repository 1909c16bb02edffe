// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_dialect.h"
#include "warehouse/postgresql/postgres_flag_view.h"
#include "warehouse/postgresql/postgres_views.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The top of the branch that is not executed: its filter asks for the flag alone, the other way round.
bool isDeadBranch(const QJsonObject &node, const RouteBranch &branch)
{
    const QJsonArray below = node[u"Plans"_s].toArray();
    if (node[u"Node Type"_s].toString() == u"Subquery Scan" && below.size() == 1)
        return isDeadBranch(below[0].toObject(), branch);
    const QString filter = node[u"One-Time Filter"_s].toString();
    if (!filter.contains(u"sluice.\"on\"("_s + quoteLiteral(branch.flag)))
        return false;
    return filter.contains(u"NOT sluice."_s) == (branch.runs == Branch::Candidate);
}

void collect(const QJsonObject &node, const std::optional<RouteBranch> &branch, QueryPlan &plan)
{
    if (branch && isDeadBranch(node, *branch)) {
        plan.cost -= node[u"Total Cost"_s].toDouble();
        return;
    }
    const QString type = node[u"Node Type"_s].toString();
    if (type == u"Seq Scan" && !plan.scans.contains(node[u"Relation Name"_s].toString()))
        plan.scans += node[u"Relation Name"_s].toString();
    plan.isSorted = plan.isSorted || type == u"Sort";
    plan.isParallel = plan.isParallel || type.startsWith(u"Gather"_s);
    for (const QJsonValue child : node[u"Plans"_s].toArray())
        collect(child.toObject(), branch, plan);
}

} // namespace

QueryPlan postgresPlan(const QJsonObject &root, const std::optional<RouteBranch> &branch)
{
    QueryPlan plan;
    plan.cost = root[u"Total Cost"_s].toDouble();
    collect(root, branch, plan);
    plan.cost = std::max(plan.cost, 0.0); // of parallel branches the parts are more than the whole
    plan.scans.sort();
    return plan;
}

/// A value from a subquery is one that the planner does not know yet, so that no row is read to find one.
Result<QueryPlan> PostgresDialect::explainQuery(
    SqlSession &session, const PlannedQuery &query, const std::optional<RouteBranch> &branch) const
{
    const QString value = query.valueType.isEmpty() ? QString() : u" (SELECT NULL::"_s + query.valueType + u')';
    SLUICE_TRY(const QString text, queryText(session, u"EXPLAIN (FORMAT JSON) "_s + query.sql + value));
    const QJsonObject root = QJsonDocument::fromJson(text.toUtf8()).array().at(0)[u"Plan"_s].toObject();
    if (root.isEmpty())
        return fail(ErrorCode::SqlFailed, u"the server gave no plan"_s, session.profile().name);
    return postgresPlan(root, branch);
}

Result<QStringList> PostgresDialect::indexedColumns(SqlSession &session, const RelationName &table) const
{
    SLUICE_TRY(const SqlRows rows,
        queryAll(session,
            u"SELECT a.attname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid "
            u"AND a.attnum = i.indkey[0]"
            " WHERE i.indisvalid AND i.indpred IS NULL AND i.indrelid = to_regclass("_s
                + quoteLiteral(quoteRelation(Engine::Postgresql, postgresName(table)))
                + u") ORDER BY NOT i.indisprimary, 1"_s));
    QStringList columns;
    for (const QVariantList &row : rows.rows)
        columns += row[0].toString();
    return columns;
}

Result<QStringList> PostgresDialect::readDirectlySql(
    SqlSession &session, const RelationName &serves, const RelationName &source) const
{
    SLUICE_TRY(const PostgresView view, readPostgresView(session, postgresName(serves)));
    return QStringList { replaceViewSql(view.name, view.options, postgresBranchSql(view.columns, postgresName(source))) };
}

} // namespace sluice
