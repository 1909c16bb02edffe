// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/probe.h"

#include "base/digest.h"
#include "sql/sql_classifier.h"
#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// What differs between the engines; everything else is the same SQL.
struct Dialect {
    Engine engine;

    bool isPostgres() const { return engine == Engine::Postgresql; }
    bool isMariadb() const { return engine == Engine::Mariadb; }
    /// Qualified, so that it can only ever be that table's column.
    QString column(const RelationName &table, const QString &name) const { return relation(table) + u'.' + quoteIdentifier(engine, name); }
    QString relation(const RelationName &table) const { return quoteRelation(engine, table); }
    QString real(const QString &expression) const
    {
        if (isMariadb())
            return u"CAST(%1 AS DOUBLE)"_s.arg(expression);
        return isPostgres() ? u"(%1)::float8"_s.arg(expression) : u"CAST(%1 AS REAL)"_s.arg(expression);
    }
    QString countIf(const QString &condition) const
    {
        return isMariadb() ? u"count(CASE WHEN %1 THEN 1 END)"_s.arg(condition)
                           : u"count(*) FILTER (WHERE %1)"_s.arg(condition);
    }
    /// A sum of counts as a whole number; MariaDB's is a decimal otherwise.
    QString wholeSum(const QString &column) const
    {
        if (isMariadb())
            return u"CAST(sum(%1) AS SIGNED)"_s.arg(column);
        return isPostgres() ? u"sum(%1)::bigint"_s.arg(column) : u"sum(%1)"_s.arg(column);
    }
    QString clock() const
    {
        if (isMariadb())
            return epoch(u"UTC_TIMESTAMP(6)"_s);
        return isPostgres() ? u"extract(epoch FROM now())::float8"_s : u"(julianday('now') - 2440587.5) * 86400.0"_s;
    }
    /// Epoch seconds of a time. SQLite keeps times as ISO text or as epoch seconds; other text is no time, so NULL.
    QString epoch(const QString &expression) const
    {
        if (isPostgres())
            return u"extract(epoch FROM %1)::float8"_s.arg(expression);
        if (isMariadb()) // not UNIX_TIMESTAMP, which ends in 2038; what is no time becomes NULL
            return u"CAST(TIMESTAMPDIFF(MICROSECOND, TIMESTAMP'1970-01-01 00:00:00', CAST(%1 AS DATETIME(6))) AS DOUBLE) / 1000000"_s
                .arg(expression);
        return u"CASE typeof(%1) WHEN 'text' THEN (julianday(%1) - 2440587.5) * 86400.0 WHEN 'integer' THEN CAST(%1 AS REAL)"
               " WHEN 'real' THEN %1 END"_s.arg(expression);
    }
    /// Rows not older than the window. The date on the left side alone spares SQLite the conversion of old rows.
    QString isWithin(const QString &column, Duration window) const
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
};

/// Plan text goes on lines of its own, so that a trailing comment cannot swallow what follows.
QString condition(const QString &sql)
{
    return u"(\n%1\n)"_s.arg(sql);
}

QString whereClause(const QString &where)
{
    return where.isEmpty() ? QString() : u" WHERE "_s + condition(where);
}

QString sqlOf(const Dialect &dialect, const RowCountProbe &probe, const Gate &)
{
    const QString counted = probe.where.isEmpty() ? u"count(*)"_s : dialect.countIf(condition(probe.where));
    return u"SELECT %1, count(*), NULL FROM %2"_s.arg(dialect.real(counted), dialect.relation(probe.table));
}

QString sqlOf(const Dialect &dialect, const NullRateProbe &probe, const Gate &)
{
    return u"SELECT %1 / nullif(count(*), 0), count(*), NULL FROM %2"_s.arg(
               dialect.real(u"count(*) - count(%1)"_s.arg(dialect.column(probe.table, probe.column))), dialect.relation(probe.table))
        + whereClause(probe.where);
}

