// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/time_buckets.h"

#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kWeek = 604'800;
constexpr std::array<qint64, 4> kSeconds { 60, 3'600, 86'400, kWeek }; ///< of the buckets of fixed length
/// Seconds from year 0 to 1970: no moment is negative then, and cutting always goes down.
constexpr qint64 kFromYearZero = 62'167'219'200;
constexpr qint64 kMondayShift = 5 * 86'400; ///< day 0 of year 0 was five days after a Monday

QString unitOf(TimeBucket bucket)
{
    return timeBucketNames()[static_cast<qsizetype>(bucket)];
}

} // namespace

QString TimeBuckets::moment(const QString &column) const
{
    if (dialect.isPostgres())
        return column;
    if (dialect.isMariadb())
        return u"CAST(%1 AS DATETIME(6))"_s.arg(column);
    return u"CASE typeof(%1) WHEN 'text' THEN CAST(strftime('%s', %1) AS INTEGER) WHEN 'integer' THEN %1"
           " WHEN 'real' THEN CAST(%1 + %2 AS INTEGER) - %2 END"_s.arg(column, QString::number(kFromYearZero));
}

QString TimeBuckets::now() const
{
    if (dialect.isPostgres())
        return u"now()"_s;
    return dialect.isMariadb() ? u"UTC_TIMESTAMP(6)"_s : u"CAST(strftime('%s', 'now') AS INTEGER)"_s;
}

QString TimeBuckets::start(const QString &moment) const
{
    if (dialect.isPostgres())
        return u"date_trunc('%1', %2)"_s.arg(unitOf(bucket), moment);
    if (dialect.isMariadb()) {
        if (bucket == TimeBucket::Week)
            return u"CAST(DATE(%1) - INTERVAL WEEKDAY(%1) DAY AS DATETIME)"_s.arg(moment);
        static constexpr std::array<const char *, 5> kForms { "%Y-%m-%d %H:%i:00", "%Y-%m-%d %H:00:00", "%Y-%m-%d 00:00:00", "", "%Y-%m-01 00:00:00" };
        return u"CAST(DATE_FORMAT(%1, '%2') AS DATETIME)"_s.arg(moment, QLatin1String(kForms[static_cast<size_t>(bucket)]));
    }
    if (bucket == TimeBucket::Month)
        return u"CAST(strftime('%s', %1, 'unixepoch', 'start of month') AS INTEGER)"_s.arg(moment);
    const qint64 shift = kFromYearZero + (bucket == TimeBucket::Week ? kMondayShift : 0);
    return u"((%1) - ((%1) + %2) % %3)"_s.arg(moment, QString::number(shift), QString::number(kSeconds[static_cast<size_t>(bucket)]));
}

QString TimeBuckets::settledEnd(std::optional<Duration> settling) const
{
    if (!settling)
        return start(now());
    const QString settled = later(now(), -std::chrono::ceil<std::chrono::seconds>(*settling));
    return start(dialect.isPostgres() || dialect.isMariadb() ? settled : u"CAST(%1 AS INTEGER)"_s.arg(settled));
}

QString TimeBuckets::shifted(const QString &start, int buckets) const
{
    const QString count = QString::number(buckets);
    if (dialect.isPostgres())
        return u"(%1 + interval '%2 %3')"_s.arg(start, count, unitOf(bucket));
    if (dialect.isMariadb())
        return u"(%1 + INTERVAL %2 %3)"_s.arg(start, count, unitOf(bucket).toUpper());
    if (bucket == TimeBucket::Month)
        return u"CAST(strftime('%s', %1, 'unixepoch', '%2 months') AS INTEGER)"_s.arg(start, count);
    return u"(%1 + (%2))"_s.arg(start, QString::number(buckets * kSeconds[static_cast<size_t>(bucket)]));
}

QString TimeBuckets::later(const QString &moment, Duration time) const
{
    const QString seconds = QString::number(static_cast<double>(time.count()) / 1000.0, 'f', 3);
    if (dialect.isPostgres())
        return u"(%1 + make_interval(secs => %2))"_s.arg(moment, seconds);
    return dialect.isMariadb() ? u"(%1 + INTERVAL %2 SECOND)"_s.arg(moment, seconds) : u"(%1 + %2)"_s.arg(moment, seconds);
}

QString TimeBuckets::epoch(const QString &moment) const
{
    if (dialect.isPostgres())
        return u"extract(epoch FROM %1)::bigint"_s.arg(moment);
    return dialect.isMariadb() ? u"TIMESTAMPDIFF(SECOND, TIMESTAMP'1970-01-01 00:00:00', %1)"_s.arg(moment) : moment;
}

QString TimeBuckets::at(qint64 seconds) const
{
    if (dialect.isPostgres())
        return u"to_timestamp(%1)"_s.arg(seconds);
    if (dialect.isMariadb())
        return u"TIMESTAMP'%1'"_s.arg(QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss"_s));
    return QString::number(seconds);
}

QString TimeBuckets::isFrom(const QString &column, const QString &start) const
{
    if (dialect.isPostgres() || dialect.isMariadb())
        return u"%1 >= %2"_s.arg(column, start);
    return u"(typeof(%1) <> 'text' OR %1 >= date(%2, 'unixepoch', '-1 day')) AND (%3) >= %2"_s.arg(column, start, moment(column));
}

QDateTime nextBucket(TimeBucket bucket, const QDateTime &start)
{
    return bucket == TimeBucket::Month ? start.addMonths(1) : start.addSecs(kSeconds[static_cast<size_t>(bucket)]);
}

} // namespace sluice
