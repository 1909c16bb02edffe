// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/side_sql.h"

#include "quality/difference/postgres_hash.h"
#include "quality/difference/value_sql.h"
#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// SQLite takes 127 arguments for a function as it is shipped.
constexpr qsizetype kColumnsPerFrame = 100;
/// More than 64-bit hashes of one bucket's rows make together.
constexpr auto kAboveSums = "1000000000000000000000000000000"_L1;

/// Bits of a row's place that say its bucket on the first level; the second takes those above.
constexpr int kFirstBits = 12;

QString listOf(const QList<int> &numbers)
{
    QStringList texts;
    for (const int number : numbers)
        texts += QString::number(number);
    return texts.join(u", "_s);
}

/// Between two files of SQLite a text stays as it is: its readers see "2024-01-01T00:00:00Z", not a moment.
char sqliteKind(ValueForm form, RowHash hash)
{
    const bool isMoment = form == ValueForm::Date || form == ValueForm::Time || form == ValueForm::Timestamp;
    if (hash == RowHash::Own && (isMoment || form == ValueForm::Number))
        return 't';
    switch (form) {
    case ValueForm::Number:
        return 'n';
    case ValueForm::Text:
    case ValueForm::Own:
        return 't';
    case ValueForm::Bytes:
        return 'b';
    case ValueForm::Date:
        return 'd';
    case ValueForm::Time:
        return 'c';
    case ValueForm::Timestamp:
        return 's';
    case ValueForm::Any:
        return 'a';
    }
    return 'a';
}

/// Neither digits nor moments hold what a frame ends with.
bool needsEscape(ValueForm form) { return form == ValueForm::Text || form == ValueForm::Own || form == ValueForm::Any; }

} // namespace

SideSql::SideSql(const DescribedSide &side, const ColumnPairs &columns, bool isLegacy, RowHash hash, QString only)
    : m_engine(side.engine)
    , m_isLegacy(isLegacy)
    , m_isUtf8(side.encoding.isEmpty() || side.encoding == u"UTF8")
    , m_relation(side.relation)
    , m_table(quoteRelation(side.engine, side.relation))
    , m_hash(hash)
    , m_only(std::move(only))
    , m_keyCount(columns.keyCount)
{
    for (const ColumnPair &pair : columns.pairs)
        m_columns.append(
            { isLegacy ? pair.legacy : pair.candidate, isLegacy ? pair.candidate : pair.legacy, pair.form });
}

QString SideSql::framed(const Column &column) const
{
    QString text = valueTextSql(m_engine, column.own, column.form, column.other);
    // One collation for all, or they could not be joined.
    if (m_engine == Engine::Postgresql)
        text = u"(%1) COLLATE \"C\""_s.arg(text);
    if (needsEscape(column.form))
        text = u"replace(replace(%1, '\\', '\\b'), '|', '\\p')"_s.arg(text);
    // What outgrows max_allowed_packet is NULL there and must not pass for a NULL of the column.
    if (m_engine == Engine::Mariadb)
        return u"IF(%1 IS NULL, 'n|', CONCAT('v', %2 COLLATE utf8mb4_bin, '|'))"_s.arg(
            quoteIdentifier(m_engine, column.own.name), text);
    return u"coalesce('v' || %1 || '|', 'n|')"_s.arg(text);
}

QString SideSql::frame(qsizetype from, qsizetype count) const
{
    QStringList parts;
    if (m_engine == Engine::Sqlite) {
        for (qsizetype at = from; at < from + count; at += kColumnsPerFrame) {
            QString kinds;
            QStringList names;
            for (qsizetype i = at; i < std::min(from + count, at + kColumnsPerFrame); ++i) {
                kinds += QLatin1Char(sqliteKind(m_columns[i].form, m_hash));
                names += quoteIdentifier(m_engine, m_columns[i].own.name);
            }
            parts += u"sluice_frame(%1, %2)"_s.arg(quoteLiteral(kinds), names.join(u", "_s));
        }
        return u'(' + parts.join(u" || "_s) + u')';
    }
    for (qsizetype i = from; i < from + count; ++i)
        parts += framed(m_columns[i]);
    return m_engine == Engine::Mariadb ? u"CONCAT("_s + parts.join(u", "_s) + u')'
                                       : u'(' + parts.join(u" || "_s) + u')';
}

