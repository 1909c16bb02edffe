// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "sql/odbc_handle.h"
#include "sql/sql_interrupt.h"

#include <condition_variable>
#include <thread>

namespace sluice {

/// Stops a session's running statement, which blocks its thread inside the driver: when somebody asked for it and when
/// its time is over. A server that answers neither is given up: its line is cut. Owned by the session; has threads of
/// its own: one alone calls SQLCancel, which itself may wait for a server, and one cuts.
class OdbcWatch
{
public:
    /// silence: past a statement's time, or past a cancel, before the server counts as gone. line outlives the watch.
    OdbcWatch(std::shared_ptr<SqlInterrupt> interrupt, const OdbcLine &line, Duration silence);
    ~OdbcWatch();
    OdbcWatch(const OdbcWatch &) = delete;
    OdbcWatch &operator=(const OdbcWatch &) = delete;

    /// One statement's time in the driver.
    class Statement
    {
    public:
        /// statement: what SQLCancel is called on. limit 0: none; grace: how much longer the service itself may take to keep it. isInterruptible: what somebody
        /// asked for counts.
        Statement(OdbcWatch &watch, SQLHANDLE statement, Duration limit, Duration grace, bool isInterruptible);
        /// Afterwards nobody touches the handle any more.
        ~Statement();
        Statement(const Statement &) = delete;
        Statement &operator=(const Statement &) = delete;

        bool hasCancelled() const; ///< somebody asked, and it was tried
        bool hasExpired() const; ///< its time was over, whoever ended it
        bool wasSilent() const; ///< the server was given up
        bool wasTold() const; ///< the driver was told to stop: some then say that there are no more rows

    private:
        OdbcWatch &m_watch;
        const Duration m_limit;
        const std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    };

private:
    using Clock = std::chrono::steady_clock;
    void work(const std::stop_token &stop);
    void giveUp(const std::stop_token &stop);

    const std::shared_ptr<SqlInterrupt> m_interrupt;
    const OdbcLine &m_line;
    const Duration m_silence;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    SQLHANDLE m_statement = nullptr;
    Clock::time_point m_deadline = Clock::time_point::max();
    Clock::time_point m_goneAt = Clock::time_point::max(); ///< when the line is cut
    bool m_isInterruptible = false;
    bool m_isAsked = false;
    bool m_hasCancelled = false;
    bool m_isTold = false;
    bool m_isGone = false;
    bool m_isCancelling = false; ///< SQLCancel is on its way, without the mutex
    std::jthread m_canceller; ///< last: they use all of the above
    std::jthread m_cutter;
};

} // namespace sluice
