// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/difference_desk.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// A table is read as long as it takes; a reader that waits for one holds up nobody.
SessionOptions readingOptions()
{
    SessionOptions options;
    options.applicationName = u"sluice diff"_s;
    options.statementTimeout = Duration(0);
    options.lockTimeout = std::chrono::seconds(10);
    return options;
}

} // namespace

DifferenceDesk::DifferenceDesk(std::shared_ptr<SessionFactory> sessions)
    : m_sessions(std::move(sessions))
{
}

DifferenceDesk::~DifferenceDesk() { stop(); }

void DifferenceDesk::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stop.request_stop();
    m_stop = std::stop_source();
}

void DifferenceDesk::compare(const ConnectionProfile &legacy, const ConnectionProfile &candidate,
    const DifferenceRequest &request, DifferenceWatcher watcher, Answer answer)
{
    std::stop_token token;
    {
        const std::lock_guard lock(m_mutex);
        token = m_stop.get_token();
    }
    m_thread.post([this, legacy, candidate, request, watcher = std::move(watcher), answer = std::move(answer), token] {
        const auto openerOf = [this](const ConnectionProfile &profile) {
            return [this, profile] { return m_sessions->open(profile, SessionRole::Probe, readingOptions()); };
        };
        DifferenceSides sides { openerOf(legacy) };
        if (legacy != candidate)
            sides.candidate = openerOf(candidate);
        answer->addResult(compareTables(sides, request, token, watcher));
        answer->finish();
    });
}

} // namespace sluice
