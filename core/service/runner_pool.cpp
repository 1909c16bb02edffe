// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/runner_pool.h"

#include "plan/allowed_programs.h"


namespace sluice {

using namespace Qt::StringLiterals;

RunnerPool::RunnerPool(std::shared_ptr<SessionFactory> sessions, const Clock &clock, QString me, Notify changed, Say progress)
    : m_sessions(std::move(sessions))
    , m_clock(clock)
    , m_me(std::move(me))
    , m_changed(std::move(changed))
    , m_progress(std::move(progress))
{
}

RunnerPool::~RunnerPool()
{
    for (auto &[run, entry] : m_runners)
        entry.runner->requestStop(); // all at once, so that they end side by side
}

void RunnerPool::wakeAll()
{
    for (const auto &[run, entry] : m_runners)
        entry.runner->wake();
}

bool RunnerPool::isRunning(const QString &run) const
{
    const auto it = m_runners.find(run);
    return it != m_runners.end() && !it->second.runner->isFinished();
}

std::optional<Error> RunnerPool::error(const QString &run) const
{
    const auto it = m_runners.find(run);
    if (it == m_runners.end() || !it->second.runner->isFinished())
        return std::nullopt;
    const Result<void> outcome = it->second.runner->outcome();
    return outcome ? std::nullopt : std::optional(outcome.error());
}

void RunnerPool::retire(std::unique_ptr<Runner> runner)
{
    runner->requestStop();
    m_reaper.post([last = std::shared_ptr<Runner>(std::move(runner))] {});
}

RunEnvironment RunnerPool::environment(const LedgerRoom::Prepared &prepared, const ConnectionProfile &profile) const
{
    RunEnvironment environment;
    environment.profile = profile;
    environment.bundle = *prepared.bundle;
    environment.workspaceFolder = m_workspace.root;
    environment.stateFolder = stateFolder(m_workspace);
    environment.sampleFile = sampleFile(m_workspace);
    environment.runner = m_me;
    environment.programsFile = allowedProgramsFile();
    environment.clock = &m_clock;
    environment.namesPeople = !m_workspace.ledgerConnection.isEmpty();
    environment.until = m_until;
    environment.openSession = [sessions = m_sessions, profile](SessionRole role, const SessionOptions &options) {
        return sessions->open(profile, role, options);
    };
    environment.openLedger = [workspace = m_workspace, sessions = m_sessions, clock = &m_clock] { return openLedgerOf(workspace, sessions, *clock); };
    environment.progress = [say = m_progress, run = prepared.run](const QString &line) { say(run, line); };
    environment.lookEvery = m_lookEvery;
    environment.undoLookEvery = m_undoLookEvery;
    environment.changed = [changed = m_changed, run = prepared.run] { changed(run); };
    return environment;
}

void RunnerPool::takeUp(const LedgerRoom::Prepared &prepared)
{
    if (const auto it = m_runners.find(prepared.run); it != m_runners.end()) {
        if (!it->second.runner->isFinished() && it->second.runner->wake())
            return;
        retire(std::move(it->second.runner));
        m_runners.erase(it);
    }
    const ConnectionProfile *profile = m_workspace.connection(prepared.connection);
    if (!profile) {
        m_progress(prepared.run, u"connection '%1' is not in sluice.yaml any more"_s.arg(prepared.connection));
        return;
    }
    // One runner a target: an observing run of this process makes room.
    for (auto it = m_runners.begin(); it != m_runners.end();) {
        if (it->second.target == prepared.target) {
            retire(std::move(it->second.runner));
            it = m_runners.erase(it);
        } else {
            ++it;
        }
    }
    auto runner = std::make_unique<Runner>(environment(prepared, *profile), prepared.run);
    Runner *const started = runner.get();
    m_runners.emplace(prepared.run, Entry { std::move(runner), prepared.target });
    // After those that make room have left: their lease is free then.
    m_reaper.post([started] { started->start(); });
}

} // namespace sluice
