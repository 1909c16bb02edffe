// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runner.h"
#include "service/ledger_room.h"
#include "service/work_thread.h"

#include <functional>
#include <map>

namespace sluice {

/// The runners of this process, by run. On the service's thread; ends them on a thread of their own, because a
/// runner that leaves finishes its statement first.
class RunnerPool
{
public:
    using Notify = std::function<void(const QString &run)>;
    using Say = std::function<void(const QString &run, const QString &line)>;

    RunnerPool(std::shared_ptr<SessionFactory> sessions, const Clock &clock, QString me, Notify changed, Say progress);
    ~RunnerPool();
    void setWorkspace(const Workspace &workspace) { m_workspace = workspace; }
    void setUntil(const QString &stage) { m_until = stage; }
    /// How often runners that are made from now on read the ledger's commands without being woken; called on their threads.
    void setLookEvery(std::function<Duration()> lookEvery) { m_lookEvery = std::move(lookEvery); }
    void setUndoLookEvery(Duration every) { m_undoLookEvery = every; } ///< of runners that are made from now on
    void wakeAll();
    /// Wakes the run's runner, or starts one where none listens any more. When another process holds the lease the new one ends at once and the
    /// other carries the command out.
    void takeUp(const LedgerRoom::Prepared &prepared);
    bool isRunning(const QString &run) const;
    /// It has, or had, a runner here; one that found another process's lease counts too.
    bool wasTakenUp(const QString &run) const { return m_runners.contains(run); }
    std::optional<Error> error(const QString &run) const;

private:
    struct Entry {
        std::unique_ptr<Runner> runner;
        QString target;
    };
    void retire(std::unique_ptr<Runner> runner);
    RunEnvironment environment(const LedgerRoom::Prepared &prepared, const ConnectionProfile &profile) const;

    std::shared_ptr<SessionFactory> m_sessions;
    const Clock &m_clock;
    const QString m_me;
    const Notify m_changed;
    const Say m_progress;
    Workspace m_workspace;
    QString m_until;
    std::function<Duration()> m_lookEvery;
    Duration m_undoLookEvery { std::chrono::seconds(30) };
    std::map<QString, Entry> m_runners;
    WorkThread m_reaper;
};

} // namespace sluice
