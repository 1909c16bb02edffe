// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"
#include "sql/sql_session.h"

#include <optional>

namespace sluice {

/// A column as information_schema describes it, in its own spelling: for probes, never for a statement.
struct MariadbColumnState
{
    QString name;
    QString type; ///< "varchar(20)"
    QString nullable; ///< "YES" or "NO"
    QString extra; ///< "auto_increment", "on update …", "INVISIBLE"
    QString comment;
    QVariant standard; ///< NULL: no default; "NULL": it is NULL
    QVariant collation;
    QVariant generation; ///< expression of a computed column
    QVariant octets; ///< how many bytes a text may have
    friend bool operator==(const MariadbColumnState &, const MariadbColumnState &) = default;

    bool isNullable() const { return nullable == QStringLiteral("YES"); }
};

/// nullopt when the table has no such column.
Result<std::optional<MariadbColumnState>> readMariadbColumn(
    SqlSession &session, const RelationName &table, const QString &column);

/// Boolean SQL: the column of this name stands exactly so.
QString mariadbColumnIs(const RelationName &table, const MariadbColumnState &state);

/// What SHOW CREATE TABLE prints behind the table's name, without the counter of AUTO_INCREMENT. Equal texts, equal
/// tables but for triggers and grants.
Result<QString> mariadbTableText(SqlSession &session, const RelationName &table);

/// The server's own definition of a column behind its name; it can be given back to MODIFY COLUMN.
Result<QString> mariadbColumnText(SqlSession &session, const RelationName &table, const QString &column);

// Changes to such a text. Pure.

/// nullopt when the text does not begin with the type.
std::optional<QString> mariadbWithType(const QString &columnText, const QString &type, const QString &newType);
/// nullopt when the text does not begin with the type.
std::optional<QString> mariadbWithNotNull(const QString &columnText, const QString &type);
/// comment: "" takes it away.
QString mariadbWithComment(const QString &columnText, const QString &comment);

} // namespace sluice
