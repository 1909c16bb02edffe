// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_storage.h"

#include "base/file_system.h"
#include "base/seeded_bug.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Result<void> checkFolder(const QString &folder)
{
    struct stat info {};
    if (stat(QFile::encodeName(folder).constData(), &info) != 0)
        return fail(fileError(errno, u"the ledger's folder cannot be read"_s, folder));
    if ((info.st_mode & S_IWOTH) != 0)
        return fail(ErrorCode::Refused, u"the ledger's folder can be written by everybody"_s, folder,
            u"take the right away (chmod o-w) or keep the ledger in a private folder"_s);
    if (const QString network = networkFileSystemOf(folder); !network.isEmpty() && !hasSeededBug("network-not-seen"))
        return fail(ErrorCode::Refused, u"the ledger's folder is on a network file system ("_s + network + u')', folder,
            u"keep the ledger file on a local disk; for several hosts use a PostgreSQL ledger"_s);
    return {};
}

bool may(const QString &path, int rights)
{
    return faccessat(AT_FDCWD, QFile::encodeName(path).constData(), rights, AT_EACCESS) == 0;
}

Result<void> makeFile(const QString &file)
{
    const int descriptor
        = open(QFile::encodeName(file).constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        if (errno == EEXIST) // another process was quicker
            return {};
        return fail(fileError(errno, u"the ledger cannot be created"_s, file));
    }
    close(descriptor);
    return {};
}

} // namespace

Error fileError(int number, const QString &what, const QString &path)
{
    const QString text = what + u": "_s + QString::fromLocal8Bit(std::strerror(number));
    switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return { ErrorCode::DiskFull, text, path, u"free space on the disk, then try again"_s, {} };
    case EROFS:
        return { ErrorCode::ReadOnly, text, path, u"remount the file system for writing"_s, {} };
    case EACCES:
    case EPERM:
        return { ErrorCode::ReadOnly, text, path, u"give your user the right to write there"_s, {} };
    case ENOENT:
    case ENOTDIR:
        return { ErrorCode::NotFound, text, path, u"check the path"_s, {} };
    default:
        return { ErrorCode::IoFailed, text, path, {}, {} };
    }
}

Result<QString> prepareLedgerFile(const QString &file, bool create)
{
    if (file.contains(QChar(0)) || file.isEmpty())
        return fail(ErrorCode::Usage, u"the ledger's path is empty or holds a NUL"_s);
    const QFileInfo info(file);
    const QString parent = info.absolutePath();
    if (!QFileInfo(parent).isDir()) {
        if (!create)
            return fail(ErrorCode::NotFound, u"there is no ledger"_s, file, u"check the path, or start a rollout to make one"_s);
        if (mkdir(QFile::encodeName(parent).constData(), S_IRWXU) != 0 && errno != EEXIST)
            return fail(fileError(errno, u"the ledger's folder cannot be made"_s, parent));
    }
    // A link is followed once, here; the checks then look at the place where the file really is.
    const QString real = info.exists() ? info.canonicalFilePath() : QFileInfo(parent).canonicalFilePath() + u'/' + info.fileName();
    if (info.isSymLink() && !info.exists())
        return fail(ErrorCode::Refused, u"the ledger's path is a link that leads nowhere"_s, file, u"remove the link"_s);
    SLUICE_CHECK(checkFolder(QFileInfo(real).absolutePath()));
    if (!QFileInfo::exists(real)) {
        if (!create)
            return fail(ErrorCode::NotFound, u"there is no ledger"_s, file, u"check the path, or start a rollout to make one"_s);
        SLUICE_CHECK(makeFile(real));
    }
    struct stat status {};
    if (stat(QFile::encodeName(real).constData(), &status) != 0)
        return fail(fileError(errno, u"the ledger cannot be read"_s, real));
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::Refused, u"the ledger's path is not a regular file"_s, real, u"name a file"_s);
    if ((status.st_mode & S_IWOTH) != 0)
        return fail(ErrorCode::Refused, u"the ledger can be written by everybody"_s, real, u"take the right away (chmod o-w)"_s);
    if (!may(real, R_OK))
        return fail(fileError(errno, u"the ledger cannot be read"_s, real));
    return real;
}

Result<LedgerAccess> ledgerAccess(const QString &real)
{
    // A writer makes the companions of the write-ahead log in the folder.
    if (may(real, R_OK | W_OK) && may(QFileInfo(real).absolutePath(), W_OK | X_OK))
        return LedgerAccess::Write;
    const QString log = real + u"-wal"_s;
    const QString index = real + u"-shm"_s;
    if (QFileInfo(log).size() == 0) // also when there is none
        return LedgerAccess::ReadStill;
    if (may(log, R_OK) && may(index, R_OK))
        return LedgerAccess::ReadShared;
    return fail(ErrorCode::ReadOnly, u"the ledger has unfinished business that you may not read: "_s + (may(log, R_OK) ? index : log), real,
        u"ask its owner to run 'sluice log verify' once, or to let you read the files beside the ledger too"_s);
}

LedgerFileState ledgerFileState(const QString &real)
{
    struct stat info {};
    if (stat(QFile::encodeName(real).constData(), &info) != 0)
        return {};
    return { info.st_size, info.st_ctim.tv_sec * 1'000'000'000LL + info.st_ctim.tv_nsec, info.st_ino, QFileInfo(real + u"-wal"_s).size() > 0 };
}

} // namespace sluice
