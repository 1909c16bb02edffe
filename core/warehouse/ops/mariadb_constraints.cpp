// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/ops/mariadb_ops.h"
#include "warehouse/ops/mariadb_stand_in.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"
#include "warehouse/sql_fragment.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Without it the server trusts the rows that are there and checks those that come, as NOT VALID does elsewhere.
constexpr auto kTrustRows = "SET STATEMENT %1 = 0 FOR ";

Result<QStringList> foundColumns(const StepContext &context, const RelationFacts &table, const QStringList &names)
{
    QStringList found;
    for (const QString &name : names) {
        const ColumnFacts *column = findColumn(context, table, name);
        if (!column)
            return refuse(context, u"%1 has no column %2"_s.arg(table.name.text(), name));
        found.append(column->name);
    }
    return found;
}

QString quotedList(const StepContext &context, const QStringList &columns)
{
    QStringList names;
    for (const QString &column : columns)
        names.append(quoted(context, column));
    return names.join(u", "_s);
}

/// "a\nb" as one literal, in the order in which the columns stand in a key.
QString listLiteral(const QStringList &columns) { return quoteLiteral(columns.join(u'\n')); }

QString hasConstraint(const RelationName &table, const QString &name)
{
    const QString isIt = isMariadbRelation(table);
    const QString isNamed = u"CONSTRAINT_NAME = "_s + quoteLiteral(name);
    return u"(EXISTS (SELECT 1 FROM information_schema.TABLE_CONSTRAINTS WHERE "_s + isIt + u" AND "_s + isNamed
        + u") OR EXISTS (SELECT 1 FROM information_schema.STATISTICS WHERE "_s + isIt + u" AND INDEX_NAME = "_s
        + quoteLiteral(name) + u"))"_s;
}

Result<qint64> countOf(const StepContext &context, const QString &sql)
{
    SLUICE_TRY(const SqlRows rows, context.session.query(sql));
    return rows.scalar().toLongLong();
}

/// what: behind the number.
Result<void> checkRows(const StepContext &context, qint64 broken, const QString &what)
{
    if (broken == 0)
        return {};
    return refuse(context, QString::number(broken) + what, u"mend them in an earlier step"_s);
}

/// Every constraint's step in what it has in common.
CompiledStep constraintStep(const RelationName &table, const QString &name)
{
    CompiledStep step = stepAloneOnMariadb(u"Add constraint %1 to %2"_s.arg(name, table.text()),
        u"Drop constraint %1 of %2"_s.arg(name, table.text()), Reversibility::R0);
    step.absent = u"SELECT NOT "_s + hasConstraint(table, name);
    step.touches = { table };
    return step;
}

/// MariaDB copies the table for every new check, whether it reads the old rows or not.
Result<CompiledStep> compileCheck(const StepContext &context, const AddConstraint &add, const RelationFacts &table)
{
    SLUICE_CHECK(checkExpression(context.engine(), add.check, u"check of "_s + add.name));
    const QString name = quoted(context, add.name);
    const QString clause = u"ADD CONSTRAINT "_s + name + u" CHECK ("_s + add.check + u"\n)"_s;
    const QString dropping = u"DROP CONSTRAINT IF EXISTS "_s + name;
    const auto clauseOf = [&](const RelationName &of) {
        return u" FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = "_s + quoteLiteral(of.schema)
            + u" AND TABLE_NAME = "_s + quoteLiteral(of.name) + u" AND BINARY TABLE_NAME = "_s + quoteLiteral(of.name)
            + u" AND LEVEL = 'Table' AND CONSTRAINT_NAME = "_s + quoteLiteral(add.name);
    };
    QString printed;
    {
        SLUICE_TRY(const MariadbStandIn standIn, MariadbStandIn::like(context, table.name));
        SLUICE_TRY([[maybe_unused]] const bool isOnline, standIn.change(clause));
        SLUICE_TRY(printed, queryText(context.session, u"SELECT CHECK_CLAUSE"_s + clauseOf(standIn.name())));
    }
    SLUICE_TRY(const TriedMariadbChange tried, tryMariadbChange(context, table.name, {}, clause, dropping));
    if (add.validate) {
        SLUICE_TRY(
            const qint64 broken, countOf(context, countRows(context, table.name, u"NOT ("_s + add.check + u"\n)"_s)));
        SLUICE_CHECK(checkRows(context, broken, u" rows of %1 break constraint %2"_s.arg(table.name.text(), add.name)));
    }

    CompiledStep step = constraintStep(table.name, add.name);
    step.forward = { (add.validate ? QString() : QString(QLatin1String(kTrustRows)).arg(u"check_constraint_checks"_s))
        + tried.forward };
    step.undo = { tried.back };
    step.present = u"SELECT EXISTS (SELECT 1"_s + clauseOf(table.name) + u" AND BINARY CHECK_CLAUSE = BINARY "_s
        + quoteLiteral(printed) + u')';
    step.forwardLock = tried.forwardLock;
    step.undoLock = tried.backLock;
    return step;
}

