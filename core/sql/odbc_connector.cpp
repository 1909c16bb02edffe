// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/odbc_connector.h"

#include "sql/odbc_errors.h"
#include "sql/postgres_environment.h"

#include <QDir>
#include <QFileInfo>
#include <QUuid>

#include <algorithm>
#include <mutex>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// They would let somebody else say which library a driver's name means.
void scrubOdbcEnvironment()
{
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    for (const char *name : { "ODBCINI", "ODBCSYSINI", "ODBCINSTINI", "ODBCSEARCH" }) {
        if (qEnvironmentVariableIsSet(name))
            qunsetenv(name);
    }
}

bool isLocal(const QString &host)
{
    return host.isEmpty() || host.startsWith(u'/') || host == u"localhost" || host == u"127.0.0.1" || host == u"::1";
}

/// Drivers disagree on how such a character is quoted, so that none may stand where it could begin another keyword.
bool isPlain(const QString &text)
{
    return text.isValidUtf16() && std::ranges::none_of(text, [](QChar c) {
        return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format || u";{}=[]"_s.contains(c);
    });
}

Result<void> checkProfile(const ConnectionProfile &profile, const QString &driver)
{
    const QString place = u"connection "_s + profile.name;
    if (profile.database.isEmpty())
        return fail(ErrorCode::InvalidConnection, u"no database is named"_s, place);
    if (driver.isEmpty())
        return fail(ErrorCode::InvalidConnection, u"no ODBC driver is named"_s, place, u"name it with 'odbc_driver'"_s);
    if (profile.port < 0 || profile.port > 65535)
        return fail(ErrorCode::InvalidConnection, u"port %1 is out of range"_s.arg(profile.port), place);
    for (const QString &text : { profile.host, profile.database, profile.user, driver }) {
        if (!isPlain(text))
            return fail(ErrorCode::InvalidConnection,
                u"driver, host, database or user holds a character that ends a field of an ODBC connection string"_s,
                place, u"leave out ; = { } [ ] and control characters"_s);
    }
    if (driver.contains(u'/')) // a path would load whatever library is there
        return fail(ErrorCode::InvalidConnection, u"the ODBC driver '%1' is a path"_s.arg(driver), place,
            u"name it as odbcinst -q -d does"_s);
    return {};
}

QString pathOf(const ConnectionProfile &profile, const QString &workspaceRoot)
{
    return QDir::isAbsolutePath(profile.database) ? profile.database
                                                  : QDir(workspaceRoot).absoluteFilePath(profile.database);
}

QString filledIn(QString text, const SqlOpenRequest &request, const QString &database, const QString &mark)
{
    const ConnectionProfile &profile = request.profile;
    const QString tls = !profile.sslMode.isEmpty() ? profile.sslMode
        : isLocal(profile.host)                    ? u"prefer"_s
                                                   : u"verify-full"_s;
    text.replace(u"{host}"_s, profile.host);
    text.replace(u"{port}"_s, profile.port > 0 ? QString::number(profile.port) : QString());
    text.replace(u"{user}"_s, profile.user);
    text.replace(u"{tls}"_s, tls);
    text.replace(u"{ca}"_s, postgresAuthorities(tls));
    text.replace(u"{session}"_s, mark);
    return text.replace(u"{database}"_s, database);
}

Result<void> checkFile(const QString &path, const QString &place)
{
    if (!QFileInfo(path).isFile()) // some drivers would make it
        return fail(ErrorCode::NotFound, u"there is no database file "_s + path, place,
            u"check 'database' of the connection"_s);
    if (!isPlain(path))
        return fail(ErrorCode::InvalidConnection, u"the path %1 cannot stand in an ODBC connection string"_s.arg(path),
            place, u"leave out ; = { } [ ] and control characters"_s);
    return {};
}

QString driverOf(const ConnectionProfile &profile)
{
    return profile.odbcDriver.isEmpty() ? profile.service->driver : profile.odbcDriver;
}

/// The password in braces, where "}" is doubled: the one form that every driver manager reads alike.
QByteArray withPassword(const QString &text, const OdbcService &service, const Secret &password)
{
    QByteArray whole = text.toUtf8();
    if (password.isEmpty())
        return whole;
    for (const auto &[keyword, value] : service.keywords) {
        if (value != u"{password}")
            continue;
        QByteArray inner = password.reveal();
        inner.replace("}", "}}");
        whole += keyword.toUtf8() + "={" + inner + "};";
        inner.fill('\0');
    }
    return whole;
}