QString SideSql::postgresMd5(qsizetype count) const
{
    return m_isUtf8 ? u"md5(%1)"_s.arg(frame(0, count)) : u"md5(convert_to(%1, 'UTF8'))"_s.arg(frame(0, count));
}

/// 64 bits of the first columns, of their frame where there is no quicker way that is as sound.
QString SideSql::hashOf(qsizetype count) const
{
    if (m_engine == Engine::Postgresql && m_hash == RowHash::Own) {
        QStringList values;
        for (qsizetype i = 0; i < count; ++i)
            values += postgresHashSql(m_columns[i].own, m_columns[i].form, m_columns[i].other, i);
        return postgresRowHashSql(values);
    }
    const QString text = frame(0, count);
    switch (m_engine) {
    case Engine::Postgresql:
        return u"('x' || substr(%1, 1, 16))::bit(64)::bigint"_s.arg(postgresMd5(count));
    case Engine::Mariadb:
        return u"CAST(CONV(SUBSTR(MD5(%1), 1, 16), 16, 10) AS UNSIGNED)"_s.arg(text);
    case Engine::Sqlite:
    case Engine::Odbc:
        break;
    }
    return (m_hash == RowHash::Own ? u"sluice_hash(%1)"_s : u"sluice_md5(%1)"_s).arg(text);
}

/// A number whose lower 28 bits say where a row goes, the lowest 12 of them on the first level.
QString SideSql::placeOf(qsizetype count) const
{
    if (m_hash == RowHash::Own)
        return m_engine == Engine::Mariadb ? u"CRC32(%1)"_s.arg(frame(0, count)) : hashOf(count);
    switch (m_engine) {
    case Engine::Postgresql:
        return u"('x' || substr(%1, 1, 8))::bit(32)::int"_s.arg(postgresMd5(count));
    case Engine::Mariadb:
        return u"CAST(CONV(SUBSTR(MD5(%1), 1, 8), 16, 10) AS UNSIGNED)"_s.arg(frame(0, count));
    case Engine::Sqlite:
    case Engine::Odbc:
        break;
    }
    return u"(sluice_md5(%1) >> 32)"_s.arg(frame(0, count));
}

bool SideSql::hasNullableKey() const
{
    return std::any_of(
        m_columns.cbegin(), m_columns.cbegin() + m_keyCount, [](const Column &column) { return column.own.nullable; });
}

QString SideSql::isNullKey() const
{
    QStringList conditions;
    for (qsizetype i = 0; i < m_keyCount; ++i)
        conditions += quoteIdentifier(m_engine, m_columns[i].own.name) + u" IS NULL"_s;
    return u'(' + conditions.join(u" OR "_s) + u')';
}

QString SideSql::key() const { return quoteIdentifier(m_engine, m_columns.first().own.name); }

QString SideSql::hashBucket(int buckets, bool isSecond) const
{
    const bool isWhole = m_keyCount == 0;
    QString place = placeOf(isWhole ? m_columns.size() : m_keyCount);
    if (!isWhole && hasNullableKey())
        place = u"CASE WHEN %1 THEN %2 ELSE %3 END"_s.arg(isNullKey(), placeOf(m_columns.size()), place);
    const QString shifted = isSecond ? u"((%1) >> %2)"_s.arg(place, QString::number(kFirstBits)) : u"(%1)"_s.arg(place);
    return u"(%1 & %2)"_s.arg(shifted, QString::number(buckets - 1));
}

QString SideSql::firstBucket(const BucketLevel &level) const
{
    const int buckets = level.isSecond ? level.firstBuckets : level.buckets;
    return level.ranges ? rangeNumberSql(m_engine, key(), *level.ranges, buckets) : hashBucket(buckets, false);
}

QString SideSql::bucket(const BucketLevel &level) const
{
    return level.isSecond ? hashBucket(level.buckets, true) : firstBucket(level);
}

/// Rows of these buckets of the first level, of all where there are none, that meet one more condition.
QString SideSql::from(const BucketLevel &level, const QList<int> &buckets, const QString &further) const
{
    const QString only = m_only.isEmpty() ? QString() : u"(%1)"_s.arg(m_only);
    QStringList conditions;
    QString source = m_table;
    if (!buckets.isEmpty() && hasIndexFor(level)) {
        QStringList names;
        for (const Column &column : m_columns)
            names += quoteIdentifier(m_engine, column.own.name);
        const QString select = u"SELECT %1 FROM %2 WHERE %3"_s.arg(
            names.join(u", "_s), m_table, only.isEmpty() ? QString() : only + u" AND "_s);
        source = rangeRowsSql(select, key(), *level.ranges, level.isSecond ? level.firstBuckets : level.buckets, buckets);
    } else {
        if (!only.isEmpty())
            conditions += only;
        if (!buckets.isEmpty())
            conditions += u"%1 IN (%2)"_s.arg(firstBucket(level), listOf(buckets));
    }
    if (!further.isEmpty())
        conditions += further;
    return conditions.isEmpty() ? source : source + u" WHERE "_s + conditions.join(u" AND "_s);
}

