// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/dialect.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/ops/switch_sql.h"
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_flag_view.h"
#include "warehouse/sqlite/sqlite_flags.h"

#include <QRegularExpression>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString rowCondition(const QString &flag, const QString &cohort)
{
    return u"flag = "_s + quoteLiteral(flag) + u" AND cohort = "_s + quoteLiteral(cohort);
}

Result<std::optional<bool>> flagRow(SqlSession &session, const QString &table, const QString &flag, const QString &cohort)
{
    SLUICE_TRY(const SqlRows rows, session.query(u"SELECT is_on FROM "_s + table + u" WHERE "_s + rowCondition(flag, cohort)));
    return rows.rows.isEmpty() ? std::optional<bool>() : std::optional<bool>(rows.scalar().toBool());
}

Result<void> checkCohort(const StepContext &context, const Flag &flag, const QString &cohort)
{
    static const QRegularExpression percentage(u"^[0-9]+ *%$"_s);
    if (percentage.match(cohort).hasMatch())
        return fail(ErrorCode::NotSupported, u"cohort %1: percentages of users are not supported by this version"_s.arg(cohort), {},
            u"name a database role, or all"_s);
    if (cohort == u"all")
        return {};
    if (flag.isReplaced())
        return fail(ErrorCode::NotSupported,
            u"cohort %1: flag %2 has 'route: replace', so its view reads one branch and is on for all or for nobody"_s.arg(cohort, flag.name), {},
            u"use the cohort all, or leave the flag with 'route: function'"_s);
    if (context.engine() == Engine::Mariadb)
        return fail(ErrorCode::NotSupported,
            u"cohort %1: on MariaDB a flag is a view of one branch, because it would compute both whole and could not see a reader's roles; so it is on for all or for nobody"_s
                .arg(cohort),
            {},
            u"use the cohort all"_s);
    if (context.engine() == Engine::Sqlite)
        return fail(ErrorCode::NotSupported, u"cohort %1: SQLite has no roles, so a flag there is on for all or for nobody"_s.arg(cohort), {},
            u"use the cohort all"_s);
    SLUICE_TRY(const SqlRows rows, context.session.query(u"SELECT count(*) FROM pg_catalog.pg_roles WHERE rolname = "_s + quoteLiteral(cohort)));
    if (rows.scalar().toLongLong() == 0)
        return refuse(context, u"cohort %1 is no role of this server"_s.arg(cohort), u"create the role and make its people members, or name another"_s);
    return {};
}

Result<void> addOnPostgres(const StepContext &context, const Flag &flag, const QString &cohort, bool on, CompiledStep &step)
{
    const QString table = u"sluice.flag"_s;
    SLUICE_TRY(const auto before, flagRow(context.session, table, flag.name, cohort));
    const QString row = rowCondition(flag.name, cohort);
    step.forward.append(postgresFlagRow(flag.name, cohort, on));
    step.undo.prepend(before ? postgresFlagRow(flag.name, cohort, *before) : u"DELETE FROM sluice.flag WHERE "_s + row);
    const QString isOn = u"EXISTS (SELECT FROM sluice.flag WHERE "_s + row + u" AND is_on)"_s;
    addProbe(step, on ? isOn : u"NOT "_s + isOn, on ? u"NOT "_s + isOn : isOn);
    step.forwardLock = step.undoLock = u"one row of sluice.flag"_s;
    return {};
}

Result<void> addOnSqlite(const StepContext &context, const Flag &flag, bool on, CompiledStep &step)
{
    SLUICE_TRY(const SqliteView serves, readSqliteView(context.session, flag.serves));
    SLUICE_TRY(const auto before, flagRow(context.session, u"sluice_flag"_s, flag.name, u"all"_s));
    const QString route = sqliteRoute(serves, on ? flag.candidate.name : flag.legacy.name);
    if (serves.sql != route) {
        step.forward += replaceSqliteView(serves, route);
        step.undo = replaceSqliteView(serves, serves.sql) + step.undo;
        SLUICE_CHECK(trySqliteView(context.session, serves.name.name, replaceSqliteView(serves, route)));
    }
    step.forward.append(sqliteFlagRow(flag.name, on));
    step.undo.append(sqliteFlagRow(flag.name, before.value_or(false)));
    const QString state = u"EXISTS (SELECT 1 FROM sluice_flag WHERE "_s + rowCondition(flag.name, u"all"_s) + u" AND is_on = "_s;
    const QString other = sqliteRoute(serves, on ? flag.legacy.name : flag.candidate.name);
    addProbe(step, sqliteHasText(serves.name.name, route) + u" AND "_s + state + (on ? u"1)"_s : u"0)"_s),
        sqliteHasText(serves.name.name, other) + u" AND "_s + state + (on ? u"0)"_s : u"1)"_s));
    step.forwardLock = step.undoLock = u"write lock on the database file, catalogue only"_s;
    step.touches.append(serves.name);
    return {};
}

} // namespace

