// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/workload_statistics.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr ReadLimits kQueries { 2'000, 32 * 1024 * 1024 };
const auto kUseFile = u"give the queries as a file with --sql"_s;

Result<QString> schemaOfExtension(SqlSession &session)
{
    SLUICE_TRY(const SqlRows rows,
        session.query(
            u"SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace"
            " WHERE e.extname = 'pg_stat_statements'"_s));
    if (rows.rows.isEmpty())
        return fail(ErrorCode::NotFound,
            u"pg_stat_statements is not in this database, so that nobody counted its queries"_s, session.profile().name,
            u"create the extension, or "_s + kUseFile);
    return rows.scalar().toString();
}

} // namespace

Result<WorkloadStatistics> workloadOfStatistics(SqlSession &session)
{
    if (session.engine() != Engine::Postgresql)
        return fail(ErrorCode::NotSupported,
            u"%1 keeps no statistics of queries that could be run again"_s.arg(engineName(session.engine())),
            session.profile().name, kUseFile);
    SLUICE_TRY(const QString schema, schemaOfExtension(session));
    const auto view = [&](const QString &name) { return quoteRelation(Engine::Postgresql, { schema, name }); };
    SLUICE_TRY(const SqlRows rows,
        session.query(
            u"SELECT queryid::text, query, sum(calls)::bigint, sum(total_exec_time)::float8 FROM %1 WHERE toplevel AND "
            u"dbid ="
            " (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) AND query !~* '^\\s*explain'"
            " GROUP BY 1, 2 ORDER BY 4 DESC, 1"_s.arg(view(u"pg_stat_statements"_s)),
            kQueries));
    WorkloadStatistics statistics;
    double busyMs = 0;
    for (const QVariantList &row : rows.rows) {
        busyMs += row[3].toDouble();
        if (row[0].isNull() || row[1].isNull() || row[1].toString() == u"<insufficient privilege>") {
            ++statistics.hidden;
            continue;
        }
        statistics.queries.append(
            { u"query "_s + row[0].toString(), row[1].toString(), row[2].toLongLong(), row[3].toDouble() });
    }
    SLUICE_TRY(const SqlRows since,
        session.query(u"SELECT extract(epoch FROM clock_timestamp() - stats_reset)::float8 FROM "_s
            + view(u"pg_stat_statements_info"_s)));
    if (const double seconds = since.scalar().toDouble(); seconds > 0 && !rows.isTruncated)
        statistics.atOnce = busyMs / 1000 / seconds;
    return statistics;
}

} // namespace sluice
