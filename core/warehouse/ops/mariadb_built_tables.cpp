// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_content.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/mariadb/mariadb_views.h"
#include "warehouse/ops/mariadb_ops.h"
#include "warehouse/ops/mariadb_stand_in.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"
#include "warehouse/sql_fragment.h"

#include <QRegularExpression>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The text by which a table's rows are known again, kept under the step's name beside the cursors of backfills.
class RememberedRows
{
public:
    explicit RememberedRows(const StepContext &context)
        : m_key(u"run = "_s + quoteLiteral(context.runId) + u" AND step = "_s + quoteLiteral(context.step.id))
        , m_values(quoteLiteral(context.runId) + u", "_s + quoteLiteral(context.step.id))
    {
    }

    QString remember(const RelationName &table, const QList<ColumnFacts> &columns) const
    {
        return u"INSERT INTO sluice_cursor (run, step, position) SELECT "_s + m_values + u", ("_s
            + mariadbContent(table, columns) + u") ON DUPLICATE KEY UPDATE position = VALUES(position)"_s;
    }
    QString forget() const { return u"DELETE FROM sluice_cursor WHERE "_s + m_key; }
    QString isRemembered() const { return u"EXISTS (SELECT 1 FROM sluice_cursor WHERE "_s + m_key + u')'; }

    /// 0 as long as the rows are those remembered. MariaDB does not say which row is whose, so that of others only
    /// their least number is known.
    QString countChanges(const RelationName &table, const QList<ColumnFacts> &columns) const
    {
        return u"SELECT IF(now.content <=> kept.content, 0, GREATEST(1, ABS(CAST(SUBSTRING_INDEX(now.content, ':', 1) "
               u"AS SIGNED)"
               " - coalesce(CAST(SUBSTRING_INDEX(kept.content, ':', 1) AS SIGNED), 0)))) FROM (SELECT ("_s
            + mariadbContent(table, columns)
            + u") AS content) AS now JOIN (SELECT (SELECT position FROM sluice_cursor WHERE "_s + m_key
            + u") AS content) AS kept"_s;
    }

private:
    QString m_key;
    QString m_values;
};

/// "(primary key) ENGINE=InnoDB AS SELECT of no rows": behind an outer join every column may be NULL, because the
/// default that MariaDB would give a NOT NULL date is one that it refuses.
QString emptyTable(const StepContext &context, const QString &query, const QStringList &primaryKey)
{
    QStringList key;
    for (const QString &column : primaryKey)
        key.append(quoted(context, column));
    return (key.isEmpty() ? QString() : u"(PRIMARY KEY ("_s + key.join(u", "_s) + u")) "_s)
        + u"ENGINE=InnoDB AS SELECT sluice_rows.* FROM (SELECT 1) AS sluice_one LEFT JOIN ("_s + query
        + u"\n) AS sluice_rows ON FALSE WHERE FALSE"_s;
}

struct TriedTable
{
    QList<ColumnFacts> columns;
    QString looksLike; ///< boolean SQL: the table of the step has these columns and no other
};

Result<TriedTable> tryTable(const StepContext &context, const RelationName &name, const QString &definition)
{
    SLUICE_TRY(const MariadbStandIn standIn, MariadbStandIn::of(context, definition));
    SLUICE_TRY(const RelationFacts facts, describeRelation(context.session, standIn.name()));
    TriedTable tried { facts.columns, {} };
    QStringList conditions { u"(SELECT COUNT(*) FROM information_schema.COLUMNS WHERE "_s + isMariadbRelation(name)
        + u") = "_s + QString::number(facts.columns.size()) };
    for (const ColumnFacts &column : facts.columns) {
        SLUICE_TRY(const auto state, readMariadbColumn(context.session, standIn.name(), column.name));
        if (!state)
            return fail(ErrorCode::Internal, u"the trial table has no column %1"_s.arg(column.name));
        conditions.append(mariadbColumnIs(name, *state));
    }
    tried.looksLike = conditions.join(u" AND "_s);
    return tried;
}

/// What stays behind with its own table when names change. Views and grants hang on the name, and so follow it.
Result<QStringList> followers(const StepContext &context, const RelationName &table)
{
    SLUICE_TRY(const SqlRows rows,
        queryAll(context.session,
            u"SELECT CONCAT('foreign key ', CONSTRAINT_NAME, ' of ', TABLE_NAME) FROM information_schema.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_NAME IS NOT NULL AND ("_s
                + isMariadbRelation(table) + u" OR "_s
                + isMariadbRelation(table, u"REFERENCED_TABLE_SCHEMA"_s, u"REFERENCED_TABLE_NAME"_s)
                + u") UNION SELECT CONCAT('trigger ', TRIGGER_NAME) FROM information_schema.TRIGGERS WHERE "_s
                + isMariadbRelation(table, u"EVENT_OBJECT_SCHEMA"_s, u"EVENT_OBJECT_TABLE"_s) + u" ORDER BY 1"_s));
    QStringList names;
    for (const QVariantList &row : rows.rows)
        names.append(row[0].toString());
    return names;
}

