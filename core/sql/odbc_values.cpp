// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/odbc_values.h"

#include "sql/odbc_statement.h"
#include "sql/sql_quoting.h"

#include <QDateTime>

#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kPiece = 8192; // bytes that one call may fetch

/// All pieces of a long value; false when the driver failed. isNull is set for NULL.
bool readPieces(
    SQLHANDLE statement, SQLUSMALLINT column, SQLSMALLINT type, qsizetype end, QByteArray &bytes, bool &isNull)
{
    std::array<char, kPiece> piece;
    for (;;) {
        SQLLEN length = 0;
        const SQLRETURN answer = SQLGetData(statement, column, type, piece.data(), kPiece, &length);
        if (answer == SQL_NO_DATA)
            return true;
        if (!SQL_SUCCEEDED(answer))
            return false;
        if (length == SQL_NULL_DATA) {
            isNull = true;
            return true;
        }
        const bool isWhole = length != SQL_NO_TOTAL && length <= kPiece - end;
        bytes.append(piece.data(), isWhole ? static_cast<qsizetype>(length) : kPiece - end);
        if (isWhole)
            return true;
    }
}

QVariant textValue(const QString &text, SQLSMALLINT type)
{
    switch (type) {
    case SQL_TINYINT:
    case SQL_SMALLINT:
    case SQL_INTEGER:
    case SQL_BIGINT: {
        bool isSmall = false;
        const qlonglong number = text.toLongLong(&isSmall);
        return isSmall ? QVariant(number) : QVariant(text); // an unsigned one beyond it
    }
    case SQL_BIT:
        return text == u"1" || text == u"t" || text == u"true";
    default:
        return text;
    }
}

/// 1, 1.5, X'00ff', 'it''s', NULL, by their looks.
QVariant literalValue(const QString &text)
{
    if (text == u"NULL")
        return {};
    if (text.startsWith(u'\'')) {
        QString inner = text.sliced(1).chopped(1);
        return inner.replace(u"''"_s, u"'"_s);
    }
    if (text.startsWith(u"X'"_s))
        return QByteArray::fromHex(text.sliced(2).chopped(1).toLatin1());
    bool isWhole = false;
    const qlonglong number = text.toLongLong(&isWhole);
    return isWhole ? QVariant(number) : QVariant(text.toDouble());
}

Result<QString> textLiteral(const OdbcService &service, QString text)
{
    if (text.contains(QChar(0)) || !text.isValidUtf16())
        return fail(ErrorCode::Usage, u"a bound text holds a NUL character or invalid Unicode"_s);
    if (service.hasBackslashEscapes)
        text.replace(u'\\', u"\\\\"_s);
    return quoteLiteral(text);
}

/// "-3" behind a minus would begin a comment, and before a cast it would not be what is cast.
QString number(const QString &text) { return text.startsWith(u'-') ? u'(' + text + u')' : text; }

Result<QString> literal(const OdbcService &service, const QVariant &value)
{
    if (value.isNull())
        return u"NULL"_s;
    switch (value.typeId()) {
    case QMetaType::Bool:
        return value.toBool() ? service.trueLiteral : service.falseLiteral;
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::Long:
    case QMetaType::ULong:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
        return number(value.toString());
    case QMetaType::Float:
    case QMetaType::Double:
        if (!std::isfinite(value.toDouble()))
            return fail(ErrorCode::Usage, u"infinity and NaN have no literal that every service knows"_s);
        return number(QString::number(value.toDouble(), 'e', 16));
    case QMetaType::QByteArray:
        return QString(service.bytesLiteral).replace(u"{hex}"_s, QString::fromLatin1(value.toByteArray().toHex()));
    case QMetaType::QDateTime:
        return quoteLiteral(value.toDateTime().toUTC().toString(Qt::ISODateWithMs));
    case QMetaType::QDate:
        return quoteLiteral(value.toDate().toString(Qt::ISODate));
    case QMetaType::QString:
        return textLiteral(service, value.toString());
    default:
        return fail(ErrorCode::Usage, u"a value of type %1 cannot be bound"_s.arg(QLatin1String(value.typeName())));
    }
}

