// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/ops/backfill_sql.h"
#include "warehouse/ops/mariadb_ops.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"
#include "warehouse/sql_fragment.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Result<void> checkTexts(const StepContext &context, const Backfill &fill)
{
    QMap<QString, QString> texts = fill.set;
    if (!fill.where.isEmpty())
        texts.insert(u"where"_s, fill.where);
    for (auto it = texts.cbegin(); it != texts.cend(); ++it) {
        SLUICE_CHECK(checkExpression(context.engine(), it.value(), it.key() == u"where" ? u"where"_s : u"set of "_s + it.key()));
        if (it->contains(u"{after}"_s) || it->contains(u"{bound}"_s))
            return refuse(context, u"{after} and {bound} are places in the batch statements and cannot be used in it"_s);
    }
    if (fill.set.isEmpty())
        return refuse(context, u"the backfill sets no column"_s);
    if (fill.batch < 1)
        return refuse(context, u"a batch needs at least one row"_s);
    return {};
}

/// Unique and never NULL, so that old values can be tied to rows.
Result<bool> isGoodKey(const StepContext &context, const RelationFacts &table, const QString &column)
{
    if (context.engine() == Engine::Postgresql) {
        SLUICE_TRY(const SqlRows rows,
            context.session.query(u"SELECT EXISTS (SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid"
                                  " AND a.attnum = i.indkey[0] WHERE i.indrelid = "_s
                + quoteLiteral(quoted(context, table.name)) + u"::regclass AND i.indisunique AND i.indisvalid AND i.indnkeyatts = 1"
                  " AND i.indpred IS NULL AND i.indexprs IS NULL AND a.attnotnull AND a.attname = "_s
                + quoteLiteral(column) + u')'));
        return rows.scalar().toBool();
    }
    if (context.engine() == Engine::Mariadb) {
        SLUICE_TRY(const SqlRows rows,
            context.session.query(u"SELECT EXISTS (SELECT INDEX_NAME FROM information_schema.STATISTICS WHERE "_s
                + isMariadbRelation(table.name)
                + u" GROUP BY INDEX_NAME HAVING COUNT(*) = 1 AND MAX(NON_UNIQUE) = 0 AND MAX(NULLABLE) = '' AND COUNT(SUB_PART) = 0 AND MAX(COLUMN_NAME) = "_s
                + quoteLiteral(column) + u')'));
        return rows.scalar().toBool();
    }
    SLUICE_TRY(const SqlRows rows,
        context.session.query(u"SELECT EXISTS (SELECT 1 FROM pragma_index_list("_s + quoteLiteral(table.name.name)
            + u") i WHERE i.\"unique\" AND NOT i.partial AND (SELECT group_concat(x.name, char(31)) FROM pragma_index_info(i.name) x) = "_s
            + quoteLiteral(column) + u") OR EXISTS (SELECT 1 FROM pragma_table_xinfo("_s + quoteLiteral(table.name.name)
            + u") WHERE pk = 1 AND upper(type) = 'INTEGER' AND name = "_s + quoteLiteral(column) + u')'));
    return rows.scalar().toBool();
}

/// SQLite lets a primary key hold NULL in most tables.
Result<void> checkNoNullKeys(const StepContext &context, const RelationFacts &table, const QStringList &key)
{
    QStringList isNull;
    for (const QString &column : key)
        isNull.append(quoted(context, column) + u" IS NULL"_s);
    SLUICE_TRY(const SqlRows rows,
        context.session.query(u"SELECT EXISTS (SELECT 1 FROM "_s + quoted(context, table.name) + u" WHERE "_s + isNull.join(u" OR "_s) + u')'));
    if (rows.scalar().toBool())
        return refuse(context, u"key %1 of %2 is NULL in some rows"_s.arg(key.join(u", "_s), table.name.text()), u"name another key"_s);
    return {};
}

