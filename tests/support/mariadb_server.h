// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "sql/sql_session.h"

#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace sluice {

/// A private MariaDB server in a temporary folder, on a free port of 127.0.0.1 and on a socket in that folder. Runs as
/// the user nobody when the test is root. Killed and deleted with the object; dies with the process that made it.
/// Debian's service is never touched: the package with the server alone has none.
class MariadbServer
{
public:
    struct Options
    {
        bool syncsToDisk = false; ///< every commit is on the disk before it is answered
        QStringList plugins; ///< of tests/support/fetch-mariadb-plugins: "metadata_lock_info"
        QStringList settings; ///< more options of mariadbd: "--log-bin"
    };

    static Result<std::unique_ptr<MariadbServer>> create(const Options &options);
    static Result<std::unique_ptr<MariadbServer>> create() { return create(Options {}); }
    /// The one server of this test process, started on first use; a failure ends the process.
    static MariadbServer &shared();
    ~MariadbServer();
    MariadbServer(const MariadbServer &) = delete;
    MariadbServer &operator=(const MariadbServer &) = delete;

    Result<void> start();
    /// SIGKILL, as a crash would.
    void kill();
    bool isRunning() const { return m_server.state() == QProcess::Running; }

    /// For the superuser "root" without a password, over TCP; named "warehouse".
    ConnectionProfile profile(const QString &database = QStringLiteral("mysql")) const;
    /// The same through the socket.
    ConnectionProfile socketProfile(const QString &database = QStringLiteral("mysql")) const;
    Result<std::unique_ptr<SqlSession>> open(
        const QString &database = QStringLiteral("mysql"), SessionRole role = SessionRole::Control) const;

    Result<void> createDatabase(const QString &name) const;
    Result<void> dropDatabase(const QString &name) const;

    int port() const { return m_port; }
    QString folder() const { return m_folder.path(); }
    QString logText() const;

private:
    explicit MariadbServer(const Options &options);
    Result<void> initialise();
    Result<void> placePlugins();
    Result<void> startOnce();
    Result<void> waitUntilReady();
    QStringList arguments() const;

    const Options m_options;
    QTemporaryDir m_folder;
    QProcess m_server;
    int m_port = 0;
};

} // namespace sluice
