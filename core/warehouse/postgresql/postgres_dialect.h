// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/dialect.h"

namespace sluice {

/// PostgreSQL 15 and newer. Everything from pg_catalog, never from information_schema, which hides what the role may
/// not use. Stateless, any thread.
class PostgresDialect final : public Dialect
{
public:
    PostgresDialect();

    Result<RelationFacts> describeRelation(SqlSession &session, const RelationName &relation) const override;
    Result<QList<RelationFacts>> listRelations(SqlSession &session) const override;
    Result<QList<ViewEdge>> viewDependencies(SqlSession &session) const override;
    Result<RelationName> resolve(SqlSession &session, const RelationName &relation) const override;

    Result<Fingerprint> readRecords(SqlSession &session, const QList<RelationName> &scope) const override;
    Result<TableChecksum> withHighWater(SqlSession &session, TableChecksum request) const override;
    Result<TableChecksum> computeChecksum(SqlSession &session, TableChecksum request) const override;
    Result<bool> isPartition(SqlSession &session, const RelationName &table) const override;
    Result<QString> storageOf(SqlSession &session, const RelationName &table) const override;

    Result<QStringList> enrolmentSql(const ConnectionProfile &profile, const QString &workspaceRoot, const QString &runtimeRole) const override;
    Result<void> enrol(SqlSession &session, Environment environment, const QString &runtimeRole) const override;
    Result<TargetIdentity> enrolledIdentity(SqlSession &session) const override;
    Result<TargetIdentity> liveIdentity(SqlSession &session) const override;
    QString isHereSql() const override;

    Result<Fence> takeFence(SqlSession &session, const QString &runner, Duration budget) const override;
    Result<void> lockTarget(SqlSession &session, Duration budget) const override;
    void unlockTarget(SqlSession &session) const override;
    QString tryLockSql() const override;
    Result<QString> transactionMark(SqlSession &session) const override;
    Result<QString> lockMark(SqlSession &session) const override;
    Result<QList<HeldLock>> heldLocks(SqlSession &session, const QString &mark) const override;
    Result<LockQueue> queueBehind(SqlSession &session, const QString &tag) const override;
    QString othersAtWorkSql() const override;
    QString unawaitedCommitSql() const override { return QStringLiteral("SELECT pg_catalog.set_config('synchronous_commit', 'off', true)"); }
    Result<QString> describeBlockers(SqlSession &session, const QList<RelationName> &relations) const override;
    Result<bool> letUpkeepYield(SqlSession &session, const QList<RelationName> &relations, Duration atMost) const override;

    Result<std::unique_ptr<Clone>> makeClone(const CloneOrder &order) const override;
    Result<int> removeDeadClones(const CloneOrder &order) const override;

    Result<QStringList> setFlagsSql(SqlSession &session, const Plan &plan, const QList<FlagState> &states) const override;
    Result<void> forceBranch(SqlSession &session, Branch branch) const override;

    Result<QueryPlan> explainQuery(SqlSession &session, const PlannedQuery &query, const std::optional<RouteBranch> &branch) const override;
    Result<QStringList> indexedColumns(SqlSession &session, const RelationName &table) const override;
    Result<QStringList> readDirectlySql(SqlSession &session, const RelationName &serves, const RelationName &source) const override;
};

/// Schema public where none is stated.
RelationName postgresName(const RelationName &relation);

} // namespace sluice
