// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"
#include "sql/sql_session.h"

namespace sluice {

struct PostgresColumn {
    QString name;
    QString type; ///< with its modifier, qualified: "numeric(10,2)", "ref.mood"
    int modifier = -1;
    QString collation;
    friend bool operator==(const PostgresColumn &, const PostgresColumn &) = default;
};

/// A view as it stands, with all that a replacement must keep.
struct PostgresView {
    RelationName name;
    QString definition; ///< as the server prints it, qualified
    QString owner;
    QStringList options; ///< "security_barrier=true"
    QList<PostgresColumn> columns;
    bool isWritable = false; ///< somebody may write through it: updatable by itself, by a trigger or a rule
};

/// Refused when it is missing or no view.
Result<PostgresView> readPostgresView(SqlSession &session, const RelationName &name);

/// What PostgreSQL makes of a definition.
struct TriedView {
    QString definition;
    QList<PostgresColumn> columns;
    QList<RelationName> reads; ///< directly and through other views
};

/// Creates a view of this query (after the preparing statements) in a transaction that is rolled back: only the server
/// knows the types of a query and the text it will print later. Nothing stays, no lock outlives the call.
Result<TriedView> tryPostgresView(SqlSession &session, const QString &query, const QStringList &prepare = {});

/// "" or " WITH (security_barrier='true')".
QString viewOptionsSql(const QStringList &options);
/// CREATE OR REPLACE with the options stated, because a replacement without them clears them.
QString replaceViewSql(const RelationName &name, const QStringList &options, const QString &query);

/// GRANT statements that give copy the SELECT rights which others have on original, and its owner.
Result<QStringList> copyReadGrantsSql(SqlSession &session, const PostgresView &original, const RelationName &copy);

/// Boolean SQL: the view prints one of these definitions.
QString viewPrintsSql(const RelationName &name, const QStringList &definitions);
/// Boolean SQL: no relation of any kind has this name.
QString nameIsFreeSql(const RelationName &name);

/// Says how two column lists differ, "" when they are equal.
QString columnDifference(const QList<PostgresColumn> &expected, const QList<PostgresColumn> &offered);

} // namespace sluice
