// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/kill_point.h"
#include "base/logging.h"
#include "warehouse/clone.h"
#include "warehouse/own_tables.h"
#include "warehouse/sqlite/sqlite_dialect.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStorageInfo>
#include <QUuid>

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMiB = 1024 * 1024;
constexpr qint64 kSpareBytes
    = 16 * kMiB; ///< for the copy's log while steps run, beside room for the copy a second time

QString mark() { return QUuid::createUuid().toString(QUuid::Id128).left(8); }

/// ".warehouse.db.rehearsal-3f9c2b7e", beside the warehouse: the same disk, the same rights.
QString prefixOf(const QFileInfo &source) { return u'.' + source.fileName() + u".rehearsal-"_s; }

/// Its lock tells a living rehearsal's copy from a dead one's; the system gives it back however the process ends.
class CloneLock
{
public:
    explicit CloneLock(QString path)
        : m_path(std::move(path))
    {
    }
    ~CloneLock()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    CloneLock(const CloneLock &) = delete;
    CloneLock &operator=(const CloneLock &) = delete;

    bool take(int flags)
    {
        m_descriptor
            = ::open(QFile::encodeName(m_path).constData(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, S_IRUSR | S_IWUSR);
        return m_descriptor >= 0 && ::flock(m_descriptor, LOCK_EX | LOCK_NB) == 0;
    }

private:
    const QString m_path;
    int m_descriptor = -1;
};

Error fileTrouble(const QString &what, const QString &path)
{
    const int number = errno;
    const ErrorCode code = number == ENOSPC   ? ErrorCode::DiskFull
        : number == EACCES || number == EPERM ? ErrorCode::PermissionDenied
        : number == EROFS                     ? ErrorCode::ReadOnly
                                              : ErrorCode::IoFailed;
    return Error { code, what + u": "_s + QString::fromLocal8Bit(strerror(number)), path,
        u"a rehearsal needs to write beside the warehouse file"_s, {} };
}

/// The lock goes last: as long as it is there, whoever cleans up finds the rest.
bool removeFiles(const QString &path)
{
    bool isGone = true;
    for (const QString &suffix : { u"-wal"_s, u"-shm"_s, u"-journal"_s, QString(), u".lock"_s })
        isGone = (QFile::remove(path + suffix) || !QFileInfo::exists(path + suffix)) && isGone;
    return isGone;
}

class SqliteClone final : public Clone
{
public:
    SqliteClone(ConnectionProfile profile, std::unique_ptr<CloneLock> lock, std::function<void(const QString &)> say)
        : Clone(std::move(profile))
        , m_lock(std::move(lock))
        , m_say(std::move(say))
    {
    }
    ~SqliteClone() override
    {
        if (const auto removed = remove(); !removed && m_say)
            m_say(removed.error().what);
    }

    Result<void> remove() override
    {
        const QString path = profile().database;
        if (removeFiles(path))
            return {};
        return fail(ErrorCode::IoFailed, u"the rehearsal's copy %1 could not be removed"_s.arg(path), path,
            u"remove it by hand; the next rehearsal tries too"_s);
    }

private:
    std::unique_ptr<CloneLock> m_lock;
    std::function<void(const QString &)> m_say;
};

/// Read by SQLite itself, however steps reach it: no ODBC driver copies a file.
ConnectionProfile ofTheFile(ConnectionProfile profile)
{
    profile.engine = Engine::Sqlite;
    profile.service.reset();
    profile.odbcDriver.clear();
    return profile;
}

QFileInfo sourceOf(const CloneOrder &order) { return QFileInfo(QDir(order.workspaceRoot), order.source.database); }

/// Before anything is written: the copy, and its steps may rewrite every page once more.
Result<void> checkRoom(const CloneOrder &order, SqlSession &session, const QString &folder)
{
    SLUICE_TRY(const QString pages, queryText(session, u"PRAGMA page_count"_s));
    SLUICE_TRY(const QString size, queryText(session, u"PRAGMA page_size"_s));
    const qint64 needed = 2 * pages.toLongLong() * size.toLongLong() + kSpareBytes;
    const qint64 free = order.freeBytes ? order.freeBytes(folder) : QStorageInfo(folder).bytesAvailable();
    if (free < 0 || free >= needed)
        return {};
    return fail(ErrorCode::DiskFull,
        u"a rehearsal needs about %1 MiB beside the warehouse, and %2 MiB are free"_s.arg(needed / kMiB + 1)
            .arg(free / kMiB),
        folder, u"free space there, then rehearse again"_s);
}

} // namespace

Result<std::unique_ptr<Clone>> SqliteDialect::makeClone(const CloneOrder &order) const
{
    SLUICE_TRY(const auto session, order.open(ofTheFile(order.source), SessionRole::Catalogue, {}));
    session->setStopToken(order.stop);
    SLUICE_TRY(const TargetIdentity source, liveIdentity(*session)); // its path without links
    const QFileInfo file(source.databaseId);
    SLUICE_CHECK(checkRoom(order, *session, file.absolutePath()));
    const QString path = file.absoluteDir().filePath(prefixOf(file) + mark());
    auto lock = std::make_unique<CloneLock>(path + u".lock"_s);
    if (!lock->take(O_CREAT | O_EXCL))
        return fail(fileTrouble(u"no copy can be made for the rehearsal"_s, path));
    SLUICE_KILL_POINT("K30");
    const int made = ::open(
        QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (made < 0) {
        const Error error = fileTrouble(u"no copy can be made for the rehearsal"_s, path);
        removeFiles(path);
        return fail(error);
    }
    ::close(made);
    ConnectionProfile profile = order.source;
    profile.database = path;
    profile.environment = Environment::Dev;
    profile.rehearsal = {};
    auto clone = std::make_unique<SqliteClone>(profile, std::move(lock), order.say);
    SLUICE_CHECK(session->copyTo(path));
    SLUICE_KILL_POINT("K31");
    return clone;
}

Result<int> SqliteDialect::removeDeadClones(const CloneOrder &order) const
{
    const QFileInfo named(sourceOf(order).canonicalFilePath());
    const QString prefix = prefixOf(named);
    const QRegularExpression form(u'^' + QRegularExpression::escape(prefix) + u"[0-9a-f]{8}\\.lock$"_s);
    int removed = 0;
    const QStringList names
        = named.absoluteDir().entryList({ prefix + u"*.lock"_s }, QDir::Files | QDir::Hidden | QDir::NoSymLinks);
    for (const QString &name : names) {
        const QString lockPath = named.absoluteDir().filePath(name);
        CloneLock lock(lockPath);
        if (!form.match(name).hasMatch() || !lock.take(0))
            continue;
        if (removeFiles(lockPath.chopped(5)))
            ++removed;
        else
            qCWarning(lcSql) << "a dead rehearsal's copy cannot be removed:" << lockPath;
    }
    if (removed > 0 && order.say)
        order.say(u"Removed %1 copies that rehearsals cut off had left"_s.arg(removed));
    return removed;
}

} // namespace sluice
