// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/ops/switch_sql.h"
#include "warehouse/ops/view_restore.h"
#include "warehouse/postgresql/postgres_dialect.h"
#include "warehouse/postgresql/postgres_flag_view.h"
#include "warehouse/sqlite/sqlite_flags.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// SELECT … UNION ALL SELECT …: each branch has a filter that depends on no row, so the other one is never executed.
/// Two filtered scans keep parallel plans, which one SELECT over a subquery would lose.
QString postgresRoute(const Flag &flag, const RelationName &legacy, const RelationName &candidate, const QList<PostgresColumn> &columns)
{
    const QString on = u"sluice.\"on\"("_s + quoteLiteral(flag.name) + u", current_user)"_s;
    return postgresBranchSql(columns, legacy) + u" WHERE NOT "_s + on + u" UNION ALL "_s + postgresBranchSql(columns, candidate) + u" WHERE "_s + on;
}

Result<void> checkCandidateColumns(const StepContext &context, const PostgresView &serves, const RelationName &candidate)
{
    auto tried = tryPostgresView(context.session, postgresBranchSql(serves.columns, candidate));
    if (!tried) {
        Error error = std::move(tried).error();
        error.next = u"the candidate %1 must offer every column of %2"_s.arg(candidate.text(), serves.name.text());
        return fail(std::move(error));
    }
    if (const QString difference = columnDifference(serves.columns, tried->columns); !difference.isEmpty()) {
        return refuse(context, u"the candidate %1 has other columns than %2: %3"_s.arg(candidate.text(), serves.name.text(), difference),
            u"cast the column in the candidate"_s);
    }
    if (tried->reads.contains(serves.name))
        return refuse(context, u"the candidate %1 reads %2, so the route would read itself"_s.arg(candidate.text(), serves.name.text()));
    return {};
}

/// Everybody who may read the serving view must be able to read the candidate through it: its owner, or with
/// security_invoker each of its readers.
Result<void> checkCandidateRights(const StepContext &context, const PostgresView &serves, const RelationName &candidate)
{
    const bool byInvoker = serves.options.contains(u"security_invoker=true") || serves.options.contains(u"security_invoker=on")
        || serves.options.contains(u"security_invoker=1") || serves.options.contains(u"security_invoker=yes");
    const QString readers = byInvoker
        ? u"SELECT DISTINCT x.grantee FROM pg_catalog.pg_class c CROSS JOIN LATERAL aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) x"
          " WHERE x.privilege_type = 'SELECT' AND c.oid = "_s
        : u"SELECT c.relowner FROM pg_catalog.pg_class c WHERE c.oid = "_s;
    const QString target = quoteLiteral(quoted(context, candidate)) + u"::regclass"_s;
    SLUICE_TRY(const SqlRows rows,
        context.session.query(u"SELECT string_agg(CASE role WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(role) END, ', ') FROM ("_s + readers
            + quoteLiteral(quoted(context, serves.name)) + u"::regclass) r(role) WHERE NOT CASE role WHEN 0 THEN has_table_privilege('public', "_s + target
            + u", 'SELECT') ELSE has_table_privilege(role, "_s + target + u", 'SELECT') END"_s));
    if (!rows.scalar().toString().isEmpty()) {
        return refuse(context, u"%1 may read %2 but not the candidate %3"_s.arg(rows.scalar().toString(), serves.name.text(), candidate.text()),
            u"grant SELECT on the candidate first"_s);
    }
    return {};
}

