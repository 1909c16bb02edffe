// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/own_tables.h"
#include "warehouse/sqlite/sqlite_dialect.h"

namespace sluice {

using namespace Qt::StringLiterals;

/// Lines as EXPLAIN QUERY PLAN gives them: "SCAN o USING COVERING INDEX x", "SEARCH o …", "CO-ROUTINE totals_v1".
QueryPlan sqlitePlan(const QStringList &lines)
{
    QueryPlan plan;
    QStringList made; // on the way, and read from memory
    for (const QString &line : lines) {
        if (line.startsWith(u"CO-ROUTINE "_s) || line.startsWith(u"MATERIALIZE "_s))
            made += line.section(u' ', 1);
        plan.isSorted = plan.isSorted || line == u"USE TEMP B-TREE FOR ORDER BY";
    }
    for (const QString &line : lines) {
        const QString name = line.section(u' ', 1).section(u" USING "_s, 0, 0).section(u" VIRTUAL "_s, 0, 0);
        const bool isTable
            = line.startsWith(u"SCAN "_s) && name != u"CONSTANT ROW" && !name.startsWith(u'(') && !made.contains(name);
        if (isTable && !plan.scans.contains(name))
            plan.scans += name;
    }
    plan.scans.sort();
    return plan;
}

Result<QueryPlan> SqliteDialect::explainQuery(
    SqlSession &session, const PlannedQuery &query, const std::optional<RouteBranch> &) const
{
    const QString value = query.valueType.isEmpty() ? QString() : u" 1"_s; // its plan does not depend on which
    SLUICE_TRY(const SqlRows rows, queryAll(session, u"EXPLAIN QUERY PLAN "_s + query.sql + value));
    QStringList lines;
    for (const QVariantList &row : rows.rows)
        lines += row.value(3).toString();
    return sqlitePlan(lines);
}

Result<QStringList> SqliteDialect::indexedColumns(SqlSession &session, const RelationName &table) const
{
    const QString name = quoteLiteral(table.name);
    SLUICE_TRY(const SqlRows rows,
        queryAll(session,
            u"SELECT name FROM pragma_table_info("_s + name
                + u") WHERE pk = 1 UNION ALL SELECT x.name FROM pragma_index_list("_s + name
                + u") i, pragma_index_info(i.name) x WHERE x.seqno = 0 AND i.partial = 0 AND x.name IS NOT NULL"_s));
    QStringList columns;
    for (const QVariantList &row : rows.rows)
        columns += row[0].toString();
    return columns;
}

} // namespace sluice