OdbcCell doubleCell(SQLHANDLE statement, SQLUSMALLINT column)
{
    double number = 0;
    SQLLEN length = 0;
    OdbcCell cell;
    cell.isRead = SQL_SUCCEEDED(SQLGetData(statement, column, SQL_C_DOUBLE, &number, sizeof number, &length));
    cell.size = sizeof number;
    if (length != SQL_NULL_DATA)
        cell.value = number;
    return cell;
}

} // namespace

QList<OdbcColumn> odbcColumns(SQLHANDLE statement, bool isWide)
{
    constexpr SQLSMALLINT longest = 1024;
    SQLSMALLINT count = 0;
    QList<OdbcColumn> columns;
    if (!SQL_SUCCEEDED(SQLNumResultCols(statement, &count)))
        return columns;
    for (SQLSMALLINT i = 1; i <= count; ++i) {
        OdbcColumn column;
        SQLSMALLINT length = 0;
        SQLULEN size = 0;
        SQLSMALLINT digits = 0;
        SQLSMALLINT nullable = 0;
        const auto number = static_cast<SQLUSMALLINT>(i);
        if (isWide) {
            std::array<SQLWCHAR, longest> name {};
            SQLDescribeColW(statement, number, name.data(), longest, &length, &column.type, &size, &digits, &nullable);
            column.name = QString::fromUtf16(reinterpret_cast<const char16_t *>(name.data()));
        } else {
            std::array<SQLCHAR, longest> name {};
            SQLDescribeCol(statement, number, name.data(), longest, &length, &column.type, &size, &digits, &nullable);
            column.name = QString::fromUtf8(reinterpret_cast<const char *>(name.data()));
        }
        columns.append(column);
    }
    return columns;
}

OdbcCell odbcCell(SQLHANDLE statement, SQLUSMALLINT column, const OdbcColumn &about, bool isWide, bool isLiteral)
{
    const bool isBytes = about.type == SQL_BINARY || about.type == SQL_VARBINARY || about.type == SQL_LONGVARBINARY;
    if (!isLiteral && (about.type == SQL_REAL || about.type == SQL_FLOAT || about.type == SQL_DOUBLE))
        return doubleCell(statement, column);
    QByteArray bytes;
    bool isNull = false;
    OdbcCell cell;
    if (isBytes && !isLiteral)
        cell.isRead = readPieces(statement, column, SQL_C_BINARY, 0, bytes, isNull);
    else if (isWide)
        cell.isRead = readPieces(statement, column, SQL_C_WCHAR, sizeof(SQLWCHAR), bytes, isNull);
    else
        cell.isRead = readPieces(statement, column, SQL_C_CHAR, 1, bytes, isNull);
    cell.size = bytes.size();
    if (!cell.isRead || isNull)
        return cell;
    if (isBytes && !isLiteral) {
        cell.value = bytes;
        return cell;
    }
    const QString text = isWide
        ? QString::fromUtf16(reinterpret_cast<const char16_t *>(bytes.constData()), bytes.size() / 2)
        : QString::fromUtf8(bytes);
    cell.value = isLiteral ? literalValue(text) : textValue(text, about.type);
    return cell;
}

Result<QString> odbcText(const OdbcService &service, const QString &sql, const QVariantList &values)
{
    QString text;
    qsizetype used = 0;
    const QList<SqlToken> tokens = tokenizeSql(sql, odbcLexis(service));
    for (const SqlToken &token : tokens) {
        if (token.kind == SqlTokenKind::Comment && token.in(sql).contains(u'?')) { // a driver would count it
            text += u' ';
        } else if (token.kind != SqlTokenKind::Symbol || sql[token.at] != u'?') {
            text += token.in(sql);
        } else {
            if (used < values.size()) {
                SLUICE_TRY(const QString value, literal(service, values[used]));
                text += value;
            }
            ++used;
        }
    }
    if (used != values.size())
        return fail(
            ErrorCode::Usage, u"the statement has %1 placeholders for %2 values"_s.arg(used).arg(values.size()));
    return text;
}

} // namespace sluice
