// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sqlite_errors.h"
#include "sql/sqlite_guard.h"
#include "sql/sqlite_session.h"

#include <sqlite3.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

class SqliteRowView final : public SqlRowView
{
public:
    explicit SqliteRowView(sqlite3_stmt *statement)
        : m_statement(statement)
    {
    }
    qint64 integer(int column) const override { return sqlite3_column_int64(m_statement, column); }
    QByteArrayView bytes(int column) const override
    {
        // The pointer first: asking for it may convert, and only then the length is that of the conversion.
        const void *data = sqlite3_column_blob(m_statement, column);
        return QByteArrayView(static_cast<const char *>(data), sqlite3_column_bytes(m_statement, column));
    }

private:
    sqlite3_stmt *m_statement;
};

struct Finalizer {
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};

} // namespace

Result<void> SqliteSession::scan(const QString &sql, const std::function<bool(const SqlRowView &)> &visit)
{
    const SqliteGuard::Watch watch(*m_guard, Duration(0));
    const auto failed = [this](int code) { return fail(sqliteError(code, QString::fromUtf8(sqlite3_errmsg(m_handle)), m_request.place())); };
    sqlite3_stmt *prepared = nullptr;
    const QByteArray text = sql.toUtf8();
    const int parsed = sqlite3_prepare_v2(m_handle, text.constData(), static_cast<int>(text.size()), &prepared, nullptr);
    const std::unique_ptr<sqlite3_stmt, Finalizer> statement(prepared);
    if (parsed != SQLITE_OK)
        return failed(sqlite3_extended_errcode(m_handle));
    if (!prepared || sqlite3_stmt_readonly(prepared) == 0)
        return fail(ErrorCode::Usage, u"only a reading statement can be scanned"_s, m_request.place());
    const SqliteRowView row(prepared);
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(prepared)) == SQLITE_ROW) {
        if (!visit(row))
            return {};
    }
    if (code != SQLITE_DONE)
        return failed(sqlite3_extended_errcode(m_handle));
    return {};
}

} // namespace sluice
