// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "sql/sql_session.h"

#include <functional>
#include <memory>

namespace sluice {

enum class DemoFault {
    None,
    LoaderErrors, ///< three of four loader runs fail: error_rate rises from the next moment on
    StalledOrders, ///< no new orders: freshness grows old
};

/// Life for the demo warehouse: new orders, payments and loader runs every 300 ms in one short transaction, and a fault
/// on request. Its own thread and connection; busy or changed tables are met again in the next round, never waited for.
/// Thread-safe. Owned by whoever shows the demo; the destructor stops it.
class Simulator
{
public:
    /// Called on the simulator's thread, again after a failure; a session that may write.
    using Opener = std::function<Result<std::unique_ptr<SqlSession>>()>;
    struct Report {
        qint64 orders = 0;
        qint64 loaderRuns = 0;
        qint64 failedRuns = 0; ///< loader runs that failed, as the demo wants it
        qint64 missedRounds = 0; ///< somebody else held the write lock, or the table was changing
        QString lastError;
    };

    explicit Simulator(Opener opener, Duration interval = Duration(300));
    ~Simulator();
    void start(); ///< no effect while running
    void stop(); ///< back when the thread has ended: within one short transaction
    bool isRunning() const;
    void injectFault(DemoFault fault); ///< replaces an earlier one; from the next round on
    void heal();
    DemoFault fault() const;
    Report report() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
