// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

#include <QJsonObject>

namespace sluice {

/// Who a target is, as the target itself says. Compared before every connection's first effect: a template copy, a
/// restored dump or a copied file carries the uuid along but not the system and database ids. A physical copy of a whole
/// PostgreSQL cluster keeps all of them, and cannot be told from its original by these.
struct TargetIdentity {
    QString uuid; ///< random, made at enrolment
    Environment environment = Environment::Dev;
    QString systemId; ///< PostgreSQL system identifier; SQLite device:inode
    QString databaseId; ///< PostgreSQL database oid; SQLite canonical path
    QString databaseName;
    friend bool operator==(const TargetIdentity &, const TargetIdentity &) = default;
};

QJsonObject toJson(const TargetIdentity &identity);
TargetIdentity targetIdentityFromJson(const QJsonObject &json);

/// Creates Sluice's own schema (PostgreSQL: schema sluice; SQLite: tables sluice_*): receipts, fence, flags, identity,
/// backfill cursors. Idempotent; re-enrolling a clone gives it a new uuid and clears its receipts. Needs an owner role;
/// runtimeRole (PostgreSQL, may be empty) is granted SELECT, INSERT on receipts and UPDATE on fence and flags; roles of
/// an earlier enrolment stay. SQLite: the file is given a write-ahead log, or Refused.
Result<TargetIdentity> enrolTarget(SqlSession &session, Environment environment, const QString &runtimeRole = {});

/// The same as statements for a DBA to run in this order; they can be repeated. The roles are runtimeRole and the
/// profile's probe role. SQLite: the file is read, because its identity and what an earlier version left there decide.
Result<QStringList> enrolmentSql(const ConnectionProfile &profile, const QString &workspaceRoot, const QString &runtimeRole = {});

/// NotEnrolled, or IdentityMismatch that names both sides (also when the profile's environment differs), or ReadOnly for
/// a replica. Any role.
Result<TargetIdentity> verifyTarget(SqlSession &session);

/// verifyTarget, and NotEnrolled for a target whose settings would make a new rollout fail half-way. A rollout that
/// runs, and its rollback, are never stopped for those.
Result<TargetIdentity> verifyForRollout(SqlSession &session);

} // namespace sluice
