// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/catalogue.h"
#include "warehouse/checksum.h"
#include "warehouse/clone.h"
#include "warehouse/compiled_step.h"
#include "warehouse/fence.h"
#include "warehouse/fingerprint.h"
#include "warehouse/flags.h"
#include "warehouse/held_locks.h"
#include "warehouse/query_plan.h"
#include "warehouse/target_identity.h"

namespace sluice {

/// What an engine must be able to do for the functions of this folder; one folder per engine implements it. Stateless;
/// every function works on the session it is given, on that session's thread. Whatever an engine does not override
/// fails with NotSupported and names the function and the engine, so an engine can be added function by function.
class Dialect
{
public:
    explicit Dialect(Engine engine);
    virtual ~Dialect();

    // catalogue
    virtual Result<RelationFacts> describeRelation(SqlSession &session, const RelationName &relation) const;
    virtual Result<QList<RelationFacts>> listRelations(SqlSession &session) const;
    virtual Result<QList<ViewEdge>> viewDependencies(SqlSession &session) const;
    /// The name as the engine finds it: default schema filled in, its own spelling where case does not matter.
    virtual Result<RelationName> resolve(SqlSession &session, const RelationName &relation) const;

    // content
    /// Readable records only: object -> lines; scope is resolved and holds the dependent views.
    virtual Result<Fingerprint> readRecords(SqlSession &session, const QList<RelationName> &scope) const;
    /// Table, columns and the candidate for keyColumn are set: gives it back with the growing key, or none, and its largest value.
    virtual Result<TableChecksum> withHighWater(SqlSession &session, TableChecksum request) const;
    /// Of the rows that count by highWater and sample; arrivedSince is of a whole table alone.
    virtual Result<TableChecksum> computeChecksum(SqlSession &session, TableChecksum request) const;
    /// A part of another table that has a name of its own.
    virtual Result<bool> isPartition(SqlSession &session, const RelationName &table) const;
    /// What changes whenever all rows are written anew, as TableChecksum::storage has it; empty: no such thing here.
    virtual Result<QString> storageOf(SqlSession &session, const RelationName &table) const;

    // identity
    virtual Result<QStringList> enrolmentSql(const ConnectionProfile &profile, const QString &workspaceRoot, const QString &runtimeRole) const;
    virtual Result<void> enrol(SqlSession &session, Environment environment, const QString &runtimeRole) const;
    /// What the target's own row says; NotEnrolled when there is none.
    virtual Result<TargetIdentity> enrolledIdentity(SqlSession &session) const;
    /// What the engine says of itself now: systemId, databaseId and databaseName. Refused on a replica.
    virtual Result<TargetIdentity> liveIdentity(SqlSession &session) const;
    /// Condition over the row of identity: it was written for the database that it stands in, as far as SQL can tell.
    virtual QString isHereSql() const;
    /// Whether the target's settings let a rollout run beside its readers; nothing to check where they always do.
    virtual Result<void> checkFitness(SqlSession &session) const;

    // fence
    virtual Result<Fence> takeFence(SqlSession &session, const QString &runner, Duration budget) const;
    virtual Result<void> lockTarget(SqlSession &session, Duration budget) const;
    virtual void unlockTarget(SqlSession &session) const;
    /// One boolean that wins the target's lock for the session; empty where the write transaction is the lock.
    virtual QString tryLockSql() const { return {}; }
    virtual Result<QString> transactionMark(SqlSession &session) const;
    virtual Result<bool> tellsLocks(SqlSession &session) const;
    virtual Result<QString> lockMark(SqlSession &session) const;
    virtual Result<QList<HeldLock>> heldLocks(SqlSession &session, const QString &mark) const;
    virtual Result<LockQueue> queueBehind(SqlSession &session, const QString &tag) const;
    /// One boolean: others than Sluice use the server now, or what they do cannot be seen; empty where the engine never tells.
    virtual QString othersAtWorkSql() const { return {}; }
    /// Lets the commit of the current transaction return before it is on disk: a crash may take it back as a whole, though
    /// never out of order. Whoever uses it commits in the usual way at last. A query, which goes by every driver; empty:
    /// the engine has no such thing.
    virtual QString unawaitedCommitSql() const { return {}; }
    virtual Result<QString> describeBlockers(SqlSession &session, const QList<RelationName> &relations) const;
    virtual Result<bool> letUpkeepYield(SqlSession &session, const QList<RelationName> &relations, Duration atMost) const;

    // rehearsals
    virtual Result<std::unique_ptr<Clone>> makeClone(const CloneOrder &order) const;
    virtual Result<int> removeDeadClones(const CloneOrder &order) const;
    /// What in these texts of a plan would reach beyond a clone: "names database crm", "says DROP USER".
    virtual Result<QStringList> waysOutOfDatabase(SqlSession &session, const QStringList &texts) const;

    // flags
    virtual Result<QStringList> setFlagsSql(SqlSession &session, const Plan &plan, const QList<FlagState> &states) const;
    virtual Result<void> forceBranch(SqlSession &session, Branch branch) const;

    // plans of queries
    virtual Result<QueryPlan> explainQuery(SqlSession &session, const PlannedQuery &query, const std::optional<RouteBranch> &branch) const;
    virtual Result<QStringList> indexedColumns(SqlSession &session, const RelationName &table) const;
    /// Lets a serving view that routes read one relation alone; empty where it does so anyway.
    virtual Result<QStringList> readDirectlySql(SqlSession &session, const RelationName &serves, const RelationName &source) const;

protected:
    tl::unexpected<Error> notSupported(const char *function) const;

private:
    Engine m_engine;
};

/// The dialect of an engine; lives as long as the program.
const Dialect &dialectFor(Engine engine);

/// What the tables of an enrolled target hold: 2 since receipts say what an undo left behind.
inline constexpr int kEnrolmentFormat = 2;
/// What the target's own row says, where the table of identities is there; NotEnrolled when it is empty.
Result<TargetIdentity> storedIdentity(SqlSession &session);
Error notEnrolled(const SqlSession &session);
/// The refusal of a target whose tables are of another format.
Error enrolledByAnotherVersion(const SqlSession &session, int format);

/// Every CREATE, ALTER and DROP commits by itself, so that none is part of a transaction.
bool commitsDdl(Engine engine);

/// "ops are not supported on this engine": the same words everywhere.
Error notSupportedOn(Engine engine, const QString &what);

} // namespace sluice
