// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/mariadb_server.h"

#include "sql/sql_quoting.h"
#include "support/server_process.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QStorageInfo>

#include <csignal>

#include <sys/stat.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kProgram = "/usr/sbin/mariadbd";
constexpr auto kShare = "/usr/share/mysql/";

constexpr auto kAccount = "nobody";

/// MariaDB writes a log of its DDL to the disk whatever its settings say, so a server that need not survive is in
/// memory.
QString parentFolder(bool isOnDisk)
{
    const QStorageInfo memory(u"/dev/shm"_s);
    const bool hasRoom
        = memory.isValid() && memory.isReady() && !memory.isReadOnly() && memory.bytesAvailable() > (qint64(512) << 20);
    return hasRoom && !isOnDisk ? memory.rootPath() : QDir::tempPath();
}

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::NotFound, u"the package mariadb-server-core is not installed"_s, path);
    return file.readAll();
}

} // namespace

MariadbServer::MariadbServer(const Options &options)
    : m_options(options)
    , m_folder(parentFolder(options.syncsToDisk) + u"/sluice-maria-XXXXXX"_s)
{
}

MariadbServer::~MariadbServer() { kill(); }

Result<std::unique_ptr<MariadbServer>> MariadbServer::create(const Options &options)
{
    std::unique_ptr<MariadbServer> server(new MariadbServer(options));
    SLUICE_CHECK(server->initialise());
    SLUICE_CHECK(server->start());
    return server;
}

MariadbServer &MariadbServer::shared()
{
    static const std::unique_ptr<MariadbServer> server = [] {
        auto created = create();
        if (!created)
            qFatal("no MariaDB server for the tests: %s", qUtf8Printable(created.error().what));
        return *std::move(created);
    }();
    return *server;
}

QStringList MariadbServer::arguments() const
{
    QStringList list { u"--no-defaults"_s, u"--datadir="_s + folder() + u"/data"_s, u"--tmpdir="_s + folder(),
        u"--lc-messages-dir="_s + QLatin1String(kShare), u"--innodb-buffer-pool-size=16M"_s,
        u"--innodb-log-file-size=4M"_s, u"--innodb-data-file-path=ibdata1:3M:autoextend"_s,
        u"--innodb-temp-data-file-path=ibtmp1:3M:autoextend"_s, u"--innodb-autoextend-increment=1"_s,
        u"--innodb-buffer-pool-dump-at-shutdown=OFF"_s, u"--innodb-buffer-pool-load-at-startup=OFF"_s,
        u"--aria-sync-log-dir=NEVER"_s };
    if (!m_options.syncsToDisk)
        list << u"--innodb-flush-method=nosync"_s << u"--innodb-flush-log-at-trx-commit=0"_s
             << u"--innodb-doublewrite=OFF"_s;
    return list;
}

/// What mariadb-install-db does without its help texts and views, in a second instead of five.
Result<void> MariadbServer::initialise()
{
    if (!m_folder.isValid() || !QDir(folder()).mkdir(u"data"_s))
        return fail(ErrorCode::IoFailed, m_folder.errorString());
    if (const auto account = serverAccount(kAccount)) {
        for (const QString &path : { folder(), folder() + u"/data"_s }) {
            if (chown(QFile::encodeName(path).constData(), account->user, account->group) != 0)
                return fail(ErrorCode::IoFailed, u"cannot hand the folder to the server"_s, path);
        }
    }
    SLUICE_TRY(const QByteArray tables, readFile(QLatin1String(kShare) + u"mysql_system_tables.sql"_s));
    SLUICE_TRY(const QByteArray rows, readFile(QLatin1String(kShare) + u"mysql_system_tables_data.sql"_s));
    SLUICE_CHECK(placePlugins());
    QProcess process;
    becomeServer(process, serverAccount(kAccount), SIGKILL);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QLatin1String(kProgram), arguments() << u"--bootstrap"_s);
    process.write("create database mysql;\nuse mysql;\nset @auth_root_socket=NULL;\nset @skip_auth_anonymous=1;\n"
        + tables + rows);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return fail(ErrorCode::Internal, u"mariadbd --bootstrap failed: "_s + QString::fromLocal8Bit(process.readAll()),
            folder());
    return {};
}

