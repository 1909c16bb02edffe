// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/private_file.h"

#include <QCoreApplication>
#include <QPromise>
#include <QSaveFile>
#include <QThreadPool>

#include <memory>

namespace sluice {

namespace {

Result<void> writeNow(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    // Before the first byte: the file may hold names and values that only this person may read.
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(bytes) != bytes.size() || !file.commit()) {
        return fail(ErrorCode::IoFailed,
            QCoreApplication::translate("sluice::PrivateFile", "The file could not be written: %1").arg(file.errorString()), path,
            QCoreApplication::translate("sluice::PrivateFile", "Choose another folder, or make room, and export again."));
    }
    return {};
}

} // namespace

QFuture<Result<void>> writePrivately(const QString &path, std::function<QByteArray()> make)
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    const QFuture<Result<void>> future = promise->future();
    QThreadPool::globalInstance()->start([promise, path, make = std::move(make)] {
        promise->addResult(writeNow(path, make()));
        promise->finish();
    });
    return future;
}

} // namespace sluice