Result<QList<BackfillColumn>> keyColumns(const StepContext &context, const Backfill &fill, const RelationFacts &table)
{
    QStringList names = table.primaryKey;
    if (!fill.key.isEmpty()) {
        const ColumnFacts *column = findColumn(context, table, fill.key);
        SLUICE_TRY(const bool good, column ? isGoodKey(context, table, column->name) : Result<bool>(false));
        if (!good && (!column || table.primaryKey != QStringList { column->name }))
            return refuse(context, u"%1 is no unique, NOT NULL column of %2"_s.arg(fill.key, table.name.text()), u"name a column with a unique index"_s);
        names = { column->name };
    }
    if (names.isEmpty()) {
        return refuse(context, u"%1 has no primary key, so its rows could not be told apart when the old values are restored"_s.arg(table.name.text()),
            u"name a unique, NOT NULL column with key"_s);
    }
    SLUICE_CHECK(checkNoNullKeys(context, table, names));
    QList<BackfillColumn> key;
    for (const QString &name : names)
        key.append({ name, findColumn(context, table, name)->type, {} });
    return key;
}

Result<QList<BackfillColumn>> setColumns(const StepContext &context, const Backfill &fill, const RelationFacts &table, const QList<BackfillColumn> &key)
{
    QList<BackfillColumn> columns;
    for (auto it = fill.set.cbegin(); it != fill.set.cend(); ++it) {
        const ColumnFacts *column = findColumn(context, table, it.key());
        if (!column)
            return refuse(context, u"%1 has no column %2"_s.arg(table.name.text(), it.key()));
        const auto isKey = [&](const BackfillColumn &part) { return part.name == column->name; };
        if (column->generated || std::any_of(key.cbegin(), key.cend(), isKey))
            return refuse(context, u"column %1 of %2 cannot be set by a backfill"_s.arg(column->name, table.name.text()), u"it is computed, or the key"_s);
        columns.append({ column->name, column->type, it.value() });
    }
    return columns;
}

/// Triggers that an UPDATE of the table fires. What they change beside our columns is saved nowhere, so a rollback
/// could not be exact.
Result<QStringList> updateTriggers(const StepContext &context, const RelationName &table)
{
    const QString sql = context.engine() == Engine::Mariadb
        // A column that every UPDATE sets is a trigger by another name, and a versioned table keeps each old row.
        ? u"SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE EVENT_MANIPULATION = 'UPDATE' AND "_s
            + isMariadbRelation(table, u"EVENT_OBJECT_SCHEMA"_s, u"EVENT_OBJECT_TABLE"_s)
            + u" UNION ALL SELECT CONCAT('ON UPDATE of ', COLUMN_NAME) FROM information_schema.COLUMNS WHERE EXTRA LIKE '%on update%' AND "_s
            + isMariadbRelation(table)
            + u" UNION ALL SELECT 'SYSTEM VERSIONING' FROM information_schema.TABLES WHERE TABLE_TYPE = 'SYSTEM VERSIONED' AND "_s
            + isMariadbRelation(table)
        : context.engine() == Engine::Postgresql
            ? u"SELECT t.tgname FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN "
              u"pg_catalog.pg_namespace n"
              " ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND (t.tgtype & 16) <> 0 AND n.nspname = "_s
                + quoteLiteral(table.schema) + u" AND c.relname = "_s + quoteLiteral(table.name) + u" ORDER BY 1"_s
            : u"SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = "_s + quoteLiteral(table.name)
                + u" COLLATE NOCASE AND upper(sql) LIKE '%UPDATE%ON%' ORDER BY 1"_s;
    SLUICE_TRY(const SqlRows rows, context.session.query(sql));
    QStringList names;
    for (const QVariantList &row : rows.rows)
        names.append(row[0].toString());
    return names;
}

/// Steps that added all these columns; empty when one was there before, or when their undo could not tell our values.
Result<QStringList> addedBy(const StepContext &context, const Backfill &fill)
{
    QStringList steps;
    for (auto it = fill.set.cbegin(); it != fill.set.cend(); ++it) {
        const Step *step = stepThatAdded(context, fill.table, it.key());
        SLUICE_TRY(const bool steady, isRepeatable(context, it.value(), fill.set.keys()));
        if (!step || !steady)
            return QStringList {};
        steps.append(step->id);
    }
    // What a step in between created may be what the expression reads, and is gone when the column's guard runs.
    bool isBetween = false;
    for (const Step *step : stepsBefore(context)) {
        const bool creates = !std::holds_alternative<AddColumn>(step->body) && !std::holds_alternative<Backfill>(step->body)
            && !std::holds_alternative<CreateIndex>(step->body);
        if (isBetween && creates)
            return QStringList {};
        isBetween = isBetween || steps.contains(step->id);
    }
    steps.removeDuplicates();
    return steps;
}

} // namespace

