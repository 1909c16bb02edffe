// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/private_file.h"

#include "base/async.h"
#include "base/whole_file.h"

#include <QCoreApplication>
#include <QSaveFile>

namespace sluice {

namespace {

Result<void> writeNow(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    // Before the first byte: the file may hold names and values that only this person may read.
    const bool isWritten = file.open(QIODevice::WriteOnly) && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        && file.write(bytes) == bytes.size();
    const Result<void> done = isWritten ? commitWhole(file) : Result<void>(fail(ErrorCode::IoFailed, file.errorString()));
    if (!done) {
        return fail(ErrorCode::IoFailed,
            QCoreApplication::translate("sluice::PrivateFile", "The file could not be written: %1").arg(done.error().what), path,
            QCoreApplication::translate("sluice::PrivateFile", "Choose another folder, or make room, and export again."));
    }
    return {};
}

} // namespace

QFuture<Result<void>> writePrivately(const QString &path, std::function<QByteArray()> make)
{
    return onPool([path, make = std::move(make)] { return writeNow(path, make()); });
}

} // namespace sluice
