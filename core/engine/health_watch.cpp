// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/health_watch.h"

#include "base/logging.h"
#include "engine/health_meter.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr Duration kRest { 50 };

bool wantsFurther(const RunState &state)
{
    return state.hasEffects()
        && std::any_of(state.commands.cbegin(), state.commands.cend(),
            [](const PendingCommand &command) { return command.command == u"rollback"_s; });
}

bool isStillThis(const RunState &state, const QString &rollback)
{
    return state.phase == RunPhase::RolledBack && state.rollback && state.rollback->id == rollback;
}

Collector::Opener probeOpener(const RunEnvironment &environment)
{
    return [open = environment.openSession](const QString &applicationName) {
        SessionOptions options;
        options.applicationName = applicationName;
        return open(SessionRole::Probe, options);
    };
}

/// Why measuring ended early; empty: it did not.
QString interruption(const RunState &state, const RunnerSignals &runnerSignals)
{
    if (runnerSignals.leave.load())
        return u"the runner left before 3 good ticks"_s;
    return wantsFurther(state) ? u"another rollback was asked for before 3 good ticks"_s : QString();
}

} // namespace

bool watchHealth(
    const RunEnvironment &environment, RunJournal &journal, SampleStore &samples, RunnerSignals &runnerSignals)
{
    const RunState &state = journal.state();
    const QString rollback = state.rollback->id;
    const auto changed = [&] {
        if (environment.changed)
            environment.changed();
    };
    HealthMeter meter(environment.bundle.plan, state, sqlEngine(environment.profile) == Engine::Postgresql);
    Collector collector(probeOpener(environment), *environment.clock);
    QList<CollectorJob> jobs = meter.jobs(state.run);
    for (CollectorJob &job : jobs)
        job.folder = environment.workspaceFolder;
    if (!jobs.isEmpty())
        collector.start(jobs);
    const Duration until = environment.clock->monotonic() + meter.budget();
    QString why;
    while (!meter.isDecided() && why.isEmpty() && environment.clock->monotonic() < until) {
        if (const Result<void> refreshed = journal.refresh(); !refreshed)
            qCWarning(lcEngine) << "ledger not readable now:" << refreshed.error().what;
        if (!isStillThis(state, rollback)) // somebody else rolls back further already
            return false;
        why = interruption(state, runnerSignals);
        if (!why.isEmpty())
            break;
        runnerSignals.rest(kRest);
        const QList<Sample> taken = collector.take();
        for (const Sample &sample : taken)
            meter.feed(sample);
        if (taken.isEmpty())
            continue;
        if (const auto stored = samples.append(taken); !stored)
            qCWarning(lcEngine) << "samples not stored:" << stored.error().what;
        changed();
    }
    collector.stop();
    QJsonObject payload = toJson(meter.health(
        environment.clock->nowUtc(), why.isEmpty() ? u"the gates did not give 3 good ticks in time"_s : why));
    payload[u"id"_s] = rollback;
    if (const Result<void> recorded = journal.record(EventType::RollbackHealth, payload); !recorded)
        qCWarning(lcEngine) << "health not recorded:" << recorded.error().what;
    changed();
    return !runnerSignals.leave.load() && wantsFurther(state);
}

} // namespace sluice
