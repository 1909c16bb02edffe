// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sluice {

/// "NFS" for the statfs magic number of a network or user-space file system, where SQLite's write-ahead log and locks
/// do not work; empty for a local one.
QString networkFileSystemName(quint64 magic);

/// The same for the file system that path is on; empty too when the system does not tell.
QString networkFileSystemOf(const QString &path);

} // namespace sluice