QString SideSql::sums(const BucketLevel &level) const
{
    return sumsBy(level.buckets == 1 ? u"0"_s : bucket(level), from(level, level.parents), level.buckets == 1);
}

QString SideSql::keyBounds() const
{
    QString order = u"NULL"_s;
    if (m_engine == Engine::Postgresql)
        order = u"(SELECT abs(correlation) FROM pg_catalog.pg_stats WHERE schemaname = %1 AND tablename = %2 AND attname = %3)"_s.arg(
            quoteLiteral(m_relation.schema), quoteLiteral(m_relation.name), quoteLiteral(m_columns.first().own.name));
    return u"SELECT min(%1), max(%1), %2 FROM %3"_s.arg(key(), order, m_table);
}

QString SideSql::sliceSums(const QString &slice) const { return sumsBy(slice, from({}, {})); }

QString SideSql::sumsBy(const QString &number, const QString &from, bool isOne) const
{
    const bool hasNulls = m_keyCount > 0 && hasNullableKey();
    const QString nulls = hasNulls ? u"CASE WHEN %1 THEN 1 ELSE 0 END"_s.arg(isNullKey()) : u"0"_s;
    const QString hash = hashOf(m_columns.size());
    if (m_engine == Engine::Sqlite) // whose GROUP BY would sort: the buckets are filled here
        return u"SELECT %1, 1, %2, %3, 0 FROM %4"_s.arg(number, nulls, hash, from);
    // Hashes are counted in the digits above those of their sum: to name one twice is to compute it twice.
    if (m_engine == Engine::Mariadb) {
        const QString perBucket
            = u"SELECT %1 AS sluice_bucket, COUNT(*) AS sluice_rows, SUM(%2) AS sluice_nulls, COALESCE(SUM(%3 + %4), 0) AS sluice_sum FROM %5 GROUP BY sluice_bucket"_s
                  .arg(number, nulls, hash, kAboveSums, from);
        return u"SELECT sluice_bucket, sluice_rows, sluice_nulls, CAST(sluice_sum % %1 AS CHAR), sluice_rows - sluice_sum DIV %1 FROM (%2) AS sluice_sums"_s
            .arg(kAboveSums, perBucket);
    }
    return u"SELECT (%1)::bigint AS sluice_bucket, count(*), %2, sum(%3)::text, 0::bigint FROM %4%5"_s.arg(number,
        hasNulls ? u"coalesce(sum(%1), 0)::bigint"_s.arg(nulls) : u"0::bigint"_s, hash, from,
        isOne ? QString() : u" GROUP BY 1"_s);
}

QString SideSql::rows(const BucketLevel &level, const QList<int> &buckets) const
{
    const QString frames = u"SELECT %1 FROM "_s.arg(frame(0, m_columns.size()));
    if (!level.isSecond)
        return frames + from(level, buckets);
    return frames + from(level, level.parents, u"%1 IN (%2)"_s.arg(bucket(level), listOf(buckets)));
}

/// Groups by the key's text, as rows are matched by it: engines differ in which texts are equal.
QString SideSql::repeatedKeys() const
{
    const QString key = frame(0, m_keyCount);
    const QString exact = m_engine == Engine::Mariadb ? u"MD5(%1)"_s.arg(key) : key;
    return u"SELECT min(%1) AS sluice_key FROM %2 GROUP BY %3 HAVING count(*) > 1"_s.arg(
        key, from({}, {}, u"NOT "_s + isNullKey()), exact);
}

QString SideSql::duplicateCount() const { return u"SELECT count(*) FROM (%1) AS sluice_keys"_s.arg(repeatedKeys()); }

QString SideSql::duplicateKeys(int atMost) const
{
    return repeatedKeys() + u" ORDER BY 1 LIMIT "_s + QString::number(atMost);
}

} // namespace sluice
