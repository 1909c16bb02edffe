// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/postgresql/postgres_dialect.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

Result<QStringList> PostgresDialect::setFlagsSql(SqlSession &, const Plan &plan, const QList<FlagState> &states) const
{
    QStringList names;
    for (const Flag &flag : plan.flags)
        names.append(quoteLiteral(flag.name));
    if (names.isEmpty())
        return QStringList {};
    QStringList statements { u"UPDATE sluice.flag SET is_on = false, changed_at = clock_timestamp() WHERE is_on AND flag IN ("_s + names.join(u", "_s) + u')' };
    for (const FlagState &state : states) {
        if (!plan.flag(state.flag))
            continue; // another plan's flag is not ours to set
        statements.append(u"INSERT INTO sluice.flag (flag, cohort, is_on) VALUES ("_s + quoteLiteral(state.flag) + u", "_s
            + quoteLiteral(state.cohort) + (state.on ? u", true"_s : u", false"_s)
            + u") ON CONFLICT (flag, cohort) DO UPDATE SET is_on = excluded.is_on, changed_at = clock_timestamp()"_s);
    }
    return statements;
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