Result<void> checkPair(const StepContext &context, const RelationName &table, const RelationName &with)
{
    if (table.schema != with.schema) {
        return refuse(context, u"%1 and %2 are in two databases"_s.arg(table.text(), with.text()),
            u"build the new table in the database of the old one"_s);
    }
    for (const RelationName &name : { table, with }) {
        SLUICE_TRY(const QStringList bound, followers(context, name));
        if (!bound.isEmpty()) {
            return refuse(context,
                u"what hangs on %1 would not follow its name: %2"_s.arg(name.text(), bound.join(u", "_s)),
                u"let readers use a view over the table and move them by a flag"_s);
        }
    }
    SLUICE_TRY(const QString shape, mariadbTableText(context.session, table));
    SLUICE_TRY(const QString other, mariadbTableText(context.session, with));
    // The comma behind a line says only that another follows.
    static const QRegularExpression separator(u",?\n"_s);
    const QStringList here = shape.split(separator);
    const QStringList there = other.split(separator);
    for (qsizetype i = 0; i < std::max(here.size(), there.size()); ++i) {
        if (here.value(i) != there.value(i)) {
            return refuse(context,
                u"%1 and %2 differ: '%3' and '%4'"_s.arg(table.text(), with.text(),
                    here.value(i, u"nothing"_s).trimmed(), there.value(i, u"nothing"_s).trimmed()),
                u"give the new table the same columns in the same order, keys, checks and options"_s);
        }
    }
    return {};
}

} // namespace

/// Filled under a name of Sluice's own and renamed when it is whole: whoever sees the name sees all of it.
Result<CompiledStep> compileBuildTableOnMariadb(const StepContext &context)
{
    const auto &build = std::get<BuildTable>(context.step.body);
    SLUICE_TRY(const RelationFacts there, describeRelation(context.session, build.table));
    const RelationName name = there.name;
    const RelationName quarantine { name.schema, quarantineName(context.runId, name.name) };
    SLUICE_TRY(const RelationFacts kept, describeRelation(context.session, quarantine));
    for (const RelationFacts &facts : { there, kept }) {
        if (facts.kind != RelationKind::Missing) {
            return refuse(context, u"%1 is already there"_s.arg(facts.name.text()),
                u"undoing this step would drop a table that it did not make; use another name"_s);
        }
    }
    SLUICE_TRY(const QString query, checkedQuery(context.engine(), build.query.text, u"the table's query"_s));
    const QString definition = emptyTable(context, query, build.primaryKey);
    SLUICE_TRY(const TriedTable tried, tryTable(context, name, definition));
    const RelationName building { name.schema,
        u"sluice_"_s + savedTableName(context.runId, context.step.id + u".new"_s) };
    const RememberedRows rows(context);
    const auto drop = [&](const RelationName &table) { return u"DROP TABLE IF EXISTS "_s + quoted(context, table); };

    CompiledStep step = stepAloneOnMariadb(
        u"Build table %1"_s.arg(name.text()), u"Drop table %1"_s.arg(name.text()), Reversibility::R2);
    step.forward = { drop(building), u"CREATE TABLE "_s + quoted(context, building) + u' ' + definition,
        u"INSERT INTO "_s + quoted(context, building) + u' ' + query, rows.remember(building, tried.columns),
        u"RENAME TABLE "_s + quoted(context, building) + u" TO "_s + quoted(context, name) };
    step.guard = rows.countChanges(name, tried.columns);
    step.guardLock = { u"RENAME TABLE IF EXISTS "_s + quoted(context, name) + u" TO "_s + quoted(context, quarantine) };
    step.lockedGuard = rows.countChanges(quarantine, tried.columns);
    step.undo = { drop(quarantine), drop(building), rows.forget() };
    step.guardedUndo = { u"DO 0"_s }; // it is in quarantine already
    step.remnant = u"table %1"_s.arg(quarantine.text());
    const QString isFree = mariadbNameIsFree(name);
    const QString isKeptFree = mariadbNameIsFree(quarantine);
    const QString isBuildingFree = mariadbNameIsFree(building);
    step.present = u"SELECT "_s + tried.looksLike + u" AND "_s + isBuildingFree + u" AND "_s + rows.isRemembered();
    step.absent = u"SELECT "_s + isFree + u" AND "_s + isKeptFree + u" AND "_s + isBuildingFree + u" AND NOT "_s
        + rows.isRemembered();
    step.kept = u"SELECT "_s + isFree + u" AND NOT "_s + isKeptFree;
    step.leftover = u"SELECT "_s + isFree + u" AND "_s + isKeptFree;
    step.forwardLock = u"none on what the query reads, but its rows are read once and again to remember them"_s;
    step.undoLock = mariadbShortLock(name);
    step.touches = { name };
    return step;
}

