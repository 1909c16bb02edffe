// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_settings.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Result<QString> tableId(const StepContext &context, const RelationName &table)
{
    return queryText(context.session, u"SELECT "_s + quoteLiteral(quoted(context, table)) + u"::regclass::oid::text"_s);
}

/// Everything that a reader or writer meets at a table: shape, rights, rules. Equal texts, equal tables.
Result<QString> tableShape(const StepContext &context, const RelationName &table)
{
    SLUICE_TRY(const PinnedSettings pinned, PinnedSettings::pin(context.session));
    return queryText(context.session,
        u"SELECT concat_ws(E'\\n', 'owner ' || pg_get_userbyid(c.relowner), 'persistence ' || c.relpersistence::text, "
        u"'kind ' || c.relkind::text,"
        " 'row security ' || c.relrowsecurity::text || c.relforcerowsecurity::text, 'replica identity ' || "
        "c.relreplident::text,"
        " (SELECT string_agg('grant ' || x.privilege_type || ' to ' || x.grantee::regrole::text || "
        "x.is_grantable::text, E'\\n' ORDER BY x.privilege_type, x.grantee)"
        "    FROM aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) x),"
        " (SELECT string_agg('column ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN "
        "a.attnotnull THEN ' not null' ELSE '' END"
        "      || a.attidentity::text || a.attgenerated::text || coalesce(' default ' || pg_get_expr(d.adbin, "
        "d.adrelid), '') || coalesce(a.attacl::text, '')"
        "      || a.attcollation::regcollation::text, E'\\n' ORDER BY a.attnum)"
        "    FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = "
        "a.attnum"
        "   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),"
        " (SELECT string_agg('check ' || pg_get_constraintdef(k.oid), E'\\n' ORDER BY pg_get_constraintdef(k.oid))"
        "    FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('c', 'n', 'p', 'u', 'x')))"
        " FROM pg_catalog.pg_class c WHERE c.oid = "_s
            + quoteLiteral(quoted(context, table)) + u"::regclass"_s);
}

/// What stays behind with its own table when names change: views, foreign keys, triggers, policies, partitions, publications.
Result<QStringList> followers(const StepContext &context, const RelationName &table)
{
    SLUICE_TRY(const PinnedSettings pinned, PinnedSettings::pin(context.session));
    const QString id = quoteLiteral(quoted(context, table)) + u"::regclass"_s;
    SLUICE_TRY(const SqlRows rows,
        queryAll(context.session,
            u"SELECT DISTINCT CASE WHEN r.oid IS NOT NULL AND r.ev_class <> d.refobjid THEN 'view ' || "
            u"r.ev_class::regclass ELSE pg_describe_object(d.classid, d.objid, d.objsubid) END"
            " FROM pg_catalog.pg_depend d LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = "
            "'pg_catalog.pg_rewrite'::regclass AND r.oid = d.objid"
            " LEFT JOIN pg_catalog.pg_constraint k ON d.classid = 'pg_catalog.pg_constraint'::regclass AND k.oid = "
            "d.objid"
            " LEFT JOIN pg_catalog.pg_class o ON d.classid = 'pg_catalog.pg_class'::regclass AND o.oid = d.objid"
            " WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = "_s
                + id
                + u" AND d.classid NOT IN ('pg_catalog.pg_type'::regclass, 'pg_catalog.pg_attrdef'::regclass)"
                  " AND NOT coalesce(k.contype IN ('c', 'n', 'p', 'u', 'x') AND k.conrelid = d.refobjid, false) AND "
                  "NOT coalesce(o.relkind IN ('i', 't'), false)"
                  " UNION SELECT 'foreign key ' || k.conname FROM pg_catalog.pg_constraint k WHERE k.contype = 'f' AND (k.conrelid = "_s
                + id + u" OR k.confrelid = "_s + id
                + u") UNION SELECT 'trigger ' || t.tgname FROM pg_catalog.pg_trigger t WHERE NOT t.tgisinternal AND t.tgrelid = "_s
                + id
                + u" UNION SELECT 'parent ' || h.inhparent::regclass FROM pg_catalog.pg_inherits h WHERE h.inhrelid = "_s
                + id
                + u" UNION SELECT 'child ' || h.inhrelid::regclass FROM pg_catalog.pg_inherits h WHERE h.inhparent = "_s
                + id
                + u" UNION SELECT 'publication ' || p.pubname FROM pg_catalog.pg_publication_rel l JOIN pg_catalog.pg_publication p ON p.oid = l.prpubid WHERE l.prrelid = "_s
                + id + u" ORDER BY 1"_s));
    QStringList names;
    for (const QVariantList &row : rows.rows)
        names.append(row[0].toString());
    return names;
}

