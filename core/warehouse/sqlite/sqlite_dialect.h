// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/dialect.h"

namespace sluice {

/// SQLite 3.40 and newer, one file, schema main alone. Names are found without regard to case, as SQLite does.
/// Stateless, any thread.
class SqliteDialect final : public Dialect
{
public:
    SqliteDialect();

    Result<RelationFacts> describeRelation(SqlSession &session, const RelationName &relation) const override;
    Result<QList<RelationFacts>> listRelations(SqlSession &session) const override;
    /// SQLite keeps no dependencies: they are read from the text of the views, whole relations only.
    Result<QList<ViewEdge>> viewDependencies(SqlSession &session) const override;
    Result<RelationName> resolve(SqlSession &session, const RelationName &relation) const override;

    Result<Fingerprint> readRecords(SqlSession &session, const QList<RelationName> &scope) const override;
    Result<TableChecksum> withHighWater(SqlSession &session, TableChecksum request) const override;
    Result<TableChecksum> computeChecksum(SqlSession &session, TableChecksum request) const override;

    Result<QStringList> enrolmentSql(const ConnectionProfile &profile, const QString &workspaceRoot, const QString &runtimeRole) const override;
    Result<void> enrol(SqlSession &session, Environment environment, const QString &runtimeRole) const override;
    Result<TargetIdentity> enrolledIdentity(SqlSession &session) const override;
    Result<TargetIdentity> liveIdentity(SqlSession &session) const override;
    Result<void> checkFitness(SqlSession &session) const override;

    Result<Fence> takeFence(SqlSession &session, const QString &runner, Duration budget) const override;
    Result<void> lockTarget(SqlSession &session, Duration budget) const override;
    Result<QString> transactionMark(SqlSession &session) const override;
    Result<QList<HeldLock>> heldLocks(SqlSession &session, const QString &mark) const override;
    Result<QString> describeBlockers(SqlSession &session, const QList<RelationName> &relations) const override;

    Result<std::unique_ptr<Clone>> makeClone(const CloneOrder &order) const override;
    Result<int> removeDeadClones(const CloneOrder &order) const override;

    Result<QStringList> setFlagsSql(SqlSession &session, const Plan &plan, const QList<FlagState> &states) const override;
    Result<void> forceBranch(SqlSession &session, Branch branch) const override;

    Result<QueryPlan> explainQuery(SqlSession &session, const PlannedQuery &query, const std::optional<RouteBranch> &branch) const override;
    Result<QStringList> indexedColumns(SqlSession &session, const RelationName &table) const override;
};

} // namespace sluice
