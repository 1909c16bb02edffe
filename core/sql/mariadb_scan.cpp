// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/mariadb_connector.h"
#include "sql/mariadb_errors.h"
#include "sql/mariadb_session.h"

#include <QScopeGuard>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// A row of the text protocol, where a number is its digits.
class MariadbRowView final : public SqlRowView
{
public:
    MariadbRowView(const MYSQL_ROW row, const unsigned long *lengths)
        : m_row(row)
        , m_lengths(lengths)
    {
    }
    qint64 integer(int column) const override { return bytes(column).toByteArray().toLongLong(); }
    QByteArrayView bytes(int column) const override
    {
        return QByteArrayView(m_row[column], m_row[column] ? static_cast<qsizetype>(m_lengths[column]) : 0);
    }

private:
    const MYSQL_ROW m_row;
    const unsigned long *m_lengths;
};

} // namespace

Result<void> MariadbSession::walk(const std::function<bool(const SqlRowView &)> &visit, Watch &watch)
{
    MariadbResult result(mysql_use_result(m_connection.get()));
    if (!result) {
        return mysql_errno(m_connection.get()) != 0
            ? Result<void>(fail(failure()))
            : Result<void>(fail(ErrorCode::Usage, u"only a reading statement can be scanned"_s, m_request.place()));
    }
    bool isEnding = false;
    for (;;) {
        MYSQL_ROW row = nullptr;
        if (!fetchRow(row, result.get(), watch)) {
            result.reset();
            return fail(lost(u"the server stopped answering"_s));
        }
        if (!row)
            break;
        if (isEnding || visit(MariadbRowView(row, mysql_fetch_lengths(result.get()))))
            continue;
        isEnding = true;
        cancelMariadbQuery(m_request, m_password, m_thread);
    }
    const unsigned int number = mysql_errno(m_connection.get());
    if (number == 0)
        return {};
    Error error = mariadbError(m_connection.get(), m_request.place());
    judgeCancelled(error, number, watch);
    result.reset();
    if (error.code == ErrorCode::ConnectionLost)
        m_connection.reset();
    else if (isEnding)
        return {};
    return fail(error);
}

Result<void> MariadbSession::scan(const QString &sql, const std::function<bool(const SqlRowView &)> &visit)
{
    const Duration limit = m_statementTimeout;
    const Duration lockLimit = m_lockTimeout;
    SLUICE_CHECK(setTimeouts(Duration(0), lockLimit));
    const auto limitAgain = qScopeGuard([&] {
        if (isOpen())
            static_cast<void>(
                setTimeouts(limit, lockLimit)); // a connection that died meanwhile says so at the next call
    });
    Watch watch { Interruptible::Yes, QDeadlineTimer(QDeadlineTimer::Forever) };
    SLUICE_CHECK(sendText(sql, watch));
    return walk(visit, watch);
}

} // namespace sluice
