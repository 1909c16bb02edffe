// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"
#include "sql/sql_session.h"

namespace sluice {

enum class RelationKind { Missing, Table, PartitionedTable, View, MaterializedView, ForeignTable };

struct ColumnFacts {
    QString name;
    QString type; ///< as the engine prints it
    bool nullable = true;
    QString defaultExpression;
    bool generated = false;
    friend bool operator==(const ColumnFacts &, const ColumnFacts &) = default;
};

/// What the live catalogue says of one relation.
struct RelationFacts {
    RelationName name; ///< with the schema resolved
    RelationKind kind = RelationKind::Missing;
    QList<ColumnFacts> columns; ///< in logical order
    QStringList primaryKey;
    QString viewQuery; ///< the SELECT of a view
    qint64 rowEstimate = -1; ///< -1: unknown
    qint64 bytes = -1;

    const ColumnFacts *column(const QString &columnName) const;
};

struct ViewEdge { ///< view reads source (column empty: the relation as a whole)
    RelationName view;
    RelationName source;
    QString sourceColumn;
};

/// Reads only; any role. A missing relation is RelationKind::Missing, not an error.
Result<RelationFacts> describeRelation(SqlSession &session, const RelationName &relation);
/// User relations without Sluice's own and system schemas, sorted.
Result<QList<RelationFacts>> listRelations(SqlSession &session);
/// Views that read any of these, transitively, in the order in which they can be recreated.
Result<QList<RelationName>> dependentViews(SqlSession &session, const QList<RelationName> &relations);
Result<QList<ViewEdge>> viewDependencies(SqlSession &session);

} // namespace sluice
