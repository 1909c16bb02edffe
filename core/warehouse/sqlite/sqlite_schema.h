// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"
#include "sql/sql_session.h"

namespace sluice {

/// A view or trigger as sqlite_schema keeps it.
struct SqliteObject {
    QString name;
    QString sql; ///< runs again as it is
};

/// A view with all that a replacement must keep.
struct SqliteView {
    RelationName name; ///< as SQLite spells it
    QString sql;
    QString query; ///< behind AS
    QStringList columns;
    QList<SqliteObject> triggers; ///< INSTEAD OF; dropping the view drops them
};

/// Refused when it is missing or no view.
Result<SqliteView> readSqliteView(SqlSession &session, const RelationName &name);

/// The SELECT of a CREATE VIEW statement; empty when the text is none.
QString sqliteViewQuery(const QString &createView);

/// The same view under another name, its own column list kept.
QString renamedSqliteView(const QString &createView, const QString &newName);

/// Names behind FROM, JOIN and IN: what a view may read. Superset: a name that is shadowed by WITH counts too.
QStringList sqliteSources(const QString &query);

/// Text that sqlite_schema will keep for this view; query as checkedQuery gave it.
QString createSqliteView(const QString &name, const QString &query);

/// Drops and recreates a view with its triggers; dependants find it by name again.
QStringList replaceSqliteView(const SqliteView &view, const QString &createView);

/// Columns of a query, found by creating a view of it (after the preparing statements) in a transaction that is rolled
/// back; also proves that the view can be read.
Result<QStringList> trySqliteView(SqlSession &session, const QString &name, const QStringList &statements);

/// Boolean SQL: sqlite_schema holds this very text, or nothing, under the name.
QString sqliteHasText(const QString &name, const QString &sql);
QString sqliteNameIsFree(const QString &name);

/// Schema empty or main; anything else is another file.
bool isMainSchema(const RelationName &relation);

} // namespace sluice
