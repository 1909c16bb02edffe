// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/logging.h"
#include "base/seeded_bug.h"
#include "engine/run_loop.h"
#include "ledger/lost_ledger.h"

/// How a runner comes to the target and leaves it: ledger or copy, lease, claim, fence.
namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr Duration kMostWaitForTarget { std::chrono::minutes(2) };
constexpr Duration kMostWaitForOther { std::chrono::seconds(5) }; ///< for another process here to take a rollback up
constexpr Duration kLookEvery { 200 }; ///< between two looks at what stands in the way

tl::unexpected<Error> carriedElsewhere(const QString &plan)
{
    return fail(ErrorCode::LeaseHeld, u"another process on this machine carries %1"_s.arg(plan), {}, u"watch it with 'sluice watch'"_s);
}

} // namespace

Result<void> RunLoop::open()
{
    auto ledger = m_env.openLedger();
    if (!ledger) // without one nothing but a rollback goes on, and the journal knows whether one is wanted
        ledger = std::make_unique<LostLedger>(ledger.error());
    m_ledger = *std::move(ledger);
    SLUICE_TRY(RunCopy copy, RunCopy::open(m_env.stateFolder, m_run));
    m_journal = std::make_unique<RunJournal>(*m_ledger, std::move(copy), *m_env.clock, m_run);
    SLUICE_CHECK(m_journal->load());
    SLUICE_CHECK(openSamples());
    if (m_journal->state().digest != m_env.bundle.digest && !hasSeededBug("file-read-again"))
        return fail(ErrorCode::Refused, u"the run was approved with plan digest %1, not %2"_s.arg(m_journal->state().digest, m_env.bundle.digest));
    if (!m_journal->isLedgerAway())
        SLUICE_CHECK(m_journal->keepPlan(m_env.bundle));
    buildSeat();
    return {};
}

/// Samples are for gates; a rollback does without.
Result<void> RunLoop::openSamples()
{
    auto samples = SampleStore::open(m_env.sampleFile);
    if (samples)
        m_samples = *std::move(samples);
    else if (!m_journal->isLedgerAway())
        return fail(samples.error());
    return {};
}

void RunLoop::buildSeat()
{
    m_link = std::make_unique<TargetLink>(m_env);
    m_seat = std::make_unique<RunSeat>(m_env, *m_journal, *m_link);
    m_seat->keepAlive = [this] { return keepAlive(); };
    m_seat->shouldInterrupt
        = [this] { return m_rollback.has_value() || m_flagsOff.has_value() || m_signals.leave.load(); };
}

/// Whoever must roll back waits for the target: the runner of another rollout gives way, that of this one does it
/// itself, and a dead one's lease runs out. Anything else is told at once who runs there.
Result<void> RunLoop::acquireLease()
{
    const Duration until = m_env.clock->monotonic() + kMostWaitForTarget;
    for (;;) {
        if (m_journal->order()) // it is here because the ledger did not answer a moment ago
            m_ledger->setPatience(kLedgerInRollback);
        const Result<void> acquired = m_lease->acquire();
        if (acquired) {
            m_journal->setLease(m_lease->lease());
            SLUICE_CHECK(claim());
            return m_journal->flushKept(); // what this machine did while the ledger was away
        }
        if (isOutOfReach(acquired.error())) {
            SLUICE_CHECK(m_journal->takeLedgerAtItsWord());
            if (m_journal->order())
                return claimWithoutLedger(acquired.error());
        }
        if (acquired.error().code != ErrorCode::LeaseHeld)
            return acquired;
        SLUICE_CHECK(m_journal->refresh());
        if (!m_journal->state().isAskedToRollBack() || m_signals.leave.load() || m_env.clock->monotonic() >= until)
            return acquired;
        m_signals.rest(kLookEvery);
    }
}

/// The lease is had, so whoever has the claim does not renew it: it leaves in this moment, it rolls back without the
/// ledger and is not disturbed by one that is back, or it was stopped or hangs, and the fence shuts it out.
Result<void> RunLoop::claim()
{
    const Duration until = m_env.clock->monotonic() + kMostWaitForOther;
    for (;;) {
        SLUICE_TRY(const bool isMine, m_claim->take());
        if (isMine)
            return {};
        SLUICE_TRY(const bool isAlone, m_journal->isCarriedWithoutLedger());
        if (isAlone || m_signals.leave.load()) {
            m_lease->release();
            m_journal->setLease(nullptr);
            return carriedElsewhere(m_journal->state().plan);
        }
        if (m_env.clock->monotonic() >= until)
            break;
        m_signals.rest(kLookEvery);
    }
    m_seat->say(u"Taking over from a process on this machine whose lease ran out and which does not leave"_s);
    return {};
}

