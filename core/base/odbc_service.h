// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

#include <utility>

namespace sluice {

/// Whose rules of text a service's SQL follows: where strings, comments and statements end. Unchecked: nobody's that
/// are known here, so that no statement but the profile's own is sent.
enum class SqlKin { Unchecked, Postgresql, Sqlite };
enum class NameQuotes { Double, Backtick, Bracket };

/// What stands behind an ODBC driver, as its profile file (resources/services) says: how to reach it and how its SQL
/// differs. A plain value, one for all connections to such a service. The session fills in the braced words.
struct OdbcService
{
    QString name; ///< as sluice.yaml says it: "postgresql"
    QString title; ///< "PostgreSQL"
    bool isProven = false; ///< Sluice's tests run against the real thing

    // connecting
    QString driver; ///< as odbcinst.ini names it, when the connection does not say
    QList<std::pair<QString, QString>>
        keywords; ///< of the connection string; with {host} {port} {database} {user} {password} {tls} {session}
    bool isFile = false; ///< the database is a file, relative to the workspace; it has no login
    bool isWide = true; ///< the driver takes UTF-16; else UTF-8

    QString sessionMark; ///< a question that the server answers with {session}, unless a pooler came in between; or empty

    // a session's settings, one statement each
    QStringList pins; ///< with {application}, who Sluice says it is
    QStringList readOnlyPins; ///< of probe and catalogue sessions
    QString statementTimeout; ///< with {ms} or {s}; empty: a limit is kept by cancelling
    QString lockTimeout; ///< with {ms} or {s}; empty: the service's own
    bool retriesLocks = false; ///< the driver is told not to wait: a statement that met a lock is tried again
    bool cancelsConnection = false; ///< SQLCancel stops whatever the connection runs, and frees what its own statement reads
    QString begin; ///< empty: there are no transactions
    QString beginReadOnly;
    bool coversRows = false; ///< by a transaction
    bool coversSchema = false; ///< else every CREATE, ALTER and DROP commits by itself

    // its SQL
    SqlKin kin = SqlKin::Unchecked;
    NameQuotes quotes = NameQuotes::Double;
    QString bytesLiteral; ///< with {hex}
    QString trueLiteral;
    QString falseLiteral;
    bool hasBackslashEscapes = false; ///< in '…'
    QString exactTime; ///< with {value}: a date or time as its whole text, where the driver cuts it
    QString exactLiteral; ///< with {value}: any value as a SQL literal, where the driver cuts numbers
    QMap<QString, QString> types; ///< integer, bigint, … -> its own word
    QString timeTravel; ///< with {time}: behind a table's name, how it was; empty: not kept
    int timeTravelDays = 0; ///< how long, where nobody changed it
    QString cloneTable; ///< with {new} and {old}: a copy without copying rows; empty: there is none
    friend bool operator==(const OdbcService &, const OdbcService &) = default;
};

} // namespace sluice
