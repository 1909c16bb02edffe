// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/kill_point.h"
#include "sql/sql_quoting.h"
#include "warehouse/database_clone.h"
#include "warehouse/mariadb/mariadb_copy.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/own_tables.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kEngine = Engine::Mariadb;
/// A name alone might be somebody's; this is what tells ours.
constexpr auto kComment = "Sluice rehearsal";

SessionOptions options()
{
    SessionOptions options = patientOptions();
    options.lockTimeout = std::chrono::seconds(15);
    return options;
}

QString dropSql(const QString &database) { return u"DROP DATABASE IF EXISTS "_s + quoteIdentifier(kEngine, database); }

/// Held by whoever the clone belongs to; the server gives it back however that one ends.
QString lockOf(const QString &database) { return u"CONCAT('sluice:rehearsal:', "_s + database + u')'; }

Result<std::unique_ptr<SqlSession>> openKeeper(const CloneOrder &order, const QString &database)
{
    SLUICE_TRY(auto session, order.open(order.source, SessionRole::Control, options()));
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
    SLUICE_TRY(const auto clone, order.open(profile, SessionRole::Control, options()));
    clone->setStopToken(order.stop);
    SLUICE_CHECK(copyMariadb(*clone, survey));
    return proveMariadbCopy(source, *clone, survey);
}

} // namespace

Result<std::unique_ptr<Clone>> MariadbDialect::makeClone(const CloneOrder &order) const
{
    ConnectionProfile profile = order.source;
    profile.database = newCloneName();
    profile.rehearsal = {};
    SLUICE_TRY(const auto source, order.open(order.source, SessionRole::Catalogue, options()));
    source->setStopToken(order.stop);
    SLUICE_CHECK(checkFitness(*source));
    SLUICE_TRY(const MariadbSurvey survey, surveyMariadb(*source, profile.database));
    if (order.say && !survey.others.isEmpty())
        order.say(u"On the copy, what belongs to %1 runs with this role's rights"_s.arg(survey.others.join(u", "_s)));
    SLUICE_TRY(auto keeper, openKeeper(order, profile.database));
    SqlSession &maker = *keeper;
    SLUICE_KILL_POINT("K30");
    auto clone = std::make_unique<DatabaseClone>(profile, order, options(), dropSql(profile.database), std::move(keeper));
    SLUICE_CHECK(createDatabase(maker, survey));
    clone->markMade();
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
    SLUICE_TRY(const auto session, order.open(order.source, SessionRole::Control, options()));
    SLUICE_TRY(const SqlRows rows,
        queryAll(*session,
            u"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME REGEXP "_s
                + quoteLiteral(QLatin1String(kCloneNameForm)) + u" AND SCHEMA_COMMENT LIKE "_s
                + quoteLiteral(QLatin1String(kComment) + u'%') + u" AND IS_FREE_LOCK("_s + lockOf(u"SCHEMA_NAME"_s)
                + u") AND NOT EXISTS (SELECT 1 FROM information_schema.PROCESSLIST WHERE DB = SCHEMA_NAME) ORDER BY 1"_s));
    QStringList drops;
    for (const QVariantList &row : rows.rows)
        drops.append(dropSql(row[0].toString()));
    return dropDeadClones(*session, drops, order);
}

} // namespace sluice
