// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"
#include "warehouse/fence.h"

namespace sluice {

/// What a gate wants to be kept of a relation, in a table of Sluice's own.
struct KeptRowsOrder {
    RelationName relation;
    QString where; ///< SQL condition of the plan; empty: every row
    qint64 mostRows = 0;
    QString newerBy; ///< column whose highest value tells later rows from these; empty: none does
    QString table; ///< name for ownTable
};

struct KeptRows {
    qint64 rows = 0;
    QString mark; ///< highest value of newerBy, as the engine prints it; null: there is none
};

/// Copies the rows in one consistent read, as whoever holds the fence; what an earlier try left is thrown away. Steps
/// role, outside a transaction: whoever takes the target over ends the session. Refused for more rows than may be kept,
/// NotFound for no relation, Fenced; then no copy is left. Writers of the relation do not wait for it, but on SQLite.
Result<KeptRows> keepRows(SqlSession &session, const KeptRowsOrder &order, const Fence &mine, Duration lockBudget);

/// Safe to run twice.
Result<void> dropKeptRows(SqlSession &session, const RelationName &copy);

/// Conditions of the rows of a live relation, in its engine's SQL: which of them may be compared with the copy, and which
/// came later. The mark is read from the copy itself, so that no value is written down on the way.
struct NewerRows {
    QString compared; ///< empty: every row
    QString newer; ///< empty: no row is known to be
};
NewerRows newerRows(Engine engine, const QString &where, const QString &newerBy, const RelationName &copy);

} // namespace sluice
