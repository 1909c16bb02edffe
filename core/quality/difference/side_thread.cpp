// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/side_thread.h"

namespace sluice {

SideThread::SideThread(Opener opener, std::stop_token stop)
    : m_opener(std::move(opener))
    , m_stop(std::move(stop))
    , m_thread([this] { loop(); })
{
}

SideThread::SideThread(SqlSession &session)
    : m_borrowed(&session)
{
}

SideThread::~SideThread()
{
    if (m_borrowed)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_arrived.notify_one();
    m_thread.join();
}

void SideThread::post(Task task)
{
    if (m_borrowed) {
        task(m_borrowed);
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_arrived.notify_one();
}

void SideThread::loop()
{
    const Result<std::unique_ptr<SqlSession>> session = m_opener();
    if (session)
        (*session)->setStopToken(m_stop);
    for (;;) {
        Task task;
        {
            std::unique_lock lock(m_mutex);
            m_arrived.wait(lock, [this] { return m_isEnding || !m_tasks.empty(); });
            if (m_tasks.empty())
                return;
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task(session ? Result<SqlSession *>(session->get())
                     : Result<SqlSession *>(tl::make_unexpected(session.error())));
    }
}

} // namespace sluice
