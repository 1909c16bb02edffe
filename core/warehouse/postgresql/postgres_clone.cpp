// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/kill_point.h"
#include "base/pause.h"
#include "sql/sql_quoting.h"
#include "warehouse/database_clone.h"
#include "warehouse/postgresql/postgres_dialect.h"

#include <QElapsedTimer>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr Duration kWaitForIdle { std::chrono::seconds(15) };
constexpr Duration kLookEvery { 250 };

QString dropSql(const QString &database)
{
    return u"DROP DATABASE IF EXISTS "_s + quoteIdentifier(Engine::Postgresql, database);
}

/// Who keeps the template from being copied; empty: nobody.
QString users(SqlSession &session)
{
    const auto rows = session.query(
        u"SELECT 'pid ' || pid || ' (' || coalesce(nullif(application_name, ''), 'no application name') || ', user '"
        " || coalesce(usename::text, '?') || ')' FROM pg_catalog.pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY backend_start LIMIT 3"_s);
    QStringList list;
    for (const QVariantList &row : rows ? rows->rows : QList<QVariantList>())
        list += row[0].toString();
    return list.join(u"; "_s);
}

Error notIdle(const SqlSession &session, const QString &who)
{
    return Error { ErrorCode::Busy,
        u"%1 is not idle, so it cannot be copied: %2"_s.arg(
            session.profile().database, who.isEmpty() ? u"somebody was there a moment ago"_s : who),
        u"connection "_s + session.profile().name, u"keep this copy free of other sessions while a rehearsal begins"_s,
        {} };
}

/// Short visitors (a look at the connection) are waited for, and whoever stays is named. The server waits a few seconds
/// by itself for those that come in between.
Result<void> copyWhenIdle(SqlSession &session, const QString &create, const CloneOrder &order)
{
    QElapsedTimer waited;
    waited.start();
    QString told;
    for (;;) {
        const QString others = users(session);
        const auto created = others.isEmpty() ? session.execute(create)
                                              : Result<qint64>(tl::make_unexpected(notIdle(session, others)));
        if (created)
            return {};
        if (created.error().code == ErrorCode::PermissionDenied) {
            Error error = created.error();
            error.where = u"connection "_s + session.profile().name;
            error.next = u"grant CREATEDB to this role, and let it own %1"_s.arg(session.profile().database);
            return fail(error);
        }
        if (created.error().code != ErrorCode::Busy)
            return fail(created.error());
        if (order.say && std::exchange(told, others) != others)
            order.say(u"Waiting for the copy to become idle: "_s + others);
        if (Duration(waited.elapsed()) >= kWaitForIdle || order.stop.stop_requested())
            return fail(notIdle(session, others));
        pauseFor(kLookEvery, order.stop);
    }
}

} // namespace

Result<std::unique_ptr<Clone>> PostgresDialect::makeClone(const CloneOrder &order) const
{
    ConnectionProfile profile = order.source;
    profile.database = newCloneName();
    profile.rehearsal = {};
    SLUICE_TRY(const auto session, order.open(order.source, SessionRole::Control, patientOptions()));
    session->setStopToken(order.stop);
    const QString create = u"CREATE DATABASE "_s + quoteIdentifier(Engine::Postgresql, profile.database)
        + u" TEMPLATE "_s + quoteIdentifier(Engine::Postgresql, order.source.database);
    SLUICE_KILL_POINT("K30");
    SLUICE_CHECK(copyWhenIdle(*session, create, order));
    auto clone = std::make_unique<DatabaseClone>(profile, order, patientOptions(), dropSql(profile.database) + u" WITH (FORCE)"_s);
    clone->markMade();
    SLUICE_KILL_POINT("K31");
    return clone;
}

/// A living rehearsal is connected to its clone; only in the moment after it was made is it not, and then whoever made
/// it is told that it is gone. Dropped without force, so that nobody is thrown out.
Result<int> PostgresDialect::removeDeadClones(const CloneOrder &order) const
{
    SLUICE_TRY(const auto session, order.open(order.source, SessionRole::Control, patientOptions()));
    SLUICE_TRY(const SqlRows rows,
        session->query(u"SELECT d.datname FROM pg_catalog.pg_database d WHERE d.datname ~ "_s
            + quoteLiteral(QLatin1String(kCloneNameForm))
            + u" AND pg_catalog.pg_get_userbyid(d.datdba) = current_user"
              " AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datname = d.datname) ORDER BY 1"_s));
    QStringList drops;
    for (const QVariantList &row : rows.rows)
        drops.append(dropSql(row[0].toString()));
    return dropDeadClones(*session, drops, order);
}

} // namespace sluice
