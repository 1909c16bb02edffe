// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "base/error.h"
#include "base/odbc_service.h"

#include <QString>

#include <memory>
#include <optional>

namespace sluice {

enum class Engine { Sqlite, Postgresql, Mariadb, Odbc };
enum class Environment { Dev, Staging, Prod };
/// Where the password of a login comes from; a login without one (peer, a client certificate) needs neither.
enum class Login {
    Keychain,
    Passfile, ///< PostgreSQL: ~/.pgpass of whoever runs Sluice, read by libpq and by nobody else
};

/// Where plans for a connection are rehearsed, and whether they must be before they run.
struct RehearsalSetting {
    QString connection {}; ///< whose database is copied, an idle one; empty: SQLite copies its own file, PostgreSQL cannot
    bool isRequired = false; ///< stated by the file; in prod it always is
    Duration valid { std::chrono::hours(7 * 24) }; ///< how long a certificate counts
    int sampleAbove = 2'000'000; ///< rows of a table above which a rehearsal compares a sample of it; 0: never
    friend bool operator==(const RehearsalSetting &, const RehearsalSetting &) = default;
};

/// A named connection as sluice.yaml writes it: never a secret. The password is looked up under the workspace id and
/// name in the system keychain by the composition root, unless login names another place.
struct ConnectionProfile {
    QString name;
    Engine engine = Engine::Sqlite;
    QString host; ///< empty for SQLite; a path to a socket folder is allowed for PostgreSQL
    int port = 0; ///< 0: the engine's default
    QString database; ///< SQLite: file, relative to the workspace root
    QString user;
    QString sslMode; ///< PostgreSQL: verify-full unless local or stated
    QString probeRole; ///< PostgreSQL: role of probe sessions; empty: the same user
    Environment environment = Environment::Dev;
    Login login = Login::Keychain;
    RehearsalSetting rehearsal {};
    std::shared_ptr<const OdbcService> service {}; ///< ODBC: what stands behind the driver; never null there
    QString odbcDriver {}; ///< ODBC: as odbcinst.ini names it; empty: the service's usual one
    friend bool operator==(const ConnectionProfile &, const ConnectionProfile &) = default;
};

/// Whether a password of the one may go to the other: the same driver and service, host, port, database and user.
bool isSameLogin(const ConnectionProfile &a, const ConnectionProfile &b);

QString engineName(Engine engine);
std::optional<Engine> engineFromName(const QString &name);
/// Empty for an engine that this version connects to, else the refusal of it by name.
std::optional<Error> unsupportedEngine(const ConnectionProfile &profile);
/// The same for a target of rollouts: a service behind ODBC must be proven as well.
std::optional<Error> unsupportedTarget(const ConnectionProfile &profile);
/// Whose SQL is spoken there: behind ODBC that of the service, where it is one that Sluice knows, else Odbc.
Engine sqlEngine(const ConnectionProfile &profile);
QString loginName(Login login);
std::optional<Login> loginFromName(const QString &name);
QString environmentName(Environment environment);
std::optional<Environment> environmentFromName(const QString &name);

} // namespace sluice
