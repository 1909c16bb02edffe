// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

namespace sluice {

/// One session, on a thread of its own, for the length of a comparison: other than SqlWorker it keeps a transaction open
/// between jobs, because all of them read one snapshot, and opens its session once. Post from one thread; the
/// destructor finishes what was posted and closes the session. Or a session of the caller's, on whose thread every job
/// is done at once.
class SideThread
{
public:
    using Opener = std::function<Result<std::unique_ptr<SqlSession>>()>; ///< called on the thread

    SideThread(Opener opener, std::stop_token stop);
    explicit SideThread(SqlSession &session);
    ~SideThread();
    SideThread(const SideThread &) = delete;
    SideThread &operator=(const SideThread &) = delete;

    /// A stopped token ends the statement that runs, as Cancelled; a session that could not be opened is the answer to
    /// all.
    template <class T> std::future<Result<T>> ask(std::function<Result<T>(SqlSession &)> job)
    {
        auto promise = std::make_shared<std::promise<Result<T>>>();
        std::future<Result<T>> future = promise->get_future();
        post([promise, job = std::move(job)](const Result<SqlSession *> &session) {
            promise->set_value(session ? job(**session) : Result<T>(tl::make_unexpected(session.error())));
        });
        return future;
    }

private:
    using Task = std::function<void(const Result<SqlSession *> &)>;
    void post(Task task);
    void loop();

    SqlSession *const m_borrowed = nullptr;
    const Opener m_opener;
    const std::stop_token m_stop;
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::deque<Task> m_tasks;
    bool m_isEnding = false;
    std::thread m_thread;
};

} // namespace sluice
