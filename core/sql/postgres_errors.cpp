// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/postgres_errors.h"

#include <QRegularExpression>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString field(const PGresult *result, int code)
{
    return QString::fromUtf8(PQresultErrorField(result, code));
}

QString firstLine(const QString &text)
{
    return text.trimmed().section(u'\n', 0, 0).trimmed();
}

/// The last "SEVERITY:  12345: message" of a verbose text: libpq may report several attempts.
QRegularExpressionMatch lastState(const QString &text)
{
    static const QRegularExpression pattern(u":  ([0-9A-Z]{5}): ([^\\n]*)"_s);
    QRegularExpressionMatch last;
    for (auto it = pattern.globalMatch(text); it.hasNext();)
        last = it.next();
    return last;
}

Error noPasswordError(Login login, const QString &place)
{
    switch (login) {
    case Login::Keychain:
        break;
    case Login::Passfile: // libpq passes over a file that others may read
        return Error { ErrorCode::LoginRefused, u"the server asks for a password and ~/.pgpass has none for this connection"_s, place,
            u"write the line host:port:database:user:password into ~/.pgpass and make the file readable by you alone (chmod 600)"_s, {} };
    }
    return Error { ErrorCode::LoginRefused, u"the server asks for a password and none is stored"_s, place,
        u"store the password with sluice connection add, or name ~/.pgpass with 'login: passfile' in sluice.yaml"_s, {} };
}

Error connectErrorWithState(const QString &state, const QString &message, const QString &place)
{
    Error error { ErrorCode::CannotConnect, message, place, {}, state };
    if (state.startsWith(u"28")) {
        error.code = ErrorCode::LoginRefused;
        error.next = u"check user and password of the connection, and the server's pg_hba.conf"_s;
    } else if (state == u"3D000") {
        error.code = ErrorCode::NotFound;
        error.next = u"check the database name of the connection"_s;
    } else if (state == u"42501") {
        error.code = ErrorCode::LoginRefused;
        error.next = u"grant CONNECT on the database to this user"_s;
    } else if (state == u"53300") {
        error.code = ErrorCode::Busy;
        error.next = u"the server has no free connection slot; try again later"_s;
    } else if (state == u"57P03") {
        error.next = u"the server is starting or stopping; try again in a moment"_s;
    }
    return error;
}

} // namespace

ErrorCode postgresErrorCode(const QString &sqlState)
{
    if (sqlState == u"55P03")
        return ErrorCode::LockTimeout;
    if (sqlState == u"40001" || sqlState == u"40P01" || sqlState == u"55006" || sqlState == u"53300")
        return ErrorCode::Busy;
    if (sqlState == u"53100")
        return ErrorCode::DiskFull;
    if (sqlState == u"25006")
        return ErrorCode::ReadOnly;
    if (sqlState == u"42501")
        return ErrorCode::PermissionDenied;
    if (sqlState == u"3D000")
        return ErrorCode::NotFound;
    if (sqlState == u"0A000")
        return ErrorCode::NotSupported;
    if (sqlState.startsWith(u"08") || sqlState == u"57P01" || sqlState == u"57P02" || sqlState == u"57P03" || sqlState == u"57P05"
        || sqlState == u"25P03")
        return ErrorCode::ConnectionLost;
    if (sqlState.startsWith(u"28"))
        return ErrorCode::LoginRefused;
    if (sqlState.startsWith(u"58"))
        return ErrorCode::IoFailed;
    return ErrorCode::SqlFailed;
}

Error postgresError(const PGresult *result, const QString &place)
{
    Error error;
    error.sqlState = field(result, PG_DIAG_SQLSTATE);
    error.code = postgresErrorCode(error.sqlState);
    error.what = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (error.what.isEmpty())
        error.what = firstLine(QString::fromUtf8(PQresultErrorMessage(result)));
    if (const QString position = field(result, PG_DIAG_STATEMENT_POSITION); !position.isEmpty())
        error.what += u" at character "_s + position;
    error.where = place;
    error.next = field(result, PG_DIAG_MESSAGE_HINT);
    return error;
}

Error postgresConnectError(PGconn *connection, const ConnectionProfile &profile, const QString &address, const Secret &password)
{
    const QString place = u"connection "_s + profile.name;
    QString text = QString::fromUtf8(PQerrorMessage(connection));
    if (!password.isEmpty())
        text.replace(QString::fromUtf8(password.reveal()), u"***"_s);
    if (const QRegularExpressionMatch match = lastState(text); match.hasMatch())
        return connectErrorWithState(match.captured(1), match.captured(2), place);
    if (PQconnectionNeedsPassword(connection))
        return noPasswordError(profile.login, place);
    Error error { ErrorCode::CannotConnect, u"cannot reach PostgreSQL at %1: %2"_s.arg(address, firstLine(text)), place,
        u"check host, port and that the server runs"_s, {} };
    if (text.contains(u"SSL"_s) || text.contains(u"certificate"_s))
        error.next = u"check the server's certificate and the CA file, or state sslmode in the connection"_s;
    return error;
}

Error postgresLostError(PGconn *connection, const QString &place)
{
    const QString said = connection ? firstLine(QString::fromUtf8(PQerrorMessage(connection))) : QString();
    return Error { ErrorCode::ConnectionLost, said.isEmpty() ? u"the server closed the connection"_s : said, place, {}, {} };
}

Error behindPooler(const QString &sign, const QString &place)
{
    return Error { ErrorCode::Refused,
        u"a connection pooler answers for the server: %1. Locks and settings of a session are not kept there"_s.arg(sign),
        place, u"connect to the server itself, past PgBouncer or the like"_s, {} };
}

} // namespace sluice
