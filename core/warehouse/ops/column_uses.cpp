// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/column_uses.h"

#include "sql/sql_quoting.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_columns.h"
#include "warehouse/postgresql/postgres_settings.h"
#include "warehouse/sql_pieces.h"
#include "warehouse/sqlite/sqlite_schema.h"

#include <QHash>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// What would break or follow when the column gets another name, in the engine's words.
Result<QStringList> dependantsOnPostgres(const StepContext &context, const RelationName &table, const QString &column, ColumnUse use)
{
    // Indexes and constraints of the table itself: PostgreSQL rebuilds them when a type changes.
    const QString ownRules = u" AND d.classid <> 'pg_catalog.pg_constraint'::regclass"
                             " AND NOT EXISTS (SELECT FROM pg_catalog.pg_class x WHERE d.classid = 'pg_catalog.pg_class'::regclass AND x.oid = d.objid AND x.relkind IN ('i', 'I'))"_s;
    // A view that this run put aside follows the rename, and comes back after the column. No type changes under it, though.
    const QString notAside = u" AND NOT coalesce(starts_with(v.relname, "_s + quoteLiteral(quarantineName(context.runId, {})) + u"), false)"_s;
    SLUICE_TRY(const PinnedSettings pinned, PinnedSettings::pin(context.session));
    // Left out: the column's own default, its NOT NULL (a constraint since PostgreSQL 18), and the sequence that
    // belongs to it; they go along with a rename.
    SLUICE_TRY(const SqlRows rows,
        queryAll(context.session,
            u"SELECT DISTINCT CASE WHEN r.oid IS NOT NULL THEN CASE v.relkind WHEN 'm' THEN 'materialized view ' ELSE "
            u"'view ' END || v.oid::regclass"
            " ELSE pg_describe_object(d.classid, d.objid, d.objsubid) END"
            " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN "
            "pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = c.oid AND "
            "d.refobjsubid = a.attnum"
            " LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = d.objid "
            "AND r.rulename = '_RETURN'"
            " LEFT JOIN pg_catalog.pg_class v ON v.oid = r.ev_class"
            " WHERE n.nspname = "_s
                + quoteLiteral(table.schema) + u" AND c.relname = "_s + quoteLiteral(table.name)
                + u" AND a.attname = "_s + quoteLiteral(column)
                + u" AND NOT EXISTS (SELECT FROM pg_catalog.pg_attrdef f WHERE d.classid = "
                  u"'pg_catalog.pg_attrdef'::regclass AND f.oid = d.objid"
                  " AND f.adrelid = c.oid AND f.adnum = a.attnum)"
                  " AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE d.classid = "
                  "'pg_catalog.pg_constraint'::regclass AND k.oid = d.objid"
                  " AND k.contype = 'n')"
                  " AND NOT EXISTS (SELECT FROM pg_catalog.pg_class s WHERE d.classid = 'pg_catalog.pg_class'::regclass AND s.oid = d.objid AND s.relkind = 'S')"_s
                + (use == ColumnUse::Foreign ? ownRules : notAside) + u" ORDER BY 1"_s));
    QStringList names;
    for (const QVariantList &row : rows.rows)
        names.append(row[0].toString());
    return names;
}

using Texts = QHash<QString, QString>; ///< "view v" -> what its text and columns are

Result<Texts> schemaTexts(SqlSession &session)
{
    SLUICE_TRY(const SqlRows rows,
        queryAll(session,
            u"SELECT m.type || ' ' || m.name, m.sql || coalesce((SELECT group_concat(x.name, char(31)) FROM pragma_table_list l"
            " CROSS JOIN pragma_table_xinfo(CASE WHEN l.ncol > 0 THEN m.name END) x WHERE l.schema = 'main' AND l.name = m.name AND m.type = 'view'), '')"
            " FROM sqlite_schema m WHERE m.sql IS NOT NULL"_s));
    Texts texts;
    for (const QVariantList &row : rows.rows)
        texts.insert(row[0].toString(), row[1].toString());
    return texts;
}

/// Places of a name in a statement, as quoted and bare words.
qsizetype countName(const QString &sql, const QString &name)
{
    qsizetype count = 0;
    for (const SqlPiece &piece : sqlPieces(Engine::Sqlite, sql))
        count += piece.name.compare(name, Qt::CaseInsensitive) == 0 ? 1 : 0;
    return count;
}

