// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/ops/switch_sql.h"
#include "warehouse/ops/view_restore.h"
#include "warehouse/postgresql/postgres_dialect.h"
#include "warehouse/postgresql/postgres_flag_view.h"
#include "warehouse/sqlite/sqlite_flags.h"

#include "sql/sql_quoting.h"
#include "warehouse/own_tables.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Nobody may change from legacy to candidate by the way: that is what exposure with its gates is for.
Result<void> checkOnForAll(const StepContext &context, const Flag &flag, const QString &table)
{
    SLUICE_TRY(const SqlRows rows,
        context.session.query(u"SELECT count(*), count(CASE WHEN cohort = 'all' AND is_on THEN 1 END) FROM "_s + table + u" WHERE flag = "_s + quoteLiteral(flag.name)));
    if (rows.rows[0][0].toLongLong() == 0)
        return refuse(context, u"flag %1 is not installed on this target"_s.arg(flag.name));
    if (rows.rows[0][1].toLongLong() == 0)
        return refuse(context, u"flag %1 is not on for all, so some readers would change to the candidate here"_s.arg(flag.name), u"expose the candidate to all in an earlier stage"_s);
    return {};
}

Result<void> compileOnPostgres(const StepContext &context, const Flag &flag, CompiledStep &step)
{
    if (flag.isReplaced())
        return compileRemoveReplacedOnPostgres(context, flag, step);
    const RelationName serves = postgresName(flag.serves);
    SLUICE_TRY(const RestorableView before, restorableView(context, serves));
    const QString direct = postgresBranchSql(before.view.columns, postgresName(flag.candidate));
    SLUICE_TRY(const TriedView tried, tryPostgresView(context.session, direct));
    if (const QString difference = columnDifference(before.view.columns, tried.columns); !difference.isEmpty())
        return refuse(context, u"the candidate %1 has other columns than %2: %3"_s.arg(flag.candidate.text(), serves.text(), difference), u"cast the column in the candidate"_s);
    SLUICE_TRY(const SqlRows rows,
        queryAll(context.session, u"SELECT quote_literal(cohort), is_on::text FROM sluice.flag WHERE flag = "_s + quoteLiteral(flag.name) + u" ORDER BY cohort"_s));
    QStringList values;
    for (const QVariantList &row : rows.rows)
        values.append(u'(' + quoteLiteral(flag.name) + u", "_s + row[0].toString() + u", "_s + row[1].toString() + u')');
    step.forward = { replaceViewSql(serves, before.view.options, direct), u"DELETE FROM sluice.flag WHERE flag = "_s + quoteLiteral(flag.name) };
    step.undo = { u"INSERT INTO sluice.flag (flag, cohort, is_on) VALUES "_s + values.join(u", "_s) + u" ON CONFLICT (flag, cohort) DO UPDATE SET is_on = excluded.is_on"_s,
        replaceViewSql(serves, before.view.options, before.view.definition) };
    step.present = u"SELECT "_s + viewPrintsSql(serves, { tried.definition });
    step.absent = u"SELECT "_s + viewPrintsSql(serves, { before.view.definition, before.restoredDefinition });
    step.touches = { serves };
    return {};
}

/// Where a flag is a replacement of the view, the view reads the candidate already.
Result<void> compileOnSqlite(const StepContext &context, const Flag &flag, CompiledStep &step)
{
    SLUICE_TRY(const SqliteView serves, readSqliteView(context.session, flag.serves));
    if (serves.sql != sqliteRoute(serves, flag.candidate.name))
        return refuse(context, u"%1 does not read the candidate %2 although flag %3 is on"_s.arg(serves.name.text(), flag.candidate.text(), flag.name), u"switch the flag again"_s);
    const QString row = u"FROM sluice_flag WHERE flag = "_s + quoteLiteral(flag.name);
    step.forward = { u"DELETE "_s + row };
    step.undo = { sqliteFlagRow(flag.name, true) };
    step.present = u"SELECT NOT EXISTS (SELECT 1 "_s + row + u')';
    step.absent = u"SELECT EXISTS (SELECT 1 "_s + row + u')';
    step.touches = { serves.name };
    return {};
}

} // namespace

Result<CompiledStep> compileRemoveFlag(const StepContext &context)
{
    const QString name = std::get<RemoveFlag>(context.step.body).flag;
    const Flag *flag = context.plan.flag(name);
    if (!flag)
        return refuse(context, u"the plan has no flag %1"_s.arg(name));
    const bool isPostgres = context.engine() == Engine::Postgresql;
    SLUICE_CHECK(checkOnForAll(context, *flag, isPostgres ? u"sluice.flag"_s : u"sluice_flag"_s));
    CompiledStep step;
    step.summary = u"Let %1 read %2 for good"_s.arg(flag->serves.text(), flag->candidate.text());
    step.undoSummary = u"Let %1 follow flag %2 again"_s.arg(flag->serves.text(), name);
    step.reversibility = Reversibility::R0;
    step.forwardLock = step.undoLock = catalogueLock(context, flag->serves);
    SLUICE_CHECK(isPostgres ? compileOnPostgres(context, *flag, step) : compileOnSqlite(context, *flag, step));
    return step;
}

} // namespace sluice
