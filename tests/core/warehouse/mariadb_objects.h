// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

namespace sluice {

/// What a person has in a database of MariaDB, kind by kind and as awkward as the server allows. {db} stands for
/// the database's own name.
struct MariadbObjects
{
    const char *name;
    QStringList statements;
};
QList<MariadbObjects> mariadbObjects();

/// What cannot be copied, and a word of how it is refused. {other} stands for another database.
struct MariadbRefusal
{
    const char *name;
    QStringList statements;
    QString why;
};
QList<MariadbRefusal> mariadbRefusals();

/// Everything that a database holds as text, read without any of Sluice's own readers; its name, that of what it
/// was copied from, and backticks are left out, so that a copy's text is equal. Events without their state.
QString mariadbDump(const ConnectionProfile &profile, const QString &copied = {});

/// Statements in a database, as an administrator would run them: backslashes are escapes. Failures end the test.
void runAsAdministrator(const ConnectionProfile &profile, const QStringList &statements, const QString &other = {});

} // namespace sluice
