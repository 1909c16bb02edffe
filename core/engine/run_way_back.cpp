// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/run_loop.h"

#include "base/logging.h"
#include "engine/next_action.h"

namespace sluice {

using namespace Qt::StringLiterals;

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

/// "Cannot be rolled back any more" is an alarm of its own, raised when it becomes so and not at the click (DESIGN §9).
/// What the ledger does not take now is found, and said, again.
Result<void> RunLoop::watchWayBack()
{
    const RunState &state = m_journal->state();
    const bool isOpen = (state.phase == RunPhase::Running || state.phase == RunPhase::Observing) && state.hasEffects()
        && !state.isWindowClosed(m_env.clock->nowUtc()) && !beganContract(m_seat->plan, state);
    if (!isOpen || m_isRollingBack || m_rollback || m_env.undoLookEvery <= Duration(0)) {
        m_wayBack.reset(); // its session ends: an undo waits for nobody's reading
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

Result<void> RunLoop::rollBack()
{
    RollbackRequest request = m_rollback.value_or(RollbackRequest {});
    QString whyNot;
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
    m_wayBack.reset();
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
