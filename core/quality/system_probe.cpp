// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/probe_sql.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Sessions of others whose work this login may not see make the value unknown, not small.
QString postgresSystem(SystemMetric metric)
{
    switch (metric) {
    case SystemMetric::WaitingLocks:
        return u"SELECT count(*)::float8, 1, NULL, NULL, 0 FROM pg_catalog.pg_locks WHERE NOT granted"
               " AND (database IS NULL OR database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))"_s;
    case SystemMetric::LongestQuery:
        return u"SELECT CASE WHEN hidden = 0 THEN longest END, 1, NULL, NULL, hidden FROM (SELECT"
               " greatest(coalesce(extract(epoch FROM max(clock_timestamp() - query_start) FILTER (WHERE state = 'active' AND backend_type = 'client backend')), 0), 0)::float8 AS longest,"
               " count(*) FILTER (WHERE query = '<insufficient privilege>') AS hidden FROM pg_catalog.pg_stat_activity"
               " WHERE datname = current_database() AND pid <> pg_backend_pid()) AS others"_s;
    case SystemMetric::Connections:
        return u"SELECT sum(numbackends)::float8, 1, NULL, NULL, 0 FROM pg_catalog.pg_stat_database WHERE datname = current_database()"_s;
    }
    return {};
}

QString mariadbStatus(const char *name)
{
    return u"(SELECT CAST(VARIABLE_VALUE AS DOUBLE) FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = '%1')"_s.arg(QLatin1String(name));
}

/// The login as USER_PRIVILEGES spells it; who may read the accounts is shown the privileges of everybody there.
QString mariadbGrantee()
{
    return u"CONCAT('''', SUBSTRING(CURRENT_USER(), 1, CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1),"
           " '''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')"_s;
}

QString mariadbSystem(SystemMetric metric)
{
    switch (metric) {
    case SystemMetric::WaitingLocks:
        return u"SELECT %1, 1, NULL, NULL, 0"_s.arg(mariadbStatus("INNODB_ROW_LOCK_CURRENT_WAITS"));
    case SystemMetric::LongestQuery: // without PROCESS only the login's own connections are listed, and the others just not there
        return u"SELECT CASE WHEN sees.c > 0 THEN coalesce(busy.longest, 0) END, 1, NULL, NULL, CASE WHEN sees.c > 0 THEN 0 ELSE %1 END FROM"
               " (SELECT CAST(max(TIME_MS) AS DOUBLE) / 1000 AS longest FROM information_schema.PROCESSLIST WHERE COMMAND NOT IN"
               " ('Sleep', 'Daemon', 'Binlog Dump', 'Slave_IO', 'Slave_SQL', 'Slave_worker') AND ID <> CONNECTION_ID()) AS busy,"
               " (SELECT count(*) AS c FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'PROCESS' AND BINARY GRANTEE = BINARY %2) AS sees"_s.arg(
                   u"CAST(%1 AS SIGNED)"_s.arg(mariadbStatus("THREADS_CONNECTED")), mariadbGrantee());
    case SystemMetric::Connections:
        return u"SELECT %1, 1, NULL, NULL, 0"_s.arg(mariadbStatus("THREADS_CONNECTED"));
    }
    return {};
}

} // namespace

QString probeSql(const ProbeDialect &dialect, const SystemProbe &probe, const Gate &)
{
    if (dialect.isPostgres())
        return postgresSystem(probe.metric);
    return dialect.isMariadb() ? mariadbSystem(probe.metric) : QString(); // a file keeps no statistics of who uses it
}

} // namespace sluice
