// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/pause.h"
#include "sql/sql_session.h"

#include <atomic>
#include <functional>
#include <thread>

/// Private to core/quality: how long a probe of many statements may take.
namespace sluice {

/// Gives what a session does a time, whatever statements it is made of; what was asked to stop before still stops it.
class Allowance
{
public:
    Allowance(SqlSession &session, Duration time)
        : m_session(session)
        , m_outer(session.setStopToken(m_source.get_token()))
        , m_passedOn(m_outer, [this] { m_source.request_stop(); })
        , m_watch([this, time](const std::stop_token &done) {
            pauseFor(time, done);
            if (done.stop_requested())
                return;
            m_isOver = true;
            m_source.request_stop();
        })
    {
    }
    ~Allowance()
    {
        m_watch.request_stop();
        m_watch.join(); // it must not stop what the session does next
        m_session.setStopToken(m_outer);
    }
    Allowance(const Allowance &) = delete;
    Allowance &operator=(const Allowance &) = delete;

    void end() { m_source.request_stop(); }
    bool isOver() const { return m_isOver; }

private:
    SqlSession &m_session;
    std::stop_source m_source;
    const std::stop_token m_outer;
    std::stop_callback<std::function<void()>> m_passedOn;
    std::atomic<bool> m_isOver = false;
    std::jthread m_watch;
};

} // namespace sluice
