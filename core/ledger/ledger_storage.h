// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace sluice {

/// What this user may do with a ledger file, and how SQLite can do it.
enum class LedgerAccess {
    Write,
    ReadShared, ///< may only read, beside the files of the write-ahead log
    ReadStill, ///< may only read, and nobody has the ledger open for writing now
};

/// For an existing ledger at its real path. ReadOnly when what the last writer left behind can only be put in order by a
/// user who may write.
Result<LedgerAccess> ledgerAccess(const QString &real);

/// Compares unequal when somebody wrote the ledger in between, or may be writing it.
struct LedgerFileState {
    qint64 size = -1;
    qint64 changedNs = -1;
    quint64 inode = 0;
    bool hasLog = false; ///< a write-ahead log with content
    friend bool operator==(const LedgerFileState &, const LedgerFileState &) = default;
};
LedgerFileState ledgerFileState(const QString &real);

/// Makes sure that a ledger may live at file and returns its real path (links resolved). The folder is made (0700)
/// when only it is missing, the file is made empty (0600) when create is true.
/// A file that is there need not be writable: see ledgerAccess.
/// Refused: network file system, folder or file writable by everybody, not a regular file. NotFound: no such folder,
/// or no such file and create is false. ReadOnly, PermissionDenied, DiskFull, IoFailed as the system says.
Result<QString> prepareLedgerFile(const QString &file, bool create);

/// Translates errno after a failed file operation.
Error fileError(int number, const QString &what, const QString &path);

} // namespace sluice
