// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace sluice {

struct NamedFile {
    QString name;
    QByteArray bytes;
};

/// Writes files into a folder, which is made if need be, readable for their owner alone: they may hold values. Nothing
/// that is there is written over: AlreadyExists then, before the first is written. All of them, or none. Their paths.
Result<QStringList> writeNewFiles(const QString &folder, const QList<NamedFile> &files);

} // namespace sluice
