// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/run_loop.h"

#include "base/logging.h"
#include "engine/health_watch.h"
#include "engine/next_action.h"
#include "engine/waiver.h"

#include <QUuid>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {
constexpr Duration kLookEvery { 200 }; ///< how often others' commands are read, unless the environment says otherwise
constexpr Duration kRest { 50 };
constexpr Duration kFenceEvery { std::chrono::seconds(5) };
constexpr Duration kHandEvery { std::chrono::seconds(2) }; ///< how often it is asked whether a person has done their step
constexpr Duration kGap { std::chrono::seconds(5) }; ///< a loop away longer than this missed ticks
}

RunLoop::RunLoop(const RunEnvironment &environment, const QString &run, RunnerSignals &runnerSignals)
    : m_env(environment)
    , m_run(run)
    , m_signals(runnerSignals)
{
}

RunLoop::~RunLoop()
{
    leave();
}

bool RunLoop::leave()
{
    if (std::exchange(m_hasLeft, true))
        return false;
    if (m_watch)
        m_watch->stop();
    m_wayBack.reset();
    m_leaving.clear();
    m_link.reset(); // sessions end before the lease is given away
    if (m_journal && m_journal->state().isTerminal())
        m_journal->giveRoomBack();
    if (m_lease && m_lease->isHeld() && m_journal) {
        if (!isOver())
            (void)m_journal->record(EventType::RunnerLeft, QJsonObject { { u"runner"_s, m_env.runner }, { u"why"_s, u"asked to leave"_s } });
        m_lease->release();
    }
    return m_journal && !m_signals.leave.load() && hasUnseen();
}

void RunLoop::noteSeen()
{
    m_seen.clear();
    for (const PendingCommand &command : m_journal->state().commands)
        m_seen.insert(command.id);
}

bool RunLoop::hasUnseen() const
{
    if (m_journal->order())
        return true;
    if (m_journal->isLedgerAway() || !m_journal->refresh())
        return false;
    const RunState &state = m_journal->state();
    return (!state.isTerminal() || state.isWantedLate())
        && std::any_of(state.commands.cbegin(), state.commands.cend(), [this](const PendingCommand &command) { return !m_seen.contains(command.id); });
}

void RunLoop::changed() const
{
    if (m_env.changed)
        m_env.changed();
}

Duration RunLoop::lookEvery() const
{
    return m_env.lookEvery ? m_env.lookEvery() : kLookEvery;
}

bool RunLoop::isOver() const
{
    const RunState &state = m_journal->state();
    return state.isTerminal() || state.phase == RunPhase::RolledBack || state.phase == RunPhase::RollbackStuck;
}

Result<void> RunLoop::execute()
{
    SLUICE_CHECK(open());
    // A finished run is entered again only to go further down, or all the way back on two people's word.
    const RunState &state = m_journal->state();
    noteSeen();
    if (state.isTerminal() && !state.isWantedLate())
        return {};
    for (;;) {
        SLUICE_CHECK(takeOver());
        SLUICE_CHECK(loop());
        if (!std::exchange(m_owesHealth, false))
            return {};
        stepDown();
        changed();
        if (!watchHealth(m_env, *m_journal, *m_samples, m_signals))
            return {};
        buildSeat();
        m_lastLook = m_env.clock->monotonic() - lookEvery();
    }
}

Result<void> RunLoop::loop()
{
    for (;;) {
        SLUICE_CHECK(keepAlive());
        const RunPhase phase = m_journal->state().phase;
        const bool mustRollBack = m_rollback || phase == RunPhase::RollingBack || phase == RunPhase::Verifying;
        if (mustRollBack) {
            SLUICE_CHECK(rollBack());
            m_watch->follow(m_journal->state());
            continue;
        }
        const StageState *last = m_journal->state().stage(m_env.until);
        if (m_signals.leave.load() || isOver() || (last && last->phase == StagePhase::Passed))
            return {};
        if (const auto command = m_flagsOff) {
            SLUICE_CHECK(RollbackDriver(*m_seat).flagsOffOnly(command->id, command->why));
            m_flagsOff.reset(); // also what was read again meanwhile, or a resume would be held once more
        }
        SLUICE_CHECK(turn());
    }
}

