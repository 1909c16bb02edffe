// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/mariadb_values.h"

#include "sql/sql_quoting.h"
#include "sql/sql_tokenizer.h"

#include <QDateTime>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr unsigned int kBinaryCharset = 63;

QString exactDouble(double value)
{
    QString text = QString::number(value, 'g', 17);
    return text.contains(u'e') ? text : text + u"e0"_s; // without an exponent MariaDB reads a decimal
}

Result<QString> literal(const QVariant &value)
{
    if (value.isNull())
        return u"NULL"_s;
    switch (value.typeId()) {
    case QMetaType::Bool:
        return value.toBool() ? u"1"_s : u"0"_s;
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::Long:
    case QMetaType::ULong:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
        return value.toString();
    case QMetaType::Float:
    case QMetaType::Double:
        if (!std::isfinite(value.toDouble()))
            return fail(ErrorCode::Usage, u"MariaDB has no infinity and no NaN"_s);
        return exactDouble(value.toDouble());
    case QMetaType::QByteArray:
        return u"X'"_s + QString::fromLatin1(value.toByteArray().toHex()) + u'\'';
    case QMetaType::QDateTime:
        return quoteLiteral(value.toDateTime().toUTC().toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s));
    case QMetaType::QDate:
        return quoteLiteral(value.toDate().toString(Qt::ISODate));
    case QMetaType::QString:
        if (value.toString().contains(QChar(0)) || !value.toString().isValidUtf16())
            return fail(ErrorCode::Usage, u"a bound text holds a NUL character or invalid Unicode"_s);
        return quoteLiteral(value.toString());
    default:
        return fail(ErrorCode::Usage, u"a value of type %1 cannot be bound"_s.arg(QLatin1String(value.typeName())));
    }
}

} // namespace

QVariant mariadbValue(const MYSQL_FIELD &field, const char *bytes, unsigned long length)
{
    if (!bytes)
        return {};
    const QByteArray text = QByteArray::fromRawData(bytes, static_cast<qsizetype>(length));
    switch (field.type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR: {
        bool isSmall = false;
        const qlonglong number = text.toLongLong(&isSmall);
        return isSmall ? QVariant(number) : QVariant(QString::fromLatin1(text)); // an unsigned one beyond it
    }
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
        return text.toDouble();
    case MYSQL_TYPE_BIT:
    case MYSQL_TYPE_GEOMETRY:
        return QByteArray(bytes, static_cast<qsizetype>(length));
    case MYSQL_TYPE_TINY_BLOB:
    case MYSQL_TYPE_MEDIUM_BLOB:
    case MYSQL_TYPE_LONG_BLOB:
    case MYSQL_TYPE_BLOB:
    case MYSQL_TYPE_STRING:
    case MYSQL_TYPE_VAR_STRING:
    case MYSQL_TYPE_VARCHAR:
        if (field.charsetnr == kBinaryCharset)
            return QByteArray(bytes, static_cast<qsizetype>(length));
        return QString::fromUtf8(text);
    default:
        return QString::fromUtf8(text);
    }
}

Result<QString> mariadbBound(const QString &sql, const QVariantList &values)
{
    QString bound;
    qsizetype used = 0;
    const QList<SqlToken> tokens = tokenizeSql(sql, SqlLexis::of(Engine::Mariadb));
    for (const SqlToken &token : tokens) {
        if (token.kind != SqlTokenKind::Symbol || sql[token.at] != u'?') {
            bound += token.in(sql);
            continue;
        }
        if (used < values.size()) {
            SLUICE_TRY(const QString text, literal(values[used]));
            bound += text;
        }
        ++used;
    }
    if (used != values.size())
        return fail(
            ErrorCode::Usage, u"the statement has %1 placeholders for %2 values"_s.arg(used).arg(values.size()));
    return bound;
}

} // namespace sluice
