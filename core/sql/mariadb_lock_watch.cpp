// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/mariadb_lock_watch.h"

#include "sql/mariadb_connector.h"
#include "sql/sql_tokenizer.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A wait is over at the latest so long after its limit as this is.
constexpr Duration kInterval = 40ms;
/// While the answer is awaited here, the session itself is deaf.
constexpr Duration kPatience = 2s;

bool run(MYSQL *connection, const QByteArray &sql)
{
    return mysql_real_query(connection, sql.constData(), static_cast<unsigned long>(sql.size())) == 0;
}

} // namespace

bool isMariadbDdl(const QString &sql)
{
    static const QStringList verbs { u"ALTER"_s, u"CREATE"_s, u"DROP"_s, u"RENAME"_s, u"TRUNCATE"_s };
    const QList<SqlToken> tokens = tokenizeSql(sql, SqlLexis::of(Engine::Mariadb));
    const auto first
        = std::find_if(tokens.cbegin(), tokens.cend(), [](const SqlToken &token) { return token.isSolid(); });
    if (first == tokens.cend())
        return false;
    const QString verb = first->in(sql).toString().toUpper();
    // BEGIN NOT ATOMIC and SET STATEMENT carry other statements; a limit that none of them needs costs nothing.
    return verbs.contains(verb) || verb == u"BEGIN" || (verb == u"SET" && sql.contains(u"STATEMENT"_s));
}

void cancelMariadbQuery(SqlOpenRequest request, const Secret &password, unsigned long thread)
{
    request.options.connectTimeout = std::min<Duration>(request.options.connectTimeout, 3s);
    request.options.applicationName = u"sluice:cancel"_s;
    const auto other = connectMariadb(request, password);
    if (!other)
        return; // tried again until the silence is over
    const QByteArray find = "SELECT query_id FROM information_schema.processlist WHERE id = "
        + QByteArray::number(static_cast<qulonglong>(thread)) + " AND command <> 'Sleep'";
    if (!run(other->get(), find))
        return;
    const MariadbResult result(mysql_store_result(other->get()));
    const MYSQL_ROW row = result ? mysql_fetch_row(result.get()) : nullptr;
    if (row && row[0])
        run(other->get(), QByteArray("KILL QUERY ID ") + row[0]);
}

MariadbLockWatch::MariadbLockWatch(const SqlOpenRequest &request, Secret password, unsigned long thread)
    : m_request(request)
    , m_password(std::move(password))
    , m_thread(thread)
{
    m_request.options.connectTimeout = std::min<Duration>(m_request.options.connectTimeout, kPatience);
    m_request.options.applicationName = u"sluice:watch"_s;
}

bool MariadbLockWatch::open()
{
    if (m_connection)
        return true;
    auto connected = connectMariadb(m_request, m_password, kPatience);
    if (!connected)
        return false;
    m_connection = *std::move(connected);
    if (!run(m_connection.get(), "SET wait_timeout = 31536000"))
        m_connection.reset();
    return m_connection != nullptr;
}

void MariadbLockWatch::begin(Duration limit)
{
    m_clock.start();
    m_limit = limit;
    m_waitsSince = Duration(0);
    m_next = std::min(kInterval, limit);
    m_hasEnded = false;
}

Duration MariadbLockWatch::untilNextLook() const { return std::max(Duration(0), m_next - Duration(m_clock.elapsed())); }

/// The number of the query when it is waiting for a lock; empty when it is not; null when nobody can tell.
QByteArray MariadbLockWatch::waitingQuery()
{
    const QByteArray find
        = "SELECT QUERY_ID, STATE LIKE 'Waiting for % lock' FROM information_schema.PROCESSLIST WHERE ID = "
        + QByteArray::number(static_cast<qulonglong>(m_thread)) + " AND COMMAND <> 'Sleep'";
    if (!open() || !run(m_connection.get(), find)) {
        m_connection.reset(); // an idle one may have been closed; the next look opens another
        return {};
    }
    const MariadbResult result(mysql_store_result(m_connection.get()));
    const MYSQL_ROW row = result ? mysql_fetch_row(result.get()) : nullptr;
    return row && row[0] && row[1] && row[1][0] == '1' ? QByteArray(row[0]) : QByteArray("");
}

void MariadbLockWatch::look()
{
    const Duration now(m_clock.elapsed());
    const QByteArray query = waitingQuery();
    if (query.isNull() || query.isEmpty()) {
        m_waitsSince = query.isNull() ? m_waitsSince : now;
        m_next = now + kInterval;
        return;
    }
    const Duration since = Duration(m_clock.elapsed()) - m_waitsSince;
    if (since >= m_limit) {
        // Bound to the number of the query: one that comes late hits no later statement.
        m_hasEnded = run(m_connection.get(), "KILL QUERY ID " + query) || m_hasEnded;
        m_next = now + kInterval;
        return;
    }
    m_next = std::min(now + kInterval, m_waitsSince + m_limit);
}

} // namespace sluice
