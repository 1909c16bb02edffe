// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/postgres_cluster.h"

#include "sql/sql_quoting.h"
#include "support/server_process.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <csignal>
#include <vector>

#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kAccount = "postgres"; // of Debian's package postgresql

std::vector<pollfd> handlesOfChildren(pid_t parent)
{
    std::vector<pollfd> handles;
    QFile list(u"/proc/%1/task/%1/children"_s.arg(parent));
    if (!list.open(QIODevice::ReadOnly))
        return handles;
    for (const QByteArray &child : list.readAll().simplified().split(' ')) {
        if (const auto handle = static_cast<int>(syscall(SYS_pidfd_open, child.toInt(), 0)); handle >= 0)
            handles.push_back({ handle, POLLIN, 0 });
    }
    return handles;
}

Result<void> writeFile(const QString &path, const QByteArray &bytes, QIODevice::OpenMode mode)
{
    QFile file(path);
    if (!file.open(mode) || file.write(bytes) != bytes.size() || !file.flush())
        return fail(ErrorCode::IoFailed, file.errorString(), path);
    return {};
}

/// Every folder on the way is open to accounts like the server's.
bool canEverybodyReach(QString path)
{
    while (!QDir(path).isRoot()) {
        if (!QFile::permissions(path).testFlag(QFileDevice::ExeOther))
            return false;
        path = QFileInfo(path).path();
    }
    return true;
}

} // namespace

QString PostgresCluster::binaryFolder()
{
    const QDir root(u"/usr/lib/postgresql"_s);
    const QStringList versions = root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
    for (const QString &version : versions) {
        const QString folder = root.filePath(version + u"/bin"_s);
        if (QFile::exists(folder + u"/initdb"_s))
            return folder;
    }
    return QFileInfo(QStandardPaths::findExecutable(u"initdb"_s)).path();
}

PostgresCluster::PostgresCluster(const Options &options)
    : m_options(options)
    , m_folder(QDir::tempPath() + u"/sluice-pg-XXXXXX"_s)
{
}

PostgresCluster::~PostgresCluster()
{
    stop(StopMode::Immediate);
}

Result<std::unique_ptr<PostgresCluster>> PostgresCluster::create(const Options &options)
{
    std::unique_ptr<PostgresCluster> cluster(new PostgresCluster(options));
    SLUICE_CHECK(cluster->initialise());
    SLUICE_CHECK(cluster->start());
    return cluster;
}

PostgresCluster &PostgresCluster::shared()
{
    static const std::unique_ptr<PostgresCluster> cluster = [] {
        auto created = create();
        if (!created)
            qFatal("no PostgreSQL server for the tests: %s", qUtf8Printable(created.error().what));
        return *std::move(created);
    }();
    return *cluster;
}

Result<void> PostgresCluster::findServer()
{
    m_binaries = binaryFolder();
    if (m_options.version == 0)
        return {};
    const QString fetched
        = u"%1/build/postgresql/%2"_s.arg(qEnvironmentVariable("SLUICE_SOURCE_DIR")).arg(m_options.version);
    m_binaries = fetched + u"/bin"_s;
    if (!QFile::exists(m_binaries + u"/initdb"_s))
        return fail(ErrorCode::NotFound, u"PostgreSQL %1 is not there"_s.arg(m_options.version), fetched,
            u"run tests/support/fetch-postgresql"_s);
    if (!serverAccount(kAccount) || canEverybodyReach(m_binaries))
        return {};
    // A checkout in somebody's home is closed to the server's account.
    const QString copy = folder() + u"/server"_s;
    if (QProcess::execute(u"cp"_s, { u"-r"_s, fetched, copy }) != 0)
        return fail(ErrorCode::IoFailed, u"cannot copy the server"_s, fetched);
    m_binaries = copy + u"/bin"_s;
    return {};
}

Result<void> PostgresCluster::runTool(const QString &program, const QStringList &arguments)
{
    QProcess process;
    becomeServer(process, serverAccount(kAccount), SIGQUIT);
    process.setWorkingDirectory(folder());
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(m_binaries + u'/' + program, arguments);
    if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return fail(ErrorCode::Internal, program + u" failed: "_s + QString::fromLocal8Bit(process.readAll()), folder());
    return {};
}

Result<void> PostgresCluster::initialise()
{
    if (!m_folder.isValid())
        return fail(ErrorCode::IoFailed, m_folder.errorString());
    if (const auto account = serverAccount(kAccount); account && chown(QFile::encodeName(folder()).constData(), account->user, account->group) != 0)
        return fail(ErrorCode::IoFailed, u"cannot hand the folder to postgres"_s, folder());
    SLUICE_CHECK(findServer());
    QStringList arguments { u"-D"_s, dataDirectory(), u"-U"_s, u"postgres"_s, u"--encoding=UTF8"_s, u"--locale=C.UTF-8"_s, u"--no-sync"_s };
    const QString passwordFile = folder() + u"/password"_s;
    if (m_options.password.isEmpty()) {
        arguments << u"--auth=trust"_s;
    } else {
        SLUICE_CHECK(writeFile(passwordFile, m_options.password.toUtf8(), QIODevice::WriteOnly));
        arguments << u"--auth=scram-sha-256"_s << u"--pwfile="_s + passwordFile;
    }
    SLUICE_CHECK(runTool(u"initdb"_s, arguments));
    QFile::remove(passwordFile);
    QStringList settings { u"listen_addresses = '127.0.0.1'"_s, u"unix_socket_directories = '%1'"_s.arg(folder()), u"max_connections = 60"_s,
        u"shared_buffers = 32MB"_s, u"fsync = %1"_s.arg(m_options.syncsToDisk ? u"on"_s : u"off"_s),
        u"full_page_writes = %1"_s.arg(m_options.syncsToDisk ? u"on"_s : u"off"_s), u"lc_messages = 'C'"_s };
    return addSettings(settings + m_options.settings);
}