Result<CompiledStep> compileBackfill(const StepContext &context)
{
    const auto &fill = std::get<Backfill>(context.step.body);
    SLUICE_CHECK(checkTexts(context, fill));
    SLUICE_TRY(const RelationFacts table,
        context.engine() == Engine::Mariadb ? requireInnodbTable(context, fill.table)
                                            : requireTable(context, fill.table));
    SLUICE_TRY(const QStringList triggers, updateTriggers(context, table.name));
    if (!triggers.isEmpty()) {
        return refuse(context, u"updating %1 fires its trigger %2, whose effects could not be taken back"_s.arg(table.name.text(), triggers.join(u", "_s)),
            u"disable the trigger while the backfill runs, or fill a new table instead"_s);
    }
    SLUICE_TRY(const QList<BackfillColumn> key, keyColumns(context, fill, table));
    SLUICE_TRY(const QList<BackfillColumn> columns, setColumns(context, fill, table, key));
    const BackfillSql sql { context.engine(), table.name, savedTableName(context.runId, context.step.id), key, columns, fill.where, fill.batch };
    // The engine checks names and types now, not in the middle of the night.
    if (auto good = context.session.query(u"EXPLAIN "_s + sql.update(u"1 = 1"_s)); !good) {
        Error error = std::move(good).error();
        error.code = error.code == ErrorCode::SqlFailed ? ErrorCode::Refused : error.code;
        return fail(std::move(error));
    }

    CompiledStep step;
    step.summary = u"Fill %1 of %2"_s.arg(fill.set.keys().join(u", "_s), table.name.text());
    step.undoSummary = u"Restore the old values of %1 in %2"_s.arg(fill.set.keys().join(u", "_s), table.name.text());
    step.reversibility = Reversibility::R1;
    step.forward = sql.createSaved();
    step.undo = sql.createSaved() + QStringList { sql.restore(), sql.dropSaved(), forgetCursorSql(context.engine(), context.runId, context.step.id) };
    if (context.engine() == Engine::Mariadb) { // what makes and drops the table of old values commits by itself
        step.transactional = false;
        step.keepsLockTimeout = true;
        // The cursor first: one without the table of old values would say that these are lost.
        step.undo = sql.createSaved()
            + QStringList { sql.restore(), forgetCursorSql(context.engine(), context.runId, context.step.id),
                  sql.dropSaved() };
    }
    step.guard = sql.countChangedSince();
    step.atRisk = sql.listChangedSince();
    step.guardedUndo = step.undo;
    step.remnant = u"values of %1 in %2 that were written after the backfill"_s.arg(fill.set.keys().join(u", "_s), table.name.text());
    step.present = u"SELECT "_s + sql.savedExists();
    step.absent = u"SELECT NOT "_s + sql.savedExists();
    if (!step.transactional)
        step.kept = step.absent;
    step.forwardLock = context.engine() != Engine::Sqlite
        ? u"row locks on %1, %2 rows at a time"_s.arg(table.name.text()).arg(fill.batch)
        : u"write lock on the database file, %1 rows at a time"_s.arg(fill.batch);
    step.undoLock = step.forwardLock;
    SLUICE_TRY(step.undoneWith, addedBy(context, fill));
    step.writesRows = std::any_of(columns.cbegin(), columns.cend(),
        [&](const BackfillColumn &column) { return !stepThatAdded(context, fill.table, column.name); });
    step.undoWritesRows = true;
    for (const BackfillColumn &column : columns)
        step.writtenColumns.append(column.name);
    step.touches = { table.name };
    step.backfill = sql.batches();
    step.backfill->pause = fill.pause;
    step.backfill->nice = fill.nice;
    SLUICE_TRY(const SqlRows todo, context.session.query(countRows(context, table.name, fill.where.isEmpty() ? QString() : u'(' + fill.where + u"\n)"_s)));
    step.backfill->rowEstimate = todo.scalar().toLongLong();
    step.undoBatches = sql.restoreBatches();
    step.undoBatches->rowEstimate = step.backfill->rowEstimate;
    return step;
}

} // namespace sluice
