// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/mariadb/mariadb_columns.h"
#include "warehouse/ops/step_op.h"

namespace sluice {

/// An empty table under a name of Sluice's own, gone with the object: what a change does to it, how the server carries
/// that out and how it prints the result is what the real table will meet. Not a temporary one, of which
/// information_schema knows nothing and whose changes take other ways. What a crash leaves of it is outside every
/// fingerprint and replaced by the next trial.
class MariadbStandIn
{
public:
    /// With the columns, indexes and checks of the table; foreign keys and triggers do not come along.
    static Result<MariadbStandIn> like(const StepContext &context, const RelationName &table);
    /// From what stands behind the table's name in CREATE TABLE. Refused in the server's words.
    static Result<MariadbStandIn> of(const StepContext &context, const QString &definition);
    ~MariadbStandIn();
    MariadbStandIn(MariadbStandIn &&other) noexcept;
    MariadbStandIn &operator=(MariadbStandIn &&) = delete;
    MariadbStandIn(const MariadbStandIn &) = delete;
    MariadbStandIn &operator=(const MariadbStandIn &) = delete;

    const RelationName &name() const { return m_name; }
    /// ALTER TABLE of the stand-in. True: readers and writers go on meanwhile; false: the server copies the table.
    /// Refused in the server's words.
    Result<bool> change(const QString &clause) const;

private:
    MariadbStandIn(SqlSession &session, RelationName name);
    static Result<MariadbStandIn> made(const StepContext &context, const QString &definition);
    SqlSession *m_session;
    RelationName m_name;
};

/// A change of one table and what takes it back, tried on a stand-in.
struct TriedMariadbChange
{
    std::optional<MariadbColumnState> before; ///< of the column, as it stands in the table
    std::optional<MariadbColumnState> after;
    QString forward; ///< the whole statement, with the algorithm that it may use
    QString back;
    QString forwardLock;
    QString backLock;
    bool copiesForward = false;
    bool copiesBack = false;
};

/// Refused when the server does not take one of the clauses, or when the table that was changed and changed back is
/// printed otherwise than before: an undo could not be proved then.
Result<TriedMariadbChange> tryMariadbChange(const StepContext &context, const RelationName &table,
    const QString &column, const QString &forwardClause, const QString &backClause);

} // namespace sluice
