// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/odbc_watch.h"

#include <algorithm>
#include <utility>

namespace sluice {

using namespace std::chrono_literals;

namespace {

/// A cancel can arrive before the statement it is meant for has started, so it is repeated.
constexpr auto kCancelInterval = 200ms;
/// The service's clock and ours.
constexpr auto kClockSlack = 20ms;

} // namespace

OdbcWatch::OdbcWatch(std::shared_ptr<SqlInterrupt> interrupt, const OdbcLine &line, Duration silence)
    : m_interrupt(std::move(interrupt))
    , m_line(line)
    , m_silence(silence)
    , m_canceller([this](const std::stop_token &stop) { work(stop); })
    , m_cutter([this](const std::stop_token &stop) { giveUp(stop); })
{
    m_interrupt->setNotifier([this] {
        const std::lock_guard lock(m_mutex);
        m_isAsked = m_statement != nullptr;
        m_changed.notify_all();
    });
}

OdbcWatch::~OdbcWatch()
{
    m_interrupt->setNotifier({}); // a canceller may outlive the session
}

void OdbcWatch::work(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        if (m_statement == nullptr) {
            m_changed.wait(lock, stop, [this] { return m_statement != nullptr; });
            continue;
        }
        const bool isCancelling = m_isInterruptible && m_isAsked;
        const bool isExpired = Clock::now() >= m_deadline;
        if (!isCancelling && !isExpired) {
            const auto isOver = [this] { return m_statement == nullptr || (m_isInterruptible && m_isAsked); };
            if (m_deadline == Clock::time_point::max())
                m_changed.wait(lock, stop, isOver);
            else
                m_changed.wait_until(lock, stop, m_deadline, isOver);
            continue;
        }
        if (!std::exchange(m_hasCancelled, m_hasCancelled || isCancelling) && isCancelling) {
            m_goneAt = std::min(m_goneAt, Clock::now() + m_silence);
            m_changed.notify_all();
        }
        m_isCancelling = true;
        m_isTold = true;
        SQLHANDLE statement = m_statement;
        lock.unlock();
        SQLCancel(statement);
        lock.lock();
        m_isCancelling = false;
        m_changed.notify_all();
        m_changed.wait_for(lock, stop, kCancelInterval, [this] { return m_statement == nullptr; });
    }
}

void OdbcWatch::giveUp(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        const auto at = m_goneAt;
        const auto isOther = [&] { return m_goneAt != at; };
        if (m_isGone || at == Clock::time_point::max()) {
            m_changed.wait(lock, stop, isOther);
        } else if (!m_changed.wait_until(lock, stop, at, isOther) && Clock::now() >= at) {
            m_isGone = true;
            m_line.cut();
        }
    }
}

OdbcWatch::Statement::Statement(
    OdbcWatch &watch, SQLHANDLE statement, Duration limit, Duration grace, bool isInterruptible)
    : m_watch(watch)
    , m_limit(limit)
{
    const std::lock_guard lock(watch.m_mutex);
    watch.m_statement = statement;
    // A service that keeps its time itself and does not end is asked for nothing more: a cancel would wait for it too.
    const bool isAsked = limit.count() > 0 && (grace.count() == 0 || !watch.m_line);
    watch.m_deadline = isAsked ? m_start + limit + grace : Clock::time_point::max();
    watch.m_goneAt = limit.count() > 0 ? m_start + limit + watch.m_silence : Clock::time_point::max();
    watch.m_isGone = false;
    watch.m_isInterruptible = isInterruptible;
    watch.m_isAsked = watch.m_interrupt->isRequested(); // between the start of the call and here
    watch.m_hasCancelled = false;
    watch.m_isTold = false;
    watch.m_changed.notify_all();
}

OdbcWatch::Statement::~Statement()
{
    std::unique_lock lock(m_watch.m_mutex);
    m_watch.m_statement = nullptr;
    m_watch.m_goneAt = Clock::time_point::max();
    m_watch.m_changed.notify_all();
    m_watch.m_changed.wait(lock, [this] { return !m_watch.m_isCancelling; });
}

bool OdbcWatch::Statement::hasCancelled() const
{
    const std::lock_guard lock(m_watch.m_mutex);
    return m_watch.m_hasCancelled;
}

bool OdbcWatch::Statement::wasSilent() const
{
    const std::lock_guard lock(m_watch.m_mutex);
    return m_watch.m_isGone && m_watch.m_line;
}

bool OdbcWatch::Statement::wasTold() const
{
    const std::lock_guard lock(m_watch.m_mutex);
    return m_watch.m_isTold;
}

bool OdbcWatch::Statement::hasExpired() const
{
    return m_limit.count() > 0 && Clock::now() - m_start + kClockSlack >= m_limit;
}

} // namespace sluice
