// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"
#include "sql/sql_session.h"

namespace sluice {

/// An expression as the server prints it: with every name qualified, and as a session of this profile sees it. A probe
/// may run on either kind of session, so it accepts both.
struct PrintedExpression {
    QString qualified;
    QString plain;

    bool isEmpty() const { return qualified.isEmpty(); }
    /// 'a', 'b' for IN (…)
    QString literals() const;
    friend bool operator==(const PrintedExpression &, const PrintedExpression &) = default;
};

/// What an op that changes one column must know of it.
struct PostgresColumnState {
    QString type; ///< as format_type prints it, with its modifier
    QString typeName; ///< pg_type.typname: "int4"
    int modifier = -1;
    bool notNull = false;
    bool isIdentity = false;
    bool isGenerated = false;
    bool isInherited = false;
    bool hasOwnStorage = false; ///< storage, compression or collation differ from the type's: a change of type loses them
    PrintedExpression defaultExpression;
};

/// FROM … WHERE that finds the column as a, its table as c.
QString postgresColumnSql(const RelationName &table, const QString &column);

/// Refused when the column is missing. Outside a transaction.
Result<PostgresColumnState> readPostgresColumn(SqlSession &session, const RelationName &table, const QString &column);

/// What the server makes of a type and of a default for it; tried in a transaction that is rolled back.
struct TriedColumn {
    QString type;
    QString typeName;
    int modifier = -1;
    PrintedExpression defaultExpression;
};
Result<TriedColumn> tryPostgresColumn(SqlSession &session, const QString &type, const QString &defaultExpression);

/// Boolean SQL over postgresColumnSql: the column's default prints as one of these; empty: it has none.
QString defaultIsSql(const RelationName &table, const QString &column, const PrintedExpression &expected);

} // namespace sluice
