// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sqlite_guard.h"
#include "sql/sqlite_session.h"
#include "sql/sqlite_statement.h"

#include <sqlite3.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

class SqliteRowView final : public SqlRowView
{
public:
    explicit SqliteRowView(const SqliteStatement &statement)
        : m_statement(statement)
    {
    }
    qint64 integer(int column) const override { return m_statement.integer(column); }
    QByteArrayView bytes(int column) const override { return m_statement.bytes(column); }

private:
    const SqliteStatement &m_statement;
};

} // namespace

Result<void> SqliteSession::scan(const QString &sql, const std::function<bool(const SqlRowView &)> &visit)
{
    const SqliteGuard::Watch watch(*m_guard, Duration(0));
    SLUICE_TRY(const std::shared_ptr<SqliteStatement> statement, prepared(sql));
    if (!statement->isReading())
        return fail(ErrorCode::Usage, u"only a reading statement can be scanned"_s, m_request.place());
    const SqliteRowView row(*statement);
    int code = SQLITE_ROW;
    while ((code = statement->step()) == SQLITE_ROW) {
        if (!visit(row))
            return {};
    }
    if (code != SQLITE_DONE)
        return fail(failure(code));
    return {};
}

} // namespace sluice
