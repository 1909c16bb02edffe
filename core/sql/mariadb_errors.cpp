// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/mariadb_errors.h"

#include <errmsg.h>
#include <mysqld_error.h>

namespace sluice {

using namespace Qt::StringLiterals;

bool isMariadbLoss(unsigned int number)
{
    return number == CR_SERVER_GONE_ERROR || number == CR_SERVER_LOST || number == CR_SERVER_LOST_EXTENDED
        || number == ER_CONNECTION_KILLED || number == ER_SERVER_SHUTDOWN || number == ER_NET_READ_ERROR
        || number == ER_NET_READ_INTERRUPTED || number == ER_NET_ERROR_ON_WRITE || number == ER_NET_WRITE_INTERRUPTED;
}

ErrorCode mariadbErrorCode(unsigned int number)
{
    if (isMariadbLoss(number))
        return ErrorCode::ConnectionLost;
    switch (number) {
    case ER_LOCK_WAIT_TIMEOUT: // rows, and the names of tables and views
        return ErrorCode::LockTimeout;
    case ER_LOCK_DEADLOCK:
    case ER_CON_COUNT_ERROR:
    case ER_TOO_MANY_USER_CONNECTIONS:
    case ER_CHECKREAD: // the row has changed since the last read
        return ErrorCode::Busy;
    case ER_STATEMENT_TIMEOUT:
        return ErrorCode::Timeout;
    case ER_DISK_FULL:
    case ER_RECORD_FILE_FULL:
        return ErrorCode::DiskFull;
    case ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION:
    case ER_OPTION_PREVENTS_STATEMENT: // read_only
    case ER_OPEN_AS_READONLY:
        return ErrorCode::ReadOnly;
    case ER_ACCESS_DENIED_ERROR:
    case ER_ACCESS_DENIED_NO_PASSWORD_ERROR:
        return ErrorCode::LoginRefused;
    case ER_DBACCESS_DENIED_ERROR:
    case ER_TABLEACCESS_DENIED_ERROR:
    case ER_COLUMNACCESS_DENIED_ERROR:
    case ER_SPECIFIC_ACCESS_DENIED_ERROR:
    case ER_PROCACCESS_DENIED_ERROR:
    case ER_KILL_DENIED_ERROR:
    case ER_CANNOT_USER:
        return ErrorCode::PermissionDenied;
    case ER_BAD_DB_ERROR:
        return ErrorCode::NotFound;
    case ER_NOT_SUPPORTED_YET:
    case ER_ALTER_OPERATION_NOT_SUPPORTED: // ALGORITHM or LOCK that the change cannot have
    case ER_ALTER_OPERATION_NOT_SUPPORTED_REASON:
        return ErrorCode::NotSupported;
    case ER_ERROR_ON_WRITE:
    case ER_ERROR_ON_READ:
        return ErrorCode::IoFailed;
    default:
        return ErrorCode::SqlFailed;
    }
}

Error mariadbError(MYSQL *connection, const QString &place)
{
    const unsigned int number = mysql_errno(connection);
    Error error { mariadbErrorCode(number),
        u"%1 (MariaDB %2)"_s.arg(QString::fromUtf8(mysql_error(connection))).arg(number), place, {},
        QString::fromLatin1(mysql_sqlstate(connection)) };
    if (number == ER_ALTER_OPERATION_NOT_SUPPORTED || number == ER_ALTER_OPERATION_NOT_SUPPORTED_REASON)
        error.next
            = u"it would copy the table or lock its readers out; do it in a new table that is filled and swapped in"_s;
    return error;
}

Error mariadbConnectError(
    MYSQL *connection, const ConnectionProfile &profile, const QString &address, const Secret &password)
{
    const QString place = u"connection "_s + profile.name;
    const unsigned int number = mysql_errno(connection);
    QString text = QString::fromUtf8(mysql_error(connection)).trimmed();
    if (!password.isEmpty())
        text.replace(QString::fromUtf8(password.reveal()), u"***"_s);
    Error error { ErrorCode::CannotConnect, u"cannot reach MariaDB at %1: %2"_s.arg(address, text), place,
        u"check host, port and that the server runs"_s, {} };
    switch (mariadbErrorCode(number)) {
    case ErrorCode::LoginRefused:
        error.code = ErrorCode::LoginRefused;
        error.what = text;
        error.next = password.isEmpty()
            ? u"store the password with sluice connection add, or check the user"_s
            : u"check user and password of the connection, and from which hosts the user may come"_s;
        break;
    case ErrorCode::NotFound:
        error.code = ErrorCode::NotFound;
        error.what = text;
        error.next = u"check the database name of the connection"_s;
        break;
    case ErrorCode::PermissionDenied:
        error.code = ErrorCode::LoginRefused;
        error.what = text;
        error.next = u"grant this user the database"_s;
        break;
    case ErrorCode::Busy:
        error.code = ErrorCode::Busy;
        error.what = text;
        error.next = u"the server has no free connection slot; try again later"_s;
        break;
    default:
        if (number == CR_SSL_CONNECTION_ERROR)
            error.next = u"check the server's certificate: over a network it must be one that this machine trusts"_s;
        break;
    }
    error.sqlState
        = isMariadbLoss(number) || number >= 2000 ? QString() : QString::fromLatin1(mysql_sqlstate(connection));
    return error;
}

} // namespace sluice