QString sqlOf(const Dialect &dialect, const UniquenessProbe &probe, const Gate &)
{
    QStringList columns;
    for (const QString &column : probe.columns)
        columns << dialect.column(probe.table, column);
    const QString rows = dialect.wholeSum(u"c"_s);
    return u"SELECT %1 / nullif(sum(c), 0), coalesce(%2, 0), NULL FROM (SELECT count(*) AS c FROM %3%4 GROUP BY %5) AS repeats"_s.arg(
        dialect.real(u"sum(c) - count(*)"_s), rows, dialect.relation(probe.table), whereClause(probe.where), columns.join(u", "_s));
}

QString sqlOf(const Dialect &dialect, const FreshnessProbe &probe, const Gate &gate)
{
    const QString table = dialect.relation(probe.table);
    // Counting stops at what the gate asks for: freshness must stay a look at one end of an index.
    const QString n = gate.minRows <= 1
        ? u"CASE WHEN newest IS NULL THEN 0 ELSE 1 END"_s
        : u"(SELECT count(*) FROM (SELECT 1 FROM %1 LIMIT %2) AS few)"_s.arg(table, QString::number(gate.minRows));
    return u"SELECT clock - newest, %1, newest, clock FROM (SELECT %2 AS newest, %3 AS clock FROM"
           " (SELECT max(%4) AS m FROM %5) AS top) AS ages"_s.arg(
               n, dialect.epoch(u"m"_s), dialect.clock(), dialect.column(probe.table, probe.column), table);
}

QString sqlOf(const Dialect &dialect, const ErrorRateProbe &probe, const Gate &)
{
    const QString time = dialect.column(probe.from, probe.time);
    return u"SELECT %1 / nullif(count(*), 0), count(*), %2, %3 FROM %4 WHERE %5"_s.arg(
        dialect.real(dialect.countIf(condition(probe.failed))),
        dialect.isPostgres() ? dialect.epoch(u"max(%1)"_s.arg(time)) : u"max(%1)"_s.arg(dialect.epoch(time)),
        dialect.clock(), dialect.relation(probe.from), dialect.isWithin(time, probe.window));
}

QString sqlOf(const Dialect &dialect, const QueryLatencyProbe &probe, const Gate &)
{
    return dialect.isPostgres()
        ? u"EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF, BUFFERS OFF, SUMMARY ON, FORMAT JSON)\n"_s + probe.query.text
        : probe.query.text;
}

QString sqlOf(const Dialect &, const SqlProbe &probe, const Gate &)
{
    return probe.query.text;
}

} // namespace

Result<ProbeQuery> compileProbe(const ConnectionProfile &profile, const Gate &gate)
{
    const std::optional<Error> refused = unsupportedTarget(profile);
    if (!refused || !profile.service)
        return compileProbe(sqlEngine(profile), gate);
    return fail(refused->code, u"probes on %1 are not supported by this version of Sluice: its profile is unproven"_s.arg(profile.service->title),
        u"gate %1, connection %2"_s.arg(gate.id, profile.name), refused->next);
}

Result<ProbeQuery> compileProbe(Engine engine, const Gate &gate)
{
    if (engine == Engine::Odbc)
        return fail(ErrorCode::NotSupported, u"probes know no SQL for what stands behind this ODBC connection"_s, u"gate "_s + gate.id,
            u"use postgresql, mariadb or sqlite, or ODBC to one of the first and last"_s);
    const Dialect dialect { engine };
    ProbeQuery query;
    query.sql = std::visit([&](const auto &probe) { return sqlOf(dialect, probe, gate); }, gate.probe);
    const auto *timed = std::get_if<QueryLatencyProbe>(&gate.probe);
    query.isTimed = timed != nullptr;
    // Execution really happens in both cases: what is timed must read and nothing else.
    if (auto check = checkReadOnlyStatement(engine, timed ? timed->query.text : query.sql); !check) {
        Error error = check.error();
        error.where = error.where.isEmpty() ? u"gate "_s + gate.id : u"gate %1, %2"_s.arg(gate.id, error.where);
        return fail(error);
    }
    query.digest = sha256Hex(query.sql.toUtf8());
    return query;
}

} // namespace sluice