Result<void> RunLoop::turn()
{
    const RunState &state = m_journal->state();
    const Duration now = m_env.clock->monotonic();
    if (m_lastTurn >= Duration(0) && now - m_lastTurn > kGap && !state.currentStage.isEmpty()) {
        m_watch->restartWarmup();
        SLUICE_CHECK(m_journal->record(EventType::GapSeen,
            QJsonObject { { u"stage"_s, state.currentStage }, { u"gap_ms"_s, static_cast<double>((now - m_lastTurn).count()) } }));
    }
    m_lastTurn = now;
    SLUICE_CHECK(lookAtFence(now));
    // A rollback that was asked for in time keeps it open until somebody accepts or withdraws it.
    if (state.phase == RunPhase::Observing && state.isWindowClosed(m_env.clock->nowUtc()) && !state.waiting)
        return closeWindow();
    if (state.isHeldBy(HoldReason::Manual) && now - m_lastHand >= kHandEvery) {
        m_lastHand = now;
        SLUICE_CHECK(StageDriver(*m_seat).lookAtHand());
    }
    SLUICE_TRY(const bool advanced, StageDriver(*m_seat).advance());
    m_lastTurn = m_env.clock->monotonic(); // a long step is no gap: gates were judged meanwhile
    if (advanced) {
        m_watch->follow(m_journal->state());
        changed();
    } else {
        m_watch->follow(m_journal->state());
        if (m_signals.rest(kRest))
            m_lastLook = m_env.clock->monotonic() - lookEvery();
    }
    return {};
}

/// A runner that only watches gates makes no step that the fence would stop; it must not go on speaking either. A target
/// that does not answer now is no answer.
Result<void> RunLoop::lookAtFence(Duration now)
{
    if (now - m_lastFence < kFenceEvery)
        return {};
    m_lastFence = now;
    const auto fence = m_seat->onControl<Fence>([](SqlSession &session) { return readFence(session); });
    if (!fence || fence->epoch <= m_seat->fence.epoch)
        return {};
    return fail(ErrorCode::Fenced, u"%1 took this target over"_s.arg(fence->runner), m_env.profile.name, u"follow the newer runner with 'sluice watch'"_s);
}

/// Everything that must go on while a statement runs.
Result<void> RunLoop::keepAlive()
{
    if (m_isAlive)
        return {};
    m_isAlive = true;
    const auto done = [&]() -> Result<void> {
        SLUICE_CHECK(beat());
        const Duration now = m_env.clock->monotonic();
        if (m_signals.takeWake() || now - m_lastLook >= lookEvery()) {
            m_lastLook = now;
            SLUICE_CHECK(readCommands());
        }
        if (!m_watch)
            return {};
        SLUICE_CHECK(judge());
        return watchWayBack();
    }();
    m_isAlive = false;
    return done;
}

/// A lease that was lost stays lost: this runner has nothing to say any more. Only a rollback outlives a ledger that
/// cannot be reached: it has the fence, and the journal goes on showing the lease to whoever may have taken it.
Result<void> RunLoop::beat()
{
    if (!m_lease)
        return {};
    const Result<void> beaten = m_lease->beat();
    if (!beaten && m_isRollingBack && isOutOfReach(beaten.error())) {
        qCWarning(lcEngine) << "rolling back without a lease:" << beaten.error().what;
        m_lease.reset();
        return {};
    }
    if (beaten)
        m_journal->setLease(m_lease->lease());
    return beaten;
}

/// A person pressed Roll back on this machine while the ledger could not be written.
Result<void> RunLoop::obeyOrder()
{
    const auto order = m_journal->order();
    if (!order)
        return {};
    SLUICE_CHECK(obey(PendingCommand { order->id, u"rollback"_s, order->to, order->why, order->actor, 0, 0, {}, false, {}, 0, {} }));
    return m_journal->takeOrder(order->id);
}

/// A rollback of an older rollout on this target outranks going on with a newer one.
Result<void> RunLoop::giveWay()
{
    for (const QString &run : m_journal->takeForeignRollbacks()) {
        SLUICE_TRY(const QList<Event> events, m_ledger->readRun(run));
        SLUICE_TRY(const RunState other, foldAll(events));
        if (other.target != m_journal->state().target || !other.isAskedToRollBack() || m_isRollingBack || m_rollback)
            continue;
        m_seat->say(u"Giving way to the rollback of %1; run this rollout again afterwards"_s.arg(other.plan));
        m_signals.leave.store(true);
    }
    return {};
}

