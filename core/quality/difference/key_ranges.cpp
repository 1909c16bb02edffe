// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/key_ranges.h"

#include <limits>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

using Limits = std::numeric_limits<qint64>;

/// Of MariaDB's unsigned numbers not all are numbers of 64 bits with a sign.
bool isWholeNumber(const ComparedColumn &column)
{
    return column.holds == ValueClass::Integer && !column.type.contains(u"unsigned"_s, Qt::CaseInsensitive)
        && !column.type.startsWith(u"bit"_s, Qt::CaseInsensitive) && column.baseType != u"oid"_s;
}

} // namespace

std::optional<KeyRanges> KeyRanges::over(const QVariantList &bounds, int buckets)
{
    qint64 least = Limits::max();
    qint64 greatest = Limits::min();
    for (const QVariant &bound : bounds) {
        if (bound.isNull())
            continue;
        bool isWhole = false;
        const qint64 number = bound.toString().toLongLong(&isWhole);
        if (!isWhole)
            return std::nullopt;
        least = std::min(least, number);
        greatest = std::max(greatest, number);
    }
    if (least > greatest)
        return std::nullopt;
    const quint64 span = static_cast<quint64>(greatest) - static_cast<quint64>(least);
    if (span >> 62 != 0)
        return std::nullopt;
    int shift = 0;
    while (span >> shift >= static_cast<quint64>(buckets))
        ++shift;
    return KeyRanges { least, shift };
}

qint64 KeyRanges::end(int bucket) const
{
    const quint64 offset = ((static_cast<quint64>(bucket) + 1) << shift) - 1;
    const quint64 most = static_cast<quint64>(Limits::max()) - static_cast<quint64>(from);
    return static_cast<qint64>(static_cast<quint64>(from) + std::min(offset, most));
}

bool canBeRanged(const DescribedSide &legacy, const DescribedSide &candidate, const ColumnPairs &columns)
{
    if (columns.keyCount != 1)
        return false;
    const ColumnPair &key = columns.pairs.first();
    return isWholeNumber(key.legacy) && isWholeNumber(key.candidate)
        && legacy.primaryKey == QStringList { key.legacy.name }
    && candidate.primaryKey == QStringList { key.candidate.name };
}

QString rangeNumberSql(Engine engine, const QString &key, const KeyRanges &ranges, int buckets)
{
    const QString from = QString::number(ranges.from);
    const QString shift = QString::number(ranges.shift);
    const QString last = QString::number(buckets - 1);
    switch (engine) {
    case Engine::Postgresql:
        return u"least(greatest((%1::bigint - (%2)) >> %3, 0), %4)"_s.arg(key, from, shift, last);
    case Engine::Mariadb: // whose shifted numbers have no sign
        return u"LEAST(GREATEST(CAST(%1 AS SIGNED) - (%2), 0) >> %3, %4)"_s.arg(key, from, shift, last);
    case Engine::Sqlite:
    case Engine::Odbc:
        break;
    }
    return u"ifnull(min(max((%1 - (%2)) >> %3, 0), %4), 0)"_s.arg(key, from, shift, last);
}

QString rangeRowsSql(
    const QString &select, const QString &key, const KeyRanges &ranges, int count, const QList<int> &buckets)
{
    QStringList from;
    QStringList to;
    for (qsizetype i = 0; i < buckets.size(); ++i) {
        if (i == 0 || buckets[i] != buckets[i - 1] + 1)
            from += QString::number(buckets[i] == 0 ? Limits::min() : ranges.begin(buckets[i]));
        if (i + 1 == buckets.size() || buckets[i + 1] != buckets[i] + 1)
            to += QString::number(buckets[i] == count - 1 ? Limits::max() : ranges.end(buckets[i]));
    }
    return u"unnest('{%1}'::bigint[], '{%2}'::bigint[]) AS sluice_part(sluice_from, sluice_to), LATERAL (%3%4 BETWEEN sluice_from AND sluice_to OFFSET 0) AS sluice_rows"_s
        .arg(from.join(u','), to.join(u','), select, key);
}

} // namespace sluice
