// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"
#include "sql/sql_session.h"

namespace sluice {

struct MariadbColumn
{
    QString name;
    QString type; ///< without its length, which differs between the branches of a flag: "varchar"
    QString collation;
    friend bool operator==(const MariadbColumn &, const MariadbColumn &) = default;
};

/// A view as it stands, with all that a replacement must keep. Grants hang on the name and survive it.
struct MariadbView
{
    RelationName name;
    QString definition; ///< as the server keeps it, qualified; runs again
    QString printed; ///< the same with the server's own escapes
    QString attributes; ///< "ALGORITHM=… DEFINER=… SQL SECURITY …"
    QString checkOption; ///< "" or " WITH CASCADED CHECK OPTION"
    QList<MariadbColumn> columns;
    bool isWritable = false;
};

/// "root@%" as the catalogue prints it, ready to be pasted; the host holds no @.
QString mariadbAccount(const QString &account);

/// Refused when it is missing, no view, or its definition is hidden from this role.
Result<MariadbView> readMariadbView(SqlSession &session, const RelationName &name);

/// What MariaDB makes of a query.
struct TriedMariadbView
{
    QString definition;
    QList<MariadbColumn> columns;
    QList<RelationName> reads; ///< directly
};

/// Creates a view of this query under a name of Sluice's own and drops it: without transactional DDL only that shows
/// what the server will print. What a crash leaves of it is outside every fingerprint and replaced by the next trial.
Result<TriedMariadbView> tryMariadbView(SqlSession &session, const QString &query);

/// The printed text with its backslash escapes written the way every session here reads them.
QString standardMariadbText(const QString &printed);

/// Pairs of names in a printed definition that may be relations: a superset, `alias`.`column` looks the same.
QList<RelationName> mariadbSources(const QString &definition);

QString createMariadbView(const RelationName &name, const QString &query);
/// CREATE OR REPLACE, safe to run twice; readers that come meanwhile see the old view or the new one.
QString replaceMariadbView(const RelationName &name, const MariadbView &like, const QString &query);

/// Boolean SQL: the view prints one of these definitions.
QString mariadbViewPrints(const RelationName &name, const QStringList &definitions);
/// Boolean SQL: no table, view or sequence has this name.
QString mariadbNameIsFree(const RelationName &name);

/// Says how two column lists differ, "" when they are equal.
QString columnDifference(const QList<MariadbColumn> &expected, const QList<MariadbColumn> &offered);

} // namespace sluice
