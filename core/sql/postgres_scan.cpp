// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/postgres_errors.h"
#include "sql/postgres_session.h"

#include <QScopeGuard>
#include <QtEndian>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// A row in the binary form, which for text and bytea is the value itself.
class PostgresRowView final : public SqlRowView
{
public:
    explicit PostgresRowView(const PGresult *result)
        : m_result(result)
    {
    }
    qint64 integer(int column) const override
    {
        const QByteArrayView value = bytes(column);
        switch (value.size()) {
        case sizeof(qint64):
            return qFromBigEndian<qint64>(value.data());
        case sizeof(qint32):
            return qFromBigEndian<qint32>(value.data());
        case sizeof(qint16):
            return qFromBigEndian<qint16>(value.data());
        default: // NULL
            return 0;
        }
    }
    QByteArrayView bytes(int column) const override
    {
        return QByteArrayView(PQgetvalue(m_result, 0, column), PQgetlength(m_result, 0, column));
    }

private:
    const PGresult *m_result;
};

} // namespace

Result<void> PostgresSession::scan(const QString &sql, const std::function<bool(const SqlRowView &)> &visit)
{
    const Duration limit = m_request.options.statementTimeout;
    const Duration lockLimit = m_request.options.lockTimeout;
    SLUICE_CHECK(setTimeouts(Duration(0), lockLimit));
    const auto limitAgain = qScopeGuard([&] {
        if (isOpen())
            static_cast<void>(
                setTimeouts(limit, lockLimit)); // a connection that died meanwhile says so at the next call
    });
    if (PQsendQueryParams(m_connection.get(), sql.toUtf8().constData(), 0, nullptr, nullptr, nullptr, nullptr, 1) != 1)
        return fail(lost());
    PQsetSingleRowMode(m_connection.get());
    std::optional<Error> error;
    bool isEnding = false;
    for (;;) {
        if (!waitForResult(Interruptible::Yes, isEnding)) {
            m_connection.reset();
            return fail(ErrorCode::ConnectionLost, u"the server stopped answering"_s, m_request.place());
        }
        const PostgresResult result(PQgetResult(m_connection.get()));
        if (!result)
            break;
        const ExecStatusType status = PQresultStatus(result.get());
        if (status == PGRES_SINGLE_TUPLE && !isEnding && !visit(PostgresRowView(result.get()))) {
            isEnding = true;
            sendCancel();
        } else if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK && !isEnding && !error) {
            error = postgresError(result.get(), m_request.place());
        }
    }
    if (!isOpen())
        return fail(lost());
    if (error)
        judgeCancelled(*error, 0);
    return error ? Result<void>(fail(*error)) : Result<void>();
}

} // namespace sluice
