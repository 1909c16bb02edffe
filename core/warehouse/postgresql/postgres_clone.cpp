// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/kill_point.h"
#include "base/logging.h"
#include "base/pause.h"
#include "sql/sql_quoting.h"
#include "warehouse/clone.h"
#include "warehouse/postgresql/postgres_dialect.h"

#include <QElapsedTimer>
#include <QUuid>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr Duration kWaitForIdle { std::chrono::seconds(15) };
constexpr Duration kLookEvery { 250 };
constexpr auto kForm = "^sluice_rehearsal_[0-9a-f]{12}$";

/// Copying a large database takes as long as it takes.
SessionOptions patient()
{
    SessionOptions options;
    options.applicationName = u"sluice rehearsal"_s; // no runner: takeovers leave it alone
    options.statementTimeout = Duration(0);
    return options;
}

QString dropSql(const QString &database)
{
    return u"DROP DATABASE IF EXISTS "_s + quoteIdentifier(Engine::Postgresql, database);
}

class PostgresClone final : public Clone
{
public:
    PostgresClone(ConnectionProfile profile, CloneOrder order)
        : Clone(std::move(profile))
        , m_order(std::move(order))
    {
    }
    ~PostgresClone() override
    {
        if (const auto removed = remove(); !removed && m_order.say)
            m_order.say(removed.error().what);
    }

    /// By a fresh session: the one that made it must not keep others from the template meanwhile.
    Result<void> remove() override
    {
        if (m_isGone)
            return {};
        const auto drop = [this]() -> Result<void> {
            SLUICE_TRY(const auto session, m_order.open(m_order.source, SessionRole::Control, patient()));
            SLUICE_CHECK(session->execute(dropSql(profile().database) + u" WITH (FORCE)"_s));
            return {};
        };
        if (const auto dropped = drop(); !dropped)
            return fail(dropped.error().code,
                u"the rehearsal's database %1 could not be dropped: %2"_s.arg(profile().database, dropped.error().what),
                u"connection "_s + m_order.source.name, u"drop it by hand; the next rehearsal tries too"_s);
        m_isGone = true;
        return {};
    }

private:
    const CloneOrder m_order;
    bool m_isGone = false;
};

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
    profile.database = u"sluice_rehearsal_"_s + QUuid::createUuid().toString(QUuid::Id128).left(12);
    profile.rehearsal = {};
    SLUICE_TRY(const auto session, order.open(order.source, SessionRole::Control, patient()));
    session->setStopToken(order.stop);
    const QString create = u"CREATE DATABASE "_s + quoteIdentifier(Engine::Postgresql, profile.database)
        + u" TEMPLATE "_s + quoteIdentifier(Engine::Postgresql, order.source.database);
    SLUICE_KILL_POINT("K30");
    SLUICE_CHECK(copyWhenIdle(*session, create, order));
    auto clone = std::make_unique<PostgresClone>(profile, order);
    SLUICE_KILL_POINT("K31");
    return clone;
}

/// A living rehearsal is connected to its clone; only in the moment after it was made is it not, and then whoever made
/// it is told that it is gone. Dropped without force, so that nobody is thrown out.
Result<int> PostgresDialect::removeDeadClones(const CloneOrder &order) const
{
    SLUICE_TRY(const auto session, order.open(order.source, SessionRole::Control, patient()));
    SLUICE_TRY(const SqlRows rows,
        session->query(u"SELECT d.datname FROM pg_catalog.pg_database d WHERE d.datname ~ "_s
            + quoteLiteral(QLatin1String(kForm))
            + u" AND pg_catalog.pg_get_userbyid(d.datdba) = current_user"
              " AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datname = d.datname) ORDER BY 1"_s));
    int removed = 0;
    for (const QVariantList &row : rows.rows) {
        if (const auto dropped = session->execute(dropSql(row[0].toString())); dropped)
            ++removed;
        else
            qCWarning(lcSql) << "a dead rehearsal's database cannot be dropped:" << dropped.error().what;
    }
    if (removed > 0 && order.say)
        order.say(u"Dropped %1 databases that rehearsals cut off had left"_s.arg(removed));
    return removed;
}

} // namespace sluice
