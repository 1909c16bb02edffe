// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/probe_dialect.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

QString ProbeDialect::column(const RelationName &table, const QString &name) const
{
    return relation(table) + u'.' + quoteIdentifier(engine, name);
}

QString ProbeDialect::relation(const RelationName &table) const
{
    return quoteRelation(engine, table);
}

QString ProbeDialect::real(const QString &expression) const
{
    if (isMariadb())
        return u"CAST(%1 AS DOUBLE)"_s.arg(expression);
    return isPostgres() ? u"(%1)::float8"_s.arg(expression) : u"CAST(%1 AS REAL)"_s.arg(expression);
}

QString ProbeDialect::countIf(const QString &condition) const
{
    return isMariadb() ? u"count(CASE WHEN %1 THEN 1 END)"_s.arg(condition)
                       : u"count(*) FILTER (WHERE %1)"_s.arg(condition);
}

QString ProbeDialect::wholeSum(const QString &column) const
{
    if (isMariadb())
        return u"CAST(sum(%1) AS SIGNED)"_s.arg(column);
    return isPostgres() ? u"sum(%1)::bigint"_s.arg(column) : u"sum(%1)"_s.arg(column);
}

QString ProbeDialect::bytesOf(const QString &column) const
{
    if (isMariadb())
        return u"BINARY "_s + column;
    return isPostgres() ? column : column + u" COLLATE BINARY"_s;
}

QString ProbeDialect::clock() const
{
    if (isMariadb())
        return epoch(u"UTC_TIMESTAMP(6)"_s);
    return isPostgres() ? u"extract(epoch FROM now())::float8"_s : u"(julianday('now') - 2440587.5) * 86400.0"_s;
}

QString ProbeDialect::epoch(const QString &expression) const
{
    if (isPostgres())
        return u"extract(epoch FROM %1)::float8"_s.arg(expression);
    if (isMariadb()) // not UNIX_TIMESTAMP, which ends in 2038; what is no time becomes NULL
        return u"CAST(TIMESTAMPDIFF(MICROSECOND, TIMESTAMP'1970-01-01 00:00:00', CAST(%1 AS DATETIME(6))) AS DOUBLE) / 1000000"_s
            .arg(expression);
    return u"CASE typeof(%1) WHEN 'text' THEN (julianday(%1) - 2440587.5) * 86400.0 WHEN 'integer' THEN CAST(%1 AS REAL)"
           " WHEN 'real' THEN %1 END"_s.arg(expression);
}

QString ProbeDialect::isWithin(const QString &column, Duration window) const
{
    const double seconds = static_cast<double>(window.count()) / 1000.0;
    const QString text = QString::number(seconds, 'f', 3);
    if (isPostgres())
        return u"%1 >= now() - make_interval(secs => %2)"_s.arg(column, text);
    if (isMariadb())
        return u"%1 >= UTC_TIMESTAMP(6) - INTERVAL %2 SECOND"_s.arg(column, text);
    return u"(typeof(%1) <> 'text' OR %1 >= date('now', '-%2 seconds', '-1 day')) AND (%3) >= (%4) - %2"_s.arg(
        column, text, epoch(column), clock());
}

QString ProbeDialect::newest(const QString &column) const
{
    // PostgreSQL's max() of a time is a look at one end of an index, that of a number made of it is not.
    return isPostgres() ? epoch(u"max(%1)"_s.arg(column)) : u"max(%1)"_s.arg(epoch(column));
}

QString probeCondition(const QString &sql)
{
    return u"(\n%1\n)"_s.arg(sql);
}

QString probeWhere(const QString &where)
{
    return where.isEmpty() ? QString() : u" WHERE "_s + probeCondition(where);
}

} // namespace sluice
