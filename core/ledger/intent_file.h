// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QJsonObject>

namespace sluice {

/// The local write-ahead file of one run: intents and undo bundles, fsynced before any effect, so that a rollback
/// works when the ledger cannot be reached. A line is "<SHA-256 hex> <JSON object>", with ~ instead of the space where nothing
/// waited for the disk. What a power loss may have left of the lines since the last sync is ignored, any other damage is
/// LedgerCorrupt. Owned by the runner's thread; a takeover reads it from its own instance.
class IntentFile
{
public:
    /// Makes the folder (0700) when it is missing. run may hold letters, digits, '.', '_' and '-'; else Usage.
    static Result<IntentFile> open(const QString &folder, const QString &run);
    /// Synced: returns after fdatasync of the file (and of the folder when it was created). Copied: what is recorded
    /// elsewhere already, so the next synced append may bring it to the disk. On failure (DiskFull, ReadOnly, IoFailed)
    /// the file is as before. Several processes may append; each line is whole.
    enum class Durability { Synced, Copied };
    Result<void> append(const QJsonObject &record, Durability durability = Durability::Synced);
    /// Keeps room for this many bytes more, so that they can be appended when the disk is full by then. DiskFull when
    /// there is none left; a file system that promises nothing (EOPNOTSUPP) is told to the log and no error.
    Result<void> reserve(qint64 bytes);
    void giveRoomBack(); ///< what was reserved and is not used; as well as it goes
    /// Bytes so far; with what this instance appended, whoever looks can tell whether somebody else wrote.
    qint64 size() const;
    qint64 appended() const { return m_appended; }
    /// In order; empty when nothing was written yet.
    Result<QList<QJsonObject>> readAll() const;

private:
    explicit IntentFile(QString path);

    QString m_path;
    qint64 m_appended = 0;
    qint64 m_reservedUntil = 0; ///< offset up to which the disk has given its blocks to this file
    bool m_tailChecked = false; ///< a torn write of an earlier process is cut off before the first append
};

} // namespace sluice
