// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/run_seat.h"

#include "engine/next_action.h"

#include <memory>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {
constexpr Duration kSettleEvery { 300 };
constexpr Duration kSettleBudget { std::chrono::seconds(30) };
}

RunSeat::RunSeat(const RunEnvironment &environment, RunJournal &runJournal, TargetLink &targetLink)
    : env(environment)
    , plan(environment.bundle.plan)
    , journal(runJournal)
    , link(targetLink)
    , scope(environment.scope.isEmpty() ? runScope(environment.bundle.plan) : environment.scope)
{
}

void RunSeat::say(const QString &line) const
{
    if (env.progress)
        env.progress(line);
}

StepOrder RunSeat::order(const CompiledStep &step, Direction direction, int generation, int attempt) const
{
    StepOrder order;
    order.run = journal.state().run;
    order.planDigest = env.bundle.digest;
    order.step = step;
    order.direction = direction;
    order.generation = generation;
    order.attempt = attempt;
    order.identity = identity;
    order.fence = fence;
    for (const StageState &stage : journal.state().stages) {
        for (const StepState &known : stage.steps) {
            if (known.phase != StepPhase::Done)
                continue;
            order.lastDone = known.id;
            order.lastGeneration = known.generation;
        }
    }
    order.runner = env.runner;
    order.scope = scope;
    order.ledgerSeq = journal.head().seq;
    order.ledgerHead = QString::fromLatin1(journal.head().hash.toHex());
    order.lockTimeout = plan.defaults.lockTimeout;
    order.statementTimeout = plan.defaults.statementTimeout;
    order.retries = plan.defaults.retries;
    order.budget = direction == Direction::Undo ? plan.rollback.maxDuration : std::max<Duration>(plan.rollback.maxDuration, std::chrono::minutes(5));
    return order;
}

StepOutcome RunSeat::perform(StepOrder order, bool interruptible, const std::function<void(const StepProgress &)> &onProgress)
{
    if (observe)
        order.trace = std::make_shared<LockTrace>();
    StepOutcome outcome = performOnce(order, interruptible, onProgress);
    if (observe)
        observe(order, outcome);
    return outcome;
}

StepOutcome RunSeat::performOnce(const StepOrder &order, bool interruptible, const std::function<void(const StepProgress &)> &onProgress)
{
    const auto progress = std::make_shared<StepProgress>();
    std::stop_source stop;
    auto future = link.steps().submit<StepOutcome>(stop.get_token(), [order, progress, token = stop.get_token()](SqlSession &session) {
        return Result<StepOutcome>(runStep(session, order, token, *progress));
    });
    const auto outerKeepAlive = keepAlive;
    if (onProgress) {
        keepAlive = [&] {
            onProgress(*progress);
            return outerKeepAlive();
        };
    }
    Result<StepOutcome> ended = await(std::move(future), interruptible ? &stop : nullptr);
    keepAlive = outerKeepAlive;
    if (!ended) { // no session: nothing can have happened
        StepOutcome outcome;
        outcome.result = StepResult::NotApplied;
        outcome.error = ended.error();
        outcome.keptRows = outcome.keptBatches = 0;
        return outcome;
    }
    if (ended->result == StepResult::NotApplied || ended->result == StepResult::Drift) { // no COMMIT was left open, so what was counted is what is there
        ended->keptRows = progress->rows.load();
        ended->keptBatches = progress->batches.load();
    }
    if (ended->result != StepResult::Unknown || ended->isFinal)
        return *ended;
    say(u"Outcome of %1 unknown (%2); asking the target"_s.arg(order.step.stepId, ended->evidence));
    return settle(order, kSettleBudget);
}

StepOutcome RunSeat::settle(const StepOrder &order, Duration budget)
{
    const Duration until = env.clock->monotonic() + budget;
    for (;;) {
        const Result<StepOutcome> settled = await(link.steps().submit<StepOutcome>({}, [order](SqlSession &session) {
            return Result<StepOutcome>(settleStep(session, order));
        }), nullptr);
        if (settled && settled->result != StepResult::Unknown)
            return *settled;
        const bool mayChange = !settled || isRetryable(settled->error.code);
        if (!m_lost.isEmpty() || !mayChange || env.clock->monotonic() >= until) {
            StepOutcome unknown = settled ? *settled : StepOutcome {};
            unknown.result = StepResult::Unknown;
            if (!settled)
                unknown.evidence = settled.error().what;
            return unknown;
        }
        pauseFor(kSettleEvery);
    }
}

} // namespace sluice
