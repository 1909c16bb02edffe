// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sqlite_errors.h"
#include "sql/sqlite_session.h"

#include <QDir>
#include <QFileInfo>
#include <QSqlDriver>
#include <QSqlError>
#include <QSqlQuery>
#include <QUrl>

#include <atomic>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Error openError(ErrorCode code, const QString &what, const QString &path, const QString &next = {})
{
    return Error { code, what, path, next, {} };
}

/// Makes an empty file that only its owner can read; SQLite gives its companions the same rights.
Result<void> createFile(const QString &path)
{
    const int file = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0) {
        ::close(file);
        return {};
    }
    if (errno == EEXIST)
        return {};
    const QString reason = QString::fromLocal8Bit(strerror(errno));
    const ErrorCode code = errno == ENOSPC ? ErrorCode::DiskFull
        : errno == EROFS                   ? ErrorCode::ReadOnly
        : errno == EACCES                  ? ErrorCode::PermissionDenied
        : errno == ENOENT                  ? ErrorCode::NotFound
                                           : ErrorCode::IoFailed;
    return fail(openError(code, u"cannot create the database file: "_s + reason, path, u"check the folder and its permissions"_s));
}

Result<void> checkFile(const QString &path)
{
    if (path.contains(QChar(0)))
        return fail(openError(ErrorCode::InvalidConnection, u"the file name holds a NUL character"_s, path));
    struct stat info {};
    if (::stat(QFile::encodeName(path).constData(), &info) != 0) {
        if (errno == EACCES)
            return fail(openError(ErrorCode::PermissionDenied, u"the folder of the database file may not be entered"_s, path, u"check its permissions"_s));
        return fail(openError(ErrorCode::NotFound, u"there is no such database file"_s, path, u"check the database path of the connection"_s));
    }
    if (!S_ISREG(info.st_mode))
        return fail(openError(ErrorCode::InvalidConnection, u"this is not a regular file"_s, path, u"check the database path of the connection"_s));
    if (!QFileInfo(path).isReadable())
        return fail(openError(ErrorCode::PermissionDenied, u"the database file may not be read"_s, path, u"check its permissions"_s));
    return {};
}

/// A URI, because only there can SQLite be told never to create the file.
QString uriOf(const QString &path, SqliteFile file)
{
    const QString mode = file == SqliteFile::OwnStill ? u"ro&immutable=1"_s : file == SqliteFile::OwnShared ? u"ro&readonly_shm=1"_s : u"rw"_s;
    return u"file:"_s + QString::fromLatin1(QUrl::toPercentEncoding(path, "/")) + u"?mode="_s + mode;
}

bool isForReading(SqliteFile file)
{
    return file == SqliteFile::OwnShared || file == SqliteFile::OwnStill;
}

sqlite3 *nativeHandle(const QSqlDatabase &database)
{
    const QVariant handle = database.driver()->handle();
    if (!handle.isValid() || qstrcmp(handle.typeName(), "sqlite3*") != 0)
        return nullptr;
    return *static_cast<sqlite3 *const *>(handle.constData());
}

/// The handle may only be used when Qt's plugin runs on the very library that this program is linked with.
bool sharesLibrary(const QSqlDatabase &database)
{
    QSqlQuery query(database);
    return query.exec(u"SELECT sqlite_source_id()"_s) && query.next() && query.value(0).toString() == QLatin1String(sqlite3_sourceid());
}

/// Opening reads nothing; this reads the header and the schema, so that a wrong or damaged file is found here.
Result<void> readHeader(sqlite3 *handle, const QString &path)
{
    const int code = sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr);
    if (code == SQLITE_OK)
        return {};
    const int extended = sqlite3_extended_errcode(handle);
    Error error = sqliteError(extended, QString::fromUtf8(sqlite3_errmsg(handle)), path);
    if ((extended & 0xff) == SQLITE_NOTADB) {
        error.code = ErrorCode::InvalidConnection;
        error.what = u"the file is not a SQLite database"_s;
        error.next = u"check the database path of the connection"_s;
    }
    return fail(error);
}

/// Removes the connection again unless it was released to a session.
class NamedConnection
{
public:
    NamedConnection(const QString &path, SqliteFile file)
    {
        static std::atomic<quint64> counter = 0;
        m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"sluice-sqlite-%1"_s.arg(++counter));
        m_database.setConnectOptions(u"QSQLITE_OPEN_URI"_s);
        m_database.setDatabaseName(uriOf(path, file));
    }
    ~NamedConnection()
    {
        if (!m_database.isValid())
            return;
        const QString name = m_database.connectionName();
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase(name);
    }
    NamedConnection(const NamedConnection &) = delete;
    NamedConnection &operator=(const NamedConnection &) = delete;

    QSqlDatabase &database() { return m_database; }
    QSqlDatabase release() { return std::exchange(m_database, QSqlDatabase()); }

private:
    QSqlDatabase m_database;
};

} // namespace

Result<std::unique_ptr<SqlBackend>> openSqlite(const SqlOpenRequest &request, const QString &path, SqliteFile file)
{
    if (!QSqlDatabase::isDriverAvailable(u"QSQLITE"_s)) {
        return fail(openError(ErrorCode::DriverMissing, u"Qt's SQLite driver is not installed"_s, request.place(),
            u"install the package libqt6sql6-sqlite"_s));
    }
    if (file == SqliteFile::OwnMade)
        SLUICE_CHECK(createFile(path));
    SLUICE_CHECK(checkFile(path));
    NamedConnection connection(path, file);
    if (!connection.database().open())
        return fail(sqliteError(connection.database().lastError().nativeErrorCode().toInt(), connection.database().lastError().databaseText(), path));
    sqlite3 *handle = nativeHandle(connection.database());
    if (!handle || !sharesLibrary(connection.database())) {
        return fail(openError(ErrorCode::DriverMissing, u"Qt's SQLite driver carries a different SQLite"_s, request.place(),
            u"install the distribution's package libqt6sql6-sqlite"_s));
    }
    auto session = std::make_unique<SqliteSession>(request, connection.release(), handle);
    SLUICE_CHECK(session->setTimeouts(request.options.statementTimeout, request.options.lockTimeout));
    SLUICE_CHECK(readHeader(handle, path));
    if (!request.isReadOnly() && !isForReading(file) && sqlite3_db_readonly(handle, "main") == 1)
        return fail(openError(ErrorCode::ReadOnly, u"the database file may not be written"_s, path, u"make the file and its folder writable"_s));
    SLUICE_CHECK(session->pinSettings(file));
    return session;
}

} // namespace sluice