/// In a folder of its own: the server's account may not reach the one that they were fetched to.
Result<void> MariadbServer::placePlugins()
{
    if (m_options.plugins.isEmpty())
        return {};
    const QString place = folder() + u"/plugins"_s;
    QDir().mkpath(place);
    QFile::setPermissions(place, QFile::permissions(place) | QFile::ReadOther | QFile::ExeOther);
    for (const QString &plugin : m_options.plugins) {
        const QString file = u'/' + plugin + u".so"_s;
        const QString fetched = qEnvironmentVariable("SLUICE_SOURCE_DIR") + u"/build/mariadb-plugins"_s + file;
        if (!QFile::copy(fetched, place + file))
            return fail(ErrorCode::NotFound, fetched + u" is not there: run tests/support/fetch-mariadb-plugins"_s);
        QFile::setPermissions(place + file, QFile::ReadOwner | QFile::ReadOther);
    }
    return {};
}

Result<void> MariadbServer::start()
{
    Result<void> started;
    for (int attempt = 0; attempt < 5; ++attempt) {
        if (m_port == 0 || attempt > 0)
            m_port = freePort(); // kept over a restart: the server's own id hangs on it
        started = startOnce();
        if (started)
            return {};
        kill();
    }
    return started;
}

Result<void> MariadbServer::startOnce()
{
    QStringList plugins;
    for (const QString &plugin : m_options.plugins)
        plugins << u"--plugin-dir="_s + folder() + u"/plugins"_s << u"--plugin-load-add="_s + plugin;
    becomeServer(m_server, serverAccount(kAccount), SIGKILL);
    m_server.setStandardOutputFile(QProcess::nullDevice());
    m_server.setStandardErrorFile(folder() + u"/server.log"_s, QIODevice::Append);
    m_server.start(QLatin1String(kProgram),
        arguments() << u"--bind-address=127.0.0.1"_s << u"--port="_s + QString::number(m_port)
                    << u"--socket="_s + folder() + u"/socket"_s << u"--pid-file="_s + folder() + u"/pid"_s
                    << u"--skip-name-resolve"_s << u"--character-set-server=utf8mb4"_s << u"--performance-schema=OFF"_s
                    << plugins << m_options.settings);
    if (!m_server.waitForStarted())
        return fail(ErrorCode::Internal, m_server.errorString());
    return waitUntilReady();
}

Result<void> MariadbServer::waitUntilReady()
{
    const QDeadlineTimer deadline(30s);
    while (!deadline.hasExpired()) {
        if (const auto session = open()) {
            const auto directory = (*session)->query(u"SELECT @@datadir"_s);
            if (directory
                && QDir(directory->scalar().toString()).canonicalPath() == QDir(folder() + u"/data"_s).canonicalPath())
                return {};
            return fail(ErrorCode::IdentityMismatch, u"another server answers on port %1"_s.arg(m_port));
        }
        if (m_server.waitForFinished(20))
            return fail(ErrorCode::CannotConnect, u"the server ended: "_s + logText());
    }
    return fail(ErrorCode::Timeout, u"the server did not become ready: "_s + logText());
}

void MariadbServer::kill()
{
    if (m_server.state() == QProcess::NotRunning)
        return;
    ::kill(static_cast<pid_t>(m_server.processId()), SIGKILL);
    m_server.waitForFinished(20'000);
}

ConnectionProfile MariadbServer::profile(const QString &database) const
{
    ConnectionProfile profile;
    profile.name = u"warehouse"_s;
    profile.engine = Engine::Mariadb;
    profile.host = u"127.0.0.1"_s;
    profile.port = m_port;
    profile.database = database;
    profile.user = u"root"_s;
    return profile;
}

ConnectionProfile MariadbServer::socketProfile(const QString &database) const
{
    ConnectionProfile local = profile(database);
    local.host = folder() + u"/socket"_s;
    return local;
}

Result<std::unique_ptr<SqlSession>> MariadbServer::open(const QString &database, SessionRole role) const
{
    return SqlSession::open(profile(database), {}, role, {});
}

Result<void> MariadbServer::createDatabase(const QString &name) const
{
    SLUICE_TRY(const auto session, open());
    SLUICE_CHECK(session->execute(u"CREATE DATABASE "_s + quoteIdentifier(Engine::Mariadb, name)));
    return {};
}

Result<void> MariadbServer::dropDatabase(const QString &name) const
{
    SLUICE_TRY(const auto session, open());
    SLUICE_CHECK(session->execute(u"DROP DATABASE IF EXISTS "_s + quoteIdentifier(Engine::Mariadb, name)));
    return {};
}

QString MariadbServer::logText() const
{
    QFile file(folder() + u"/server.log"_s);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace sluice
