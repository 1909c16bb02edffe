// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/postgres_values.h"

#include <QDateTime>

#include <charconv>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

// Built-in type numbers are part of PostgreSQL's stable interface (pg_type.dat).
enum TypeNumber : Oid { kBool = 16, kBytea = 17, kInt8 = 20, kInt2 = 21, kInt4 = 23, kOid = 26, kFloat4 = 700, kFloat8 = 701 };

QByteArray bytesOf(const char *escaped)
{
    size_t size = 0;
    unsigned char *bytes = PQunescapeBytea(reinterpret_cast<const unsigned char *>(escaped), &size);
    const QByteArray copy(reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(size));
    PQfreemem(bytes);
    return copy;
}

double doubleOf(const QByteArray &text)
{
    double number = 0;
    const char *end = text.constData() + text.size();
    if (const auto [at, error] = std::from_chars(text.constData(), end, number); error == std::errc() && at == end && std::isfinite(number))
        return number;
    if (text == "Infinity")
        return std::numeric_limits<double>::infinity();
    if (text == "-Infinity")
        return -std::numeric_limits<double>::infinity();
    if (text == "NaN")
        return std::numeric_limits<double>::quiet_NaN();
    return text.toDouble();
}

QByteArray textOf(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "Infinity" : "-Infinity";
    return QByteArray::number(value, 'g', 17);
}

} // namespace

QVariant postgresValue(const PGresult *result, int row, int column)
{
    if (PQgetisnull(result, row, column))
        return {};
    const char *text = PQgetvalue(result, row, column);
    const QByteArray bytes = QByteArray::fromRawData(text, PQgetlength(result, row, column));
    switch (PQftype(result, column)) {
    case kBool:
        return bytes == "t";
    case kInt2:
    case kInt4:
    case kInt8:
    case kOid:
        return bytes.toLongLong();
    case kFloat4:
    case kFloat8:
        return doubleOf(bytes);
    case kBytea:
        return bytesOf(text);
    default:
        return QString::fromUtf8(bytes);
    }
}

Result<std::optional<QByteArray>> postgresParameter(const QVariant &value)
{
    if (value.isNull())
        return std::nullopt;
    switch (value.typeId()) {
    case QMetaType::Bool:
        return value.toBool() ? "t"_ba : "f"_ba;
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::Long:
    case QMetaType::ULong:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
        return value.toString().toLatin1();
    case QMetaType::Float:
    case QMetaType::Double:
        return textOf(value.toDouble());
    case QMetaType::QByteArray:
        return "\\x" + value.toByteArray().toHex();
    case QMetaType::QDateTime:
        return value.toDateTime().toUTC().toString(Qt::ISODateWithMs).toLatin1();
    case QMetaType::QDate:
        return value.toDate().toString(Qt::ISODate).toLatin1();
    case QMetaType::QString: {
        const QString text = value.toString();
        if (text.contains(QChar(0)) || !text.isValidUtf16())
            return fail(ErrorCode::Usage, u"a bound text holds a NUL character or invalid Unicode"_s);
        return text.toUtf8();
    }
    default:
        return fail(ErrorCode::Usage, u"a value of type %1 cannot be bound"_s.arg(QLatin1String(value.typeName())));
    }
}

} // namespace sluice
