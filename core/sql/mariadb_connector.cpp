// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/mariadb_connector.h"

#include "sql/mariadb_errors.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The client library calls this "any moment": it waits in whole seconds.
unsigned int wholeSeconds(Duration duration)
{
    return static_cast<unsigned int>(std::max<Duration::rep>(1, (duration.count() + 999) / 1000));
}

bool isSocket(const QString &host) { return host.startsWith(u'/'); }

bool isLocal(const QString &host)
{
    return host.isEmpty() || isSocket(host) || host == u"localhost" || host == u"127.0.0.1" || host == u"::1";
}

/// What PostgreSQL calls by the same names. Its others are refused: allow and prefer fall back to plain text behind the
/// user's back, and this client library checks a certificate with the name of the host in it or not at all.
enum class Tls { Off, Unverified, Verified };

Result<Tls> tlsOf(const ConnectionProfile &profile)
{
    if (profile.sslMode.isEmpty())
        return isLocal(profile.host) ? Tls::Off : Tls::Verified;
    if (profile.sslMode == u"disable")
        return Tls::Off;
    if (profile.sslMode == u"require")
        return Tls::Unverified;
    if (profile.sslMode == u"verify-full")
        return Tls::Verified;
    return fail(ErrorCode::InvalidConnection, u"ssl_mode '%1' is none of MariaDB's"_s.arg(profile.sslMode),
        u"connection "_s + profile.name, u"use disable, require or verify-full"_s);
}

Result<void> checkProfile(const ConnectionProfile &profile)
{
    const QString place = u"connection "_s + profile.name;
    if (profile.database.isEmpty())
        return fail(ErrorCode::InvalidConnection, u"no database is named"_s, place);
    if (profile.host.contains(u','))
        return fail(ErrorCode::InvalidConnection, u"several hosts in one connection could reach different servers"_s,
            place, u"name one host"_s);
    if (profile.port < 0 || profile.port > 65535)
        return fail(ErrorCode::InvalidConnection, u"port %1 is out of range"_s.arg(profile.port), place);
    for (const QString &text : { profile.host, profile.database, profile.user }) {
        if (text.contains(QChar(0)) || !text.isValidUtf16())
            return fail(ErrorCode::InvalidConnection,
                u"host, database or user holds a character that no server accepts"_s, place);
    }
    return {};
}

QString addressOf(const ConnectionProfile &profile)
{
    const QString host = profile.host.isEmpty() ? u"the local socket"_s : profile.host;
    return profile.port > 0 ? host + u':' + QString::number(profile.port) : host;
}

void setOptions(MYSQL *connection, const SqlOpenRequest &request, Tls tls, Duration silence)
{
    const unsigned int patience = wholeSeconds(request.options.connectTimeout);
    mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &patience);
    if (silence.count() > 0) {
        const unsigned int seconds = wholeSeconds(silence);
        mysql_options(connection, MYSQL_OPT_READ_TIMEOUT, &seconds);
        mysql_options(connection, MYSQL_OPT_WRITE_TIMEOUT, &seconds);
    }
    mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    // A server could ask the client for any file of this machine otherwise.
    const unsigned int none = 0;
    mysql_options(connection, MYSQL_OPT_LOCAL_INFILE, &none);
    mysql_options(connection, MYSQL_OPT_NONBLOCK, nullptr);
    const QByteArray tag = request.options.applicationName.toUtf8().left(63);
    mysql_optionsv(connection, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", tag.constData());
    const my_bool yes = 1;
    if (tls != Tls::Off)
        mysql_options(connection, MYSQL_OPT_SSL_ENFORCE, &yes);
    // Nobody may read along or stand in between: the certificate is checked against the system's store.
    if (tls == Tls::Verified) {
        mysql_options(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
        mysql_optionsv(connection, MYSQL_OPT_SSL_CA, "/etc/ssl/certs/ca-certificates.crt");
    }
}

} // namespace

Result<MariadbHandle> connectMariadb(const SqlOpenRequest &request, const Secret &password, Duration silence)
{
    const ConnectionProfile &profile = request.profile;
    SLUICE_CHECK(checkProfile(profile));
    SLUICE_TRY(const Tls tls, tlsOf(profile));
    MariadbHandle connection(mysql_init(nullptr));
    if (!connection)
        return fail(ErrorCode::Internal, u"out of memory while connecting"_s, request.place());
    setOptions(connection.get(), request, tls, silence);
    const QByteArray host = profile.host.toUtf8();
    const QByteArray user = profile.user.toUtf8();
    const QByteArray database = profile.database.toUtf8();
    const bool bySocket = isSocket(profile.host);
    // An empty name would let the library choose the process's user from the environment; "" is what was asked for.
    const MYSQL *opened = mysql_real_connect(connection.get(), bySocket || host.isEmpty() ? nullptr : host.constData(),
        user.constData(), password.isEmpty() ? nullptr : password.reveal().constData(), database.constData(),
        static_cast<unsigned int>(profile.port > 0 ? profile.port : 3306), bySocket ? host.constData() : nullptr,
        CLIENT_FOUND_ROWS);
    if (!opened)
        return fail(mariadbConnectError(connection.get(), profile, addressOf(profile), password));
    return connection;
}

} // namespace sluice