Result<CompiledStep> compileUnique(const StepContext &context, const AddConstraint &add, const RelationFacts &table)
{
    SLUICE_TRY(const QStringList columns, foundColumns(context, table, add.unique));
    const QString list = quotedList(context, columns);
    QStringList isGiven;
    for (const QString &column : columns)
        isGiven.append(quoted(context, column) + u" IS NOT NULL"_s);
    SLUICE_TRY(const qint64 twice,
        countOf(context,
            u"SELECT COUNT(*) FROM (SELECT 1 FROM "_s + quoted(context, table.name) + u" WHERE "_s
                + isGiven.join(u" AND "_s) + u" GROUP BY "_s + list + u" HAVING COUNT(*) > 1) AS twice"_s));
    SLUICE_CHECK(checkRows(context, twice,
        u" values of %1 that constraint %2 wants unique are there more than once"_s.arg(table.name.text(), add.name)));
    const QString name = quoted(context, add.name);
    SLUICE_TRY(const TriedMariadbChange tried,
        tryMariadbChange(context, table.name, {}, u"ADD CONSTRAINT "_s + name + u" UNIQUE ("_s + list + u')',
            u"DROP INDEX IF EXISTS "_s + name));

    CompiledStep step = constraintStep(table.name, add.name);
    step.forward = { tried.forward };
    step.undo = { tried.back };
    step.present = u"SELECT coalesce((SELECT GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX SEPARATOR '\n') = "_s
        + listLiteral(columns)
        + u" AND MAX(NON_UNIQUE) = 0 AND COUNT(SUB_PART) = 0 FROM information_schema.STATISTICS WHERE "_s
        + isMariadbRelation(table.name) + u" AND INDEX_NAME = "_s + quoteLiteral(add.name) + u"), FALSE)"_s;
    step.forwardLock = tried.copiesForward
        ? tried.forwardLock
        : u"%1; readers and writers go on while every row is read once"_s.arg(tried.forwardLock);
    step.undoLock = tried.backLock;
    return step;
}

/// What a foreign key needs and the server would complain about in the middle of the night.
Result<void> checkKeys(const StepContext &context, const RelationFacts &table, const QStringList &columns,
    const RelationFacts &other, const QStringList &referenced)
{
    if (referenced.size() != columns.size()) {
        return refuse(context,
            u"%1 columns refer to the %2 columns of the primary key of %3"_s.arg(columns.size())
                .arg(referenced.size())
                .arg(other.name.text()),
            u"name as many with referenced_columns"_s);
    }
    for (qsizetype i = 0; i < columns.size(); ++i) {
        const ColumnFacts *from = table.column(columns[i]);
        const ColumnFacts *to = other.column(referenced[i]);
        const bool isText = from && from->type.contains(u"char"_s);
        if (!from || !to || (from->type != to->type && !isText)) {
            return refuse(context,
                u"column %1 of %2 and column %3 of %4 have two types"_s.arg(
                    columns[i], table.name.text(), referenced[i], other.name.text()),
                u"give the referring column the type of the other"_s);
        }
    }
    SLUICE_TRY(const SqlRows keys,
        queryAll(context.session,
            u"SELECT GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX SEPARATOR '\n') FROM information_schema.STATISTICS WHERE NON_UNIQUE = 0 AND "_s
                + isMariadbRelation(other.name) + u" GROUP BY INDEX_NAME"_s));
    const bool isKey = std::any_of(keys.rows.cbegin(), keys.rows.cend(),
        [&](const QVariantList &row) { return row[0].toString() == referenced.join(u'\n'); });
    if (!isKey) {
        return refuse(context,
            u"%1 of %2 are no unique key, so a reference would mean several rows"_s.arg(
                referenced.join(u", "_s), other.name.text()),
            u"add a unique index first, or refer to the primary key"_s);
    }
    return {};
}

