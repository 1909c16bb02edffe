// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/dialect.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/postgresql/postgres_views.h"
#include "warehouse/sqlite/sqlite_schema.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// A usable B-tree index of this name on exactly these columns; an invalid leftover is none.
QString isIndexOnPostgres(const RelationName &index, const RelationName &table, const QStringList &columns, bool unique)
{
    QStringList names;
    for (const QString &column : columns)
        names.append(quoteLiteral(column));
    return u"EXISTS (SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
           " JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace JOIN pg_catalog.pg_am m ON m.oid = x.relam"
           " JOIN pg_catalog.pg_class t ON t.oid = i.indrelid JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace"
           " WHERE n.nspname = "_s
        + quoteLiteral(index.schema) + u" AND x.relname = "_s + quoteLiteral(index.name) + u" AND tn.nspname = "_s + quoteLiteral(table.schema)
        + u" AND t.relname = "_s + quoteLiteral(table.name) + u" AND i.indisvalid AND i.indisready AND i.indisunique = "_s
        + (unique ? u"true"_s : u"false"_s)
        + u" AND i.indpred IS NULL AND i.indexprs IS NULL AND m.amname = 'btree'"
          " AND (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)"
          " JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum) = ARRAY["_s
        + names.join(u", "_s) + u"]::text[])"_s;
}

/// What a failed CONCURRENTLY leaves: an invalid index of this name on this table. A valid one is somebody's.
QString isLeftoverOnPostgres(const RelationName &index, const RelationName &table)
{
    return u"EXISTS (SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
           " JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace JOIN pg_catalog.pg_class t ON t.oid = i.indrelid"
           " JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace WHERE NOT i.indisvalid AND n.nspname = "_s
        + quoteLiteral(index.schema) + u" AND x.relname = "_s + quoteLiteral(index.name) + u" AND tn.nspname = "_s + quoteLiteral(table.schema)
        + u" AND t.relname = "_s + quoteLiteral(table.name) + u')';
}

Result<bool> isNameTaken(const StepContext &context, const RelationName &index)
{
    const QString free = context.engine() == Engine::Postgresql ? nameIsFreeSql(index) : sqliteNameIsFree(index.name);
    SLUICE_TRY(const SqlRows rows, context.session.query(u"SELECT "_s + free));
    return !rows.scalar().toBool();
}

Result<QStringList> foundColumns(const StepContext &context, const RelationFacts &table, const QStringList &wanted)
{
    QStringList columns;
    for (const QString &name : wanted) {
        const ColumnFacts *column = findColumn(context, table, name);
        if (!column)
            return refuse(context, u"%1 has no column %2"_s.arg(table.name.text(), name));
        columns.append(column->name);
    }
    if (columns.isEmpty())
        return refuse(context, u"the index names no column"_s);
    return columns;
}

void setLocks(const StepContext &context, const RelationName &table, bool concurrently, CompiledStep &step)
{
    if (context.engine() == Engine::Sqlite) {
        step.forwardLock = u"write lock on the database file while every row is read once"_s;
        step.undoLock = catalogueLock(context, table);
    } else if (concurrently) {
        step.forwardLock = step.undoLock = u"SHARE UPDATE EXCLUSIVE on %1, writers go on"_s.arg(table.text());
    } else {
        step.forwardLock = u"SHARE on %1 while every row is read once, writers wait"_s.arg(table.text());
        step.undoLock = catalogueLock(context, table);
    }
}

} // namespace

Result<CompiledStep> compileCreateIndex(const StepContext &context)
{
    const auto &create = std::get<CreateIndex>(context.step.body);
    if (create.concurrently && context.engine() == Engine::Sqlite)
        return fail(notSupportedOn(context.engine(), u"create_index with concurrently"_s));
    SLUICE_TRY(const RelationFacts table, requireTable(context, create.table));
    if (create.concurrently && table.kind == RelationKind::PartitionedTable)
        return refuse(context, u"%1 is partitioned, and PostgreSQL builds no index concurrently on those"_s.arg(table.name.text()),
            u"index each partition, or leave out concurrently"_s);
    SLUICE_TRY(const QStringList columns, foundColumns(context, table, create.columns));
    const RelationName index { table.name.schema, create.name };
    SLUICE_TRY(const bool taken, isNameTaken(context, index));
    if (taken)
        return refuse(context, u"the name %1 is already taken"_s.arg(index.text()), u"use another name"_s);

    QStringList quotedColumns;
    for (const QString &column : columns)
        quotedColumns.append(quoted(context, column));
    const QString concurrently = create.concurrently ? u" CONCURRENTLY"_s : QString();
    const QString statement = (create.unique ? u"CREATE UNIQUE INDEX"_s : u"CREATE INDEX"_s) + concurrently + u' ' + quoted(context, create.name)
        + u" ON "_s + quoted(context, table.name) + u" ("_s + quotedColumns.join(u", "_s) + u')';

    CompiledStep step;
    step.summary = u"Create %1 %2 on %3"_s.arg(create.unique ? u"unique index"_s : u"index"_s, create.name, table.name.text());
    step.undoSummary = u"Drop index %1"_s.arg(index.text());
    step.reversibility = Reversibility::R0;
    step.forward = { statement };
    step.undo = { u"DROP INDEX"_s + concurrently + (create.concurrently ? u" IF EXISTS "_s : u" "_s) + quoted(context, index) };
    step.transactional = !create.concurrently;
    if (context.engine() == Engine::Postgresql) {
        step.present = u"SELECT "_s + isIndexOnPostgres(index, table.name, columns, create.unique);
        step.absent = u"SELECT "_s + nameIsFreeSql(index);
        step.leftover = u"SELECT "_s + isLeftoverOnPostgres(index, table.name);
    } else {
        step.present = u"SELECT "_s + sqliteHasText(create.name, statement);
        step.absent = u"SELECT "_s + sqliteNameIsFree(create.name);
    }
    setLocks(context, table.name, create.concurrently, step);
    step.touches = { table.name };
    return step;
}

} // namespace sluice
