// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/pause.h"
#include "engine/run_environment.h"
#include "engine/run_journal.h"
#include "engine/step_protocol.h"
#include "engine/target_link.h"

#include <functional>
#include <stop_token>

namespace sluice {

/// What the drivers of stages and rollbacks share: the journal, the target, and a way to wait for the target that
/// keeps the runner alive (lease, commands, gates). One a run, on the runner's thread.
class RunSeat
{
public:
    RunSeat(const RunEnvironment &environment, RunJournal &runJournal, TargetLink &targetLink);

    const RunEnvironment &env;
    const Plan &plan;
    RunJournal &journal;
    TargetLink &link;
    const QList<RelationName> scope; ///< of every fingerprint of this run
    Fence fence;
    TargetIdentity identity;
    Fingerprint seen; ///< the scope after this runner's last effect, with the detail that the ledger does not keep

    /// Called again and again while waiting, at most 20 ms apart; an error means that the lease is lost.
    std::function<Result<void>()> keepAlive;
    /// True when a running forward statement should end: rollback wanted, or the process leaves.
    std::function<bool()> shouldInterrupt;

    /// Told of every effect and what came of it, with the locks it took: for a rehearsal, empty elsewhere.
    std::function<void(const StepOrder &, const StepOutcome &)> observe;

    /// Runs a job on the control connection and waits.
    template <class T>
    Result<T> onControl(std::function<Result<T>(SqlSession &)> job)
    {
        return await(link.control().submit<T>({}, std::move(job)), nullptr);
    }

    /// The same for work before an effect, which gives way to whatever interrupts a forward step: Cancelled then.
    template <class T>
    Result<T> onControlForward(std::function<Result<T>(SqlSession &)> job)
    {
        std::stop_source stop;
        return await(link.control().submit<T>(stop.get_token(), std::move(job)), &stop);
    }

    /// The same on the connection of steps, which a takeover ends: for what leaves something in the target beside them.
    template <class T>
    Result<T> onSteps(std::function<Result<T>(SqlSession &)> job)
    {
        std::stop_source stop;
        return await(link.steps().submit<T>(stop.get_token(), std::move(job)), &stop);
    }

    /// The same on a read-only session of its own that ends with the job: what probes do outside their lanes.
    template <class T>
    Result<T> onProbe(std::function<Result<T>(SqlSession &)> job)
    {
        SqlWorker probe(
            [open = env.openSession] {
                SessionOptions options;
                options.applicationName = QStringLiteral("sluice baseline");
                return open(SessionRole::Probe, options);
            },
            QStringLiteral("sluice baseline"));
        std::stop_source stop;
        return await(probe.submit<T>(stop.get_token(), std::move(job)), &stop);
    }

    /// Runs an order to its end, settling an unknown outcome. interruptible: a forward step gives way to a rollback.
    StepOutcome perform(StepOrder order, bool interruptible, const std::function<void(const StepProgress &)> &onProgress = {});
    /// Decides a step whose outcome was never recorded; tries for budget before it gives Unknown.
    StepOutcome settle(const StepOrder &order, Duration budget);

    StepOrder order(const CompiledStep &step, Direction direction, int generation, int attempt) const;
    void say(const QString &line) const;
    const QStringList &lostLease() const { return m_lost; }

private:
    void rest(Duration duration, bool interruptible);
    Result<void> allowProgram(StepOrder &order) const;
    StepOutcome performOnce(const StepOrder &order, bool interruptible, const std::function<void(const StepProgress &)> &onProgress);
    template <class T>
    Result<T> await(QFuture<Result<T>> future, std::stop_source *stop)
    {
        while (!future.isFinished()) {
            if (const Result<void> alive = keepAlive(); !alive && m_lost.isEmpty()) {
                m_lost += alive.error().what;
                if (stop)
                    stop->request_stop();
            }
            if (stop && shouldInterrupt())
                stop->request_stop();
            pauseFor(kPoll);
        }
        return future.resultCount() > 0 ? future.takeResult()
                                        : Result<T>(fail(ErrorCode::Cancelled, QStringLiteral("the job ended without a result")));
    }
    static constexpr Duration kPoll { 15 };

    QStringList m_lost;
};

} // namespace sluice
