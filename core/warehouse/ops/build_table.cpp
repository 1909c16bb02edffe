// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_views.h"
#include "warehouse/sql_fragment.h"
#include "warehouse/sqlite/sqlite_schema.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Result<void> compileOnPostgres(const StepContext &context, const RelationName &name, const QString &query, const QStringList &primaryKey, CompiledStep &step)
{
    SLUICE_TRY(const TriedView tried, tryPostgresView(context.session, query));
    QStringList columns;
    for (const PostgresColumn &column : tried.columns)
        columns.append(column.name + u' ' + column.type);
    QStringList key;
    for (const QString &column : primaryKey) {
        if (std::none_of(tried.columns.cbegin(), tried.columns.cend(), [&](const PostgresColumn &offered) { return offered.name == column; }))
            return refuse(context, u"the primary key names %1, which the query does not give"_s.arg(column));
        key.append(quoted(context, column));
    }
    const QString table = quoted(context, name);
    step.forward = { u"CREATE TABLE "_s + table + u" AS "_s + query };
    if (!key.isEmpty())
        step.forward.append(u"ALTER TABLE "_s + table + u" ADD PRIMARY KEY ("_s + key.join(u", "_s) + u')');
    // Rows that the step itself wrote carry its transaction, as do the table's system columns, which nothing changes later.
    const QString isForeign = u"xmin::text <> (SELECT a.xmin::text FROM pg_catalog.pg_attribute a WHERE a.attrelid = "_s + quoteLiteral(table)
        + u"::regclass AND a.attname = 'ctid')"_s;
    step.guard = countRows(context, name, isForeign);
    step.atRisk = u"SELECT * FROM "_s + table + u" WHERE "_s + isForeign;
    step.present = u"SELECT (SELECT string_agg(a.attname || ' ' || sluice_type.name, E'\\n' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a"
                   " CROSS JOIN LATERAL (SELECT format_type(a.atttypid, a.atttypmod) AS name) sluice_type WHERE a.attrelid = to_regclass("_s
        + quoteLiteral(table) + u") AND a.attnum > 0 AND NOT a.attisdropped) IS NOT DISTINCT FROM "_s + quoteLiteral(columns.join(u'\n'));
    step.absent = u"SELECT "_s + nameIsFreeSql(name);
    step.forwardLock = u"ACCESS SHARE on what the query reads"_s;
    return {};
}

Result<void> compileOnSqlite(const StepContext &context, const RelationName &name, const QString &query, const QStringList &primaryKey, CompiledStep &step)
{
    if (!isMainSchema(name))
        return refuse(context, u"SQLite has no schema %1"_s.arg(name.schema), u"name the table without a schema"_s);
    if (!primaryKey.isEmpty())
        return refuse(context, u"SQLite gives a table that is built from a query no primary key"_s, u"use create_index with unique in a further step"_s);
    const QString table = quoted(context, name);
    step.forward = { u"CREATE TABLE "_s + table + u" AS "_s + query };
    SLUICE_CHECK(trySqliteView(context.session, name.name, { createSqliteView(name.name, query) }));
    // SQLite does not say who wrote a row: whatever the query would not give again counts as somebody else's.
    step.guard = u"SELECT (SELECT count(*) FROM (SELECT * FROM "_s + table + u" EXCEPT SELECT * FROM ("_s + query + u"\n))) + max(0, (SELECT count(*) FROM "_s
        + table + u") - (SELECT count(*) FROM ("_s + query + u"\n)))"_s;
    step.atRisk = u"SELECT * FROM "_s + table + u" EXCEPT SELECT * FROM ("_s + query + u"\n)"_s;
    step.present = u"SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = "_s + quoteLiteral(name.name) + u" COLLATE NOCASE)"_s;
    step.absent = u"SELECT "_s + sqliteNameIsFree(name.name);
    step.forwardLock = u"write lock on the database file while the query runs"_s;
    return {};
}

} // namespace

Result<CompiledStep> compileBuildTable(const StepContext &context)
{
    const auto &build = std::get<BuildTable>(context.step.body);
    SLUICE_TRY(const RelationFacts there, describeRelation(context.session, build.table));
    const RelationName name = there.name;
    if (there.kind != RelationKind::Missing) {
        return refuse(context, u"%1 is already there"_s.arg(name.text()),
            u"undoing this step would drop a table that it did not make; use another name"_s);
    }
    SLUICE_TRY(const QString query, checkedQuery(context.engine(), build.query.text, u"the table's query"_s));
    const QString quarantine = quarantineName(context.runId, name.name);

    CompiledStep step;
    step.summary = u"Build table %1"_s.arg(name.text());
    step.undoSummary = u"Drop table %1"_s.arg(name.text());
    step.reversibility = Reversibility::R2;
    SLUICE_CHECK(context.engine() == Engine::Postgresql ? compileOnPostgres(context, name, query, build.primaryKey, step)
                                                        : compileOnSqlite(context, name, query, build.primaryKey, step));
    step.undo = { u"DROP TABLE "_s + quoted(context, name) };
    step.guardLock = guardLockOf(context, name);
    step.guardedUndo = { u"ALTER TABLE "_s + quoted(context, name) + u" RENAME TO "_s + quoted(context, quarantine) };
    step.remnant = u"table %1"_s.arg(RelationName { name.schema, quarantine }.text());
    step.undoLock = catalogueLock(context, name);
    step.touches = { name };
    return step;
}

} // namespace sluice
