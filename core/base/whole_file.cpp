// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/whole_file.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Error problemOf(const QSaveFile &file)
{
    const ErrorCode code = file.error() == QFileDevice::ResourceError                             ? ErrorCode::DiskFull
        : file.error() == QFileDevice::OpenError || file.error() == QFileDevice::PermissionsError ? ErrorCode::ReadOnly
                                                                                                  : ErrorCode::IoFailed;
    return { code, file.errorString(), file.fileName(), {}, {} };
}

Error systemProblem(const QSaveFile &file, int number)
{
    return { ErrorCode::IoFailed, QString::fromLocal8Bit(std::strerror(number)), file.fileName(), {}, {} };
}

/// errno, or 0. A name is on the disk when its folder is.
int syncFolder(const QString &folder)
{
    const int descriptor = open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return errno;
    const int problem = fsync(descriptor) == 0 ? 0 : errno;
    close(descriptor);
    return problem == EINVAL || problem == ENOTSUP ? 0 : problem; // some file systems have nothing to sync in a folder
}

} // namespace

Result<void> commitWhole(QSaveFile &file)
{
    if (!file.flush())
        return fail(problemOf(file)); // its destructor takes away what is there under another name
    if (fdatasync(file.handle()) != 0)
        return fail(systemProblem(file, errno));
    if (!file.commit())
        return fail(problemOf(file));
    if (const int problem = syncFolder(QFileInfo(QFileInfo(file.fileName()).canonicalFilePath()).path()); problem != 0) {
        Error error = systemProblem(file, problem);
        error.next = u"it is written, but a loss of power may still undo that: check the disk, and write it again"_s;
        return fail(error);
    }
    return {};
}

Result<void> writeWholeFile(const QString &path, const QByteArray &bytes, FileReaders readers)
{
    QSaveFile file(path);
    const bool isWritten = file.open(QIODevice::WriteOnly)
        && (readers == FileReaders::AsBefore || file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        && file.write(bytes) == bytes.size();
    Result<void> done = isWritten ? commitWhole(file) : Result<void>(fail(problemOf(file)));
    if (!done) {
        done.error().what.prepend(u"cannot write the file: "_s);
        if (done.error().next.isEmpty())
            done.error().next = u"check permissions and free space; the old file is unchanged"_s;
    }
    return done;
}

} // namespace sluice
