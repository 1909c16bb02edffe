// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_bundle.h"

#include "plan/plan_findings.h"
#include "plan/text_check.h"

#include <QFile>
#include <QStringList>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostBytes = qsizetype { 1 } << 20;

class Descriptor
{
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor(Descriptor &&other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    {
    }
    Descriptor &operator=(Descriptor other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    int fd() const { return m_fd; }

private:
    int m_fd;
};

/// The parts of a path that may be walked from the root; the first reason why it may not otherwise.
Result<QStringList> safeParts(const QString &path)
{
    const QString shown = quotedForMessage(path);
    const auto refuse = [&](const QString &why) {
        return fail(ErrorCode::InvalidPlan, u"the path "_s + shown + u' ' + why, {}, u"write it relative to the workspace, for example sql/name.sql"_s);
    };
    if (path.isEmpty())
        return fail(ErrorCode::InvalidPlan, u"the path is empty"_s);
    if (path.size() > 1024)
        return refuse(u"is longer than 1024 characters"_s);
    if (path.startsWith(u'/') || path.startsWith(u'~'))
        return refuse(u"is absolute"_s);
    const QStringList parts = path.split(u'/');
    if (parts.first().contains(u':'))
        return refuse(u"begins with a scheme, drive or resource prefix"_s);
    for (const QString &part : parts) {
        if (part == ".."_L1)
            return refuse(u"leaves the workspace with '..'"_s);
        if (part.isEmpty() || part == "."_L1)
            return refuse(u"has an empty part"_s);
        if (part.toUtf8().size() > 255)
            return refuse(u"has a part longer than 255 bytes"_s);
        for (const QChar c : part) {
            if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
                return refuse(u"holds a control or invisible character"_s);
            if (c == u'\\')
                return refuse(u"holds a backslash; parts are separated by '/'"_s);
        }
    }
    return parts;
}

Error openError(int number, const QString &path)
{
    switch (number) {
    case ENOENT:
        return { ErrorCode::NotFound, u"there is no file "_s + quotedForMessage(path), path, {}, {} };
    case ELOOP:
    case EMLINK:
        return { ErrorCode::InvalidPlan, quotedForMessage(path) + u" is or lies behind a symbolic link, which is not followed"_s, path,
            u"replace the link by the file itself"_s, {} };
    case ENOTDIR:
        // O_NOFOLLOW with O_DIRECTORY reports a link to a folder as "not a folder" too.
        return { ErrorCode::InvalidPlan, u"a part of "_s + quotedForMessage(path) + u" is not a folder, or is a symbolic link"_s, path, {}, {} };
    case EACCES:
    case EPERM:
        return { ErrorCode::PermissionDenied, u"no permission to read "_s + quotedForMessage(path), path, {}, {} };
    default:
        return { ErrorCode::IoFailed, u"cannot open "_s + quotedForMessage(path) + u": "_s + QString::fromLocal8Bit(strerror(number)), path, {}, {} };
    }
}

Result<QByteArray> readAll(int fd, const QString &path)
{
    QByteArray bytes;
    char buffer[65536];
    while (true) {
        const ssize_t count = ::read(fd, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail(ErrorCode::IoFailed, u"cannot read "_s + quotedForMessage(path) + u": "_s + QString::fromLocal8Bit(strerror(errno)), path);
        if (count == 0)
            return bytes;
        bytes.append(buffer, count);
        if (bytes.size() > kMostBytes)
            return fail(ErrorCode::InvalidPlan, quotedForMessage(path) + u" is larger than 1 MiB"_s, path);
    }
}

} // namespace

Result<QString> readWorkspaceText(const QString &root, const QString &relativePath)
{
    SLUICE_TRY(const QStringList parts, safeParts(relativePath));
    Descriptor folder(::open(QFile::encodeName(root).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.fd() < 0)
        return fail(openError(errno, root));
    for (const QString &part : parts.first(parts.size() - 1)) {
        Descriptor next(::openat(folder.fd(), QFile::encodeName(part).constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (next.fd() < 0)
            return fail(openError(errno, relativePath));
        folder = std::move(next);
    }
    // O_NONBLOCK so that a pipe laid in the way cannot make the open wait; it is refused just below.
    const Descriptor file(::openat(folder.fd(), QFile::encodeName(parts.last()).constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (file.fd() < 0)
        return fail(openError(errno, relativePath));
    struct stat status { };
    if (::fstat(file.fd(), &status) != 0)
        return fail(openError(errno, relativePath));
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::InvalidPlan, quotedForMessage(relativePath) + u" is not a plain file"_s, relativePath);
    SLUICE_TRY(const QByteArray bytes, readAll(file.fd(), relativePath));
    return checkedText(bytes, relativePath, ErrorCode::InvalidPlan);
}

} // namespace sluice