Result<void> compileOnPostgres(const StepContext &context, const Flag &flag, CompiledStep &step)
{
    const RelationName serves = postgresName(flag.serves);
    const RelationName legacy = postgresName(flag.legacy);
    const RelationName candidate = postgresName(flag.candidate);
    SLUICE_TRY(const RestorableView before, restorableView(context, serves));
    if (before.view.isWritable) {
        return refuse(context, u"%1 can be written through, which a route cannot"_s.arg(serves.text()),
            u"let writers use the table, or make the view read-only (an aggregate, a join, DISTINCT)"_s);
    }
    SLUICE_CHECK(checkCandidateColumns(context, before.view, candidate));
    SLUICE_CHECK(checkCandidateRights(context, before.view, candidate));
    if (flag.isReplaced())
        SLUICE_CHECK(checkNobodyWrites(context, before.view));
    const QString route = flag.isReplaced() ? postgresBranchSql(before.view.columns, legacy) : postgresRoute(flag, legacy, candidate, before.view.columns);
    const QString saveLegacy = u"CREATE VIEW "_s + quoted(context, legacy) + viewOptionsSql(before.view.options) + u" AS "_s + before.view.definition;
    SLUICE_TRY(const TriedView tried, tryPostgresView(context.session, route, { saveLegacy }));
    if (const QString difference = columnDifference(before.view.columns, tried.columns); !difference.isEmpty())
        return refuse(context, u"the route would have other columns than %1: %2"_s.arg(serves.text(), difference), u"cast the column in the candidate"_s);
    SLUICE_TRY(const QStringList grants, copyReadGrantsSql(context.session, before.view, legacy));

    step.forward = QStringList { saveLegacy } + grants
        + QStringList { u"INSERT INTO sluice.flag (flag, cohort, is_on) VALUES ("_s + quoteLiteral(flag.name) + u", 'all', false)"_s,
              replaceViewSql(serves, before.view.options, route) };
    const QString restore = replaceViewSql(serves, before.view.options, before.view.definition);
    const QString forget = u"DELETE FROM sluice.flag WHERE flag = "_s + quoteLiteral(flag.name);
    step.undo = { restore, forget, u"DROP VIEW "_s + quoted(context, legacy) };
    // Views that others have built on the saved legacy meanwhile are theirs: then it stays.
    step.guard = u"SELECT count(DISTINCT r.ev_class) FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid"
                 " WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = to_regclass("_s
        + quoteLiteral(quoted(context, legacy)) + u") AND r.ev_class NOT IN (d.refobjid, to_regclass("_s + quoteLiteral(quoted(context, serves)) + u"))"_s;
    step.atRisk = QString(step.guard).replace(u"count(DISTINCT r.ev_class)"_s, u"DISTINCT r.ev_class::regclass::text AS view"_s);
    step.guardedUndo = { restore, forget };
    step.remnant = u"view %1"_s.arg(legacy.text());
    step.remnantTraces = { { step.remnant, {} } };
    step.present = u"SELECT "_s + viewPrintsSql(serves, { tried.definition }) + u" AND "_s
        + viewPrintsSql(legacy, { before.view.definition, before.restoredDefinition });
    step.absent = u"SELECT "_s + viewPrintsSql(serves, { before.view.definition, before.restoredDefinition }) + u" AND "_s + nameIsFreeSql(legacy);
    step.needs = u"SELECT NOT "_s + nameIsFreeSql(legacy);
    step.touches = { serves, legacy, candidate };
    return {};
}