/// Added without reading the rows, which keeps readers and writers going; whether the old rows hold is asked
/// afterwards, when no new one can break it.
Result<CompiledStep> compileForeignKey(const StepContext &context, const AddConstraint &add, const RelationFacts &table)
{
    SLUICE_TRY(const RelationFacts other, requireInnodbTable(context, add.references));
    SLUICE_TRY(const QStringList columns, foundColumns(context, table, add.foreignKey));
    SLUICE_TRY(const QStringList referenced,
        foundColumns(context, other, add.referencedColumns.isEmpty() ? other.primaryKey : add.referencedColumns));
    SLUICE_CHECK(checkKeys(context, table, columns, other, referenced));
    QStringList joined;
    QStringList isGiven;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        joined.append(u"parent."_s + quoted(context, referenced[i]) + u" = child."_s + quoted(context, columns[i]));
        isGiven.append(u"child."_s + quoted(context, columns[i]) + u" IS NOT NULL"_s);
    }
    const QString orphans = u" FROM "_s + quoted(context, table.name) + u" AS child WHERE "_s + isGiven.join(u" AND "_s)
        + u" AND NOT EXISTS (SELECT 1 FROM "_s + quoted(context, other.name) + u" AS parent WHERE "_s
        + joined.join(u" AND "_s) + u')';
    if (add.validate) {
        SLUICE_TRY(const qint64 broken, countOf(context, u"SELECT COUNT(*)"_s + orphans));
        SLUICE_CHECK(checkRows(context, broken, u" rows of %1 break constraint %2"_s.arg(table.name.text(), add.name)));
    }
    // The server would make the index by itself, and leave it behind.
    SLUICE_TRY(const SqlRows usable,
        context.session.query(u"SELECT EXISTS (SELECT 1 FROM information_schema.STATISTICS WHERE SEQ_IN_INDEX <= "_s
            + QString::number(columns.size()) + u" AND SUB_PART IS NULL AND "_s + isMariadbRelation(table.name)
            + u" GROUP BY INDEX_NAME HAVING GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX SEPARATOR '\n') = "_s
            + listLiteral(columns) + u')'));
    const bool needsIndex = !usable.scalar().toBool();
    const QString name = quoted(context, add.name);
    const QString list = quotedList(context, columns);
    const QString alter = u"ALTER TABLE "_s + quoted(context, table.name) + u' ';

    CompiledStep step = constraintStep(table.name, add.name);
    step.forward = { QString(QLatin1String(kTrustRows)).arg(u"foreign_key_checks"_s) + alter
        + (needsIndex ? u"ADD INDEX "_s + name + u" ("_s + list + u"), "_s : QString()) + u"ADD CONSTRAINT "_s + name
        + u" FOREIGN KEY ("_s + list + u") REFERENCES "_s + quoted(context, other.name) + u" ("_s
        + quotedList(context, referenced) + u')' + onlineOnly() };
    step.undo = { alter + u"DROP FOREIGN KEY IF EXISTS "_s + name
        + (needsIndex ? u", DROP INDEX IF EXISTS "_s + name : QString()) + onlineOnly() };
    const auto listOf = [](const QString &column) {
        return u"GROUP_CONCAT("_s + column + u" ORDER BY ORDINAL_POSITION SEPARATOR '\n') = "_s;
    };
    const QString isThere = u"coalesce((SELECT "_s + listOf(u"COLUMN_NAME"_s) + listLiteral(columns) + u" AND "_s
        + listOf(u"REFERENCED_COLUMN_NAME"_s) + listLiteral(referenced)
        + u" FROM information_schema.KEY_COLUMN_USAGE WHERE "_s + isMariadbRelation(table.name) + u" AND "_s
        + isMariadbRelation(other.name, u"REFERENCED_TABLE_SCHEMA"_s, u"REFERENCED_TABLE_NAME"_s)
        + u" AND CONSTRAINT_NAME = "_s + quoteLiteral(add.name) + u"), FALSE)"_s;
    step.present
        = u"SELECT "_s + isThere + (add.validate ? u" AND NOT EXISTS (SELECT 1"_s + orphans + u')' : QString());
    step.leftover = u"SELECT "_s + isThere; // rows that came in between break it: then it goes again
    step.forwardLock = u"%1; exclusive metadata lock on %2 for the same moment; readers and writers go on while the "
                       u"rows are checked"_s.arg(mariadbShortLock(table.name), other.name.text());
    step.undoLock = mariadbShortLock(table.name);
    step.touches.append(other.name);
    return step;
}

} // namespace

Result<CompiledStep> compileAddConstraintOnMariadb(const StepContext &context)
{
    const auto &add = std::get<AddConstraint>(context.step.body);
    SLUICE_TRY(const RelationFacts table, requireInnodbTable(context, add.table));
    SLUICE_TRY(const SqlRows taken, context.session.query(u"SELECT "_s + hasConstraint(table.name, add.name)));
    if (taken.scalar().toBool()) {
        return refuse(context, u"%1 already has a constraint or an index %2"_s.arg(table.name.text(), add.name),
            u"use another name; MariaDB keeps no mark of whether old rows were checked, so a constraint is checked in the step that adds it"_s);
    }
    if (!add.foreignKey.isEmpty())
        return compileForeignKey(context, add, table);
    return add.unique.isEmpty() ? compileCheck(context, add, table) : compileUnique(context, add, table);
}

} // namespace sluice
