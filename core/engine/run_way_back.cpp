// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/run_loop.h"

#include "base/logging.h"
#include "engine/next_action.h"
#include "engine/rollback_wait.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr Duration kLongestCount { std::chrono::seconds(2) }; ///< of one guard, while readers are not back yet

} // namespace

/// The point of no return. What removes the legacy never begins by itself: a person says so, knowing that the window closed.
Result<void> RunLoop::closeWindow()
{
    SLUICE_CHECK(readCommands()); // who asked while it was open is not late because nobody has read it yet
    if (m_rollback)
        return {};
    const Stage *contract = waitingContract(m_seat->plan, m_journal->state());
    if (!contract) {
        SLUICE_CHECK(m_journal->record(EventType::RunSealed, {}));
        changed();
        return {};
    }
    const QString why = u"the rollback window closed; %1 removes the legacy and cannot be taken back: resume when it may begin"_s.arg(stageTitle(*contract));
    m_seat->say(u"Held: "_s + why);
    SLUICE_CHECK(m_journal->record({ m_journal->event(EventType::RunSealed, QJsonObject { { u"stage"_s, contract->id } }),
        m_journal->event(EventType::HoldAdded,
            QJsonObject { { u"reason"_s, holdReasonName(HoldReason::Approval) }, { u"why"_s, why }, { u"needs_person"_s, true } }) }));
    changed();
    return {};
}

/// Empty as long as the window is open, was so when somebody asked, or a rollback that began within it is not over.
QString RunLoop::whyNotBack(const QDateTime &asked) const
{
    const RunState &state = m_journal->state();
    if (state.isRollingBack() || !state.isWindowClosed(asked.isValid() ? asked : m_env.clock->nowUtc()))
        return {};
    return u"the rollback window of %1 closed at %2 UTC"_s.arg(state.plan, state.windowCloses.toString(u"yyyy-MM-dd HH:mm"_s));
}

/// Alone, Sluice takes back only what loses nothing: R0, R1, and R2 whose guard finds nothing or keeps it in
/// quarantine (DESIGN §9).
bool RunLoop::mayRollBackByItself(const QString &to, QString &whyNot)
{
    whyNot = whyNotBack();
    if (!whyNot.isEmpty())
        return false;
    const Result<QList<UndoItem>> items = undoItems(m_journal->state(), to);
    if (!items) {
        whyNot = items.error().what;
        return false;
    }
    for (const UndoItem &item : *items) {
        whyNot = whyNotAlone(item.step);
        if (!whyNot.isEmpty())
            return false;
        if (item.step.guard.isEmpty() || !item.step.guardedUndo.isEmpty())
            continue;
        const auto stake = m_seat->onControl<RowsAtStake>([step = item.step](SqlSession &session) { return Result<RowsAtStake>(rowsAtStake(session, step)); });
        const std::optional<qint64> lost = stake ? stake->lost() : std::nullopt;
        if (lost != 0) {
            whyNot = u"undoing step '%1' would lose %2 rows: a person must decide"_s.arg(
                item.step.stepId, lost ? QString::number(*lost) : u"an unknown number of"_s);
            return false;
        }
    }
    return true;
}

Result<void> RunLoop::obeyRollback(const PendingCommand &command)
{
    const RunState &state = m_journal->state();
    const bool joins = m_rollback || state.phase == RunPhase::RollingBack || state.phase == RunPhase::Verifying;
    if (joins)
        return {};
    const bool hasWork = state.hasEffects() || state.phase == RunPhase::RollbackStuck; // flags or the proof may be missing
    if (!hasWork)
        return state.isTerminal() ? Result<void>()
                                  : m_journal->record(EventType::RunCancelled, QJsonObject { { u"id"_s, command.id }, { u"why"_s, command.why } });
    if (!rollbackTargets(m_seat->plan, state).contains(command.to))
        return refuse(command, u"%1 cannot go back to '%2'"_s.arg(state.plan, command.to));
    const QString closed = whyNotBack(command.at);
    if (const Stage *contract = beganContract(m_seat->plan, state); !closed.isEmpty() && command.overridesWindow && contract)
        return refuse(command, u"%1; %2 is removing the old path, which nobody can take back"_s.arg(closed, stageTitle(*contract)));
    if (!closed.isEmpty() && !command.overridesWindow)
        return refuse(command, closed);
    SLUICE_TRY(const QList<UndoItem> items, undoItems(state, command.to));
    if (const QString why = whyIrreversible(items); !why.isEmpty())
        return refuse(command, why);
    RollbackRequest request { command.id, command.to, command.why, u"person"_s, {} };
    request.request = command.id;
    request.askedBy = command.actor;
    request.asked = command.at;
    request.overridesWindow = !closed.isEmpty();
    request.isInLedger = std::any_of(state.commands.cbegin(), state.commands.cend(),
        [&](const PendingCommand &known) { return known.id == command.id; });
    m_rollback = request;
    return {};
}

