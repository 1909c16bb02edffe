// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace sluice {

/// Makes sure that a ledger may live at file and returns its real path (links resolved). The folder is made (0700)
/// when only it is missing, the file is made empty (0600) when create is true.
/// Refused: network file system, folder or file writable by everybody, not a regular file. NotFound: no such folder,
/// or no such file and create is false. ReadOnly, PermissionDenied, DiskFull, IoFailed as the system says.
Result<QString> prepareLedgerFile(const QString &file, bool create);

/// Translates errno after a failed file operation.
Error fileError(int number, const QString &what, const QString &path);

} // namespace sluice
