// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/query_plan.h"

#include "sql/sql_classifier.h"
#include "warehouse/dialect.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {
constexpr double kManifold = 4; ///< what stands above both branches is estimated for the rows of both
constexpr double kLeastCost = 100; ///< a hundred pages; below that nobody waits
} // namespace

Result<QueryPlan> explainQuery(SqlSession &session, const PlannedQuery &query, const std::optional<RouteBranch> &branch)
{
    if (query.valueType.isEmpty())
        SLUICE_CHECK(checkReadOnlyStatement(session.engine(), query.sql));
    return dialectFor(session.engine()).explainQuery(session, query, branch);
}

Result<QStringList> indexedColumns(SqlSession &session, const RelationName &table)
{
    SLUICE_TRY(QStringList columns, dialectFor(session.engine()).indexedColumns(session, table));
    columns.removeDuplicates();
    return columns;
}

QStringList planLosses(const QueryPlan &before, const QueryPlan &after)
{
    QStringList losses;
    QStringList fresh;
    if (after.scans.size() > before.scans.size()) {
        std::copy_if(after.scans.cbegin(), after.scans.cend(), std::back_inserter(fresh),
            [&](const QString &name) { return !before.scans.contains(name); });
    }
    const QString order = after.isSorted && !before.isSorted ? u"no index order"_s : QString();
    if (!fresh.isEmpty())
        losses += u"reads all rows of "_s + fresh.join(u", "_s) + (order.isEmpty() ? QString() : u": "_s + order);
    else if (!order.isEmpty())
        losses += u"sorts all that it finds: "_s + order;
    if (before.isParallel && !after.isParallel)
        losses += u"no parallel plan"_s;
    if (losses.isEmpty() && before.cost >= 0 && after.cost > before.cost * kManifold
        && after.cost - before.cost > kLeastCost)
        losses
            += u"is estimated at a cost of %1 instead of %2"_s.arg(after.cost, 0, 'f', 0).arg(before.cost, 0, 'f', 0);
    return losses;
}

} // namespace sluice