Result<void> PostgresCluster::addSettings(const QStringList &lines) const
{
    return writeFile(dataDirectory() + u"/postgresql.conf"_s, lines.join(u'\n').toUtf8() + '\n', QIODevice::Append);
}

Result<void> PostgresCluster::giveToServer(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    const auto account = serverAccount(kAccount);
    if ((account && chown(name.constData(), account->user, account->group) != 0) || chmod(name.constData(), 0600) != 0)
        return fail(ErrorCode::IoFailed, u"cannot hand the file to postgres"_s, path);
    return {};
}

Result<void> PostgresCluster::start()
{
    Result<void> started;
    // Somebody else may take the port meanwhile.
    for (int attempt = 0; attempt < 5; ++attempt) {
        if (m_port == 0 || attempt > 0)
            m_port = freePort();
        started = startOnce();
        if (started)
            return {};
        stop(StopMode::Immediate);
    }
    return started;
}

Result<void> PostgresCluster::startOnce()
{
    becomeServer(m_server, serverAccount(kAccount), SIGQUIT);
    m_server.setWorkingDirectory(folder());
    m_server.setStandardOutputFile(QProcess::nullDevice());
    m_server.setStandardErrorFile(folder() + u"/server.log"_s, QIODevice::Append);
    m_server.start(m_binaries + u"/postgres"_s, { u"-D"_s, dataDirectory(), u"-p"_s, QString::number(m_port) });
    if (!m_server.waitForStarted())
        return fail(ErrorCode::Internal, m_server.errorString());
    return waitUntilReady();
}

Result<void> PostgresCluster::waitUntilReady()
{
    const QDeadlineTimer deadline(30s);
    while (!deadline.hasExpired()) {
        const auto session = open();
        if (session) {
            const auto directory = (*session)->query(u"SELECT current_setting('data_directory')"_s);
            if (directory && QDir(directory->scalar().toString()).canonicalPath() == QDir(dataDirectory()).canonicalPath())
                return {};
            return fail(ErrorCode::IdentityMismatch, u"another server answers on port %1"_s.arg(m_port));
        }
        if (m_server.waitForFinished(20))
            return fail(ErrorCode::CannotConnect, u"the server ended: "_s + logText());
    }
    return fail(ErrorCode::Timeout, u"the server did not become ready: "_s + logText());
}

void PostgresCluster::stop(StopMode mode)
{
    if (m_server.state() == QProcess::NotRunning)
        return;
    const auto process = static_cast<pid_t>(m_server.processId());
    if (mode == StopMode::Kill)
        return killAndOutlive();
    kill(process, mode == StopMode::Fast ? SIGINT : SIGQUIT);
    if (!m_server.waitForFinished(20'000))
        killAndOutlive();
}

/// A killed server leaves its children for a moment, and with them the shared memory that keeps the next one from
/// starting; so this returns when they are gone, too.
void PostgresCluster::killAndOutlive()
{
    const auto process = static_cast<pid_t>(m_server.processId());
    kill(process, SIGSTOP); // no new child while they are counted
    siginfo_t info {};
    waitid(P_PID, static_cast<id_t>(process), &info, WSTOPPED | WEXITED | WNOWAIT);
    const std::vector<pollfd> children = handlesOfChildren(process);
    kill(process, SIGKILL);
    m_server.waitForFinished(20'000);
    for (pollfd child : children) {
        poll(&child, 1, 20'000); // a handle is readable when its process has ended
        close(child.fd);
    }
}

Result<void> PostgresCluster::restart(StopMode mode)
{
    stop(mode);
    return start();
}

ConnectionProfile PostgresCluster::profile(const QString &database) const
{
    ConnectionProfile profile;
    profile.name = u"warehouse"_s;
    profile.engine = Engine::Postgresql;
    profile.host = u"127.0.0.1"_s;
    profile.port = m_port;
    profile.database = database;
    profile.user = u"postgres"_s;
    return profile;
}

ConnectionProfile PostgresCluster::socketProfile(const QString &database) const
{
    ConnectionProfile local = profile(database);
    local.host = folder();
    return local;
}

Result<std::unique_ptr<SqlSession>> PostgresCluster::open(const QString &database, SessionRole role) const
{
    return SqlSession::open(profile(database), {}, role, password());
}

Result<void> PostgresCluster::createDatabase(const QString &name, const QString &templateName) const
{
    SLUICE_TRY(const auto session, open());
    QString sql = u"CREATE DATABASE "_s + quoteIdentifier(Engine::Postgresql, name);
    if (!templateName.isEmpty())
        sql += u" TEMPLATE "_s + quoteIdentifier(Engine::Postgresql, templateName);
    SLUICE_CHECK(session->execute(sql));
    return {};
}

Result<void> PostgresCluster::dropDatabase(const QString &name) const
{
    SLUICE_TRY(const auto session, open());
    SLUICE_CHECK(session->execute(u"DROP DATABASE IF EXISTS %1 WITH (FORCE)"_s.arg(quoteIdentifier(Engine::Postgresql, name))));
    return {};
}

QString PostgresCluster::logText() const
{
    QFile file(folder() + u"/server.log"_s);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace sluice