Result<void> checkPair(const StepContext &context, const RelationName &table, const RelationName &with)
{
    if (table.schema != with.schema)
        return refuse(context, u"%1 and %2 are in two schemas"_s.arg(table.text(), with.text()), u"build the new table in the schema of the old one"_s);
    for (const RelationName &name : { table, with }) {
        SLUICE_TRY(const QStringList bound, followers(context, name));
        if (!bound.isEmpty()) {
            return refuse(context, u"what hangs on %1 would not follow its name: %2"_s.arg(name.text(), bound.join(u", "_s)),
                u"let readers use a view over the table and move them by a flag"_s);
        }
    }
    SLUICE_TRY(const QString shape, tableShape(context, table));
    SLUICE_TRY(const QString other, tableShape(context, with));
    if (shape == other)
        return {};
    const QStringList here = shape.split(u'\n');
    const QStringList there = other.split(u'\n');
    for (qsizetype i = 0; i < std::max(here.size(), there.size()); ++i) {
        if (here.value(i) != there.value(i)) {
            return refuse(context, u"%1 and %2 differ: '%3' and '%4'"_s.arg(table.text(), with.text(), here.value(i, u"nothing"_s), there.value(i, u"nothing"_s)),
                u"give the new table the same columns in the same order, keys, owner and rights"_s);
        }
    }
    return {};
}

} // namespace

Result<CompiledStep> compileSwapTable(const StepContext &context)
{
    const auto &swap = std::get<SwapTable>(context.step.body);
    SLUICE_CHECK(requirePostgres(context, u"SQLite does not say which rows were written after a swap, so none could be taken back"_s,
        u"let readers use a view over the table and move them by a flag"_s));
    SLUICE_TRY(const RelationFacts table, requireTable(context, swap.table));
    SLUICE_TRY(const RelationFacts with, requireTable(context, swap.with));
    SLUICE_CHECK(checkPair(context, table.name, with.name));
    SLUICE_TRY(const QString tableOid, tableId(context, table.name));
    SLUICE_TRY(const QString withOid, tableId(context, with.name));
    const RelationName between { table.name.schema, quarantineName(context.runId, table.name.name) };
    const QString counted = ownTable(context.engine(), savedTableName(context.runId, context.step.id));
    const auto rename = [&](const RelationName &from, const RelationName &to) {
        return u"ALTER TABLE "_s + quoted(context, from) + u" RENAME TO "_s + quoted(context, to.name);
    };
    const QStringList exchange { rename(table.name, between), rename(with.name, table.name), rename(between, with.name) };
    const auto is = [&](const RelationName &name, const QString &oid) {
        return u"to_regclass("_s + quoteLiteral(quoted(context, name)) + u")::oid = "_s + oid;
    };

    CompiledStep step;
    step.summary = u"Swap %1 with %2"_s.arg(table.name.text(), with.name.text());
    step.undoSummary = u"Swap %1 and %2 back"_s.arg(table.name.text(), with.name.text());
    step.reversibility = Reversibility::R2;
    step.forward = QStringList { u"LOCK TABLE "_s + quoted(context, table.name) + u", "_s + quoted(context, with.name) + u" IN ACCESS EXCLUSIVE MODE"_s,
                       u"CREATE TABLE "_s + counted + u" AS SELECT count(*) AS rows FROM "_s + quoted(context, with.name) }
        + exchange;
    step.undo = exchange + QStringList { u"DROP TABLE IF EXISTS "_s + counted };
    // A row younger than the swap was written since; one that is missing among the older ones was deleted since. The row
    // type is renamed along with its table, so its own version tells when the swap was.
    const QString isYounger = u"age(xmin) < (SELECT age(y.xmin) FROM pg_catalog.pg_type y WHERE y.oid = (SELECT reltype FROM pg_catalog.pg_class WHERE oid = "_s
        + withOid + u"))"_s;
    // An updated row is both, so the larger number counts: changes of at least so many rows.
    step.guard = u"SELECT greatest(count(*) FILTER (WHERE "_s + isYounger + u"), (SELECT rows FROM "_s + counted + u") - count(*) FILTER (WHERE NOT "_s
        + isYounger + u")) FROM "_s + quoted(context, table.name);
    step.atRisk = u"SELECT * FROM "_s + quoted(context, table.name) + u" WHERE "_s + isYounger;
    step.guardLock = guardLockOf(context, table.name);
    step.guardedUndo = step.undo;
    step.remnant = u"changes of rows made in %1 after the swap, which are kept in %2"_s.arg(table.name.text(), with.name.text());
    step.present = u"SELECT "_s + is(table.name, withOid) + u" AND "_s + is(with.name, tableOid);
    step.absent = u"SELECT "_s + is(table.name, tableOid) + u" AND "_s + is(with.name, withOid);
    step.forwardLock = u"ACCESS EXCLUSIVE on %1 and %2 while the rows of %2 are counted"_s.arg(table.name.text(), with.name.text());
    step.undoLock = u"ACCESS EXCLUSIVE on %1 and %2, catalogue only"_s.arg(table.name.text(), with.name.text());
    step.touches = { table.name, with.name };
    return step;
}

} // namespace sluice