/// The second person's word. The ledger has looked at it already; who carries it out looks again.
Result<void> RunLoop::obeyAcceptance(const PendingCommand &command)
{
    const RunState &state = m_journal->state();
    if (m_rollback || state.phase == RunPhase::RollingBack || state.phase == RunPhase::Verifying)
        return {};
    if (!state.isAcceptance(command)) {
        const bool isSame = state.waiting && state.waiting->askedBy == command.actor;
        return refuse(command, isSame ? u"%1 asked for this rollback; another person must accept what it loses"_s.arg(command.actor)
                                      : u"what %1 accepted is not what waits now"_s.arg(command.actor));
    }
    const RollbackWait &waiting = *state.waiting;
    if (!rollbackTargets(m_seat->plan, state).contains(waiting.to))
        return refuse(command, u"%1 cannot go back to '%2' any more"_s.arg(state.plan, waiting.to));
    if (const Stage *contract = beganContract(m_seat->plan, state); waiting.overridesWindow && contract)
        return refuse(command, u"%1 is removing the old path, which nobody can take back"_s.arg(stageTitle(*contract)));
    RollbackRequest request { command.id, waiting.to, waiting.why, u"person"_s, {} };
    request.request = waiting.id;
    request.askedBy = waiting.askedBy;
    request.asked = waiting.asked;
    request.overridesWindow = waiting.overridesWindow;
    request.acceptedBy = command.actor;
    request.accepted = command.losses;
    request.isInLedger = true;
    m_rollback = request;
    return {};
}

/// Empty while the schema is as this rollout left it.
QString RunLoop::whyDrifted()
{
    const auto now = m_seat->onControl<Fingerprint>([scope = m_seat->scope](SqlSession &session) { return takeFingerprint(session, scope); });
    if (!now)
        return u"the schema cannot be read: "_s + now.error().what;
    if (now->total == m_journal->state().expectedFingerprint)
        return {};
    return u"the schema is not as %1 left it, so going back behind its window would take others' work along"_s.arg(m_journal->state().plan);
}

/// True when nothing may be undone before another person has accepted what it loses, or that it comes too late.
Result<bool> RunLoop::waitsForSecond(const RollbackRequest &request)
{
    SLUICE_TRY(const QList<UndoItem> items, undoItems(m_journal->state(), request.to));
    const bool mayLoseAny = std::any_of(items.cbegin(), items.cend(), [](const UndoItem &item) { return mayLose(item.step); });
    QList<StepLoss> losses;
    if (mayLoseAny) {
        const auto counted = m_seat->onControl<QList<StepLoss>>([items, state = m_journal->state()](SqlSession &session) -> Result<QList<StepLoss>> {
            // Readers wait for this on the new path: what takes longer to count is counted by its own undo, which stops there.
            const SessionOptions usual;
            SLUICE_CHECK(session.setTimeouts(kLongestCount, usual.lockTimeout));
            Result<QList<StepLoss>> found = countLosses(session, state, items);
            SLUICE_CHECK(session.setTimeouts(usual.statementTimeout, usual.lockTimeout));
            return found;
        });
        losses = counted.value_or(QList<StepLoss> {});
        for (const UndoItem &item : items) { // a target that does not answer counts nothing, and then the undo stops at it too
            if (!counted && losesUncounted(item.step))
                losses.append(lossOf(item.stage, item.step, -1));
        }
    }
    if (request.overridesWindow) { // long over, and others may have built on it
        const QString drifted = whyDrifted();
        if (!drifted.isEmpty()) {
            SLUICE_CHECK(m_journal->record(EventType::HoldAdded,
                QJsonObject { { u"reason"_s, holdReasonName(HoldReason::Operator) }, { u"id"_s, request.id }, { u"why"_s, drifted } }));
            return fail(ErrorCode::Refused, drifted, m_journal->state().plan, u"'sluice rollback PLAN --export-sql DIR' gives the statements to look at"_s);
        }
    }
    const QStringList beyond = beyondAccepted(losses, request.accepted);
    const bool isAccepted = !request.acceptedBy.isEmpty();
    if (beyond.isEmpty() && (isAccepted || !request.overridesWindow))
        return false;
    if (!request.isInLedger || m_journal->isLedgerAway()) {
        const QString what = losses.isEmpty() ? u"the rollback window is closed"_s : u"this rollback would lose "_s + lossText(losses);
        const Error refused { ErrorCode::Refused, u"%1, which another person must accept; without the ledger nobody can tell one from another"_s.arg(what),
            m_journal->state().plan, u"bring the ledger back, then ask again; 'sluice rollback PLAN --export-rows DIR' keeps the rows"_s, {} };
        if (!m_lease) // it came for this rollback alone
            return fail(refused);
        m_seat->say(refused.what + u"; "_s + refused.next); // and the gates go on being judged
        return true;
    }
    SLUICE_CHECK(wait(request, losses, isAccepted ? beyond.join(u"; "_s) : QString()));
    return true;
}

