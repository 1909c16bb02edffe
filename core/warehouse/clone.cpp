// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/clone.h"

#include "warehouse/dialect.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Also when the connection says something else: a target that was enrolled as prod is production, unless it is a copy
/// of it.
Result<void> refuseProduction(SqlSession &session)
{
    const Dialect &dialect = dialectFor(session.engine());
    const auto enrolled = dialect.enrolledIdentity(session);
    if (!enrolled && enrolled.error().code == ErrorCode::NotEnrolled)
        return {};
    if (!enrolled)
        return fail(enrolled.error());
    if (enrolled->environment != Environment::Prod)
        return {};
    SLUICE_TRY(const TargetIdentity live, dialect.liveIdentity(session));
    if (enrolled->systemId != live.systemId || enrolled->databaseId != live.databaseId)
        return {};
    return fail(ErrorCode::Refused,
        u"%1 is enrolled as prod, and production is never a template"_s.arg(enrolled->databaseName),
        u"connection "_s + session.profile().name, u"name an idle copy of it under 'rehearsal' in sluice.yaml"_s);
}

} // namespace

Result<std::unique_ptr<Clone>> makeClone(const CloneOrder &order)
{
    const Dialect &dialect = dialectFor(sqlEngine(order.source));
    if (sqlEngine(order.source) != Engine::Sqlite) { // a file is copied without anybody noticing
        if (order.source.environment == Environment::Prod)
            return fail(ErrorCode::Refused, u"production is never a template"_s, u"connection "_s + order.source.name,
                u"name an idle copy of it under 'rehearsal' in sluice.yaml"_s);
        SLUICE_TRY(const auto session, order.open(order.source, SessionRole::Catalogue, {}));
        SLUICE_CHECK(refuseProduction(*session));
    }
    SLUICE_CHECK(dialect.removeDeadClones(order));
    return dialect.makeClone(order);
}

Result<QStringList> waysOutOfDatabase(SqlSession &session, const QStringList &texts)
{
    return dialectFor(session.engine()).waysOutOfDatabase(session, texts);
}

Result<int> removeDeadClones(const CloneOrder &order)
{
    return dialectFor(sqlEngine(order.source)).removeDeadClones(order);
}

} // namespace sluice