Result<void> RunLoop::readCommands()
{
    SLUICE_CHECK(obeyOrder());
    if (const Result<void> refreshed = m_journal->refresh(); !refreshed) {
        if (refreshed.error().code == ErrorCode::LedgerCorrupt)
            return refreshed;
        qCWarning(lcEngine) << "ledger not readable now:" << refreshed.error().what;
        return {};
    }
    noteSeen();
    SLUICE_CHECK(giveWay());
    QList<PendingCommand> commands = m_journal->state().commands;
    // Roll back outranks everything; of hold and resume the later one counts, as it was said.
    const auto rank = [](const PendingCommand &command) {
        return command.command == u"rollback"_s || command.command == u"accept_loss"_s ? 0 : command.command == u"hold"_s || command.command == u"resume"_s ? 1 : 2;
    };
    std::stable_sort(commands.begin(), commands.end(), [&](const auto &a, const auto &b) { return rank(a) < rank(b); });
    for (const PendingCommand &command : commands)
        SLUICE_CHECK(obey(command));
    return {};
}

Result<void> RunLoop::obey(const PendingCommand &command)
{
    if (command.command == u"rollback"_s)
        return obeyRollback(command);
    if (command.command == u"accept_loss"_s)
        return obeyAcceptance(command);
    const RunPhase phase = m_journal->state().phase;
    if (phase != RunPhase::Running && phase != RunPhase::Observing && phase != RunPhase::Validated)
        return {};
    if (command.command == u"hold"_s) {
        return m_journal->record(EventType::HoldAdded,
            QJsonObject { { u"reason"_s, holdReasonName(HoldReason::Operator) }, { u"why"_s, command.why }, { u"id"_s, command.id } });
    }
    if (m_isRollingBack || m_rollback) // a rollback that begins outranks them, an accepted one too
        return {};
    if (command.command == u"resume"_s)
        return resume(command);
    if (command.command == u"judge"_s)
        return obeyJudgement(command);
    if (command.command == u"waive"_s)
        return obeyWaiver(command);
    if (const Stage *contract = beganContract(m_seat->plan, m_journal->state()); command.command == u"flags_off"_s && contract)
        return refuse(command, u"%1 is removing the old path: readers cannot go back to it"_s.arg(stageTitle(*contract)));
    if (command.command == u"flags_off"_s) {
        m_flagsOff = command; // this may be inside a wait for the target: the loop does it
        return {};
    }
    if (command.command == u"cancel"_s && !m_journal->state().hasEffects())
        return m_journal->record(EventType::RunCancelled, QJsonObject { { u"id"_s, command.id }, { u"why"_s, command.why } });
    return refuse(command, u"'%1' is not possible now; roll back instead"_s.arg(command.command));
}

/// Answered where everybody looks: a hold that says why, so that nothing goes on as if nobody had spoken.
Result<void> RunLoop::refuse(const PendingCommand &command, const QString &why)
{
    return m_journal->record(EventType::HoldAdded,
        QJsonObject { { u"reason"_s, holdReasonName(HoldReason::Operator) }, { u"id"_s, command.id }, { u"why"_s, why } });
}

/// A person lifts every hold that was there when they decided, with one reason; what was found since stays, and gates
/// that still say no will hold again.
Result<void> RunLoop::resume(const PendingCommand &command)
{
    const bool isWithdrawn = m_journal->state().waiting.has_value();
    if (isWithdrawn) { // a rollback that waits for a second person is withdrawn by whoever says that it goes on
        SLUICE_CHECK(m_journal->record(EventType::HoldAdded,
            QJsonObject { { u"reason"_s, holdReasonName(HoldReason::Operator) }, { u"id"_s, m_journal->state().waiting->id },
                { u"why"_s, u"the rollback that waited for a second person was withdrawn by %1: %2"_s.arg(command.actor, command.why) } }));
    }
    QList<Hold> seen = m_journal->state().holds;
    seen.removeIf([&](const Hold &hold) { return hold.seq > command.expected && hold.reason != HoldReason::Operator; });
    if (isWithdrawn) // who withdraws has not said yes to what cannot be taken back
        seen.removeIf([](const Hold &hold) { return hold.reason == HoldReason::Approval; });
    const bool isFinal = std::any_of(seen.cbegin(), seen.cend(), [](const Hold &hold) { return hold.reason == HoldReason::Approval; });
    if (isFinal && m_env.namesPeople && command.actor == m_journal->state().actor)
        return refuse(command, u"%1 started this rollout; behind the point of no return another person's word is needed"_s.arg(command.actor));
    if (isFinal && !m_journal->state().isWindowClosed(m_env.clock->nowUtc())) // a clock that was ahead said otherwise
        return refuse(command, u"the rollback window is open until %1 UTC"_s.arg(m_journal->state().windowCloses.toString(u"yyyy-MM-dd HH:mm"_s)));
    if (seen.isEmpty())
        seen.append(Hold {}); // nothing to lift: still consumes the command
    for (const Hold &hold : std::as_const(seen)) {
        if (hold.reason == HoldReason::Breach && m_watch) // none yet while taking over: it begins from the folded verdicts
            m_watch->forgetBreaches(m_journal->state());
        SLUICE_CHECK(m_journal->record(EventType::HoldRemoved,
            QJsonObject { { u"reason"_s, holdReasonName(hold.reason) }, { u"why"_s, command.why }, { u"id"_s, command.id } }));
    }
    return {};
}

