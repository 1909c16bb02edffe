// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/type_widening.h"

#include <QHash>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

struct IntegerType {
    int bytes;
    int digits;
    const char *least;
    const char *most;
};

const IntegerType *integerType(const QString &name)
{
    static const QHash<QString, IntegerType> types { { u"int2"_s, { 2, 5, "-32768", "32767" } },
        { u"int4"_s, { 4, 10, "-2147483648", "2147483647" } }, { u"int8"_s, { 8, 19, "-9223372036854775808", "9223372036854775807" } } };
    const auto it = types.constFind(name);
    return it == types.constEnd() ? nullptr : &*it;
}

// PostgreSQL keeps numeric(p, s) as ((p << 16) | s) + 4, s in eleven bits with a sign, and varchar(n) as n + 4.
constexpr int kHeader = 4;

struct Numeric {
    int precision;
    int scale;
};

/// nullopt: without bounds.
std::optional<Numeric> numericBounds(int modifier)
{
    if (modifier < kHeader)
        return std::nullopt;
    const int packed = modifier - kHeader;
    return Numeric { (packed >> 16) & 0xffff, ((packed & 0x7ff) ^ 1024) - 1024 };
}

std::optional<TypeWidening> fromInteger(const IntegerType &from, const PostgresType &to, const QString &column)
{
    const QString outside = column + u" NOT BETWEEN "_s + QLatin1String(from.least) + u" AND "_s + QLatin1String(from.most);
    if (const IntegerType *wider = integerType(to.name))
        return wider->bytes > from.bytes ? std::optional(TypeWidening { outside }) : std::nullopt;
    if (to.name != "numeric"_L1)
        return std::nullopt;
    const auto bounds = numericBounds(to.modifier);
    if (bounds && (bounds->scale < 0 || bounds->precision - bounds->scale < from.digits))
        return std::nullopt;
    // NaN and the infinities lie outside of every range.
    return TypeWidening { u"(CASE WHEN "_s + outside + u" THEN true ELSE "_s + column + u" <> trunc("_s + column + u") END)"_s };
}

std::optional<TypeWidening> fromText(const PostgresType &from, const PostgresType &to, const QString &column)
{
    const bool isBounded = from.name == "varchar"_L1 && from.modifier >= kHeader;
    const bool staysBounded = to.name == "varchar"_L1 && to.modifier >= kHeader;
    if (to.name != "varchar"_L1 && to.name != "text"_L1)
        return std::nullopt;
    if (staysBounded && (!isBounded || to.modifier < from.modifier))
        return std::nullopt;
    if (!isBounded)
        return TypeWidening { {}, false, false }; // varchar without a length is text under another name
    return TypeWidening { u"length("_s + column + u") > "_s + QString::number(from.modifier - kHeader), false, true };
}

std::optional<TypeWidening> fromNumeric(const PostgresType &from, const PostgresType &to, const QString &column)
{
    const auto narrow = numericBounds(from.modifier);
    const auto wide = numericBounds(to.modifier);
    if (!narrow || narrow->scale < 0 || narrow->scale > narrow->precision)
        return std::nullopt; // the number of digits behind the point belongs to each value
    if (wide && (wide->scale < narrow->scale || wide->precision - wide->scale < narrow->precision - narrow->scale))
        return std::nullopt;
    const QString scale = QString::number(narrow->scale);
    const QString limit = u"10::numeric ^ "_s + QString::number(narrow->precision - narrow->scale);
    const QString outside = u"(CASE WHEN "_s + column + u" = 'NaN' THEN false WHEN abs("_s + column + u") >= "_s + limit + u" THEN true ELSE round("_s + column
        + u", "_s + scale + u") <> "_s + column + u" END)"_s;
    return TypeWidening { outside, wide && wide->scale != narrow->scale, true };
}

} // namespace

std::optional<TypeWidening> typeWidening(const PostgresType &from, const PostgresType &to, const QString &column)
{
    if (const IntegerType *integer = integerType(from.name))
        return fromInteger(*integer, to, column);
    if (from.name == "varchar"_L1 || from.name == "text"_L1)
        return fromText(from, to, column);
    if (from.name == "numeric"_L1 && to.name == "numeric"_L1)
        return fromNumeric(from, to, column);
    if (from.name == "date"_L1 && to.name == "timestamp"_L1 && to.modifier < 0)
        return TypeWidening { column + u"::date::timestamp <> "_s + column };
    return std::nullopt;
}

} // namespace sluice
