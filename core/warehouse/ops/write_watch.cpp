// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/write_watch.h"

#include "sql/sql_quoting.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"
#include "warehouse/sql_pieces.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Below, counting behind the lock takes less than a tenth of a second, and is simpler.
constexpr auto kLargeTable = "200000";

/// Columns whose names stand anywhere in the expressions; all of them where one may mean the whole row.
QStringList columnsRead(const RelationFacts &table, const QString &column, const QStringList &expressions)
{
    QStringList names;
    for (const QString &expression : expressions) {
        for (const SqlPiece &piece : sqlPieces(Engine::Postgresql, expression))
            names += piece.isSymbol(u'*') ? table.name.name : piece.name;
    }
    const bool isWhole = names.contains(table.name.name, Qt::CaseInsensitive);
    QStringList read;
    for (const ColumnFacts &facts : table.columns) {
        if (facts.name != column && (isWhole || names.contains(facts.name, Qt::CaseInsensitive)))
            read += facts.name;
    }
    return read;
}

QString changed(const StepContext &context, const QString &column)
{
    const QString field = quoted(context, column);
    return u"NOT "_s + identical(Engine::Postgresql, u"OLD."_s + field, u"NEW."_s + field);
}

} // namespace

std::optional<WriteWatch> watchColumn(
    const StepContext &context, const RelationFacts &table, const QString &column, const OwnValues &own)
{
    if (context.engine() != Engine::Postgresql)
        return std::nullopt;
    const QString name = ownTable(Engine::Postgresql, watchName(context.runId, context.step.id, {}));
    const QString onInsert = quoted(context, watchName(context.runId, context.step.id, u"insert"_s));
    const QString onUpdate = quoted(context, watchName(context.runId, context.step.id, u"update"_s));
    const QString field = u"NEW."_s + quoted(context, column);
    const QString onTable = u" ON "_s + quoted(context, table.name);
    const QString calls = u" EXECUTE FUNCTION "_s + name + u"()"_s;
    const QString oid = u"to_regclass("_s + quoteLiteral(quoteRelation(Engine::Postgresql, table.name)) + u')';
    QStringList inserted { field + u" IS NOT NULL"_s };
    for (const QString &constant : own.constants)
        inserted
            += u"NOT "_s + identicalOfType(own.type, field, u"CAST(("_s + constant + u"\n) AS "_s + own.type + u')');
    QStringList updated { changed(context, column) };
    for (const QString &read : columnsRead(table, column, own.expressions))
        updated += changed(context, read);

    WriteWatch watch;
    // Whoever inserts into a parent writes its children: their triggers are not the parent's.
    watch.isWorth = u"SELECT coalesce((SELECT c.relkind = 'r' AND NOT c.relhassubclass AND c.reltuples >= "_s
        + QLatin1String(kLargeTable) + u" FROM pg_catalog.pg_class c WHERE c.oid = "_s + oid + u"), false)"_s;
    // The sequence is never dropped and made anew while triggers call it: a writer's session knows it by its number. OR
    // REPLACE takes the lock of CREATE TRIGGER, which lets readers go on; DROP TRIGGER does not.
    watch.begin = { u"CREATE SEQUENCE IF NOT EXISTS "_s + name,
        u"SELECT pg_catalog.setval("_s + quoteLiteral(name) + u", 1, false)"_s,
        u"CREATE OR REPLACE FUNCTION "_s + name
            + u"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS "_s
            + quoteLiteral(u"BEGIN PERFORM pg_catalog.nextval("_s + quoteLiteral(name) + u"); RETURN NULL; END"_s),
        u"CREATE OR REPLACE TRIGGER "_s + onInsert + u" AFTER INSERT"_s + onTable + u" FOR EACH ROW WHEN ("_s
            + inserted.join(u" AND "_s) + u')' + calls,
        u"CREATE OR REPLACE TRIGGER "_s + onUpdate + u" AFTER UPDATE"_s + onTable + u" FOR EACH ROW WHEN ("_s + field
            + u" IS NOT NULL AND ("_s + updated.join(u" OR "_s) + u"))"_s + calls,
        u"ALTER TABLE "_s + quoted(context, table.name) + u" ENABLE ALWAYS TRIGGER "_s + onInsert
            + u", ENABLE ALWAYS TRIGGER "_s + onUpdate };
    watch.isThere = u"SELECT to_regprocedure("_s + quoteLiteral(name + u"()"_s) + u") IS NOT NULL"_s;
    // A trigger that was switched off and on again no longer fires always.
    watch.isQuiet = u"SELECT NOT is_called AND (SELECT count(*) FROM pg_catalog.pg_trigger WHERE tgrelid = "_s + oid
        + u" AND tgfoid = to_regproc("_s + quoteLiteral(name)
        + u") AND tgenabled = 'A') = 2"
          u" AND NOT (SELECT c.relhassubclass FROM pg_catalog.pg_class c WHERE c.oid = "_s
        + oid + u") FROM "_s + name;
    watch.end = { u"DROP TRIGGER IF EXISTS "_s + onInsert + onTable, u"DROP TRIGGER IF EXISTS "_s + onUpdate + onTable,
        u"DROP FUNCTION IF EXISTS "_s + name + u"()"_s };
    // Who wrote behind a savepoint and went back to it holds the sequence, and nothing of the table.
    watch.after = { u"DROP SEQUENCE IF EXISTS "_s + name };
    return watch;
}

} // namespace sluice
