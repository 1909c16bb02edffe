// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/mariadb/mariadb_flags.h"

#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

QString mariadbRoute(const MariadbView &serves, const RelationName &source)
{
    QStringList columns;
    for (const MariadbColumn &column : serves.columns) {
        const QString name = quoteIdentifier(Engine::Mariadb, column.name);
        columns.append(u"`route`."_s + name + u" AS "_s + name);
    }
    // As the server prints it, so that a route is recognised by its text.
    return u"select "_s + columns.join(u',') + u" from "_s + quoteRelation(Engine::Mariadb, source) + u" `route`"_s;
}

QString mariadbFlagRow(const QString &flag, bool on)
{
    return u"INSERT INTO sluice_flag (flag, cohort, is_on) VALUES ("_s + quoteLiteral(flag) + u", 'all', "_s
        + (on ? u"1"_s : u"0"_s) + u") ON DUPLICATE KEY UPDATE is_on = VALUES(is_on)"_s;
}

Result<QStringList> MariadbDialect::setFlagsSql(
    SqlSession &session, const Plan &plan, const QList<FlagState> &states) const
{
    QStringList statements;
    for (const Flag &flag : plan.flags) {
        const auto isWanted = [&](const FlagState &state) { return state.flag == flag.name && state.on; };
        const bool on = std::any_of(states.cbegin(), states.cend(), isWanted);
        SLUICE_TRY(const SqlRows installed,
            session.query(u"SELECT COUNT(*) FROM sluice_flag WHERE flag = "_s + quoteLiteral(flag.name)));
        if (installed.scalar().toLongLong() == 0)
            continue; // never installed, or taken back: readers are on their old view
        SLUICE_TRY(const MariadbView serves, readMariadbView(session, mariadbName(session, flag.serves)));
        const QString route = mariadbRoute(serves, mariadbName(session, on ? flag.candidate : flag.legacy));
        if (serves.definition != route)
            statements.append(replaceMariadbView(serves.name, serves, route));
        statements.append(mariadbFlagRow(flag.name, on));
    }
    return statements;
}

/// A view that chose by reader would be a UNION of both branches, which MariaDB computes whole before it gives a row; and
/// in it CURRENT_ROLE() is the definer's, so that nothing but the name of the user could decide.
Result<void> MariadbDialect::forceBranch(SqlSession &session, Branch branch) const
{
    if (branch == Branch::Live)
        return {};
    return fail(ErrorCode::NotSupported,
        u"on MariaDB a flag is a view, which reads one branch for everybody, so no session can be forced to the other"_s,
        session.profile().name, u"let the probe read the legacy and the candidate by their own names"_s);
}

} // namespace sluice
