// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/write_watch.h"

#include "sql/sql_quoting.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Below, counting behind the lock takes less than a tenth of a second, and is simpler.
constexpr auto kLargeTable = "200000";

} // namespace

std::optional<WriteWatch> watchColumn(const StepContext &context, const RelationName &table, const QString &column)
{
    if (context.engine() != Engine::Postgresql)
        return std::nullopt;
    const QString name = watchName(context.runId, context.step.id, {});
    const QString own = ownTable(Engine::Postgresql, name);
    const QString onInsert = quoted(context, watchName(context.runId, context.step.id, u"insert"_s));
    const QString onUpdate = quoted(context, watchName(context.runId, context.step.id, u"update"_s));
    const QString field = quoted(context, column);
    const QString onTable = u" ON "_s + quoted(context, table);
    const QString calls = u" EXECUTE FUNCTION "_s + own + u"()"_s;

    WriteWatch watch;
    // Whoever inserts into a parent writes its children: their triggers are not the parent's.
    watch.isWorth = u"SELECT coalesce((SELECT c.relkind = 'r' AND NOT c.relhassubclass AND c.reltuples >= "_s
        + QLatin1String(kLargeTable) + u" FROM pg_catalog.pg_class c WHERE c.oid = to_regclass("_s
        + quoteLiteral(quoteRelation(Engine::Postgresql, table)) + u")), false)"_s;
    // The sequence is never dropped and made anew while triggers call it: a writer's session knows it by its number. OR
    // REPLACE takes the lock of CREATE TRIGGER, which lets readers go on; DROP TRIGGER does not.
    watch.begin = { u"CREATE SEQUENCE IF NOT EXISTS "_s + own,
        u"SELECT pg_catalog.setval("_s + quoteLiteral(own) + u", 1, false)"_s,
        u"CREATE OR REPLACE FUNCTION "_s + own
            + u"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS "_s
            + quoteLiteral(u"BEGIN PERFORM pg_catalog.nextval("_s + quoteLiteral(own) + u"); RETURN NULL; END"_s),
        u"CREATE OR REPLACE TRIGGER "_s + onInsert + u" AFTER INSERT"_s + onTable + u" FOR EACH ROW WHEN (NEW."_s
            + field + u" IS NOT NULL)"_s + calls,
        u"CREATE OR REPLACE TRIGGER "_s + onUpdate + u" AFTER UPDATE"_s + onTable + u" FOR EACH ROW WHEN (NOT ("_s
            + identical(Engine::Postgresql, u"OLD."_s + field, u"NEW."_s + field) + u"))"_s + calls,
        u"ALTER TABLE "_s + quoted(context, table) + u" ENABLE ALWAYS TRIGGER "_s + onInsert
            + u", ENABLE ALWAYS TRIGGER "_s + onUpdate };
    watch.isThere = u"SELECT to_regclass("_s + quoteLiteral(own) + u") IS NOT NULL"_s;
    // A trigger that was switched off and on again no longer fires always.
    watch.isQuiet
        = u"SELECT NOT is_called AND (SELECT count(*) FROM pg_catalog.pg_trigger WHERE tgrelid = to_regclass("_s
        + quoteLiteral(quoteRelation(Engine::Postgresql, table)) + u") AND tgfoid = to_regproc("_s + quoteLiteral(own)
        + u") AND tgenabled = 'A') = 2 FROM "_s + own;
    watch.end = { u"DROP TRIGGER IF EXISTS "_s + onInsert + onTable, u"DROP TRIGGER IF EXISTS "_s + onUpdate + onTable,
        u"DROP FUNCTION IF EXISTS "_s + own + u"()"_s, u"DROP SEQUENCE IF EXISTS "_s + own };
    return watch;
}

} // namespace sluice
