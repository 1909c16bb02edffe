// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/own_tables.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// A table that is made on the way is named like "<derived2>"; what it is made of follows inside.
void collect(const QJsonValue &value, QueryPlan &plan)
{
    for (const QJsonValue item : value.toArray())
        collect(item, plan);
    const QJsonObject object = value.toObject();
    const QString access = object[u"access_type"_s].toString();
    const QString name = object[u"table_name"_s].toString();
    if ((access == u"ALL" || access == u"index") && !name.startsWith(u'<') && !plan.scans.contains(name))
        plan.scans += name;
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        plan.isSorted = plan.isSorted || it.key() == u"filesort" || it.key() == u"read_sorted_file";
        collect(it.value(), plan);
    }
}

/// The server writes conditions as they print under ANSI_QUOTES, with the quotes of names unescaped, one value a line.
/// None of those values is read, so such a line's is left out.
QByteArray withoutConditions(const QString &text)
{
    static const QRegularExpression member(u"^(\\s*\"\\w+\": )\"(.*\".*)\"(,?)$"_s);
    QStringList lines = text.split(u'\n');
    for (QString &line : lines)
        line.replace(member, u"\\1\"\"\\3"_s);
    return lines.join(u'\n').toUtf8();
}

} // namespace

QueryPlan mariadbPlan(const QJsonObject &root)
{
    QueryPlan plan;
    const QJsonObject block = root[u"query_block"_s].toObject();
    plan.cost = block[u"cost"_s].toDouble(-1); // from version 11 on
    collect(block, plan);
    plan.scans.sort();
    return plan;
}

Result<QueryPlan> MariadbDialect::explainQuery(
    SqlSession &session, const PlannedQuery &query, const std::optional<RouteBranch> &) const
{
    const QString value = query.valueType.isEmpty() ? QString() : u" '1'"_s; // converted once, whatever the column is
    SLUICE_TRY(const QString text, queryText(session, u"EXPLAIN FORMAT=JSON "_s + query.sql + value));
    const QJsonObject root = QJsonDocument::fromJson(withoutConditions(text)).object();
    if (root.isEmpty())
        return fail(ErrorCode::SqlFailed, u"the server gave no plan"_s, session.profile().name);
    return mariadbPlan(root);
}

Result<QStringList> MariadbDialect::indexedColumns(SqlSession &session, const RelationName &table) const
{
    SLUICE_TRY(const SqlRows rows,
        queryAll(session,
            u"SELECT COLUMN_NAME FROM information_schema.STATISTICS WHERE SEQ_IN_INDEX = 1 AND COLUMN_NAME IS NOT NULL AND "_s
                + isMariadbRelation(mariadbName(session, table)) + u" ORDER BY INDEX_NAME <> 'PRIMARY', INDEX_NAME"_s));
    QStringList columns;
    for (const QVariantList &row : rows.rows)
        columns += row[0].toString();
    return columns;
}

} // namespace sluice
