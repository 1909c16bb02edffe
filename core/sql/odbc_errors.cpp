// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/odbc_errors.h"

#include "sql/postgres_errors.h"
#include "sql/sqlite_errors.h"

#include <QRegularExpression>

#include <sqlite3.h>

#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr SQLSMALLINT kLongestText = 2048;

/// "[unixODBC][Driver Manager]Can't open …" without the brackets, and psqlodbc's second line that adds nothing.
QString bare(QString text)
{
    static const QRegularExpression speakers(u"^(\\[[^\\]]*\\]\\s*)+"_s);
    text.remove(speakers);
    QString line = text.trimmed().section(u'\n', 0, 0).trimmed();
    if (line.startsWith(u"ERROR: "))
        line = line.sliced(7).trimmed();
    while (line.endsWith(u';'))
        line.chop(1);
    return line;
}

} // namespace

OdbcDiagnosis odbcDiagnosis(SQLSMALLINT kind, SQLHANDLE handle, bool isWide)
{
    OdbcDiagnosis diagnosis;
    SQLINTEGER number = 0;
    SQLSMALLINT length = 0;
    if (isWide) {
        std::array<SQLWCHAR, 6> state {};
        std::array<SQLWCHAR, kLongestText> text {};
        if (!SQL_SUCCEEDED(SQLGetDiagRecW(kind, handle, 1, state.data(), &number, text.data(), kLongestText, &length)))
            return diagnosis;
        diagnosis.state = QString::fromUtf16(reinterpret_cast<const char16_t *>(state.data()), 5);
        diagnosis.text = bare(QString::fromUtf16(reinterpret_cast<const char16_t *>(text.data())));
    } else {
        std::array<SQLCHAR, 6> state {};
        std::array<SQLCHAR, kLongestText> text {};
        if (!SQL_SUCCEEDED(SQLGetDiagRec(kind, handle, 1, state.data(), &number, text.data(), kLongestText, &length)))
            return diagnosis;
        diagnosis.state = QString::fromLatin1(reinterpret_cast<const char *>(state.data()), 5);
        diagnosis.text = bare(QString::fromUtf8(reinterpret_cast<const char *>(text.data())));
    }
    diagnosis.number = number;
    return diagnosis;
}

ErrorCode odbcErrorCode(const OdbcService &service, const OdbcDiagnosis &diagnosis)
{
    if (diagnosis.state.startsWith(u"HYT"))
        return ErrorCode::Timeout;
    if (diagnosis.state == u"HYC00" || diagnosis.state == u"IM001")
        return ErrorCode::NotSupported;
    if (service.kin != SqlKin::Sqlite) // the others say what standard SQL says, PostgreSQL more of it
        return postgresErrorCode(diagnosis.state);
    const ErrorCode code = sqliteErrorCode(diagnosis.number); // its driver answers HY000 to everything
    return diagnosis.number <= 0 || code == ErrorCode::Cancelled ? ErrorCode::SqlFailed : code;
}

bool isOdbcInterruption(const OdbcService &service, const OdbcDiagnosis &diagnosis)
{
    return diagnosis.state == u"57014" || diagnosis.state == u"HY008" || diagnosis.state == u"HYT00"
        || (service.kin == SqlKin::Sqlite && (diagnosis.number & 0xff) == SQLITE_INTERRUPT);
}

Error odbcError(const OdbcService &service, const OdbcDiagnosis &diagnosis, const QString &place)
{
    const QString text = diagnosis.text.isEmpty() ? u"the ODBC driver failed without a word"_s : diagnosis.text;
    return Error { odbcErrorCode(service, diagnosis), text, place, {}, diagnosis.state };
}

Error odbcConnectError(const OdbcService &service, const QString &driver, const OdbcDiagnosis &diagnosis,
    const Secret &password, const QString &place)
{
    QString text = diagnosis.text;
    if (!password.isEmpty())
        text.replace(QString::fromUtf8(password.reveal()), u"***"_s);
    if (diagnosis.state.startsWith(u"IM0") || diagnosis.state == u"01000") {
        return Error { ErrorCode::DriverMissing, u"the ODBC driver '%1' is not there: %2"_s.arg(driver, text), place,
            u"install it and register it with odbcinst, or name another one with 'odbc_driver' (odbcinst -q -d lists them)"_s,
            diagnosis.state };
    }
    if (!service.sessionMark.isEmpty() && text.contains(u"startup parameter"_s)) // PostgreSQL itself knows all that is said
        return behindPooler(u"it refused the session with: "_s + text, place);
    Error error { ErrorCode::CannotConnect, u"cannot reach %1: %2"_s.arg(service.title, text), place,
        service.isFile ? u"check the file and who may read and write it"_s
                       : u"check host, port, user and password, and that the service runs"_s,
        diagnosis.state };
    if (diagnosis.state.startsWith(u"28")) {
        error.code = ErrorCode::LoginRefused;
        error.next = u"check user and password of the connection"_s;
    }
    return error;
}

} // namespace sluice
