// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QVariant>
#include <QtEndian>

#include <charconv>
#include <cmath>

namespace sluice {

QString sha256Hex(const QByteArray &bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

QByteArray sha256Fields(const char *tag, std::initializer_list<QByteArray> fields)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArrayView(tag));
    for (const QByteArray &field : fields) {
        const quint64 length = qToBigEndian(static_cast<quint64>(field.size()));
        hash.addData(QByteArrayView(reinterpret_cast<const char *>(&length), sizeof length));
        hash.addData(field);
    }
    return hash.result();
}

namespace {

Result<void> writeText(const QString &text, QByteArray &out)
{
    if (!text.isValidUtf16())
        return fail(ErrorCode::InvalidPlan, QStringLiteral("text is not valid Unicode"));
    out += '"';
    // Bytes of multi-byte characters are all above 0x7f, so escaping can look at single bytes.
    const QByteArray utf8 = text.toUtf8();
    for (const char byte : utf8) {
        switch (byte) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\b':
            out += "\\b";
            break;
        case '\f':
            out += "\\f";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (static_cast<unsigned char>(byte) < 0x20)
                out += "\\u" + QByteArray::number(byte, 16).rightJustified(4, '0');
            else
                out += byte;
        }
    }
    out += '"';
    return {};
}

/// ECMAScript Number::toString, the number form that RFC 8785 prescribes.
Result<void> writeNumber(double number, QByteArray &out)
{
    if (!std::isfinite(number))
        return fail(ErrorCode::InvalidPlan, QStringLiteral("a number is not finite"));
    if (number == 0) {
        out += '0';
        return {};
    }
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific).ptr;
    QByteArray text(buffer, end - buffer);
    const bool negative = text.startsWith('-');
    if (negative)
        text.remove(0, 1);
    const qsizetype e = text.indexOf('e');
    const int exponent = text.mid(e + 1).toInt();
    QByteArray digits = text.left(e);
    digits.replace(".", "");
    const int point = exponent + 1;
    const int count = static_cast<int>(digits.size());
    QByteArray plain;
    if (point > 0 && point <= 21)
        plain = count <= point ? digits + QByteArray(point - count, '0') : digits.left(point) + '.' + digits.mid(point);
    else if (point > -6 && point <= 0)
        plain = "0." + QByteArray(-point, '0') + digits;
    else
        plain = digits.left(1) + (count > 1 ? "." + digits.mid(1) : QByteArray()) + 'e' + (exponent < 0 ? "-" : "+")
            + QByteArray::number(std::abs(exponent));
    out += (negative ? "-" : "") + plain;
    return {};
}

/// True for an integer that a double, and so any other reader of the JSON, would change.
bool isRounded(const QJsonValue &value)
{
    if (value.toVariant().typeId() != QMetaType::LongLong)
        return false;
    const qint64 integer = value.toInteger();
    const auto number = static_cast<double>(integer);
    return number >= 9223372036854775808.0 || static_cast<qint64>(number) != integer;
}

Result<void> write(const QJsonValue &value, QByteArray &out)
{
    switch (value.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        out += "null";
        return {};
    case QJsonValue::Bool:
        out += value.toBool() ? "true" : "false";
        return {};
    case QJsonValue::Double:
        if (isRounded(value))
            return fail(ErrorCode::InvalidPlan, QStringLiteral("an integer is too large to be written exactly"));
        return writeNumber(value.toDouble(), out);
    case QJsonValue::String:
        return writeText(value.toString(), out);
    case QJsonValue::Array: {
        out += '[';
        bool first = true;
        for (const QJsonValue item : value.toArray()) {
            if (!std::exchange(first, false))
                out += ',';
            SLUICE_CHECK(write(item, out));
        }
        out += ']';
        return {};
    }
    case QJsonValue::Object: {
        // QJsonObject keeps its keys in UTF-16 code unit order, which is the order RFC 8785 asks for.
        const QJsonObject object = value.toObject();
        out += '{';
        bool first = true;
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (!std::exchange(first, false))
                out += ',';
            SLUICE_CHECK(writeText(it.key(), out));
            out += ':';
            SLUICE_CHECK(write(it.value(), out));
        }
        out += '}';
        return {};
    }
    }
    return {};
}

} // namespace

Result<QByteArray> canonicalJson(const QJsonValue &value)
{
    QByteArray out;
    SLUICE_CHECK(write(value, out));
    return out;
}

} // namespace sluice
