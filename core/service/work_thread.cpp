// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/work_thread.h"

namespace sluice {

WorkThread::WorkThread()
    : m_thread([this] { run(); })
{
}

WorkThread::~WorkThread()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

void WorkThread::setTick(std::function<void()> tick, std::chrono::milliseconds interval)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tick = std::move(tick);
        m_interval = interval;
    }
    m_wake.notify_all();
}

void WorkThread::post(std::function<void()> task)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_isEnding)
            return;
        m_tasks.push_back(std::move(task));
    }
    m_wake.notify_all();
}

void WorkThread::setLast(std::function<void()> last)
{
    const std::lock_guard lock(m_mutex);
    m_last = std::move(last);
}

void WorkThread::run()
{
    auto next = std::chrono::steady_clock::now();
    std::unique_lock lock(m_mutex);
    for (;;) {
        const auto hasWork = [this] { return m_isEnding || !m_tasks.empty(); };
        if (m_tick)
            m_wake.wait_until(lock, next, hasWork);
        else
            m_wake.wait(lock, [&] { return hasWork() || m_tick != nullptr; });
        if (m_isEnding && m_tasks.empty()) {
            const auto last = std::move(m_last);
            lock.unlock();
            if (last)
                last();
            return;
        }
        if (!m_tasks.empty()) {
            auto task = std::move(m_tasks.front());
            m_tasks.pop_front();
            lock.unlock();
            task();
            task = nullptr; // what it owns may take long to end: not under the lock
            lock.lock();
        }
        if (m_tick && std::chrono::steady_clock::now() >= next && !m_isEnding) {
            const auto tick = m_tick;
            lock.unlock();
            tick();
            lock.lock();
            next = std::chrono::steady_clock::now() + m_interval;
        }
    }
}

} // namespace sluice
