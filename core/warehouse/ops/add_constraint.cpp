// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_settings.h"
#include "warehouse/sql_fragment.h"

#include "sql/sql_quoting.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The constraint as the plan states it, with names as the engine finds them.
struct Wanted {
    RelationName table;
    RelationName references;
    QString definition; ///< behind ADD CONSTRAINT name
    QString violations; ///< counts the rows that break it
};

QString columnList(const StepContext &context, const QStringList &columns, const QString &prefix = {})
{
    QStringList names;
    for (const QString &column : columns)
        names.append(prefix + quoted(context, column));
    return names.join(u", "_s);
}

Result<void> checkColumns(const StepContext &context, const RelationFacts &table, const QStringList &columns)
{
    for (const QString &column : columns) {
        if (!findColumn(context, table, column))
            return refuse(context, u"%1 has no column %2"_s.arg(table.name.text(), column));
    }
    return {};
}

Result<Wanted> foreignKey(const StepContext &context, const AddConstraint &add, const RelationFacts &table)
{
    SLUICE_CHECK(checkColumns(context, table, add.foreignKey));
    SLUICE_TRY(const RelationFacts other, requireTable(context, add.references));
    const QStringList referenced = add.referencedColumns.isEmpty() ? other.primaryKey : add.referencedColumns;
    SLUICE_CHECK(checkColumns(context, other, referenced));
    if (referenced.size() != add.foreignKey.size()) {
        return refuse(context, u"%1 columns refer to the %2 columns of the primary key of %3"_s.arg(add.foreignKey.size()).arg(referenced.size()).arg(other.name.text()),
            u"name as many with referenced_columns"_s);
    }
    QStringList joined;
    QStringList isGiven;
    for (qsizetype i = 0; i < referenced.size(); ++i) {
        joined.append(u"parent."_s + quoted(context, referenced[i]) + u" = child."_s + quoted(context, add.foreignKey[i]));
        isGiven.append(u"child."_s + quoted(context, add.foreignKey[i]) + u" IS NOT NULL"_s);
    }
    return Wanted { table.name, other.name,
        u"FOREIGN KEY ("_s + columnList(context, add.foreignKey) + u") REFERENCES "_s + quoted(context, other.name) + u" ("_s + columnList(context, referenced) + u')',
        u"SELECT count(*) FROM "_s + quoted(context, table.name) + u" child WHERE "_s + isGiven.join(u" AND "_s) + u" AND NOT EXISTS (SELECT FROM "_s
            + quoted(context, other.name) + u" parent WHERE "_s + joined.join(u" AND "_s) + u')' };
}

Result<Wanted> wanted(const StepContext &context, const AddConstraint &add)
{
    SLUICE_TRY(const RelationFacts table, requireTable(context, add.table));
    if (!add.foreignKey.isEmpty())
        return foreignKey(context, add, table);
    if (!add.unique.isEmpty()) {
        SLUICE_CHECK(checkColumns(context, table, add.unique));
        QStringList isGiven;
        for (const QString &column : add.unique)
            isGiven.append(quoted(context, column) + u" IS NOT NULL"_s);
        const QString columns = columnList(context, add.unique);
        return Wanted { table.name, {}, u"UNIQUE ("_s + columns + u')',
            u"SELECT count(*) FROM (SELECT FROM "_s + quoted(context, table.name) + u" WHERE "_s + isGiven.join(u" AND "_s) + u" GROUP BY "_s + columns
                + u" HAVING count(*) > 1) twice"_s };
    }
    SLUICE_CHECK(checkExpression(context.engine(), add.check, u"check of "_s + add.name));
    return Wanted { table.name, {}, u"CHECK ("_s + add.check + u"\n)"_s, countRows(context, table.name, u"NOT ("_s + add.check + u"\n)"_s) };
}

QString constraintSql(const StepContext &context, const RelationName &table, const QString &name)
{
    return u"EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = to_regclass("_s + quoteLiteral(quoted(context, table))
        + u") AND k.conname = "_s + quoteLiteral(name);
}

/// How the constraint stands now: nullopt when there is none of the name, else its definition as the server prints it.
struct Standing {
    QString definition;
    bool isValidated = false;
};

Result<std::optional<Standing>> standing(const StepContext &context, const RelationName &table, const QString &name)
{
    SLUICE_TRY(const PinnedSettings pinned, PinnedSettings::pin(context.session));
    SLUICE_TRY(const SqlRows rows,
        context.session.query(u"SELECT pg_get_constraintdef(k.oid), k.convalidated FROM pg_catalog.pg_constraint k WHERE k.conrelid = to_regclass("_s
            + quoteLiteral(quoted(context, table)) + u") AND k.conname = "_s + quoteLiteral(name)));
    if (rows.rows.isEmpty())
        return std::optional<Standing>();
    return std::optional(Standing { rows.rows[0][0].toString(), rows.rows[0][1].toBool() });
}