/// Where a network service answers; 0: not known, or no network.
int portOf(const ConnectionProfile &profile)
{
    if (profile.service->isFile)
        return 0;
    return profile.port > 0 ? profile.port : profile.service->kin == SqlKin::Postgresql ? 5432 : 0;
}

SQLRETURN dial(SQLHANDLE link, QByteArray &text, bool isWide)
{
    if (!isWide) {
        return SQLDriverConnect(
            link, nullptr, reinterpret_cast<SQLCHAR *>(text.data()), SQL_NTS, nullptr, 0, nullptr, SQL_DRIVER_NOPROMPT);
    }
    QString wide = QString::fromUtf8(text);
    const SQLRETURN answer = SQLDriverConnectW(
        link, nullptr, reinterpret_cast<SQLWCHAR *>(wide.data()), SQL_NTS, nullptr, 0, nullptr, SQL_DRIVER_NOPROMPT);
    wide.fill(QChar(0));
    return answer;
}

} // namespace

Result<QString> odbcConnectionString(const SqlOpenRequest &request, const QString &workspaceRoot, const QString &mark)
{
    const ConnectionProfile &profile = request.profile;
    const OdbcService &service = *profile.service;
    const QString driver = driverOf(profile);
    SLUICE_CHECK(checkProfile(profile, driver));
    QString database = profile.database;
    if (service.isFile) {
        database = pathOf(profile, workspaceRoot);
        SLUICE_CHECK(checkFile(database, request.place()));
    }
    QString text = u"Driver={"_s + driver + u"};"_s;
    for (const auto &[keyword, value] : service.keywords) {
        const QString filled = value == u"{password}" ? QString() : filledIn(value, request, database, mark);
        if (!filled.isEmpty())
            text += keyword + u'=' + filled + u';';
    }
    return text;
}

Result<OdbcConnection> connectOdbc(const SqlOpenRequest &request, const QString &workspaceRoot, const Secret &password)
{
    scrubOdbcEnvironment();
    scrubPostgresEnvironment(); // PostgreSQL's driver stands on libpq
    OdbcConnection connection;
    connection.mark = QUuid::createUuid().toString(QUuid::Id128);
    SLUICE_TRY(const QString text, odbcConnectionString(request, workspaceRoot, connection.mark));
    if (password.reveal().contains('\0'))
        return fail(ErrorCode::InvalidConnection, u"the password holds a NUL character"_s, request.place());
    connection.environment = OdbcHandle<SQL_HANDLE_ENV>(nullptr);
    if (connection.environment)
        SQLSetEnvAttr(
            connection.environment.get(), SQL_ATTR_ODBC_VERSION, reinterpret_cast<SQLPOINTER>(SQL_OV_ODBC3), 0);
    connection.link = OdbcHandle<SQL_HANDLE_DBC>(connection.environment.get());
    if (!connection.link)
        return fail(ErrorCode::Internal, u"the ODBC driver manager gave no handle"_s, request.place());
    const auto seconds
        = static_cast<SQLULEN>(std::max<Duration::rep>(1, (request.options.connectTimeout.count() + 999) / 1000));
    SQLSetConnectAttr(connection.link.get(), SQL_ATTR_LOGIN_TIMEOUT, reinterpret_cast<SQLPOINTER>(seconds), 0);
    const OdbcService &service = *request.profile.service;
    QByteArray whole = withPassword(text, service, password);
    SQLRETURN answer = SQL_ERROR;
    connection.line = OdbcLine::openedBy(
        [&] { answer = dial(connection.link.get(), whole, service.isWide); }, portOf(request.profile));
    whole.fill('\0');
    if (!SQL_SUCCEEDED(answer)) {
        const OdbcDiagnosis diagnosis = odbcDiagnosis(SQL_HANDLE_DBC, connection.link.get(), service.isWide);
        return fail(odbcConnectError(service, driverOf(request.profile), diagnosis, password, request.place()));
    }
    return connection;
}

} // namespace sluice
