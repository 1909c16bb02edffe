// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

class QSaveFile;

namespace sluice {

enum class FileReaders {
    AsBefore, ///< of a file that was there; else whom the system lets
    Owner ///< from the first byte on
};

/// Under this name is all of bytes, and on the disk, or what was there before: nobody ever meets half of it.
/// Error::next says which of both when that is not plain.
Result<void> writeWholeFile(const QString &path, const QByteArray &bytes, FileReaders readers = FileReaders::AsBefore);

/// The same for what writes to a device itself: instead of file.commit(), which puts a file under its name whose last
/// bytes found no room. Error::what is the system's word alone.
Result<void> commitWhole(QSaveFile &file);

} // namespace sluice
