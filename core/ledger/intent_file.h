// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QJsonObject>

namespace sluice {

/// The local write-ahead file of one run: intents and undo bundles, fsynced before any effect, so that a rollback
/// works when the ledger cannot be reached. One JSON object a line with its SHA-256; a torn last line is ignored,
/// any other damage is LedgerCorrupt. Owned by the runner's thread.
class IntentFile
{
public:
    static Result<IntentFile> open(const QString &folder, const QString &run);
    /// Returns after fdatasync of the file (and of the folder when it was created).
    Result<void> append(const QJsonObject &record);
    Result<QList<QJsonObject>> readAll() const;

private:
    QString m_path;
};

} // namespace sluice
