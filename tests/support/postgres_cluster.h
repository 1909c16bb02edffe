// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "sql/sql_session.h"

#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace sluice {

/// A private PostgreSQL server in a temporary folder, on a free port of 127.0.0.1 and on a socket in that folder. Runs
/// as the user postgres when the test is root. Stopped and deleted with the object; dies with the process that made it.
class PostgresCluster
{
public:
    struct Options {
        bool syncsToDisk = false; ///< fsync
        QString password; ///< set: scram-sha-256 for everybody; empty: trust
        QStringList settings; ///< more lines for postgresql.conf: "log_statement = 'all'"
        /// A major version that tests/support/fetch-postgresql fetches; 0: Debian's. The variable gives a whole test
        /// program another server.
        int version = qEnvironmentVariableIntValue("SLUICE_TEST_POSTGRESQL");
    };
    enum class StopMode { Fast, Immediate, Kill };

    /// A new server of one's own, for tests that stop or break it.
    static Result<std::unique_ptr<PostgresCluster>> create(const Options &options);
    static Result<std::unique_ptr<PostgresCluster>> create() { return create(Options {}); }
    /// The one server of this test process, started on first use; a failure ends the process.
    static PostgresCluster &shared();
    ~PostgresCluster();
    PostgresCluster(const PostgresCluster &) = delete;
    PostgresCluster &operator=(const PostgresCluster &) = delete;

    Result<void> start();
    void stop(StopMode mode = StopMode::Fast);
    Result<void> restart(StopMode mode);
    bool isRunning() const { return m_server.state() == QProcess::Running; }

    /// For the superuser "postgres", over TCP; named "warehouse".
    ConnectionProfile profile(const QString &database = QStringLiteral("postgres")) const;
    /// The same through the socket folder.
    ConnectionProfile socketProfile(const QString &database = QStringLiteral("postgres")) const;
    Secret password() const { return Secret(m_options.password.toUtf8()); }
    Result<std::unique_ptr<SqlSession>> open(const QString &database = QStringLiteral("postgres"), SessionRole role = SessionRole::Control) const;

    /// A fresh database; from a template it is a byte-for-byte clone (nobody may be connected to that).
    Result<void> createDatabase(const QString &name, const QString &templateName = {}) const;
    Result<void> dropDatabase(const QString &name) const;

    /// More lines for postgresql.conf; they count from the next start on.
    Result<void> addSettings(const QStringList &lines) const;
    /// Gives a file to the account that the server runs as, readable by it alone.
    static Result<void> giveToServer(const QString &path);

    int port() const { return m_port; }
    QString folder() const { return m_folder.path(); }
    QString dataDirectory() const { return folder() + QStringLiteral("/data"); }
    QString logText() const;
    int version() const { return m_options.version; }
    /// Where Debian's psql and pg_dump are; pg_dump reads no server that is newer than itself.
    static QString binaryFolder();

private:
    explicit PostgresCluster(const Options &options);
    Result<void> findServer();
    Result<void> initialise();
    Result<void> startOnce();
    Result<void> waitUntilReady();
    void killAndOutlive();
    Result<void> runTool(const QString &program, const QStringList &arguments);

    const Options m_options;
    QString m_binaries; ///< folder of initdb and postgres
    QTemporaryDir m_folder;
    QProcess m_server;
    int m_port = 0;
};

} // namespace sluice
