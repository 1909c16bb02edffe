// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <QVariantList>

struct sqlite3;
struct sqlite3_stmt;

namespace sluice {

/// A prepared statement through SQLite's own interface. Qt's driver sizes its row before the first step; when another
/// program has changed the schema since the statement was prepared, SQLite prepares it again within that step, and a * that
/// gives more columns then is written behind the row's end. Here everything about columns is asked after a step.
/// Codes are SQLite's extended ones.
class SqliteStatement
{
public:
    SqliteStatement(sqlite3 *handle, const QString &sql);
    ~SqliteStatement();
    SqliteStatement(const SqliteStatement &) = delete;
    SqliteStatement &operator=(const SqliteStatement &) = delete;

    /// SQLITE_OK, or why the text could not be prepared.
    int parsed() const { return m_parsed; }
    /// False for a text of comments alone.
    bool isStatement() const { return m_statement != nullptr; }
    /// Another statement, or something that is none, stands behind it.
    bool hasMore() const { return m_hasMore; }
    bool isReading() const;
    int parameters() const;

    /// Values as bindable() gives them, one for each parameter.
    int bind(const QVariantList &values);
    /// SQLITE_ROW, SQLITE_DONE or why it failed.
    int step();
    QStringList columns() const;
    int columnCount() const;
    /// Of the row that the last step gave: qlonglong, double, QString, QByteArray, or invalid for NULL.
    QVariant value(int column) const;
    qint64 integer(int column) const;
    QByteArrayView bytes(int column) const;
    /// Lets go of its locks; it may be bound and stepped again.
    void reset();

private:
    sqlite3 *m_handle;
    sqlite3_stmt *m_statement = nullptr;
    int m_parsed = 0;
    bool m_hasMore = false;
};

} // namespace sluice
