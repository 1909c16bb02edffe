// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QJsonObject>

namespace sluice {

/// The local write-ahead file of one run: intents and undo bundles, fsynced before any effect, so that a rollback
/// works when the ledger cannot be reached. A line is "<SHA-256 hex> <JSON object>"; a torn last line is ignored, any
/// other damage is LedgerCorrupt. Owned by the runner's thread; a takeover reads it from its own instance.
class IntentFile
{
public:
    /// Makes the folder (0700) when it is missing. run may hold letters, digits, '.', '_' and '-'; else Usage.
    static Result<IntentFile> open(const QString &folder, const QString &run);
    /// Returns after fdatasync of the file (and of the folder when it was created). On failure (DiskFull, ReadOnly,
    /// IoFailed) the file is as before.
    Result<void> append(const QJsonObject &record);
    /// In order; empty when nothing was written yet.
    Result<QList<QJsonObject>> readAll() const;

private:
    explicit IntentFile(QString path);

    QString m_path;
    bool m_tailChecked = false; ///< a torn write of an earlier process is cut off before the first append
};

} // namespace sluice
