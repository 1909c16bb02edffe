// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/runner_watch.h"

#include "app/cli/plan_lookup.h"
#include "communication/plain_text.h"
#include "engine/run_state.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTryAgainAfter = 5; ///< looks; a lease runs out by itself after 15 s
constexpr int kLeftAfter = 3; ///< looks: its last entry may still be on the way to the snapshot

} // namespace

bool isElsewhere(const Error &error) { return error.code == ErrorCode::LeaseHeld || error.code == ErrorCode::Fenced; }

bool RunnerWatch::isWatching(const RunState &state) const { return m_service.runnerError(state.run).has_value(); }

bool RunnerWatch::follow(const RunState &state)
{
    const auto error = m_service.runnerError(state.run);
    if (!error)
        return true;
    if (!isElsewhere(*error)) {
        m_session.fail(*error);
        return false;
    }
    const QString line = u"Watching: "_s + plainLine(error->what);
    if (!m_told.contains(line)) {
        m_told += line;
        m_session.out().progress(line);
    }
    return true;
}

bool RunnerWatch::look(const RunState &state)
{
    if (isWatching(state)) {
        if (++m_looksWatching % kTryAgainAfter == 0)
            whenDone<void>(m_service.attach(state.run), m_session, [] {});
        return true;
    }
    m_looksLeft = m_service.isRunning(state.run) ? 0 : m_looksLeft + 1;
    if (m_looksLeft < kLeftAfter)
        return true;
    // Without an error: it gave way to another one's rollback.
    m_session.fail(Error { ErrorCode::Busy, u"this runner has left before the rollout was over"_s, state.plan,
        u"'sluice log' says why; 'sluice run %1' takes it up again"_s.arg(state.plan), {} });
    return false;
}

} // namespace sluice