Result<void> checkRoute(const StepContext &context, const Flag &flag)
{
    if (context.engine() == Engine::Postgresql || flag.route != FlagRoute::Function)
        return {};
    return fail(ErrorCode::NotSupported,
        u"flag %1 has 'route: function', and %2 has no function that could decide for each reader"_s.arg(flag.name, engineName(context.engine())), {},
        u"write 'route: replace', or leave 'route' out"_s);
}

void addProbe(CompiledStep &step, const QString &present, const QString &absent)
{
    step.present = step.present.isEmpty() ? u"SELECT "_s + present : step.present + u" AND "_s + present;
    step.absent = step.absent.isEmpty() ? u"SELECT "_s + absent : step.absent + u" AND "_s + absent;
}

Result<void> addSwitch(const StepContext &context, const QString &flagName, const QString &cohort, bool on, CompiledStep &step)
{
    const Flag *flag = context.plan.flag(flagName);
    if (!flag)
        return refuse(context, u"the plan has no flag %1"_s.arg(flagName));
    SLUICE_CHECK(checkCohort(context, *flag, cohort));
    SLUICE_TRY(
        const auto installed, flagRow(context.session, ownTable(context.engine(), u"flag"_s), flagName, u"all"_s));
    if (!installed)
        return refuse(context, u"flag %1 is not installed, so nobody reads through it"_s.arg(flagName), u"install it in an earlier step with install_flag"_s);
    switch (context.engine()) {
    case Engine::Postgresql:
        return flag->isReplaced() ? addReplacedOnPostgres(context, *flag, on, step) : addOnPostgres(context, *flag, cohort, on, step);
    case Engine::Sqlite:
        return addOnSqlite(context, *flag, on, step);
    case Engine::Mariadb:
        return addSwitchOnMariadb(context, *flag, on, step);
    case Engine::Odbc:
        break;
    }
    return fail(notSupportedOn(context.engine(), u"switch_flag"_s));
}

Result<CompiledStep> compileSwitchFlag(const StepContext &context)
{
    const auto &flip = std::get<SwitchFlag>(context.step.body);
    CompiledStep step;
    step.summary = u"Switch %1 %2 for %3"_s.arg(flip.flag, flip.on ? u"on"_s : u"off"_s, flip.cohort);
    step.undoSummary = u"Switch %1 back for %2"_s.arg(flip.flag, flip.cohort);
    step.reversibility = Reversibility::R0;
    SLUICE_CHECK(addSwitch(context, flip.flag, flip.cohort, flip.on, step));
    return step;
}

Result<CompiledStep> compileExposure(SqlSession &session, const Plan &plan, const QString &cohort, const QString &runId)
{
    Step exposure;
    exposure.id = u"expose:"_s + cohort;
    exposure.body = SwitchFlag { {}, cohort, true };
    const StepContext context { session, plan, exposure, runId };
    if (plan.flags.isEmpty())
        return refuse(context, u"the plan has no flag to switch"_s);
    CompiledStep step;
    step.stepId = exposure.id;
    step.op = u"switch_flag"_s;
    step.summary = u"Show the candidate to %1"_s.arg(cohort);
    step.undoSummary = u"Show the legacy to %1 again"_s.arg(cohort);
    step.reversibility = Reversibility::R0;
    for (const Flag &flag : plan.flags)
        SLUICE_CHECK(addSwitch(context, flag.name, cohort, true, step));
    return step;
}

} // namespace sluice
