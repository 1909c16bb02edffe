// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <mutex>

namespace sluice {

/// The shared half of a canceller: remembers a request for the statement that runs now, and only for that one, so a
/// late cancel can never hit the next statement. request() may come from any thread and never blocks.
class SqlInterrupt
{
public:
    SqlInterrupt();
    ~SqlInterrupt();
    SqlInterrupt(const SqlInterrupt &) = delete;
    SqlInterrupt &operator=(const SqlInterrupt &) = delete;

    void request();
    bool isRequested() const { return m_requested.load(std::memory_order_acquire); }
    /// Readable while a request waits; for poll().
    int descriptor() const { return m_descriptor; }
    /// Called inside request(), under the lock; an empty function ends that and returns only when none is running.
    void setNotifier(std::function<void()> notifier);

    /// Marks the time in which a statement can be cancelled.
    class Running
    {
    public:
        explicit Running(SqlInterrupt &interrupt);
        ~Running();
        Running(const Running &) = delete;
        Running &operator=(const Running &) = delete;

    private:
        SqlInterrupt &m_interrupt;
    };

private:
    void drain() const;

    std::mutex m_mutex;
    std::function<void()> m_notifier;
    bool m_running = false;
    std::atomic<bool> m_requested = false;
    int m_descriptor = -1;
};

} // namespace sluice
