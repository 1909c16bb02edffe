// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "sql/sql_tokenizer.h"

#include <QStringList>

namespace sluice {

/// What a definition is told by, which decides what a name in it can be.
enum class MariadbTextKind {
    Table, ///< SHOW CREATE TABLE: columns stand alone, so a pair of names is a database and what is in it
    View, ///< the server's own print of a query
    Program, ///< trigger, routine, event: as a person wrote it
};

/// Where a definition comes from and goes to.
struct MariadbMove
{
    QString from; ///< database that it stands in
    QString to;
    QStringList databases; ///< others of the server
    bool ignoresCase = false; ///< the server's names of databases
    bool isShared = false; ///< a relation in the database has the database's own name
    bool isView = false; ///< it is a view: a printed query names its columns without the database
};

/// How a text is read that was written under this sql_mode.
SqlLexis mariadbLexis(const QString &sqlMode);

// All pure.

/// The text with every name of the database that it stands in changed. Refused, saying why, when a name can be read in
/// two ways, when it is in a text that becomes SQL, or when a table or program names yet another database: a clone's
/// would write there. Views may, they are read.
Result<QString> movedMariadbText(
    const QString &text, const SqlLexis &lexis, MariadbTextKind kind, const MariadbMove &move);

/// "CREATE … DEFINER = …" with another account, in the quotes that the first one stands in. A text without one stays.
QString withMariadbDefiner(const QString &text, const SqlLexis &lexis, const QString &account);

/// The text without this database before names, for comparing what stands in databases of different names.
QString withoutMariadbDatabase(const QString &text, const QString &database);

/// Those of these databases that the SQL may name: a pair of names that begins with one, `USE`, or a text in SQL that
/// is put together from texts.
QStringList mariadbDatabasesIn(const QString &sql, const QStringList &databases);

/// "DROP DATABASE", "ALTER USER": what a statement in it changes that is the server's, or runs by itself later. Empty:
/// nothing of the kind.
QString mariadbServerChange(const QString &sql);

} // namespace sluice
