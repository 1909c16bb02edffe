// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"
#include "warehouse/flags.h"

namespace sluice {

/// What an engine would do for one query, as far as those who wait for it feel it. A value, made of the engine's own
/// estimate: nothing was run.
struct QueryPlan
{
    double cost = -1; ///< in the engine's own unit; negative: it tells none
    QStringList scans; ///< relations that are read whole, by the name that the engine prints; sorted
    bool isSorted = false; ///< what is found must be put in order as a whole before the first row comes
    bool isParallel = false;
    friend bool operator==(const QueryPlan &, const QueryPlan &) = default;
};

/// A reading query of a plan or of our own.
struct PlannedQuery
{
    QString sql;
    QString valueType; ///< sql ends with "=" and is compared with any value of this type; empty: it is whole
};

/// A route holds both branches, of which one is never executed: its part is left out.
struct RouteBranch
{
    QString flag;
    Branch runs = Branch::Legacy;
};

/// Asks the engine without running the query; within the open transaction where there is one. Refused when the query is
/// anything but one reading statement.
Result<QueryPlan> explainQuery(
    SqlSession &session, const PlannedQuery &query, const std::optional<RouteBranch> &branch = {});

/// What readers of the query lose between the two, in words: "reads all rows of orders: no index order". Empty: nothing
/// that could be told. Costs alone count where they grow severalfold, because an estimate of both branches of a route
/// is never the same as that of one.
QStringList planLosses(const QueryPlan &before, const QueryPlan &after);

/// Columns that an index of the table begins with, the primary key's first. Empty for views.
Result<QStringList> indexedColumns(SqlSession &session, const RelationName &table);

// What each engine prints, read. Pure.
QueryPlan postgresPlan(const QJsonObject &root, const std::optional<RouteBranch> &branch);
QueryPlan sqlitePlan(const QStringList &lines);
QueryPlan mariadbPlan(const QJsonObject &root);

} // namespace sluice
