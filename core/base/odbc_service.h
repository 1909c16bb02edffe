// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <utility>

namespace sluice {

/// Whose rules of text a service's SQL follows: where strings, names and comments begin and end.
enum class SqlKin { Standard, Postgresql, Sqlite };

/// What stands behind an ODBC driver, as its profile file says: how to reach it and how its SQL differs. A plain value,
/// the same for every connection to such a service. Braced words in the texts are filled in by the session.
struct OdbcService
{
    QString name; ///< as sluice.yaml says it: "postgresql"
    QString title; ///< "PostgreSQL"
    bool isProven = false; ///< Sluice's tests run against the real thing

    // connecting
    QString driver; ///< as odbcinst.ini names it, when the connection does not say
    QList<std::pair<QString, QString>>
        keywords; ///< of the connection string; with {host} {port} {database} {user} {password} {tls}
    bool isFile = false; ///< the database is a file, relative to the workspace; it has no login
    bool isWide = true; ///< the driver takes UTF-16; else UTF-8

    // a session's settings, one statement each
    QStringList pins; ///< with {application}, who Sluice says it is
    QStringList readOnlyPins; ///< of probe and catalogue sessions
    QString statementTimeout; ///< with {ms}; empty: a limit is kept by cancelling
    QString lockTimeout; ///< with {ms}; empty: the service's own
    bool retriesLocks = false; ///< the driver is told not to wait: a statement that met a lock is tried again
    QString begin; ///< empty: there are no transactions
    QString beginReadOnly;

    // its SQL
    SqlKin kin = SqlKin::Standard;
    QString bytesLiteral; ///< with {hex}
    QString trueLiteral;
    QString falseLiteral;
    bool hasBackslashEscapes = false; ///< in '…'
    QString exactTime; ///< with {value}: a date or time as its whole text, where the driver cuts it
    QString exactLiteral; ///< with {value}: any value as a SQL literal, where the driver cuts numbers
    friend bool operator==(const OdbcService &, const OdbcService &) = default;
};

} // namespace sluice
