// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/connection_profile.h"

#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<const char *, 4> kEngines { "sqlite", "postgresql", "mariadb", "odbc" };
constexpr std::array<const char *, 2> kLogins { "keychain", "passfile" };
constexpr std::array<const char *, 3> kEnvironments { "dev", "staging", "prod" };

template <class Enum, size_t N>
std::optional<Enum> fromName(const std::array<const char *, N> &names, const QString &name)
{
    for (size_t i = 0; i < N; ++i) {
        if (name == QLatin1String(names[i]))
            return static_cast<Enum>(i);
    }
    return std::nullopt;
}

} // namespace

bool isSameLogin(const ConnectionProfile &a, const ConnectionProfile &b)
{
    return a.engine == b.engine && a.service == b.service && a.odbcDriver == b.odbcDriver && a.host == b.host && a.port == b.port
        && a.database == b.database && a.user == b.user;
}

QString engineName(Engine engine)
{
    return QLatin1String(kEngines[static_cast<size_t>(engine)]);
}

std::optional<Engine> engineFromName(const QString &name)
{
    return fromName<Engine>(kEngines, name);
}

std::optional<Error> unsupportedEngine(const ConnectionProfile &profile)
{
    switch (profile.engine) {
    case Engine::Sqlite:
    case Engine::Postgresql:
    case Engine::Mariadb:
        return std::nullopt;
    case Engine::Odbc:
        if (profile.service)
            return std::nullopt;
        break;
    }
    return Error { ErrorCode::NotSupported,
        u"the driver '%1' is not supported by this version of Sluice"_s.arg(engineName(profile.engine)),
        u"connection "_s + profile.name, u"use postgresql, mariadb or sqlite"_s, {} };
}

std::optional<Error> unsupportedTarget(const ConnectionProfile &profile)
{
    if (profile.engine != Engine::Odbc || sqlEngine(profile) != Engine::Odbc || !profile.service)
        return unsupportedEngine(profile);
    return Error { ErrorCode::NotSupported, u"rollouts on %1 are not supported by this version of Sluice: its profile is unproven"_s.arg(profile.service->title),
        u"connection "_s + profile.name, u"use postgresql, mariadb or sqlite, or ODBC to one of the first and last"_s, {} };
}

Engine sqlEngine(const ConnectionProfile &profile)
{
    if (profile.engine != Engine::Odbc || !profile.service)
        return profile.engine;
    switch (profile.service->kin) {
    case SqlKin::Postgresql:
        return Engine::Postgresql;
    case SqlKin::Sqlite:
        return Engine::Sqlite;
    case SqlKin::Unchecked:
        break;
    }
    return Engine::Odbc;
}

QString loginName(Login login)
{
    return QLatin1String(kLogins[static_cast<size_t>(login)]);
}

std::optional<Login> loginFromName(const QString &name)
{
    return fromName<Login>(kLogins, name);
}

QString environmentName(Environment environment)
{
    return QLatin1String(kEnvironments[static_cast<size_t>(environment)]);
}

std::optional<Environment> environmentFromName(const QString &name)
{
    return fromName<Environment>(kEnvironments, name);
}

} // namespace sluice
