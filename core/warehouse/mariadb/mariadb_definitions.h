// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"
#include "warehouse/mariadb/mariadb_qualifier.h"

namespace sluice {

/// One object of a database as the server prints it, so that it can be made again under the same settings: they decide
/// what its text means. A value.
struct MariadbDefinition
{
    enum class Kind {
        Sequence,
        Table,
        Function,
        Procedure,
        View,
        Trigger,
        Event
    }; ///< in the order in which they are made
    Kind kind = Kind::Table;
    QString name;
    QString text; ///< "CREATE …", its own name without a database
    QString sqlMode; ///< empty also where the server prints: then a backslash is an escape
    QString charset; ///< of whoever wrote it
    QString collation;
    QString databaseCollation; ///< of its database then: what its texts are without one of their own
    QString timeZone; ///< events
    QString definer; ///< "root@%"; empty: none
    QStringList columns; ///< tables: those that an INSERT may name, of one with a history its row's times too
    bool hasHistory = false;
    QStringList reads; ///< views: relations of the same database
    friend bool operator==(const MariadbDefinition &, const MariadbDefinition &) = default;

    bool hasRows() const { return kind == Kind::Sequence || kind == Kind::Table; }
    QString title() const; ///< "trigger audit"
    MariadbTextKind textKind() const;
};

/// For the session that reads them, before any of it.
Result<void> prepareDefinitionReader(SqlSession &session);

/// Everything in the connection's database, so that whatever an object needs comes before it; events are DISABLEd.
/// Trials of Sluice that were cut off are left out. PermissionDenied names what is hidden from the role.
Result<QList<MariadbDefinition>> readMariadbDefinitions(SqlSession &session);

/// "column = 'database'", which tells Shop from shop.
QString inMariadbDatabase(const QString &column, const QString &database);

} // namespace sluice
