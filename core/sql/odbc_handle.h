// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/odbc_line.h"

#include <QString>

#include <utility>

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

namespace sluice {

/// Owns one handle of the driver manager; Kind is SQL_HANDLE_ENV, _DBC or _STMT.
template <SQLSMALLINT Kind> class OdbcHandle
{
public:
    OdbcHandle() = default;
    explicit OdbcHandle(SQLHANDLE parent)
    {
        if (!SQL_SUCCEEDED(SQLAllocHandle(Kind, parent, &m_handle)))
            m_handle = nullptr;
    }
    ~OdbcHandle() { reset(); }
    OdbcHandle(OdbcHandle &&other) noexcept
        : m_handle(std::exchange(other.m_handle, nullptr))
    {
    }
    OdbcHandle &operator=(OdbcHandle &&other) noexcept
    {
        std::swap(m_handle, other.m_handle);
        return *this;
    }

    SQLHANDLE get() const { return m_handle; }
    explicit operator bool() const { return m_handle != nullptr; }
    void reset()
    {
        if (m_handle == nullptr)
            return;
        if constexpr (Kind == SQL_HANDLE_DBC)
            SQLDisconnect(m_handle);
        if constexpr (Kind == SQL_HANDLE_STMT) // else psqlodbc never frees what it described of a prepared statement
            SQLFreeStmt(m_handle, SQL_CLOSE);
        SQLFreeHandle(Kind, std::exchange(m_handle, nullptr));
    }

private:
    SQLHANDLE m_handle = nullptr;
};

using OdbcStatement = OdbcHandle<SQL_HANDLE_STMT>;

/// A connection with the environment that it lives in: one each, so that no two threads share anything.
struct OdbcConnection
{
    OdbcHandle<SQL_HANDLE_ENV> environment;
    OdbcHandle<SQL_HANDLE_DBC> link;
    OdbcLine line {}; ///< beside the driver's own
    QString mark {}; ///< told to the server when connecting, and to nobody before
};

} // namespace sluice
