// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/backfill_sql.h"

#include "sql/sql_quoting.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString row(const QStringList &parts) { return parts.size() == 1 ? parts.first() : u'(' + parts.join(u", "_s) + u')'; }

} // namespace

// Names of the table of old values; no column of the plan's table is read beside them unqualified.
QString BackfillSql::keyName(qsizetype index) { return u"sluice_key_"_s + QString::number(index + 1); }

QString BackfillSql::oldName(qsizetype index) { return u"sluice_old_"_s + QString::number(index + 1); }

QString BackfillSql::newName(qsizetype index) { return u"sluice_new_"_s + QString::number(index + 1); }

QString BackfillSql::id(const QString &name) const
{
    return quoteIdentifier(engine, name);
}

QString BackfillSql::tableName() const
{
    return quoteRelation(engine, table);
}

QString BackfillSql::savedName() const
{
    return ownTable(engine, saved);
}

QStringList BackfillSql::createSaved() const
{
    QStringList columnsSql;
    for (qsizetype i = 0; i < key.size(); ++i)
        columnsSql.append(id(key[i].name) + u" AS "_s + keyName(i));
    for (qsizetype i = 0; i < columns.size(); ++i)
        columnsSql << id(columns[i].name) + u" AS "_s + oldName(i) << id(columns[i].name) + u" AS "_s + newName(i);
    if (engine == Engine::Mariadb)
        return createSavedOnMariadb(columnsSql);
    const QString index = engine == Engine::Postgresql ? saved : u"sluice_"_s + saved;
    // An undo drops it while it keeps readers off the table itself, and would wait there for an autovacuum of millions of
    // new rows, which are written once and never change.
    const QString options = engine == Engine::Postgresql ? u" WITH (autovacuum_enabled = off)"_s : QString();
    // A copy of no rows takes the types along.
    return { u"CREATE TABLE IF NOT EXISTS "_s + savedName() + options + u" AS SELECT "_s + columnsSql.join(u", "_s) + u" FROM "_s + tableName() + u" WHERE 1 = 0"_s,
        u"CREATE UNIQUE INDEX IF NOT EXISTS "_s + id(QString(index).replace(u"saved_"_s, u"skey_"_s)) + u" ON "_s + savedName() + u" ("_s
            + savedKeys().join(u", "_s) + u')' };
}

QString BackfillSql::dropSaved() const
{
    return u"DROP TABLE IF EXISTS "_s + savedName();
}

QString BackfillSql::savedExists() const
{
    return ownTableExistsSql(engine, saved);
}

QStringList BackfillSql::assignments() const
{
    QStringList parts;
    for (const BackfillColumn &column : columns)
        parts.append(id(column.name) + u" = ("_s + column.expression + u"\n)"_s);
    return parts;
}

QString BackfillSql::todo(const QString &range) const
{
    return where.isEmpty() ? range : u'(' + range + u") AND ("_s + where + u"\n)"_s;
}

QString BackfillSql::update(const QString &condition) const
{
    return u"UPDATE "_s + tableName() + u" SET "_s + assignments().join(u", "_s) + u" WHERE "_s + todo(condition);
}

QString BackfillSql::keyLiteral(const QString &name, const QString &type) const
{
    if (engine == Engine::Mariadb)
        return keyLiteralOnMariadb(name, type);
    return engine == Engine::Postgresql ? u"quote_literal("_s + name + u"::text) || "_s + quoteLiteral(u"::"_s + type)
                                        : u"quote("_s + name + u')';
}

