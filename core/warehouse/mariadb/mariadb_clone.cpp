// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/kill_point.h"
#include "base/logging.h"
#include "sql/sql_quoting.h"
#include "warehouse/clone.h"
#include "warehouse/mariadb/mariadb_copy.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/own_tables.h"

#include <QUuid>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kEngine = Engine::Mariadb;
constexpr auto kForm = "^sluice_rehearsal_[0-9a-f]{12}$";
/// A name alone might be somebody's; this is what tells ours.
constexpr auto kComment = "Sluice rehearsal";

/// Copying a large database takes as long as it takes.
SessionOptions patient()
{
    SessionOptions options;
    options.applicationName = u"sluice rehearsal"_s; // no runner: takeovers leave it alone
    options.statementTimeout = Duration(0);
    options.lockTimeout = std::chrono::seconds(15);
    return options;
}

QString dropSql(const QString &database) { return u"DROP DATABASE IF EXISTS "_s + quoteIdentifier(kEngine, database); }

/// Held by whoever the clone belongs to; the server gives it back however that one ends.
QString lockOf(const QString &database) { return u"CONCAT('sluice:rehearsal:', "_s + database + u')'; }

class MariadbClone final : public Clone
{
public:
    MariadbClone(ConnectionProfile profile, CloneOrder order, std::unique_ptr<SqlSession> keeper)
        : Clone(std::move(profile))
        , m_order(std::move(order))
        , m_keeper(std::move(keeper))
    {
    }
    ~MariadbClone() override
    {
        if (const auto removed = remove(); !removed && m_order.say)
            m_order.say(removed.error().what);
    }

    void isThere() { m_isGone = false; }
    /// By a fresh session: the one that keeps the lock may have been lost meanwhile.
    Result<void> remove() override
    {
        if (m_isGone)
            return {};
        const auto drop = [this]() -> Result<void> {
            SLUICE_TRY(const auto session, m_order.open(m_order.source, SessionRole::Control, patient()));
            SLUICE_CHECK(session->execute(dropSql(profile().database)));
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
    const std::unique_ptr<SqlSession> m_keeper;
    bool m_isGone = true; ///< until it is there: a name that was somebody's is not dropped
};

Result<std::unique_ptr<SqlSession>> openKeeper(const CloneOrder &order, const QString &database)
{
    SLUICE_TRY(auto session, order.open(order.source, SessionRole::Control, patient()));
    SLUICE_TRY(
        const SqlRows rows, session->query(u"SELECT GET_LOCK("_s + lockOf(quoteLiteral(database)) + u", 0) = 1"_s));
    if (!rows.scalar().toBool())
        return fail(ErrorCode::Busy, u"another rehearsal has this name: "_s + database);
    return session;
}

Result<void> createDatabase(SqlSession &session, const MariadbSurvey &survey)
{
    const auto made = session.execute(u"CREATE DATABASE "_s + quoteIdentifier(kEngine, survey.to) + u" CHARACTER SET "_s
        + quoteLiteral(survey.charset) + u" COLLATE "_s + quoteLiteral(survey.collation) + u" COMMENT "_s
        + quoteLiteral(QLatin1String(kComment) + u" of "_s + survey.from));
    if (!made)
        return fail(made.error());
    return {};
}

/// With every session on it closed when this returns.
Result<void> fill(
    const CloneOrder &order, const ConnectionProfile &profile, SqlSession &source, const MariadbSurvey &survey)
{
    SLUICE_TRY(const auto clone, order.open(profile, SessionRole::Control, patient()));
    clone->setStopToken(order.stop);
    SLUICE_CHECK(copyMariadb(*clone, survey));
    return proveMariadbCopy(source, *clone, survey);
}

} // namespace

Result<std::unique_ptr<Clone>> MariadbDialect::makeClone(const CloneOrder &order) const
{
    ConnectionProfile profile = order.source;
    profile.database = u"sluice_rehearsal_"_s + QUuid::createUuid().toString(QUuid::Id128).left(12);
    profile.rehearsal = {};
    SLUICE_TRY(const auto source, order.open(order.source, SessionRole::Catalogue, patient()));
    source->setStopToken(order.stop);
    SLUICE_CHECK(checkFitness(*source));
    SLUICE_TRY(const MariadbSurvey survey, surveyMariadb(*source, profile.database));
    if (order.say && !survey.others.isEmpty())
        order.say(u"On the copy, what belongs to %1 runs with this role's rights"_s.arg(survey.others.join(u", "_s)));
    SLUICE_TRY(auto keeper, openKeeper(order, profile.database));
    SqlSession &maker = *keeper;
    SLUICE_KILL_POINT("K30");
    auto clone = std::make_unique<MariadbClone>(profile, order, std::move(keeper));
    SLUICE_CHECK(createDatabase(maker, survey));
    clone->isThere();
    SLUICE_CHECK(fill(order, profile, *source, survey));
    SLUICE_KILL_POINT("K31");
    return clone;
}

Result<QStringList> MariadbDialect::waysOutOfDatabase(SqlSession &session, const QStringList &texts) const
{
    SLUICE_TRY(const SqlRows rows,
        queryAll(session,
            u"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ('information_schema', 'performance_schema')"_s));
    QStringList databases;
    for (const QVariantList &row : rows.rows)
        databases.append(row[0].toString());
    QStringList ways;
    for (const QString &text : texts) {
        for (const QString &database : mariadbDatabasesIn(text, databases))
            ways.append(u"names database "_s + database);
        if (const QString change = mariadbServerChange(text); !change.isEmpty())
            ways.append(u"says "_s + change);
    }
    ways.removeDuplicates();
    return ways;
}

/// A living rehearsal holds its lock from before its database is there, and is connected to it.
Result<int> MariadbDialect::removeDeadClones(const CloneOrder &order) const
{
    SLUICE_TRY(const auto session, order.open(order.source, SessionRole::Control, patient()));
    SLUICE_TRY(const SqlRows rows,
        queryAll(*session,
            u"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME REGEXP "_s
                + quoteLiteral(QLatin1String(kForm)) + u" AND SCHEMA_COMMENT LIKE "_s
                + quoteLiteral(QLatin1String(kComment) + u'%') + u" AND IS_FREE_LOCK("_s + lockOf(u"SCHEMA_NAME"_s)
                + u") AND NOT EXISTS (SELECT 1 FROM information_schema.PROCESSLIST WHERE DB = SCHEMA_NAME) ORDER BY 1"_s));
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
