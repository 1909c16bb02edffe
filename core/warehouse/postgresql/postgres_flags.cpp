// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/postgresql/postgres_dialect.h"

#include "sql/sql_quoting.h"
#include "warehouse/postgresql/postgres_flag_view.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Where the view already reads that branch it is left alone: replacing it would wait for everybody who reads it. When that
/// cannot be told (a session that may not try, a candidate that is broken) it is replaced all the same.
Result<QStringList> setReplacedSql(SqlSession &session, const Flag &flag, const QList<FlagState> &states)
{
    SLUICE_TRY(const SqlRows installed, session.query(u"SELECT count(*) FROM sluice.flag WHERE flag = "_s + quoteLiteral(flag.name)));
    if (installed.scalar().toLongLong() == 0)
        return QStringList(); // never installed, or taken back: readers are on their old view
    const bool on = std::any_of(states.cbegin(), states.cend(), [&](const FlagState &state) { return state.flag == flag.name && state.on; });
    SLUICE_TRY(const PostgresView view, readPostgresView(session, postgresName(flag.serves)));
    const auto tried = tryPostgresView(session, postgresBranchSql(view.columns, postgresName(on ? flag.candidate : flag.legacy)));
    QStringList statements;
    if (!tried || tried->definition != view.definition)
        statements += readBranchSql(view, flag, on);
    return statements + QStringList { postgresFlagRow(flag.name, u"all"_s, on) };
}

} // namespace

QString postgresBranchSql(const QList<PostgresColumn> &columns, const RelationName &source)
{
    QStringList names;
    for (const PostgresColumn &column : columns)
        names.append(quoteIdentifier(Engine::Postgresql, column.name));
    return u"SELECT "_s + names.join(u", "_s) + u" FROM "_s + quoteRelation(Engine::Postgresql, source);
}

QString postgresFlagRow(const QString &flag, const QString &cohort, bool on)
{
    return u"INSERT INTO sluice.flag (flag, cohort, is_on) VALUES ("_s + quoteLiteral(flag) + u", "_s + quoteLiteral(cohort)
        + (on ? u", true"_s : u", false"_s) + u") ON CONFLICT (flag, cohort) DO UPDATE SET is_on = excluded.is_on, changed_at = clock_timestamp()"_s;
}

QString readBranchSql(const PostgresView &view, const Flag &flag, bool candidate)
{
    return replaceViewSql(view.name, view.options, postgresBranchSql(view.columns, postgresName(candidate ? flag.candidate : flag.legacy)));
}

Result<ReplacedView> readReplacedView(SqlSession &session, const Flag &flag)
{
    ReplacedView replaced;
    SLUICE_TRY(replaced.view, readPostgresView(session, postgresName(flag.serves)));
    SLUICE_TRY(const TriedView legacy, tryPostgresView(session, postgresBranchSql(replaced.view.columns, postgresName(flag.legacy))));
    SLUICE_TRY(const TriedView candidate, tryPostgresView(session, postgresBranchSql(replaced.view.columns, postgresName(flag.candidate))));
    replaced.legacyText = legacy.definition;
    replaced.candidateText = candidate.definition;
    if (!replaced.readsLegacy() && !replaced.readsCandidate()) {
        return fail(ErrorCode::Refused,
            u"%1 reads neither %2 nor %3 alone, as flag %4 with 'route: replace' left it"_s.arg(
                flag.serves.text(), flag.legacy.text(), flag.candidate.text(), flag.name),
            session.profile().name, u"somebody replaced the view; put it back, then go on"_s);
    }
    return replaced;
}

Result<QStringList> PostgresDialect::setFlagsSql(SqlSession &session, const Plan &plan, const QList<FlagState> &states) const
{
    QStringList names;
    QStringList replaced;
    for (const Flag &flag : plan.flags) {
        if (flag.isReplaced()) {
            SLUICE_TRY(const QStringList statements, setReplacedSql(session, flag, states));
            replaced += statements;
        } else {
            names.append(quoteLiteral(flag.name));
        }
    }
    if (names.isEmpty())
        return replaced;
    QStringList statements { u"UPDATE sluice.flag SET is_on = false, changed_at = clock_timestamp() WHERE is_on AND flag IN ("_s + names.join(u", "_s) + u')' };
    for (const FlagState &state : states) {
        const Flag *flag = plan.flag(state.flag);
        if (flag && !flag->isReplaced()) // another plan's flag is not ours to set
            statements.append(postgresFlagRow(state.flag, state.cohort, state.on));
    }
    return statements + replaced;
}

Result<void> PostgresDialect::forceBranch(SqlSession &session, Branch branch) const
{
    const QString value = branch == Branch::Live ? QString() : branchName(branch);
    SLUICE_CHECK(session.query(u"SELECT set_config('sluice.force_branch', "_s + quoteLiteral(value) + u", false)"_s));
    if (branch == Branch::Live)
        return {};
    // A role that the setting is not honoured for would read the live branch twice and find both alike.
    SLUICE_TRY(const SqlRows rows, session.query(u"SELECT sluice.\"on\"('', current_user), current_user"_s));
    if (rows.scalar().toBool() == (branch == Branch::Candidate))
        return {};
    static_cast<void>(session.query(u"SELECT set_config('sluice.force_branch', '', false)"_s));
    return fail(ErrorCode::PermissionDenied, u"role %1 cannot be made to read one branch of a flag"_s.arg(rows.rows[0].value(1).toString()),
        session.profile().name, u"name the probe role when enrolling the target, and make this role a member of it"_s);
}

} // namespace sluice
