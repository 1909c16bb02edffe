// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/value_sql.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString postgresText(const ComparedColumn &column, ValueForm form, const ComparedColumn &other)
{
    const QString id = quoteIdentifier(Engine::Postgresql, column.name);
    switch (column.holds) {
    case ValueClass::Boolean:
        return u"%1::int::text"_s.arg(id);
    case ValueClass::Decimal:
        return u"trim_scale(%1::numeric)::text"_s.arg(id);
    case ValueClass::Float: // the shortest digits that read back as this value, exactly
        return u"trim_scale(%1::float8::text::numeric)::text"_s.arg(id);
    case ValueClass::Bytes:
        return u"encode(%1::bytea, 'hex')"_s.arg(id);
    case ValueClass::Date:
        return form == ValueForm::Timestamp ? u"%1::date::timestamp::text"_s.arg(id) : u"%1::date::text"_s.arg(id);
    case ValueClass::Instant:
        return u"(%1 AT TIME ZONE 'UTC')::text"_s.arg(id);
    case ValueClass::Json:
        return column.baseType != other.baseType && other.holds == ValueClass::Json ? u"%1::jsonb::text"_s.arg(id)
                                                                                    : u"%1::text"_s.arg(id);
    case ValueClass::Integer:
    case ValueClass::Text:
    case ValueClass::Time:
    case ValueClass::Timestamp:
    case ValueClass::Any:
    case ValueClass::Other:
        return id + u"::text"_s;
    }
    return id + u"::text"_s;
}

QString asChar(const QString &value) { return u"CAST(%1 AS CHAR CHARACTER SET utf8mb4)"_s.arg(value); }

/// "0.250" -> "0.25", "3.00" -> "3"; the text has a point.
QString trimmed(const QString &text) { return u"TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM %1))"_s.arg(text); }

/// MariaDB prints the shortest digits that read back, but large and small ones with an exponent: "1.5e-20", "1e15".
QString mariadbFloat(const QString &id)
{
    const QString number = u"CAST(%1 AS DOUBLE)"_s.arg(id);
    const QString text = asChar(number);
    const QString power = u"CAST(SUBSTRING_INDEX(%1, 'e', -1) AS SIGNED)"_s.arg(text);
    const QString digits = u"REPLACE(REPLACE(SUBSTRING_INDEX(%1, 'e', 1), '-', ''), '.', '')"_s.arg(text);
    const QString sign = u"IF(%1 < 0, '-', '')"_s.arg(number);
    const QString small = u"CONCAT(%1, '0.', REPEAT('0', -%2 - 1), %3)"_s.arg(sign, power, digits);
    const QString whole = u"CONCAT(%1, %2, REPEAT('0', %3 + 1 - LENGTH(%2)))"_s.arg(sign, digits, power);
    const QString large = u"CONCAT(%1, LEFT(%2, %3 + 1), '.', SUBSTRING(%2, %3 + 2))"_s.arg(sign, digits, power);
    return u"CASE WHEN %1 = 0 THEN '0' WHEN LOCATE('e', %2) = 0 THEN %2 WHEN %3 < 0 THEN %4 WHEN LENGTH(%5) > %3 + 1 THEN %6 ELSE %7 END"_s
        .arg(number, text, power, small, digits, large, whole);
}

QString mariadbDecimal(const ComparedColumn &column, const QString &id)
{
    const bool hasFraction = column.type.contains(u',') && !column.type.contains(u",0)"_s);
    const QString text = asChar(id + u" + 0"_s); // of ZEROFILL its zeros are no part of the value
    return u"CASE WHEN %1 = 0 THEN '0' ELSE %2 END"_s.arg(id, hasFraction ? trimmed(text) : text);
}

QString mariadbText(const ComparedColumn &column, ValueForm form)
{
    const QString id = quoteIdentifier(Engine::Mariadb, column.name);
    const bool hasFraction = column.type.contains(u'(') && !column.type.contains(u"(0)"_s);
    switch (column.holds) {
    case ValueClass::Integer:
    case ValueClass::Boolean:
        return asChar(column.type.startsWith(u"bit"_s) ? u"CAST(%1 AS UNSIGNED)"_s.arg(id) : id + u" + 0"_s);
    case ValueClass::Decimal:
        return mariadbDecimal(column, id);
    case ValueClass::Float:
        return mariadbFloat(id);
    case ValueClass::Bytes:
    case ValueClass::Other:
        return u"LOWER(HEX(%1))"_s.arg(id);
    case ValueClass::Date:
        return form == ValueForm::Timestamp ? u"CONCAT(%1, ' 00:00:00')"_s.arg(asChar(id)) : asChar(id);
    case ValueClass::Time:
    case ValueClass::Timestamp:
    case ValueClass::Instant:
        return hasFraction ? trimmed(asChar(id)) : asChar(id);
    case ValueClass::Text:
    case ValueClass::Json:
    case ValueClass::Any:
        return u"CONVERT(%1 USING utf8mb4)"_s.arg(id);
    }
    return asChar(id);
}

} // namespace

QString valueTextSql(Engine engine, const ComparedColumn &column, ValueForm form, const ComparedColumn &other)
{
    return engine == Engine::Mariadb ? mariadbText(column, form) : postgresText(column, form, other);
}

} // namespace sluice
