// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/dialect.h"

namespace sluice {

/// MariaDB 10.11 and newer, tables in InnoDB. A schema is a database; where none is stated it is the connection's.
/// Sluice's own tables stand in that database under sluice_…. Stateless, any thread.
class MariadbDialect final : public Dialect
{
public:
    MariadbDialect();

    Result<RelationFacts> describeRelation(SqlSession &session, const RelationName &relation) const override;
    Result<QList<RelationFacts>> listRelations(SqlSession &session) const override;
    /// MariaDB keeps no dependencies: they are read from the text that it keeps of a view, whole relations only.
    Result<QList<ViewEdge>> viewDependencies(SqlSession &session) const override;
    Result<RelationName> resolve(SqlSession &session, const RelationName &relation) const override;

    Result<Fingerprint> readRecords(SqlSession &session, const QList<RelationName> &scope) const override;
    Result<TableChecksum> withHighWater(SqlSession &session, TableChecksum request) const override;
    Result<TableChecksum> computeChecksum(SqlSession &session, TableChecksum request) const override;

    Result<QStringList> enrolmentSql(
        const ConnectionProfile &profile, const QString &workspaceRoot, const QString &runtimeRole) const override;
    Result<void> enrol(SqlSession &session, Environment environment, const QString &runtimeRole) const override;
    Result<TargetIdentity> enrolledIdentity(SqlSession &session) const override;
    Result<TargetIdentity> liveIdentity(SqlSession &session) const override;
    QString isHereSql() const override;
    Result<void> checkFitness(SqlSession &session) const override;

    Result<Fence> takeFence(SqlSession &session, const QString &runner, Duration budget) const override;
    Result<void> lockTarget(SqlSession &session, Duration budget) const override;
    void unlockTarget(SqlSession &session) const override;
    QString tryLockSql() const override;
    /// Counts what can end or begin a transaction: MariaDB shows no number of a transaction to an ordinary role.
    Result<QString> transactionMark(SqlSession &session) const override;
    /// The locks on names of tables and views, where the server has its plugin metadata_lock_info.
    Result<bool> tellsLocks(SqlSession &session) const override;
    Result<QList<HeldLock>> heldLocks(SqlSession &session, const QString &mark) const override;
    /// Names holders where the server has its plugin metadata_lock_info. Without it nobody is accused: it says so and
    /// lists the transactions that are open.
    Result<QString> describeBlockers(SqlSession &session, const QList<RelationName> &relations) const override;

    /// A database beside the source, on its server: MariaDB has no templates, so everything is made and copied anew.
    Result<std::unique_ptr<Clone>> makeClone(const CloneOrder &order) const override;
    Result<int> removeDeadClones(const CloneOrder &order) const override;
    Result<QStringList> waysOutOfDatabase(SqlSession &session, const QStringList &texts) const override;

    Result<QStringList> setFlagsSql(
        SqlSession &session, const Plan &plan, const QList<FlagState> &states) const override;
    Result<void> forceBranch(SqlSession &session, Branch branch) const override;

    Result<QueryPlan> explainQuery(SqlSession &session, const PlannedQuery &query, const std::optional<RouteBranch> &branch) const override;
    Result<QStringList> indexedColumns(SqlSession &session, const RelationName &table) const override;
};

/// The connection's database where no schema is stated.
RelationName mariadbName(const SqlSession &session, const RelationName &relation);

/// "TABLE_SCHEMA = … AND TABLE_NAME = …" over information_schema, which itself compares without regard to case.
QString isMariadbRelation(const RelationName &name, const QString &schemaColumn = QStringLiteral("TABLE_SCHEMA"),
    const QString &nameColumn = QStringLiteral("TABLE_NAME"));

} // namespace sluice
