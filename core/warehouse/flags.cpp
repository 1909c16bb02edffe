// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/flags.h"

#include "warehouse/dialect.h"
#include "warehouse/own_tables.h"

namespace sluice {

using namespace Qt::StringLiterals;

Result<QList<FlagState>> readFlags(SqlSession &session)
{
    SLUICE_TRY(const SqlRows rows,
        queryAll(session, u"SELECT flag, cohort, is_on FROM "_s + ownTable(session.engine(), u"flag"_s) + u" ORDER BY flag, cohort"_s));
    QList<FlagState> states;
    for (const QVariantList &row : rows.rows)
        states.append({ row[0].toString(), row[1].toString(), row[2].toBool() });
    return states;
}

Result<QStringList> flagsOffSql(SqlSession &session, const Plan &plan)
{
    return dialectFor(session.engine()).setFlagsSql(session, plan, {});
}

Result<QStringList> setFlagsSql(SqlSession &session, const Plan &plan, const QList<FlagState> &states)
{
    return dialectFor(session.engine()).setFlagsSql(session, plan, states);
}

Result<void> forceBranch(SqlSession &session, Branch branch)
{
    return dialectFor(session.engine()).forceBranch(session, branch);
}

} // namespace sluice
