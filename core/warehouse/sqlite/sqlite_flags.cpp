// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/sqlite/sqlite_flags.h"

#include "sql/sql_quoting.h"
#include "warehouse/own_tables.h"
#include "warehouse/sqlite/sqlite_dialect.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

QString sqliteRoute(const SqliteView &serves, const QString &source)
{
    QStringList columns;
    for (const QString &column : serves.columns) {
        const QString name = quoteIdentifier(Engine::Sqlite, column);
        // Qualified, because SQLite takes a quoted name that it does not find for a string.
        columns.append(u"route."_s + name + u" AS "_s + name);
    }
    return createSqliteView(serves.name.name,
        u"SELECT "_s + columns.join(u", "_s) + u" FROM "_s + quoteIdentifier(Engine::Sqlite, source) + u" AS route"_s);
}

QString sqliteFlagRow(const QString &flag, bool on)
{
    return u"INSERT OR REPLACE INTO sluice_flag (flag, cohort, is_on) VALUES ("_s + quoteLiteral(flag) + u", 'all', "_s + (on ? u"1)"_s : u"0)"_s);
}

Result<QStringList> SqliteDialect::setFlagsSql(SqlSession &session, const Plan &plan, const QList<FlagState> &states) const
{
    QStringList statements;
    for (const Flag &flag : plan.flags) {
        const auto isWanted = [&](const FlagState &state) { return state.flag == flag.name && state.on; };
        const bool on = std::any_of(states.cbegin(), states.cend(), isWanted);
        SLUICE_TRY(const SqlRows installed, session.query(u"SELECT count(*) FROM sluice_flag WHERE flag = "_s + quoteLiteral(flag.name)));
        if (installed.scalar().toLongLong() == 0)
            continue; // never installed, or taken back: readers are on their old view
        SLUICE_TRY(const SqliteView serves, readSqliteView(session, flag.serves));
        const QString route = sqliteRoute(serves, on ? flag.candidate.name : flag.legacy.name);
        if (serves.sql != route)
            statements += replaceSqliteView(serves, route);
        statements.append(sqliteFlagRow(flag.name, on));
    }
    return statements;
}

Result<void> SqliteDialect::forceBranch(SqlSession &, Branch branch) const
{
    if (branch == Branch::Live)
        return {};
    return notSupported("forcing readers to one branch");
}

} // namespace sluice