/// The last key of the next batch as a literal that can be pasted: the database quotes it itself.
QString BackfillSql::boundOf(const QString &from, const QStringList &keyNames, const QStringList &types, const QString &condition) const
{
    QStringList literals;
    QStringList ascending;
    QStringList descending;
    for (qsizetype i = 0; i < keyNames.size(); ++i) {
        const QString name = u"sluice_batch."_s + keyNames[i];
        literals.append(keyLiteral(name, types[i]));
        ascending.append(keyNames[i]);
        descending.append(name + u" DESC"_s);
    }
    QString literal = literals.join(u" || ', ' || "_s);
    if (literals.size() > 1 && engine == Engine::Mariadb) // where || is OR
        literal = u"CONCAT('(', "_s + literals.join(u", ', ', "_s) + u", ')')"_s;
    else if (literals.size() > 1)
        literal = u"'(' || "_s + literal + u" || ')'"_s;
    return u"SELECT (SELECT "_s + literal + u" FROM (SELECT "_s + keyNames.join(u", "_s) + u" FROM "_s + from + u" WHERE "_s + condition
        + u" ORDER BY "_s + ascending.join(u", "_s) + u" LIMIT {rows}) AS sluice_batch ORDER BY "_s
        + descending.join(u", "_s) + u" LIMIT 1)"_s;
}

QStringList BackfillSql::savedKeys() const
{
    QStringList names;
    for (qsizetype i = 0; i < key.size(); ++i)
        names.append(keyName(i));
    return names;
}

QString BackfillSql::joinOnKey(const QString &alias) const
{
    QStringList parts;
    for (qsizetype i = 0; i < key.size(); ++i)
        parts.append(id(table.name) + u'.' + id(key[i].name) + u" = "_s + alias + u'.' + keyName(i));
    return parts.join(u" AND "_s);
}

CompiledBackfill BackfillSql::batches() const
{
    QStringList names;
    QStringList types;
    for (const BackfillColumn &column : key) {
        names.append(id(column.name));
        types.append(column.type);
    }
    CompiledBackfill compiled;
    compiled.rows = batch;
    compiled.key = row(names);
    compiled.nextBoundSql = boundOf(tableName(), names, types, todo(u"{after}"_s));
    const QString range = u"{after} AND "_s + compiled.key + u" <= {bound}"_s;
    if (engine == Engine::Mariadb)
        compiled.batchSql = batchOnMariadb(range);
    else
        compiled.batchSql
            = engine == Engine::Postgresql ? QStringList { batchOnPostgres(range) } : batchOnSqlite(names, range);
    return compiled;
}

/// One statement: rows are locked before their old value is taken, and the new one is what was really stored.
QString BackfillSql::batchOnPostgres(const QString &range) const
{
    QStringList old;
    QStringList written;
    QStringList into = savedKeys();
    QStringList conflict;
    for (qsizetype i = 0; i < key.size(); ++i) {
        old.append(id(key[i].name) + u" AS "_s + keyName(i));
        written.append(u"sluice_todo."_s + keyName(i));
    }
    for (qsizetype i = 0; i < columns.size(); ++i) {
        into << oldName(i) << newName(i);
        old.append(id(columns[i].name) + u" AS "_s + oldName(i));
        written << u"sluice_todo."_s + oldName(i) << id(table.name) + u'.' + id(columns[i].name);
        conflict.append(newName(i) + u" = excluded."_s + newName(i));
    }
    return u"WITH sluice_todo AS (SELECT "_s + old.join(u", "_s) + u" FROM "_s + tableName() + u" WHERE "_s + todo(range)
        + u" FOR UPDATE), sluice_done AS (UPDATE "_s + tableName() + u" SET "_s + assignments().join(u", "_s) + u" FROM sluice_todo WHERE "_s
        + joinOnKey(u"sluice_todo"_s) + u" RETURNING "_s + written.join(u", "_s) + u") INSERT INTO "_s + savedName() + u" ("_s + into.join(u", "_s)
        + u") SELECT * FROM sluice_done ON CONFLICT ("_s + savedKeys().join(u", "_s) + u") DO UPDATE SET "_s + conflict.join(u", "_s);
}