/// Readers go back at once where they can come again by themselves; the rest waits, and says for whom.
Result<void> RunLoop::wait(const RollbackRequest &request, const QList<StepLoss> &losses, const QString &beyond)
{
    const RunState &state = m_journal->state();
    const bool goesOn = state.phase == RunPhase::Running || state.phase == RunPhase::Observing;
    const bool isShown = std::any_of(state.stages.cbegin(), state.stages.cend(),
        [](const StageState &stage) { return stage.exposure > 0 && stage.phase != StagePhase::Undone; });
    if (goesOn && isShown && !request.overridesWindow && !beganContract(m_seat->plan, state))
        SLUICE_CHECK(RollbackDriver(*m_seat).flagsOffOnly(u"%1:waits:%2"_s.arg(request.request).arg(state.lastSeq), request.why));
    WaitWords words { request.request, request.to, request.why, request.askedBy, request.overridesWindow, {}, {} };
    const std::optional<RollbackWait> before = m_journal->state().waiting;
    if (before && request.acceptedBy.isEmpty() && before->to == request.to && before->overridesWindow == request.overridesWindow) {
        words = { before->id, before->to, before->why, before->askedBy, before->overridesWindow, {}, {} }; // the first one's request stays
    }
    words.answers = request.id;
    if (!beyond.isEmpty())
        words.begun = u"%1 accepted less than would be lost now (%2)"_s.arg(request.acceptedBy, beyond);
    const QJsonObject payload = waitPayload(m_journal->state().plan, words, losses);
    m_seat->say(payload[u"text"_s].toString());
    SLUICE_CHECK(m_journal->record(EventType::RollbackWaits, payload));
    changed();
    return {};
}

/// "Cannot be rolled back any more" is an alarm of its own, raised when it becomes so and not at the click (DESIGN §9).
/// What the ledger does not take now is found, and said, again.
Result<void> RunLoop::watchWayBack()
{
    const RunState &state = m_journal->state();
    const bool isOpen = (state.phase == RunPhase::Running || state.phase == RunPhase::Observing) && state.hasEffects()
        && !state.isWindowClosed(m_env.clock->nowUtc()) && !beganContract(m_seat->plan, state);
    if (!isOpen || m_isRollingBack || m_rollback || m_env.undoLookEvery <= Duration(0)) {
        leaveWayBack();
        return {};
    }
    if (!m_wayBack)
        m_wayBack = std::make_unique<UndoWatch>(m_env, m_seat->scope);
    const std::optional<UndoOutlook> news = m_wayBack->poll(state);
    if (!news)
        return {};
    m_seat->say(outlookText(*news));
    const Result<void> recorded = m_journal->record(EventType::UndoOutlookChanged, toJson(*news));
    changed();
    if (recorded || !isOutOfReach(recorded.error()))
        return recorded;
    qCWarning(lcEngine) << "the way back is not recorded yet:" << recorded.error().what;
    return {};
}

/// An undo waits for nobody's reading, and the lease's beat for nobody's farewell.
void RunLoop::leaveWayBack()
{
    if (m_wayBack) {
        m_wayBack->stop();
        m_leaving.push_back(std::move(m_wayBack));
    }
    std::erase_if(m_leaving, [](const std::unique_ptr<UndoWatch> &watch) { return watch->isIdle(); });
}

Result<void> RunLoop::rollBack()
{
    RollbackRequest request = m_rollback.value_or(RollbackRequest {});
    QString whyNot;
    if (m_rollback && request.trigger == u"person"_s) {
        const Result<bool> waits = waitsForSecond(request);
        if (!waits || *waits) {
            m_rollback.reset();
            return waits.map([](bool) {});
        }
    }
    if (m_rollback && request.trigger == u"gate"_s && !mayRollBackByItself(request.to, whyNot)) {
        m_rollback.reset();
        SLUICE_CHECK(m_journal->record(EventType::HoldAdded,
            QJsonObject { { u"reason"_s, holdReasonName(HoldReason::Breach) }, { u"why"_s, request.why + u". "_s + whyNot }, { u"needs_person"_s, true } }));
        if (beganContract(m_seat->plan, m_journal->state())) // the old path is going: readers stay where they are
            return {};
        return RollbackDriver(*m_seat).flagsOffOnly(request.id, request.why);
    }
    // The record of why, if the ledger takes it now; the rollback's own intent says it too.
    (void)m_journal->record(std::exchange(m_owed, {}));
    m_isRollingBack = true;
    leaveWayBack();
    m_ledger->setPatience(kLedgerInRollback);
    const Result<void> done = RollbackDriver(*m_seat).run(request);
    m_isRollingBack = false;
    m_rollback.reset();
    if (done && m_journal->hasKept()) {
        if (const auto flushed = m_journal->flushKept(); !flushed)
            m_seat->say(u"The ledger does not have this rollback yet; this machine keeps it and gives it over later (%1)"_s.arg(flushed.error().what));
    }
    m_owesHealth = done.has_value() && m_samples && m_journal->state().phase == RunPhase::RolledBack;
    changed();
    return done;
}

} // namespace sluice
