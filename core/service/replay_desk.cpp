// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/replay_desk.h"

#include "engine/workload_statistics.h"

#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostSessions = 32;

SessionOptions replayOptions()
{
    SessionOptions options;
    options.applicationName = u"sluice replay"_s;
    return options;
}

/// The usual number is at least one; nobody counted it where the queries come from a file.
int sessionsFor(double peak, double usual)
{
    return peak > 0 ? std::clamp(int(std::ceil(peak * std::max(1.0, usual))), 1, kMostSessions) : 0;
}

} // namespace

ReplayDesk::ReplayDesk(std::shared_ptr<SessionFactory> sessions, const Clock &clock)
    : m_sessions(std::move(sessions))
    , m_clock(clock)
{
}

ReplayDesk::~ReplayDesk() { stop(); }

void ReplayDesk::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stop.request_stop();
    m_stop = std::stop_source();
}

Result<Replay> ReplayDesk::run(const ConnectionProfile &counted, const ConnectionProfile &target, const Plan &plan,
    ReplayOrder order, const std::stop_token &stop, const ReplayWatcher &watcher) const
{
    QList<WorkloadQuery> queries;
    QStringList notes;
    double usual = -1;
    for (const WorkloadFile &file : std::as_const(order.files))
        queries += workloadOfText(sqlEngine(target), file.text, file.name);
    if (order.files.isEmpty()) {
        SLUICE_TRY(
            const std::unique_ptr<SqlSession> session, m_sessions->open(counted, SessionRole::Probe, replayOptions()));
        session->setStopToken(stop);
        SLUICE_TRY(const WorkloadStatistics statistics, workloadOfStatistics(*session));
        queries = statistics.queries;
        usual = statistics.atOnce;
        if (statistics.hidden > 0)
            notes += u"%1 queries of others are hidden from this login; the role pg_read_all_stats sees them"_s.arg(
                statistics.hidden);
        if (order.peak > 0 && usual >= 0)
            notes += u"usually %1 queries run at once, by the server's statistics"_s.arg(usual, 0, 'f', 2);
    }
    order.options.atOnce = sessionsFor(order.peak, usual);
    const auto open = [this, target] { return m_sessions->open(target, SessionRole::Probe, replayOptions()); };
    SLUICE_TRY(Replay replay, replayWorkload(open, plan, queries, order.options, m_clock, stop, watcher));
    replay.notes += notes;
    return replay;
}

std::stop_token ReplayDesk::token()
{
    const std::lock_guard lock(m_mutex);
    return m_stop.get_token();
}

void ReplayDesk::replay(const ConnectionProfile &counted, const ConnectionProfile &target, const Plan &plan,
    const ReplayOrder &order, const std::stop_token &stop, ReplayWatcher watcher, Answer answer)
{
    m_thread.post([this, counted, target, plan, order, watcher = std::move(watcher), answer = std::move(answer), stop] {
        answer->addResult(run(counted, target, plan, order, stop, watcher));
        answer->finish();
    });
}

} // namespace sluice
