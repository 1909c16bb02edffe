// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/odbc_service.h"
#include "base/result.h"
#include "sql/odbc_handle.h"

#include <QVariant>

namespace sluice {

struct OdbcColumn
{
    QString name;
    SQLSMALLINT type = SQL_VARCHAR;

    bool isTime() const { return type == SQL_TYPE_DATE || type == SQL_TYPE_TIME || type == SQL_TYPE_TIMESTAMP; }
};

/// What a prepared or executed statement gives; empty when it gives no rows.
QList<OdbcColumn> odbcColumns(SQLHANDLE statement, bool isWide);

struct OdbcCell
{
    QVariant value;
    qint64 size = 0; ///< bytes that came over
    bool isRead = true; ///< false: the driver's words are with the statement
};

/// One cell of the current row (column from 1) as the value that SqlRows promises. isLiteral: it is text in the form of
/// a SQL literal (OdbcService::exactLiteral), whose form tells its type.
OdbcCell odbcCell(SQLHANDLE statement, SQLUSMALLINT column, const OdbcColumn &about, bool isWide, bool isLiteral);

/// The statement as it is sent: without comments, which drivers search for placeholders, and with each "?" outside
/// strings and names replaced by its value as a literal. Usage for a wrong number of values or a type without a form.
Result<QString> odbcText(const OdbcService &service, const QString &sql, const QVariantList &values);

} // namespace sluice
