// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sqlite_statement.h"

#include <sqlite3.h>

namespace sluice {

namespace {

/// UTF-16 in, as QString is: SQLite turns it into the encoding of the database.
int bindText(sqlite3_stmt *statement, int place, const QString &text)
{
    return sqlite3_bind_text64(statement, place, reinterpret_cast<const char *>(text.utf16()), static_cast<sqlite3_uint64>(text.size()) * 2,
        SQLITE_TRANSIENT, SQLITE_UTF16);
}

int bindValue(sqlite3_stmt *statement, int place, const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::LongLong:
    case QMetaType::Int:
        return sqlite3_bind_int64(statement, place, value.toLongLong());
    case QMetaType::Double:
        return sqlite3_bind_double(statement, place, value.toDouble());
    case QMetaType::QString: {
        const QString text = value.toString();
        return text.isNull() ? sqlite3_bind_null(statement, place) : bindText(statement, place, text);
    }
    case QMetaType::QByteArray: {
        const QByteArray bytes = value.toByteArray();
        return bytes.isNull()
            ? sqlite3_bind_null(statement, place)
            : sqlite3_bind_blob64(statement, place, bytes.constData(), static_cast<sqlite3_uint64>(bytes.size()), SQLITE_TRANSIENT);
    }
    default:
        return sqlite3_bind_null(statement, place);
    }
}

} // namespace

SqliteStatement::SqliteStatement(sqlite3 *handle, const QString &sql)
    : m_handle(handle)
{
    const void *behind = nullptr;
    const auto *text = sql.utf16();
    m_parsed = sqlite3_prepare16_v2(handle, text, static_cast<int>((sql.size() + 1) * 2), &m_statement, &behind);
    if (m_parsed != SQLITE_OK)
        m_parsed = sqlite3_extended_errcode(handle);
    else if (behind)
        m_hasMore = !QStringView(sql).sliced(static_cast<const ushort *>(behind) - text).trimmed().isEmpty();
}

SqliteStatement::~SqliteStatement()
{
    sqlite3_finalize(m_statement);
}

bool SqliteStatement::isReading() const
{
    return sqlite3_stmt_readonly(m_statement) != 0;
}

int SqliteStatement::parameters() const
{
    return sqlite3_bind_parameter_count(m_statement);
}

int SqliteStatement::bind(const QVariantList &values)
{
    int place = 0;
    for (const QVariant &value : values) {
        if (const int code = bindValue(m_statement, ++place, value); code != SQLITE_OK)
            return sqlite3_extended_errcode(m_handle);
    }
    return SQLITE_OK;
}

int SqliteStatement::step()
{
    const int code = sqlite3_step(m_statement);
    return code == SQLITE_ROW || code == SQLITE_DONE ? code : sqlite3_extended_errcode(m_handle);
}

QStringList SqliteStatement::columns() const
{
    QStringList names;
    for (int column = 0; column < columnCount(); ++column)
        names.append(QString::fromUtf8(sqlite3_column_name(m_statement, column)));
    return names;
}

int SqliteStatement::columnCount() const
{
    return sqlite3_column_count(m_statement);
}

QVariant SqliteStatement::value(int column) const
{
    switch (sqlite3_column_type(m_statement, column)) {
    case SQLITE_INTEGER:
        return QVariant(integer(column));
    case SQLITE_FLOAT:
        return QVariant(sqlite3_column_double(m_statement, column));
    case SQLITE_NULL:
        return QVariant();
    case SQLITE_BLOB:
        return QVariant(bytes(column).toByteArray());
    default: {
        const auto *text = static_cast<const QChar *>(sqlite3_column_text16(m_statement, column));
        return QVariant(QString(text, sqlite3_column_bytes16(m_statement, column) / 2));
    }
    }
}

qint64 SqliteStatement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

QByteArrayView SqliteStatement::bytes(int column) const
{
    // The pointer first: asking for it may convert, and only then the length is that of the conversion.
    const void *data = sqlite3_column_blob(m_statement, column);
    return QByteArrayView(static_cast<const char *>(data), sqlite3_column_bytes(m_statement, column));
}

void SqliteStatement::reset()
{
    sqlite3_reset(m_statement); // its code is that of the last step, which was told
}

} // namespace sluice
