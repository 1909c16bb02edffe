// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/runner_watch.h"

#include "app/cli/plan_lookup.h"
#include "communication/plain_text.h"
#include "engine/run_state.h"

#include <QTimer>

#include <utility>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds kLookEvery { 1 }; ///< beside the snapshots that come
constexpr int kTryAgainAfter = 5; ///< looks; a lease runs out by itself after 15 s
constexpr int kLeftAfter = 3; ///< looks: its last entry may still be on the way to the snapshot

/// The ledger or the target is away for now.
bool passesByItself(const Error &error)
{
    switch (error.code) {
    case ErrorCode::CannotConnect:
    case ErrorCode::ConnectionLost:
    case ErrorCode::Timeout:
    case ErrorCode::LockTimeout:
    case ErrorCode::Busy:
        return true;
    default:
        return false;
    }
}

} // namespace

bool isElsewhere(const Error &error) { return error.code == ErrorCode::LeaseHeld || error.code == ErrorCode::Fenced; }

RunnerWatch::RunnerWatch(LocalService &service, CliSession &session, QString plan, Answer answer)
    : QObject(&session)
    , m_service(service)
    , m_session(session)
    , m_plan(std::move(plan))
    , m_answer(std::move(answer))
{
}

void RunnerWatch::start()
{
    connect(&m_service, &Service::snapshotChanged, this, [this] { look(Occasion::Snapshot); });
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, [this] { look(Occasion::Tick); });
    timer->start(kLookEvery);
    look(Occasion::Snapshot);
}

bool RunnerWatch::isWatching(const RunState &state) const { return m_service.runnerError(state.run).has_value(); }

void RunnerWatch::look(Occasion occasion)
{
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *view = snapshot->rollout(m_plan);
    if (!view || m_isAnswered || m_session.isFinished())
        return;
    if (follow(*view) && occasion == Occasion::Tick && followRunner(view->state))
        Q_EMIT looked(*view);
}

bool RunnerWatch::follow(const RolloutView &view)
{
    m_isAnswered = m_answer(view);
    if (m_isAnswered)
        return false;
    const auto error = m_service.runnerError(view.state.run);
    if (!error) {
        m_isWatcher = false;
        return true;
    }
    if (isElsewhere(*error)) {
        m_isWatcher = true;
        tell(u"Watching: "_s + plainLine(error->what));
        return true;
    }
    // Our own runner ended with it; who only watched tries again.
    if (!m_isWatcher || !passesByItself(*error)) {
        m_session.fail(*error);
        return false;
    }
    tell(u"Cannot take it up now: "_s + plainLine(error->what));
    return true;
}

bool RunnerWatch::followRunner(const RunState &state)
{
    if (isWatching(state)) {
        if (++m_looksWatching % kTryAgainAfter == 0)
            takeUp(state.run);
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

void RunnerWatch::tell(const QString &line)
{
    if (m_told.contains(line))
        return;
    m_told += line;
    m_session.out().progress(line);
}

/// Whoever carried it may be gone.
void RunnerWatch::takeUp(const QString &run)
{
    onFinished<void>(m_service.attach(run), this, [this](const Result<void> &attached) {
        if (m_isAnswered || m_session.isFinished())
            return;
        if (!attached && !passesByItself(attached.error()))
            m_session.fail(attached.error());
        else if (!attached)
            tell(u"Cannot take it up now: "_s + plainLine(attached.error().what));
    });
}

} // namespace sluice