/// SQLite keeps no dependencies, but its rename rewrites every text that uses the column: what changes, depends. Tried
/// in a transaction that is rolled back.
Result<QStringList> dependantsOnSqlite(const StepContext &context, const RelationName &table, const QString &column)
{
    const QString trial = quarantineName(context.runId, column);
    SLUICE_TRY(const Texts before, schemaTexts(context.session));
    SLUICE_CHECK(context.session.begin());
    const auto renamed = context.session.execute(
        u"ALTER TABLE "_s + quoted(context, table) + u" RENAME COLUMN "_s + quoted(context, column) + u" TO "_s + quoted(context, trial));
    const Result<Texts> after = renamed ? schemaTexts(context.session) : Result<Texts>(Texts {});
    context.session.rollback();
    if (!renamed)
        return fail(renamed.error());
    if (!after)
        return fail(after.error());
    QStringList names;
    const QString own = u"table "_s + table.name;
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        if (it.key() != own && after->value(it.key()) != it.value())
            names.append(it.key());
    }
    // In its own table the column is named once; a second place is a key, a check or a computed column.
    if (countName(after->value(own), trial) > 1)
        names.append(u"a constraint of table "_s + table.name);
    SLUICE_TRY(const SqlRows keys,
        context.session.query(u"SELECT 'the primary key' FROM pragma_table_xinfo("_s + quoteLiteral(table.name) + u") WHERE pk > 0 AND name = "_s
            + quoteLiteral(column)
            + u" UNION ALL SELECT 'index ' || i.name FROM pragma_index_list("_s + quoteLiteral(table.name) + u") i, pragma_index_xinfo(i.name) x WHERE x.name = "_s
            + quoteLiteral(column) + u" AND i.origin <> 'c' UNION ALL SELECT 'a foreign key' FROM pragma_foreign_key_list("_s
            + quoteLiteral(table.name) + u") WHERE \"from\" = "_s + quoteLiteral(column)));
    for (const QVariantList &row : keys.rows)
        names.append(row[0].toString());
    names.removeDuplicates();
    names.sort();
    return names;
}

} // namespace

Result<bool> isInheritedColumn(const StepContext &context, const RelationName &table, const QString &column)
{
    SLUICE_TRY(const SqlRows rows,
        context.session.query(u"SELECT EXISTS (SELECT FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
                              " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = "_s
            + quoteLiteral(table.schema) + u" AND c.relname = "_s + quoteLiteral(table.name) + u" AND a.attname = "_s + quoteLiteral(column)
            + u" AND a.attinhcount > 0)"_s));
    return rows.scalar().toBool();
}

Result<QStringList> columnDependants(const StepContext &context, const RelationName &table, const QString &column, ColumnUse use)
{
    if (context.engine() == Engine::Postgresql)
        return dependantsOnPostgres(context, table, column, use);
    return dependantsOnSqlite(context, table, column);
}

Result<void> checkUnused(const StepContext &context, const RelationName &table, const QString &column)
{
    if (context.engine() == Engine::Postgresql) {
        SLUICE_TRY(const bool inherited, isInheritedColumn(context, table, column));
        if (inherited)
            return refuse(context, u"column %1 of %2 is inherited"_s.arg(column, table.text()), u"change it in the parent table"_s);
    }
    SLUICE_TRY(const QStringList dependants, columnDependants(context, table, column, ColumnUse::Any));
    if (!dependants.isEmpty()) {
        return refuse(context, u"column %1 of %2 is still used by %3"_s.arg(column, table.text(), dependants.join(u", "_s)),
            u"move these off the column in an earlier step"_s);
    }
    return {};
}

QString hasColumnSql(const StepContext &context, const RelationName &table, const QString &column)
{
    if (context.engine() == Engine::Sqlite) {
        return u"EXISTS (SELECT 1 FROM pragma_table_xinfo("_s + quoteLiteral(table.name) + u") WHERE name = "_s + quoteLiteral(column)
            + u" COLLATE NOCASE)"_s;
    }
    return u"EXISTS (SELECT"_s + postgresColumnSql(table, column) + u')';
}

} // namespace sluice
