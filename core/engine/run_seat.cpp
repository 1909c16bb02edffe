// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/run_seat.h"

#include "engine/lock_guard.h"
#include "engine/next_action.h"
#include "plan/allowed_programs.h"

#include <QRandomGenerator>

#include <memory>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {
constexpr Duration kSettleEvery { 300 };
constexpr Duration kSettleBudget { std::chrono::seconds(30) };
constexpr int kGuardTries = 3;

/// By the guard of its locks; a lock that was not given has been tried for often enough.
bool isGivenUp(const StepOrder &order, const StepOutcome &outcome)
{
    return outcome.result == StepResult::NotApplied && outcome.isGivenUp && !order.step.backfill;
}
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

/// A pause in which the runner stays alive.
void RunSeat::rest(Duration duration, bool interruptible)
{
    for (const Duration until = env.clock->monotonic() + duration; env.clock->monotonic() < until; pauseFor(kPoll)) {
        if (const Result<void> alive = keepAlive(); !alive && m_lost.isEmpty())
            m_lost += alive.error().what;
        if (!m_lost.isEmpty() || (interruptible && shouldInterrupt()))
            return;
    }
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
    order.maxLock = plan.rollback.maxLock;
    order.statementTimeout = plan.defaults.statementTimeout;
    order.retries = plan.defaults.retries;
    order.budget = direction == Direction::Undo ? plan.rollback.maxDuration : std::max<Duration>(plan.rollback.maxDuration, std::chrono::minutes(5));
    return order;
}

StepOutcome RunSeat::perform(StepOrder order, bool interruptible, const std::function<void(const StepProgress &)> &onProgress)
{
    if (const Result<void> allowed = allowProgram(order); !allowed) {
        StepOutcome refused;
        refused.error = allowed.error();
        return refused;
    }
    if (observe)
        order.trace = std::make_shared<LockTrace>();
    StepOutcome outcome = performOnce(order, interruptible, onProgress);
    // Given up for others' sake: they get their turn, then it is tried again. What a backfill has committed stays, so it is not.
    for (int again = 1; again < kGuardTries && isGivenUp(order, outcome) && !(interruptible && shouldInterrupt()); ++again) {
        say(u"%1: %2; trying again"_s.arg(order.step.stepId, outcome.error.what));
        rest(Duration(QRandomGenerator::global()->bounded(500, 2000)), interruptible);
        outcome = performOnce(order, interruptible, onProgress);
    }
    if (observe)
        observe(order, outcome);
    return outcome;
}

/// Both ways before the first: what cannot be taken back here is not begun.
Result<void> RunSeat::allowProgram(StepOrder &order) const
{
    if (order.step.program.isEmpty())
        return {};
    std::optional<ProgramCall> back;
    if (!order.step.undoProgram.isEmpty()) {
        SLUICE_TRY(back, allowedCall(env.programsFile, order.step.undoProgram));
    }
    if (order.direction == Direction::Undo) {
        order.program = std::move(back);
        return {};
    }
    SLUICE_TRY(order.program, allowedCall(env.programsFile, order.step.program));
    return {};
}

StepOutcome RunSeat::performOnce(const StepOrder &order, bool interruptible, const std::function<void(const StepProgress &)> &onProgress)
{
    const auto progress = std::make_shared<StepProgress>();
    std::stop_source stop;
    auto future = link.steps().submit<StepOutcome>(stop.get_token(), [order, progress, token = stop.get_token()](SqlSession &session) {
        return Result<StepOutcome>(runStep(session, order, token, *progress));
    });
    const auto outerKeepAlive = keepAlive;
    LockGuard guard(link.control(), order);
    keepAlive = [&] {
        if (onProgress)
            onProgress(*progress);
        if (guard.mustGiveUp())
            stop.request_stop();
        return outerKeepAlive();
    };
    Result<StepOutcome> ended = await(std::move(future), interruptible ? &stop : nullptr);
    keepAlive = outerKeepAlive;
    if (!ended) { // no session: nothing can have happened
        StepOutcome outcome;
        outcome.result = StepResult::NotApplied;
        outcome.error = ended.error();
        outcome.keptRows = outcome.keptBatches = 0;
        return outcome;
    }
    if (guard.hasGivenUp() && ended->result == StepResult::NotApplied && ended->error.code == ErrorCode::Cancelled) {
        ended->error = Error { ErrorCode::LockTimeout, u"it was given up, "_s + guard.why(), order.step.stepId,
            u"run it when fewer work on these tables, or let others wait longer (rollback.budget.max_lock)"_s, {} };
        ended->isGivenUp = true;
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
