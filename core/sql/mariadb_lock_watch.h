// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/mariadb_handle.h"
#include "sql/sql_backend.h"

#include <QElapsedTimer>

namespace sluice {

/// Waits for the name of a table or view, and holds up whoever comes meanwhile.
bool isMariadbDdl(const QString &sql);

/// Ends the query that the session of this number waits for, and no later one: the query's number is read first, and
/// the caller sends no other meanwhile. A plain KILL QUERY that comes late would hit whatever runs then.
void cancelMariadbQuery(SqlOpenRequest request, const Secret &password, unsigned long thread);

/// MariaDB waits for the name of a table in whole seconds, and everybody who comes later queues behind whoever waits.
/// This looks over a second connection how long a statement has been waiting, and ends it to the millisecond.
class MariadbLockWatch
{
public:
    MariadbLockWatch(const SqlOpenRequest &request, Secret password, unsigned long thread);

    /// False when there is no second connection to be had: nothing would be ended.
    bool open();
    /// A statement is about to be sent that may wait so long each time it has to.
    void begin(Duration limit);
    /// Until look() has something to do.
    Duration untilNextLook() const;
    void look();
    /// The statement was ended because of its wait.
    bool hasEnded() const { return m_hasEnded; }

private:
    QByteArray waitingQuery();

    SqlOpenRequest m_request;
    const Secret m_password;
    const unsigned long m_thread;
    MariadbHandle m_connection;
    QElapsedTimer m_clock;
    Duration m_limit { 0 };
    Duration m_next { 0 };
    Duration m_waitsSince { 0 }; ///< it did not wait then
    bool m_hasEnded = false;
};

} // namespace sluice
