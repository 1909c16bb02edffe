// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_interrupt.h"

#include <cstdint>
#include <sys/eventfd.h>
#include <unistd.h>

namespace sluice {

SqlInterrupt::SqlInterrupt()
    : m_descriptor(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
}

SqlInterrupt::~SqlInterrupt()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

void SqlInterrupt::request()
{
    const std::lock_guard lock(m_mutex);
    if (!m_running)
        return;
    m_requested.store(true, std::memory_order_release);
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(m_descriptor, &one, sizeof one);
    if (m_notifier)
        m_notifier();
}

void SqlInterrupt::setNotifier(std::function<void()> notifier)
{
    const std::lock_guard lock(m_mutex);
    m_notifier = std::move(notifier);
}

void SqlInterrupt::drain() const
{
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = read(m_descriptor, &count, sizeof count);
}

SqlInterrupt::Running::Running(SqlInterrupt &interrupt)
    : m_interrupt(interrupt)
{
    const std::lock_guard lock(interrupt.m_mutex);
    // Only a request fills the descriptor: reading it before every statement would be a system call for nothing.
    if (interrupt.m_requested.exchange(false, std::memory_order_acq_rel))
        interrupt.drain();
    interrupt.m_running = true;
}

SqlInterrupt::Running::~Running()
{
    const std::lock_guard lock(m_interrupt.m_mutex);
    m_interrupt.m_running = false;
}

} // namespace sluice