Result<void> RunLoop::judge()
{
    if (const Result<void> ended = endWaivers(); !ended) {
        if (ended.error().code == ErrorCode::LeaseHeld || ended.error().code == ErrorCode::LedgerCorrupt)
            return ended;
        qCWarning(lcEngine) << "the end of a waiver is not recorded yet:" << ended.error().what;
    }
    const GateWatch::Findings findings = m_watch->poll(m_journal->state());
    if (!findings.samples.isEmpty() && m_samples) {
        if (const auto stored = m_samples->append(findings.samples); !stored)
            qCWarning(lcEngine) << "samples not stored:" << stored.error().what;
    }
    const RunPhase phase = m_journal->state().phase;
    if (phase != RunPhase::Running && phase != RunPhase::Observing) {
        if (!findings.samples.isEmpty())
            changed();
        return {};
    }
    // A verdict, its breach and its hold are one entry or none: a crash between them would lose the breach. What the
    // ledger does not take now is offered again, and a rollback does not wait for it.
    m_owed += findings.events;
    for (const GateWatch::Breach &breach : findings.breaches)
        m_owed += react(breach);
    if (const Result<void> recorded = m_journal->record(m_owed); recorded) {
        m_owed.clear();
        const QString back = hasWaivers(m_journal->state()) ? u"what still lacks data is waived"_s : u"data is back"_s;
        SLUICE_CHECK(setHold(HoldReason::NoData, findings.noDataWhy, back));
        SLUICE_CHECK(setHold(HoldReason::Error, findings.errorWhy, back));
        SLUICE_CHECK(setHold(HoldReason::Inconclusive, findings.undecidedWhy, u"no gate waits for a person any more"_s));
    } else if (recorded.error().code == ErrorCode::LeaseHeld || recorded.error().code == ErrorCode::LedgerCorrupt) {
        return recorded;
    } else if (!m_owed.isEmpty()) {
        qCWarning(lcEngine) << "verdicts not recorded yet:" << recorded.error().what;
    }
    const QList<Hold> &holds = m_journal->state().holds;
    const bool isLeftToPerson = std::any_of(holds.cbegin(), holds.cend(), [](const Hold &hold) { return hold.needsPerson; });
    if (findings.rollBackForNoData && !isLeftToPerson && !m_rollback && !m_isRollingBack)
        m_rollback = RollbackRequest { QUuid::createUuid().toString(QUuid::WithoutBraces),
            defaultRollbackTarget(m_seat->plan, m_journal->state()), findings.noDataWhy, u"gate"_s, {} };
    if (!findings.samples.isEmpty() || !findings.events.isEmpty())
        changed();
    return {};
}

Result<void> RunLoop::setHold(HoldReason reason, const QString &why, const QString &whyOver)
{
    const bool held = m_journal->state().isHeldBy(reason);
    if (held == !why.isEmpty())
        return {};
    return m_journal->record(held ? EventType::HoldRemoved : EventType::HoldAdded,
        QJsonObject { { u"reason"_s, holdReasonName(reason) }, { u"why"_s, held ? whyOver : why } });
}

/// What a breach adds to the record; asks for the rollback where the gate wants one.
QList<NewEvent> RunLoop::react(const GateWatch::Breach &breach)
{
    if (breach.action == BreachAction::Report)
        return {};
    m_seat->say(breach.why);
    if (breach.action == BreachAction::Rollback && !m_rollback && !m_isRollingBack) {
        const QString to = defaultRollbackTarget(m_seat->plan, m_journal->state());
        m_rollback = RollbackRequest { QUuid::createUuid().toString(QUuid::WithoutBraces), to, breach.why, u"gate"_s, breach.gate };
    }
    QList<NewEvent> events { m_journal->event(EventType::StageBreached,
        QJsonObject { { u"stage"_s, breach.stage }, { u"gate"_s, breach.gate }, { u"why"_s, breach.why } }) };
    if (!m_journal->state().isHeldBy(HoldReason::Breach))
        events += m_journal->event(EventType::HoldAdded,
            QJsonObject { { u"reason"_s, holdReasonName(HoldReason::Breach) }, { u"why"_s, breach.why } });
    return events;
}

} // namespace sluice