/// No lease can be had, and a person wants back. A runner of this machine takes the order within a moment; one that does
/// not (stopped, hanging) is shut out by the fence, as is one elsewhere (DESIGN §4).
Result<void> RunLoop::claimWithoutLedger(const Error &why)
{
    m_seat->say(u"The ledger is out of reach (%1); rolling back with what this machine knows"_s.arg(why.what));
    m_journal->noteLedgerAway();
    m_lease.reset();
    const Duration until = m_env.clock->monotonic() + kMostWaitForOther;
    for (;;) {
        SLUICE_TRY(const bool isMine, m_claim->take());
        if (isMine || m_env.clock->monotonic() >= until)
            return {};
        if (!m_journal->order())
            return carriedElsewhere(m_journal->state().plan);
        m_signals.rest(kLookEvery);
    }
}

/// Lease first, then the fence: from here on no older runner can have an effect.
Result<void> RunLoop::takeOver()
{
    const RunState &state = m_journal->state();
    if (!m_claim)
        m_claim = std::make_unique<RunClaim>(m_env.stateFolder, m_run);
    m_lease = std::make_unique<LeaseKeeper>(*m_ledger, *m_env.clock, state.target, m_env.runner);
    SLUICE_CHECK(acquireLease());
    SLUICE_CHECK(obeyOrder());
    SLUICE_TRY(m_seat->identity, m_seat->onControl<TargetIdentity>([](SqlSession &session) { return verifyTarget(session); }));
    if (m_seat->identity != state.identity && !hasSeededBug("target-not-known-again"))
        return fail(ErrorCode::IdentityMismatch, u"connection '%1' leads to another target than the run was started on"_s.arg(state.connection),
            m_seat->identity.databaseName, u"point the connection back to the target the run was started on, or enrol and start anew"_s);
    SLUICE_TRY(m_seat->fence, m_seat->onControl<Fence>([runner = m_env.runner](SqlSession &session) {
        if (hasSeededBug("fence-not-taken"))
            return readFence(session);
        return takeFence(session, runner, std::chrono::seconds(20));
    }));
    // Also one that somebody was killed in: it goes on without a ledger as it began.
    const bool isRollback = m_rollback || state.phase == RunPhase::RollingBack || state.phase == RunPhase::Verifying;
    const QJsonObject took { { u"runner"_s, m_env.runner }, { u"epoch"_s, static_cast<double>(m_seat->fence.epoch) } };
    SLUICE_CHECK(isRollback ? m_journal->recordInRollback(EventType::RunnerTook, took)
                            : m_journal->record(EventType::RunnerTook, took));
    m_watch = std::make_unique<GateWatch>(m_seat->plan, m_run, *m_env.clock,
        [open = m_env.openSession](const QString &applicationName) {
            SessionOptions options;
            options.applicationName = applicationName;
            return open(SessionRole::Probe, options);
        },
        sqlEngine(m_env.profile) == Engine::Postgresql, m_env.workspaceFolder);
    changed();
    if (m_rollback || (state.phase != RunPhase::Running && state.phase != RunPhase::Observing))
        return {}; // a rollback settles by itself what a predecessor left
    m_watch->follow(state);
    SLUICE_CHECK(StageDriver(*m_seat).reconcile());
    // What the last runner found and did not live to act on.
    for (const GateWatch::Breach &breach : m_watch->standingBreaches()) {
        const QList<Hold> &holds = state.holds;
        const bool isAnswered = std::any_of(holds.cbegin(), holds.cend(), [&](const Hold &hold) {
            return hold.reason == HoldReason::Breach && (breach.action != BreachAction::Rollback || hold.needsPerson);
        });
        if (!isAnswered)
            SLUICE_CHECK(m_journal->record(react(breach)));
    }
    return {};
}

/// Gives the target free: sessions end before the lease is given away.
void RunLoop::stepDown()
{
    m_watch->stop();
    m_watch.reset();
    m_seat.reset();
    leaveWayBack();
    m_link.reset();
    m_journal->setLease(nullptr);
    if (m_lease)
        m_lease->release();
    m_lease.reset();
    m_claim.reset();
}

} // namespace sluice
