// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/postgres_hash.h"

#include "quality/difference/value_sql.h"
#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// What both sides' values are hashed as.
enum class HashedAs { Integer, LongInteger, Numeric, Double, Boolean, Uuid, Date, Timestamp, Text };

bool areBoth(const ComparedColumn &a, const ComparedColumn &b, const QString &type)
{
    return a.baseType == type && b.baseType == type;
}

bool areBothOf(const ComparedColumn &a, const ComparedColumn &b, const QStringList &types)
{
    return types.contains(a.baseType) && types.contains(b.baseType);
}

HashedAs hashedAs(const ComparedColumn &a, const ComparedColumn &b)
{
    const QString smallint = u"smallint"_s;
    const QString integer = u"integer"_s;
    if (areBothOf(a, b, { smallint, integer }))
        return HashedAs::Integer;
    if (areBothOf(a, b, { smallint, integer, u"bigint"_s }))
        return HashedAs::LongInteger;
    if (areBoth(a, b, u"numeric"_s))
        return HashedAs::Numeric;
    if (areBothOf(a, b, { u"real"_s, u"double precision"_s }))
        return HashedAs::Double;
    if (areBoth(a, b, u"boolean"_s))
        return HashedAs::Boolean;
    if (areBoth(a, b, u"uuid"_s))
        return HashedAs::Uuid;
    if (areBoth(a, b, u"date"_s))
        return HashedAs::Date;
    if (areBoth(a, b, u"timestamp without time zone"_s) || areBoth(a, b, u"timestamp with time zone"_s))
        return HashedAs::Timestamp;
    return HashedAs::Text;
}

/// A number of 62 bits that looks like no other: splitmix64.
QString seed(qsizetype at, int which = 0)
{
    quint64 number = (static_cast<quint64>(at) * 8 + static_cast<quint64>(which) + 1) * 0x9e3779b97f4a7c15ULL;
    number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9ULL;
    number = (number ^ (number >> 27)) * 0x94d049bb133111ebULL;
    number ^= number >> 31;
    return QString::number(number >> 2 | 1ULL << 61);
}

/// The hash of digits leaves out the sign, is no hash of where they stand, and is the seed itself for what is no
/// number.
QString numericHash(const QString &value, bool mayBeInfinite, const QString &seed)
{
    const QString signedHash
        = u"hashint4extended(numeric_cmp(%1, 0::numeric), hash_numeric_extended(%1, %2))"_s.arg(value, seed);
    return mayBeInfinite ? u"hashint4extended(numeric_cmp(%1, 'Infinity'::numeric), %2)"_s.arg(value, signedHash)
                         : signedHash;
}

/// The hash of a moment folds its 64 bits to 32. That of the 2^32 microseconds the moment lies in is of the upper half
/// alone, and both together tell all moments apart: bins begin at multiples of 2^32. Before 2000 their number is
/// negative, which the fold would not show, so that they are moved by three quarters of one; what is no bin (the first
/// hour that there is, which begins before its own, and the infinities) has no bin's hash. Two origins, because
/// date_bin() is not to be trusted with moments before its origin.
QString timestampHash(const QString &value, const QString &seed)
{
    const QString first = u"timestamp '4714-11-24 00:53:22.37568 BC'"_s;
    const QString bin = u"date_bin(interval '4294.967296 seconds', %1, %2)"_s;
    const QString upperHalf
        = u"CASE WHEN %1 >= timestamp '2000-01-01' THEN %2 WHEN %1 >= %3 THEN %4 + interval '3221.225472 seconds' WHEN %1 = timestamp '-infinity' THEN %1 ELSE timestamp '2000-01-01 01:00:00' END"_s
              .arg(value, bin.arg(value, u"timestamp '2000-01-01'"_s), first, bin.arg(value, first));
    return u"timestamp_hash_extended(%1, timestamp_hash_extended(%2, %3))"_s.arg(upperHalf, value, seed);
}

} // namespace

QString postgresHashSql(const ComparedColumn &column, ValueForm form, const ComparedColumn &other, qsizetype at)
{
    const QString id = quoteIdentifier(Engine::Postgresql, column.name);
    const QString own = seed(at);
    QString hash;
    switch (hashedAs(column, other)) {
    case HashedAs::Integer:
        hash = u"hashint4extended(%1::integer, %2)"_s.arg(id, own);
        break;
    case HashedAs::LongInteger: // its hash, too, folds 64 bits to 32
        hash = u"hashint8extended(%1::bigint, (%1::bigint >> 32) # %2)"_s.arg(id, own);
        break;
    case HashedAs::Numeric: {
        const bool mayBeInfinite = !column.type.startsWith(u"numeric("_s) || !other.type.startsWith(u"numeric("_s);
        hash = numericHash(id + u"::numeric"_s, mayBeInfinite, own);
        break;
    }
    case HashedAs::Double:
        hash = u"hashfloat8extended(%1::double precision, %2)"_s.arg(id, own);
        break;
    case HashedAs::Boolean:
        return u"CASE WHEN %1 THEN %2 WHEN %1 IS NULL THEN %3 ELSE %4 END"_s.arg(id, own, seed(at, 1), seed(at, 2));
    case HashedAs::Uuid:
        hash = u"uuid_hash_extended(%1::uuid, %2)"_s.arg(id, own);
        break;
    case HashedAs::Date: // days from infinity are none
        hash
            = u"CASE WHEN isfinite(%1::date) THEN hashint4extended(%1::date - date '2000-01-01', %2) ELSE hashtextextended(%1::date::text COLLATE \"C\", %2) END"_s
                  .arg(id, own);
        break;
    case HashedAs::Timestamp:
        hash = timestampHash(
            column.holds == ValueClass::Instant ? u"(%1 AT TIME ZONE interval '0')"_s.arg(id) : id + u"::timestamp"_s,
            own);
        break;
    case HashedAs::Text:
        hash = u"hashtextextended((%1) COLLATE \"C\", %2)"_s.arg(
            valueTextSql(Engine::Postgresql, column, form, other), own);
        break;
    }
    return column.nullable ? u"coalesce(%1, %2)"_s.arg(hash, seed(at, 1)) : hash;
}

QString postgresRowHashSql(const QStringList &values)
{
    return u"hashint4extended(0, %1)"_s.arg(values.join(u" # "_s));
}

} // namespace sluice
