// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sqlite_errors.h"

#include <sqlite3.h>

namespace sluice {

using namespace Qt::StringLiterals;

ErrorCode sqliteErrorCode(int extendedCode)
{
    if (extendedCode == SQLITE_BUSY_SNAPSHOT || extendedCode == SQLITE_BUSY_RECOVERY)
        return ErrorCode::Busy;
    switch (extendedCode & 0xff) {
    case SQLITE_BUSY:
        return ErrorCode::LockTimeout;
    case SQLITE_LOCKED:
        return ErrorCode::Busy;
    case SQLITE_FULL:
        return ErrorCode::DiskFull;
    case SQLITE_READONLY:
        return ErrorCode::ReadOnly;
    case SQLITE_INTERRUPT:
        return ErrorCode::Cancelled;
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return ErrorCode::PermissionDenied;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ErrorCode::IoFailed;
    case SQLITE_NOMEM:
        return ErrorCode::Internal;
    default:
        return ErrorCode::SqlFailed;
    }
}

Error sqliteError(int extendedCode, const QString &message, const QString &place)
{
    Error error { sqliteErrorCode(extendedCode), u"%1 (SQLite %2)"_s.arg(message).arg(extendedCode), place, {}, {} };
    switch (extendedCode & 0xff) {
    case SQLITE_BUSY:
        error.next = u"another program is writing to the file; try again when it has finished"_s;
        break;
    case SQLITE_FULL:
        error.next = u"free space on the disk of the database file"_s;
        break;
    case SQLITE_READONLY:
        error.next = u"make the database file and its folder writable"_s;
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        error.next = u"restore the database file from a backup"_s;
        break;
    default:
        break;
    }
    return error;
}

} // namespace sluice