/// The write transaction keeps everybody else out, so three statements see the same rows.
QStringList BackfillSql::batchOnSqlite(const QStringList &names, const QString &range) const
{
    QStringList into = savedKeys();
    QStringList values = names;
    QStringList taken;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        into.append(oldName(i));
        values.append(id(columns[i].name));
        taken.append(newName(i) + u" = "_s + id(table.name) + u'.' + id(columns[i].name));
    }
    return { u"INSERT INTO "_s + savedName() + u" ("_s + into.join(u", "_s) + u") SELECT "_s + values.join(u", "_s) + u" FROM "_s + tableName() + u" WHERE "_s
            + todo(range) + u" ON CONFLICT DO NOTHING"_s,
        update(range),
        u"UPDATE "_s + savedName() + u" AS sluice_saved SET "_s + taken.join(u", "_s) + u" FROM "_s + tableName() + u" WHERE "_s
            + joinOnKey(u"sluice_saved"_s) + u" AND "_s + range };
}

QString BackfillSql::restore(const QString &range) const
{
    QStringList set;
    QStringList any;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        const QString now = id(table.name) + u'.' + id(columns[i].name);
        const QString old = u"sluice_saved."_s + oldName(i);
        const QString isOurs = identical(engine, now, u"sluice_saved."_s + newName(i));
        set.append(id(columns[i].name) + u" = CASE WHEN "_s + isOurs + u" THEN "_s + old + u" ELSE "_s + now + u" END"_s);
        any.append(u'(' + isOurs + u" AND NOT "_s + identical(engine, now, old) + u')');
    }
    const QString condition = u"("_s + any.join(u" OR "_s) + u')' + (range.isEmpty() ? QString() : u" AND "_s + range);
    if (engine == Engine::Mariadb)
        return u"UPDATE "_s + tableName() + u" JOIN "_s + savedName() + u" AS sluice_saved ON "_s
            + joinOnKey(u"sluice_saved"_s) + u" SET "_s + set.join(u", "_s) + u" WHERE "_s + condition;
    return u"UPDATE "_s + tableName() + u" SET "_s + set.join(u", "_s) + u" FROM "_s + savedName()
        + u" AS sluice_saved WHERE "_s + joinOnKey(u"sluice_saved"_s) + u" AND "_s + condition;
}

CompiledBackfill BackfillSql::restoreBatches() const
{
    QStringList types;
    for (const BackfillColumn &column : key)
        types.append(column.type);
    CompiledBackfill compiled;
    compiled.rows = batch;
    compiled.key = row(savedKeys());
    compiled.nextBoundSql = boundOf(savedName(), savedKeys(), types, u"{after}"_s);
    compiled.batchSql = { restore(u"{after} AND "_s + compiled.key + u" <= {bound}"_s) };
    return compiled;
}

QString BackfillSql::countChangedSince() const
{
    return u"SELECT count(*)"_s + changedSince();
}

QString BackfillSql::listChangedSince() const
{
    QStringList listed;
    for (const BackfillColumn &column : key)
        listed.append(id(table.name) + u'.' + id(column.name));
    for (qsizetype i = 0; i < columns.size(); ++i) {
        listed << id(table.name) + u'.' + id(columns[i].name)
               << u"sluice_saved."_s + oldName(i) + u" AS "_s + id(u"before "_s + columns[i].name);
    }
    return u"SELECT "_s + listed.join(u", "_s) + changedSince();
}

/// FROM and WHERE of both.
QString BackfillSql::changedSince() const
{
    QStringList any;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        const QString now = id(table.name) + u'.' + id(columns[i].name);
        any.append(u"(NOT "_s + identical(engine, now, u"sluice_saved."_s + newName(i)) + u" AND NOT "_s
            + identical(engine, now, u"sluice_saved."_s + oldName(i)) + u')');
    }
    return u" FROM "_s + savedName() + u" AS sluice_saved JOIN "_s + tableName() + u" ON "_s + joinOnKey(u"sluice_saved"_s) + u" WHERE "_s
        + any.join(u" OR "_s);
}

} // namespace sluice