/// One RENAME TABLE exchanges both names, which MariaDB does as a whole or not at all. A marker that is renamed along
/// tells which way round they are, because the tables themselves cannot.
Result<CompiledStep> compileSwapTableOnMariadb(const StepContext &context)
{
    const auto &swap = std::get<SwapTable>(context.step.body);
    SLUICE_TRY(const RelationFacts table, requireInnodbTable(context, swap.table));
    SLUICE_TRY(const RelationFacts with, requireInnodbTable(context, swap.with));
    SLUICE_CHECK(checkPair(context, table.name, with.name));
    const QString database = context.session.profile().database;
    const auto own = [&](const QString &suffix) {
        return RelationName { database, u"sluice_"_s + savedTableName(context.runId, context.step.id + suffix) };
    };
    const RelationName before = own(u".old"_s);
    const RelationName swapped = own({});
    const RelationName between { table.name.schema, quarantineName(context.runId, table.name.name) };
    const auto to = [&](const RelationName &from, const RelationName &name) {
        return quoted(context, from) + u" TO "_s + quoted(context, name);
    };
    const QString exchange
        = to(table.name, between) + u", "_s + to(with.name, table.name) + u", "_s + to(between, with.name);
    const RememberedRows rows(context);
    const QString hasOld = u"NOT "_s + mariadbNameIsFree(before);
    const QString isSwapped = u"NOT "_s + mariadbNameIsFree(swapped);
    const QString areThere = u"NOT "_s + mariadbNameIsFree(table.name) + u" AND NOT "_s + mariadbNameIsFree(with.name);

    CompiledStep step = stepAloneOnMariadb(u"Swap %1 with %2"_s.arg(table.name.text(), with.name.text()),
        u"Swap %1 and %2 back"_s.arg(table.name.text(), with.name.text()), Reversibility::R2);
    step.forward = { rows.remember(with.name, with.columns),
        u"CREATE TABLE IF NOT EXISTS "_s + quoted(context, before) + u" (swapped TINYINT) ENGINE=InnoDB"_s,
        u"RENAME TABLE "_s + exchange + u", "_s + to(before, swapped) };
    step.guard = rows.countChanges(table.name, with.columns);
    // Safe to run twice: a second exchange would bring the new table back.
    step.guardLock = { u"BEGIN NOT ATOMIC IF "_s + isSwapped + u" THEN RENAME TABLE "_s + exchange + u", "_s
        + to(swapped, before) + u"; END IF; END"_s };
    step.lockedGuard = rows.countChanges(with.name, with.columns);
    const QString dropMarker = u"DROP TABLE IF EXISTS "_s + quoted(context, before);
    step.undo = { dropMarker, rows.forget() };
    step.guardedUndo = { dropMarker };
    step.remnant
        = u"changes of rows made in %1 after the swap, which are kept in %2"_s.arg(table.name.text(), with.name.text());
    step.present = u"SELECT "_s + isSwapped + u" AND NOT "_s + hasOld + u" AND "_s + areThere;
    const QString isBack = u"NOT "_s + isSwapped + u" AND NOT "_s + hasOld + u" AND "_s + areThere;
    step.absent = u"SELECT "_s + isBack + u" AND NOT "_s + rows.isRemembered();
    step.kept = u"SELECT "_s + isBack + u" AND "_s + rows.isRemembered();
    step.leftover = u"SELECT NOT "_s + isSwapped + u" AND "_s + areThere;
    step.forwardLock = u"exclusive metadata lock on %1 and %2 for a moment, after the rows of %2 were read once"_s.arg(
        table.name.text(), with.name.text());
    step.undoLock = u"exclusive metadata lock on %1 and %2 for a moment"_s.arg(table.name.text(), with.name.text());
    step.touches = { table.name, with.name };
    return step;
}

} // namespace sluice
