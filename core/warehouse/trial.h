// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

namespace sluice {

/// Rolls a session's transaction back when it ends: nothing of a trial may stay, whatever happened in it.
class Trial
{
public:
    explicit Trial(SqlSession &session)
        : m_session(session)
    {
    }
    ~Trial() { m_session.rollback(); }
    Trial(const Trial &) = delete;
    Trial &operator=(const Trial &) = delete;

private:
    SqlSession &m_session;
};

} // namespace sluice
