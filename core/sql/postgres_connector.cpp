// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/postgres_connector.h"

#include "sql/postgres_environment.h"
#include "sql/postgres_errors.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFileInfo>

#include <poll.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {


/// libpq would read ~/.pgpass by itself; it does so only where the connection says so. Otherwise a path that cannot exist.
QByteArray passwordFile(const ConnectionProfile &profile)
{
    switch (profile.login) {
    case Login::Keychain:
        break;
    case Login::Passfile:
        return QFile::encodeName(QDir::homePath() + u"/.pgpass"_s);
    }
    return "/dev/null/none"_ba;
}

bool isSocketFolder(const QString &host)
{
    return host.isEmpty() || host.startsWith(u'/') || host.startsWith(u'@');
}

bool isLocal(const QString &host)
{
    return isSocketFolder(host) || host == u"localhost" || host == u"127.0.0.1" || host == u"::1";
}

Result<QByteArray> sslMode(const ConnectionProfile &profile)
{
    static const QStringList known { u"disable"_s, u"allow"_s, u"prefer"_s, u"require"_s, u"verify-ca"_s, u"verify-full"_s };
    if (profile.sslMode.isEmpty())
        return isLocal(profile.host) ? "prefer"_ba : "verify-full"_ba;
    if (!known.contains(profile.sslMode)) {
        return fail(ErrorCode::InvalidConnection, u"unknown sslmode '%1'"_s.arg(profile.sslMode), u"connection "_s + profile.name,
            u"use one of "_s + known.join(u", "_s));
    }
    return profile.sslMode.toLatin1();
}

Result<void> checkProfile(const ConnectionProfile &profile)
{
    const QString place = u"connection "_s + profile.name;
    if (profile.database.isEmpty())
        return fail(ErrorCode::InvalidConnection, u"no database is named"_s, place);
    if (profile.host.contains(u',') && !isSocketFolder(profile.host))
        return fail(ErrorCode::InvalidConnection, u"several hosts in one connection could reach different servers"_s, place, u"name one host"_s);
    if (profile.port < 0 || profile.port > 65535)
        return fail(ErrorCode::InvalidConnection, u"port %1 is out of range"_s.arg(profile.port), place);
    for (const QString &text : { profile.host, profile.database, profile.user }) {
        if (text.contains(QChar(0)) || !text.isValidUtf16())
            return fail(ErrorCode::InvalidConnection, u"host, database or user holds a character that no server accepts"_s, place);
    }
    return {};
}

QString addressOf(const ConnectionProfile &profile)
{
    const QString host = profile.host.isEmpty() ? u"the local socket"_s : profile.host;
    return profile.port > 0 ? host + u':' + QString::number(profile.port) : host;
}

/// Waits until libpq can go on. False when the deadline passed.
bool waitForSocket(PGconn *connection, PostgresPollingStatusType wants, const QDeadlineTimer &deadline)
{
    pollfd entry { PQsocket(connection), static_cast<short>(wants == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0 };
    int ready = 0;
    do {
        ready = poll(&entry, 1, static_cast<int>(deadline.remainingTime()));
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

PostgresHandle startConnection(const PostgresParameters &parameters, const Secret &password)
{
    std::vector<const char *> keys;
    std::vector<const char *> values;
    for (const auto &[key, value] : parameters) {
        keys.push_back(key.constData());
        values.push_back(value.constData());
    }
    if (!password.isEmpty()) {
        keys.push_back("password");
        values.push_back(password.reveal().constData());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    return PostgresHandle(PQconnectStartParams(keys.data(), values.data(), 0));
}

} // namespace

Result<PostgresParameters> postgresParameters(const SqlOpenRequest &request)
{
    const ConnectionProfile &profile = request.profile;
    SLUICE_CHECK(checkProfile(profile));
    SLUICE_TRY(const QByteArray mode, sslMode(profile));
    PostgresParameters list {
        { "dbname", profile.database.toUtf8() },
        { "port", QByteArray::number(profile.port > 0 ? profile.port : 5432) },
        { "sslmode", mode },
        { "gssencmode", "disable" },
        { "passfile", passwordFile(profile) },
        { "client_encoding", "UTF8" },
        { "target_session_attrs", "any" },
        { "application_name", request.options.applicationName.toUtf8().left(63) },
        { "keepalives", "1" },
        { "keepalives_idle", "10" },
        { "keepalives_interval", "5" },
        { "keepalives_count", "3" },
        { "tcp_user_timeout", "20000" },
    };
    if (!profile.host.isEmpty())
        list.emplaceBack("host", profile.host.toUtf8());
    if (!profile.user.isEmpty())
        list.emplaceBack("user", profile.user.toUtf8());
    if (const QString authorities = postgresAuthorities(QString::fromUtf8(mode)); !authorities.isEmpty())
        list.emplaceBack("sslrootcert", authorities.toUtf8());
    return list;
}

Result<PostgresHandle> connectPostgres(const SqlOpenRequest &request, const Secret &password)
{
    scrubPostgresEnvironment();
    SLUICE_TRY(const PostgresParameters parameters, postgresParameters(request));
    const QString address = addressOf(request.profile);
    const QDeadlineTimer deadline(request.options.connectTimeout);
    PostgresHandle connection = startConnection(parameters, password);
    if (!connection)
        return fail(ErrorCode::Internal, u"out of memory while connecting"_s, request.place());
    PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
    PQsetNoticeReceiver(connection.get(), [](void *, const PGresult *) {}, nullptr);
    PostgresPollingStatusType wants = PQstatus(connection.get()) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (wants == PGRES_POLLING_READING || wants == PGRES_POLLING_WRITING) {
        if (!waitForSocket(connection.get(), wants, deadline)) {
            return fail(ErrorCode::CannotConnect,
                u"PostgreSQL at %1 did not answer within %2 ms"_s.arg(address).arg(request.options.connectTimeout.count()), request.place(),
                u"check host, port, firewall and that the server runs"_s);
        }
        wants = PQconnectPoll(connection.get());
    }
    if (wants != PGRES_POLLING_OK)
        return fail(postgresConnectError(connection.get(), request.profile, address, password));
    PQsetErrorVerbosity(connection.get(), PQERRORS_DEFAULT);
    return connection;
}

} // namespace sluice
