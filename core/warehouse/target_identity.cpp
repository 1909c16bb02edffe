// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/target_identity.h"

#include "warehouse/dialect.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Error mismatch(const SqlSession &session, const QString &what, const QString &next)
{
    return Error { ErrorCode::IdentityMismatch, what, u"connection "_s + session.profile().name, next, {} };
}

} // namespace

QJsonObject toJson(const TargetIdentity &identity)
{
    return { { u"uuid"_s, identity.uuid }, { u"environment"_s, environmentName(identity.environment) },
        { u"system_id"_s, identity.systemId }, { u"database_id"_s, identity.databaseId },
        { u"database_name"_s, identity.databaseName } };
}

TargetIdentity targetIdentityFromJson(const QJsonObject &json)
{
    TargetIdentity identity;
    identity.uuid = json[u"uuid"].toString();
    identity.environment = environmentFromName(json[u"environment"].toString()).value_or(Environment::Dev);
    identity.systemId = json[u"system_id"].toString();
    identity.databaseId = json[u"database_id"].toString();
    identity.databaseName = json[u"database_name"].toString();
    return identity;
}

Result<TargetIdentity> enrolTarget(SqlSession &session, Environment environment, const QString &runtimeRole)
{
    const Dialect &dialect = dialectFor(session.engine());
    SLUICE_CHECK(dialect.enrol(session, environment, runtimeRole));
    return dialect.enrolledIdentity(session);
}

Result<QStringList> enrolmentSql(const ConnectionProfile &profile, const QString &workspaceRoot, const QString &runtimeRole)
{
    return dialectFor(sqlEngine(profile)).enrolmentSql(profile, workspaceRoot, runtimeRole);
}

Result<TargetIdentity> verifyTarget(SqlSession &session)
{
    const Dialect &dialect = dialectFor(session.engine());
    SLUICE_TRY(const TargetIdentity live, dialect.liveIdentity(session));
    SLUICE_TRY(const TargetIdentity enrolled, dialect.enrolledIdentity(session));
    if (live.systemId != enrolled.systemId || live.databaseId != enrolled.databaseId) {
        return fail(mismatch(session,
            u"this is a copy of the enrolled target: %1 was enrolled as %2 on %3, this one is %4 on %5"_s.arg(
                enrolled.uuid, enrolled.databaseId, enrolled.systemId, live.databaseId, live.systemId),
            u"check the connection; if this copy is meant to be a target of its own, enrol it with sluice connection enrol"_s));
    }
    const Environment expected = session.profile().environment;
    if (enrolled.environment != expected) {
        return fail(mismatch(session,
            u"the connection says %1, but %2 was enrolled as %3"_s.arg(
                environmentName(expected), enrolled.databaseName, environmentName(enrolled.environment)),
            u"correct the environment of the connection, or enrol the target again"_s));
    }
    return enrolled;
}

Result<TargetIdentity> verifyForRollout(SqlSession &session)
{
    SLUICE_TRY(TargetIdentity identity, verifyTarget(session));
    SLUICE_CHECK(dialectFor(session.engine()).checkFitness(session));
    return identity;
}

} // namespace sluice