/// An earlier step of this plan brought the constraint without reading the old rows.
bool isBegunBefore(const StepContext &context, const AddConstraint &add)
{
    const QList<const Step *> before = stepsBefore(context);
    return std::any_of(before.cbegin(), before.cend(), [&](const Step *step) {
        const auto *earlier = std::get_if<AddConstraint>(&step->body);
        return earlier && !earlier->validate && earlier->name == add.name && isSameRelation(context, earlier->table, add.table)
            && earlier->check == add.check && earlier->foreignKey == add.foreignKey;
    });
}

Result<void> checkRows(const StepContext &context, const AddConstraint &add, const Wanted &what)
{
    SLUICE_TRY(const SqlRows rows, context.session.query(what.violations));
    const qint64 broken = rows.scalar().toLongLong();
    if (broken == 0)
        return {};
    return refuse(context,
        (add.unique.isEmpty() ? u"%1 rows of %2 break constraint %3"_s : u"%1 values of %2 that constraint %3 wants unique are there more than once"_s)
            .arg(broken)
            .arg(what.table.text(), add.name),
        u"mend them in an earlier step"_s);
}

} // namespace

Result<CompiledStep> compileAddConstraint(const StepContext &context)
{
    const auto &add = std::get<AddConstraint>(context.step.body);
    SLUICE_CHECK(requirePostgres(context, u"SQLite cannot add a constraint to a table that is there"_s, u"use create_index with unique, or build a new table"_s));
    SLUICE_TRY(const Wanted what, wanted(context, add));
    SLUICE_TRY(const std::optional<Standing> now, standing(context, what.table, add.name));
    const bool validatesOnly = now && !now->isValidated && add.validate && isBegunBefore(context, add);
    if (now && !validatesOnly) {
        return refuse(context, u"%1 already has a constraint %2: %3"_s.arg(what.table.text(), add.name, now->definition),
            u"undoing this step would drop a constraint that it did not make; use another name"_s);
    }
    if (add.validate)
        SLUICE_CHECK(checkRows(context, add, what));
    const QString alter = u"ALTER TABLE "_s + quoted(context, what.table);
    const QString name = quoted(context, add.name);
    const QString drop = alter + u" DROP CONSTRAINT "_s + name;
    const QString isThere = constraintSql(context, what.table, add.name);
    const QString tables = what.references.name.isEmpty() ? what.table.text() : what.table.text() + u" and "_s + what.references.text();
    const QString mode = what.references.name.isEmpty() ? u"ACCESS EXCLUSIVE on "_s : u"SHARE ROW EXCLUSIVE on "_s;

    CompiledStep step;
    step.reversibility = Reversibility::R0;
    if (validatesOnly) {
        step.summary = u"Check the rows of %1 against %2"_s.arg(what.table.text(), add.name);
        step.undoSummary = u"Let %2 of %1 check new rows alone again"_s.arg(what.table.text(), add.name);
        step.forward = { alter + u" VALIDATE CONSTRAINT "_s + name };
        step.undo = { drop, alter + u" ADD CONSTRAINT "_s + name + u' ' + now->definition };
        step.present = u"SELECT "_s + isThere + u" AND k.convalidated)"_s;
        step.absent = u"SELECT "_s + isThere + u" AND NOT k.convalidated)"_s;
        step.forwardLock = u"SHARE UPDATE EXCLUSIVE on %1 while every row is read once"_s.arg(what.table.text());
    } else {
        step.summary = u"Add constraint %1 to %2"_s.arg(add.name, what.table.text());
        step.undoSummary = u"Drop constraint %1 of %2"_s.arg(add.name, what.table.text());
        step.forward = { alter + u" ADD CONSTRAINT "_s + name + u' ' + what.definition + (add.validate ? QString() : u" NOT VALID"_s) };
        step.undo = { drop };
        step.present = u"SELECT "_s + isThere + (add.validate ? u" AND k.convalidated)"_s : u" AND NOT k.convalidated)"_s);
        step.absent = u"SELECT NOT "_s + isThere + u')';
        step.forwardLock = mode + tables
            + (!add.unique.isEmpty() ? u" while its index is built"_s : add.validate ? u" while every row is read once"_s : u", catalogue only"_s);
    }
    step.undoLock = u"ACCESS EXCLUSIVE on %1, catalogue only"_s.arg(tables);
    step.touches = { what.table };
    if (!what.references.name.isEmpty())
        step.touches.append(what.references);
    return step;
}

} // namespace sluice
