// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/ops/mariadb_ops.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"

namespace sluice {

using namespace Qt::StringLiterals;

Result<QStringList> mariadbColumnUsers(
    const StepContext &context, const RelationName &table, const QString &column, ColumnUse use)
{
    const QString schema = quoteLiteral(table.schema);
    const QString bare = quoteLiteral(column);
    const QString inText = quoteLiteral(quoted(context, column));
    const QString tableInText = quoteLiteral(quoted(context, table));
    const auto mentions = [&](const QString &text) { return u"LOCATE("_s + inText + u", "_s + text + u") > 0"_s; };
    const auto says = [&](const QString &text) { return u"LOCATE("_s + bare + u", "_s + text + u") > 0"_s; };
    const QString ownRules = use == ColumnUse::Foreign
        ? QString()
        : u" UNION SELECT CONCAT('index ', INDEX_NAME) FROM information_schema.STATISTICS WHERE "_s
            + isMariadbRelation(table) + u" AND COLUMN_NAME = "_s + bare
            + u" UNION SELECT CONCAT('constraint ', CONSTRAINT_NAME) FROM information_schema.KEY_COLUMN_USAGE WHERE COLUMN_NAME = "_s
            + bare + u" AND REFERENCED_TABLE_NAME IS NULL AND "_s + isMariadbRelation(table);
    SLUICE_TRY(const SqlRows rows,
        queryAll(context.session,
            u"SELECT CONCAT('view ', TABLE_SCHEMA, '.', TABLE_NAME) FROM information_schema.VIEWS WHERE LOCATE("_s
                + tableInText + u", VIEW_DEFINITION) > 0 AND "_s + mentions(u"VIEW_DEFINITION"_s)
                + u" AND NOT LOCATE('sluice_trial_', TABLE_NAME) = 1"_s + ownRules
                + u" UNION SELECT CONCAT('foreign key ', CONSTRAINT_NAME) FROM information_schema.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_NAME IS NOT NULL AND (COLUMN_NAME = "_s
                + bare + u" AND "_s + isMariadbRelation(table) + u" OR REFERENCED_COLUMN_NAME = "_s + bare + u" AND "_s
                + isMariadbRelation(table, u"REFERENCED_TABLE_SCHEMA"_s, u"REFERENCED_TABLE_NAME"_s)
                + u") UNION SELECT CONCAT('check ', CONSTRAINT_NAME) FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = "_s
                + schema + u" AND TABLE_NAME = "_s + quoteLiteral(table.name) + u" AND "_s + mentions(u"CHECK_CLAUSE"_s)
                + u" UNION SELECT CONCAT('column ', COLUMN_NAME) FROM information_schema.COLUMNS WHERE "_s
                + isMariadbRelation(table) + u" AND COLUMN_NAME <> "_s + bare
                + u" AND (GENERATION_EXPRESSION IS NOT NULL AND "_s + mentions(u"GENERATION_EXPRESSION"_s)
                + u" OR COLUMN_DEFAULT IS NOT NULL AND "_s + mentions(u"COLUMN_DEFAULT"_s)
                + u") UNION SELECT CONCAT('trigger ', TRIGGER_NAME) FROM information_schema.TRIGGERS WHERE "_s
                + says(u"ACTION_STATEMENT"_s) + u" AND "_s
                + isMariadbRelation(table, u"EVENT_OBJECT_SCHEMA"_s, u"EVENT_OBJECT_TABLE"_s) + u" ORDER BY 1"_s));
    QStringList names;
    for (const QVariantList &row : rows.rows)
        names.append(row[0].toString());
    return names;
}

} // namespace sluice
