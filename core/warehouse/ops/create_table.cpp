// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_dialect.h"
#include "warehouse/postgresql/postgres_views.h"
#include "warehouse/sql_fragment.h"
#include "warehouse/sqlite/sqlite_schema.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Result<QString> createStatement(const StepContext &context, const CreateTable &create, const RelationName &name)
{
    QStringList parts;
    for (const ColumnSpec &column : create.columns) {
        const QString what = u"column "_s + column.name;
        SLUICE_CHECK(checkTypeName(context.engine(), column.type, u"type of "_s + what));
        QString text = quoted(context, column.name) + u' ' + column.type;
        if (!column.defaultExpression.isEmpty()) {
            SLUICE_CHECK(checkExpression(context.engine(), column.defaultExpression, u"default of "_s + what));
            text += u" DEFAULT ("_s + column.defaultExpression + u"\n)"_s;
        }
        parts.append(column.nullable ? text : text + u" NOT NULL"_s);
    }
    QStringList key;
    for (const QString &column : create.primaryKey)
        key.append(quoted(context, column));
    if (!key.isEmpty())
        parts.append(u"PRIMARY KEY ("_s + key.join(u", "_s) + u')');
    return u"CREATE TABLE "_s + quoted(context, name) + u" ("_s + parts.join(u", "_s) + u')';
}

/// True SQL when a table of this name has these columns, and its key is this one.
Result<QString> isTableOnPostgres(const StepContext &context, const CreateTable &create, const RelationName &name)
{
    QStringList casts;
    for (const ColumnSpec &column : create.columns)
        casts.append(u"CAST(NULL AS "_s + column.type + u") AS "_s + quoted(context, column.name));
    SLUICE_TRY(const TriedView tried, tryPostgresView(context.session, u"SELECT "_s + casts.join(u", "_s)));
    QStringList expected;
    for (qsizetype i = 0; i < create.columns.size(); ++i) {
        const bool isKey = create.primaryKey.contains(create.columns[i].name);
        expected.append(u'(' + QString::number(i + 1) + u", "_s + quoteLiteral(create.columns[i].name) + u", to_regtype("_s
            + quoteLiteral(tried.columns[i].type) + u")::oid, "_s + QString::number(tried.columns[i].modifier)
            + (create.columns[i].nullable && !isKey ? u", false)"_s : u", true)"_s));
    }
    const QString actual = u"SELECT row_number() OVER (ORDER BY a.attnum), a.attname::text, a.atttypid, a.atttypmod, a.attnotnull FROM pg_catalog.pg_attribute a"
                           " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                           " WHERE n.nspname = "_s
        + quoteLiteral(name.schema) + u" AND c.relname = "_s + quoteLiteral(name.name) + u" AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"_s;
    const QString wanted = u"VALUES "_s + expected.join(u", "_s);
    return u"EXISTS ("_s + actual + u") AND NOT EXISTS (("_s + actual + u") EXCEPT ("_s + wanted + u")) AND NOT EXISTS (("_s + wanted
        + u") EXCEPT ("_s + actual + u"))"_s;
}

Result<void> checkTable(const StepContext &context, const CreateTable &create, const RelationFacts &there)
{
    if (there.kind != RelationKind::Missing) {
        return refuse(context, u"%1 is already there"_s.arg(there.name.text()),
            u"undoing this step would drop a table that it did not make; use another name"_s);
    }
    if (create.columns.isEmpty())
        return refuse(context, u"the table would have no column"_s);
    for (const QString &key : create.primaryKey) {
        const auto isKey = [&](const ColumnSpec &column) { return isSameColumn(context, column.name, key); };
        if (std::none_of(create.columns.cbegin(), create.columns.cend(), isKey))
            return refuse(context, u"the primary key names %1, which is no column of the table"_s.arg(key));
    }
    return {};
}

} // namespace

Result<CompiledStep> compileCreateTable(const StepContext &context)
{
    const auto &create = std::get<CreateTable>(context.step.body);
    SLUICE_TRY(const RelationFacts there, describeRelation(context.session, create.table));
    SLUICE_CHECK(checkTable(context, create, there));
    const RelationName name = there.name;
    if (context.engine() == Engine::Sqlite && !isMainSchema(name))
        return refuse(context, u"SQLite has no schema %1"_s.arg(name.schema), u"name the table without a schema"_s);
    SLUICE_TRY(const QString statement, createStatement(context, create, name));
    const QString quarantine = quarantineName(context.runId, name.name);

    CompiledStep step;
    step.summary = u"Create table %1"_s.arg(name.text());
    step.undoSummary = u"Drop table %1"_s.arg(name.text());
    step.reversibility = Reversibility::R2;
    step.forward = { statement };
    step.undo = { u"DROP TABLE "_s + quoted(context, name) };
    step.guard = countRows(context, name, {});
    step.atRisk = u"SELECT * FROM "_s + quoted(context, name);
    step.guardLock = guardLockOf(context, name);
    step.guardedUndo = { u"ALTER TABLE "_s + quoted(context, name) + u" RENAME TO "_s + quoted(context, quarantine) };
    step.remnant = u"table %1"_s.arg(RelationName { name.schema, quarantine }.text());
    if (context.engine() == Engine::Postgresql) {
        SLUICE_TRY(const QString isTable, isTableOnPostgres(context, create, name));
        step.present = u"SELECT "_s + isTable;
        step.absent = u"SELECT "_s + nameIsFreeSql(name);
        step.forwardLock = u"none on existing tables"_s;
        step.undoLock = catalogueLock(context, name);
    } else {
        step.present = u"SELECT "_s + sqliteHasText(name.name, statement);
        step.absent = u"SELECT "_s + sqliteNameIsFree(name.name);
        step.forwardLock = step.undoLock = catalogueLock(context, name);
    }
    step.touches = { name };
    return step;
}

} // namespace sluice
