// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QFuture>
#include <QPromise>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace sluice {

/// One thread, one queue: for work that owns thread-bound things (a ledger, a sample store). Thread-safe to post to.
/// The destructor finishes what was posted (an entry for the ledger must not be lost because a program ends) and joins.
/// tick, when given, runs between tasks, at most interval apart.
class WorkThread
{
public:
    WorkThread();
    ~WorkThread();
    void setTick(std::function<void()> tick, std::chrono::milliseconds interval);
    void post(std::function<void()> task);
    /// Run on the thread just before it ends, for what must be destroyed where it was made.
    void setLast(std::function<void()> last);

    template <class T>
    QFuture<Result<T>> submit(std::function<Result<T>()> job)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        QFuture<Result<T>> future = promise->future();
        post([promise, job = std::move(job)] {
            promise->addResult(job());
            promise->finish();
        });
        return future;
    }

private:
    void run();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_tasks;
    std::function<void()> m_tick;
    std::function<void()> m_last;
    std::chrono::milliseconds m_interval { 0 };
    bool m_isEnding = false;
    std::thread m_thread;
};

} // namespace sluice