Result<void> compileOnSqlite(const StepContext &context, const Flag &flag, CompiledStep &step)
{
    SLUICE_TRY(const SqliteView serves, readSqliteView(context.session, flag.serves));
    if (!serves.triggers.isEmpty())
        return refuse(context, u"%1 can be written through its trigger %2"_s.arg(serves.name.text(), serves.triggers.first().name),
            u"let writers use the table, or drop the trigger"_s);
    SLUICE_TRY(const RelationFacts candidate, describeRelation(context.session, flag.candidate));
    for (const QString &column : serves.columns) {
        if (!findColumn(context, candidate, column)) {
            return refuse(context, u"the candidate %1 has no column %2, which %3 serves"_s.arg(candidate.name.text(), column, serves.name.text()),
                u"add the column to the candidate"_s);
        }
    }
    const QString route = sqliteRoute(serves, flag.legacy.name);
    step.forward = QStringList { renamedSqliteView(serves.sql, flag.legacy.name) } + replaceSqliteView(serves, route)
        + QStringList { sqliteFlagRow(flag.name, false) };
    SLUICE_CHECK(trySqliteView(context.session, serves.name.name, step.forward));
    // The candidate must also serve: a circle shows only when it is read.
    const QStringList switched = step.forward + replaceSqliteView(serves, sqliteRoute(serves, candidate.name.name));
    SLUICE_CHECK(trySqliteView(context.session, serves.name.name, switched));
    step.undo = replaceSqliteView(serves, serves.sql)
        + QStringList { u"DELETE FROM sluice_flag WHERE flag = "_s + quoteLiteral(flag.name), u"DROP VIEW "_s + quoted(context, flag.legacy.name) };
    step.present = u"SELECT "_s + sqliteHasText(serves.name.name, route) + u" AND "_s
        + sqliteHasText(flag.legacy.name, renamedSqliteView(serves.sql, flag.legacy.name));
    step.absent = u"SELECT "_s + sqliteHasText(serves.name.name, serves.sql) + u" AND "_s + sqliteNameIsFree(flag.legacy.name);
    step.needs = u"SELECT NOT "_s + sqliteNameIsFree(flag.legacy.name);
    step.touches = { serves.name, RelationName { {}, flag.legacy.name }, candidate.name };
    return {};
}

Result<void> checkNames(const StepContext &context, const Flag &flag)
{
    SLUICE_TRY(const RelationFacts serves, describeRelation(context.session, flag.serves));
    if (serves.kind != RelationKind::View) {
        return refuse(context,
            serves.kind == RelationKind::Missing ? u"there is no view %1 to serve"_s.arg(serves.name.text()) : u"%1 is not a view"_s.arg(serves.name.text()),
            u"let readers use a view of that name first"_s);
    }
    SLUICE_TRY(const RelationFacts legacy, describeRelation(context.session, flag.legacy));
    if (legacy.kind != RelationKind::Missing)
        return refuse(context, u"%1, the name for the saved legacy, is already taken"_s.arg(legacy.name.text()), u"use another name"_s);
    SLUICE_TRY(const RelationFacts candidate, describeRelation(context.session, flag.candidate));
    if (candidate.kind == RelationKind::Missing)
        return refuse(context, u"there is no candidate %1"_s.arg(candidate.name.text()), u"create it in an earlier step"_s);
    const QString table = context.engine() == Engine::Postgresql ? u"sluice.flag"_s : u"sluice_flag"_s;
    SLUICE_TRY(const SqlRows rows, context.session.query(u"SELECT count(*) FROM "_s + table + u" WHERE flag = "_s + quoteLiteral(flag.name)));
    if (rows.scalar().toLongLong() > 0)
        return refuse(context, u"flag %1 is already installed on this target"_s.arg(flag.name), u"use another name for the flag"_s);
    return {};
}

} // namespace

Result<CompiledStep> compileInstallFlag(const StepContext &context)
{
    const QString name = std::get<InstallFlag>(context.step.body).flag;
    const Flag *flag = context.plan.flag(name);
    if (!flag)
        return refuse(context, u"the plan has no flag %1"_s.arg(name));
    SLUICE_CHECK(checkRoute(context, *flag));
    SLUICE_CHECK(checkNames(context, *flag));
    CompiledStep step;
    step.summary = u"Install flag %1 on %2"_s.arg(name, flag->serves.text());
    step.undoSummary = u"Restore %1 as it was before flag %2"_s.arg(flag->serves.text(), name);
    step.reversibility = Reversibility::R0;
    step.forwardLock = step.undoLock = catalogueLock(context, flag->serves);
    SLUICE_CHECK(context.engine() == Engine::Postgresql ? compileOnPostgres(context, *flag, step) : compileOnSqlite(context, *flag, step));
    return step;
}

} // namespace sluice
