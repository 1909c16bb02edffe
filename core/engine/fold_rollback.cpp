// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/folder.h"

#include <algorithm>

// What the ledger says of going back: who asked and accepted, what was undone, and how it ended.

namespace sluice {

using namespace Qt::StringLiterals;

Result<void> Folder::foldRollback()
{
    if (m_event.type == EventType::RollbackIntent) {
        RollbackState rollback;
        rollback.id = text("id");
        rollback.to = text("to");
        rollback.why = text("why");
        rollback.actor = m_event.actor;
        rollback.trigger = text("trigger");
        rollback.requested = m_at;
        noteWhoDecided(rollback);
        forgetCommand();
        if (!rollback.to.isEmpty() && !m_state.stage(rollback.to))
            return corrupt(u"rolls back to stage '%1', which never started"_s.arg(rollback.to));
        m_state.rollback = rollback;
        m_state.outlook.reset(); // from here on the undo itself tells
        m_state.phase = RunPhase::RollingBack;
        bool beyond = rollback.to.isEmpty();
        for (StageState &stage : m_state.stages) {
            if (beyond && stage.phase != StagePhase::Undone)
                stage.phase = StagePhase::Undoing;
            beyond = beyond || stage.id == rollback.to;
        }
        return {};
    }
    if (!m_state.rollback)
        return corrupt(u"belongs to a rollback that was never intended"_s);
    if (m_event.type == EventType::RollbackHealth) {
        if (m_state.rollback->id == text("id") && m_state.rollback->result != RollbackResult::None)
            m_state.rollback->health = rollbackHealthFromJson(m_json);
        return {};
    }
    switch (m_event.type) {
    case EventType::FlagsOff:
        m_state.rollback->flagsOff = m_at;
        return {};
    case EventType::UndoIntent:
    case EventType::UndoDone:
    case EventType::UndoFailed:
        return foldUndo();
    case EventType::RollbackVerified:
        finishRollback();
        return {};
    case EventType::RollbackStuck:
        m_state.rollback->stuckWhy = text("why");
        m_state.rollback->stuckNext = text("next");
        m_state.phase = RunPhase::RollbackStuck;
        return {};
    default:
        return corrupt(u"is no event of a rollback"_s);
    }
}

/// From the commands alone, whose actors the ledger stamped: what the runner says of them is for readers.
void Folder::noteWhoDecided(RollbackState &rollback)
{
    rollback.askedBy = m_event.actor;
    const auto command = std::find_if(m_state.commands.cbegin(), m_state.commands.cend(),
        [&](const PendingCommand &one) { return one.id == rollback.id; });
    if (command != m_state.commands.cend() && command->command == u"rollback"_s) {
        rollback.request = command->id;
        rollback.askedBy = command->actor;
    } else if (command != m_state.commands.cend() && m_state.isAcceptance(*command)) {
        rollback.request = m_state.waiting->id;
        rollback.askedBy = m_state.waiting->askedBy;
        rollback.acceptedBy = command->actor;
        rollback.accepted = command->losses;
    }
    m_state.waiting.reset();
}

Result<void> Folder::foldWait()
{
    RollbackWait wait { text("id"), text("to"), text("why"), text("asked_by"), m_json.value(u"override_window"_s).toBool(),
        lossesFromJson(m_json.value(u"losses"_s).toArray()), text("text"), text("next"), m_at, m_at, m_event.seq };
    if (!wait.to.isEmpty() && !m_state.stage(wait.to))
        return corrupt(u"waits for a rollback to stage '%1', which never started"_s.arg(wait.to));
    const auto command = std::find_if(m_state.commands.cbegin(), m_state.commands.cend(), [&](const PendingCommand &one) { return one.id == wait.id; });
    if (command != m_state.commands.cend()) {
        wait.askedBy = command->actor;
        wait.asked = command->at;
    } else if (m_state.waiting && m_state.waiting->id == wait.id) {
        wait.askedBy = m_state.waiting->askedBy;
        wait.asked = m_state.waiting->asked;
    } else if (m_state.rollback && m_state.rollback->request == wait.id) {
        wait.askedBy = m_state.rollback->askedBy;
        wait.asked = m_state.rollback->requested;
    } else if (const auto again = std::find_if(m_state.commands.cbegin(), m_state.commands.cend(),
                   [&](const PendingCommand &one) { return one.id == text("answers"); });
               again != m_state.commands.cend()) { // the first one's request was withdrawn while this was written
        wait.askedBy = again->actor;
        wait.asked = again->at;
    } else {
        wait.askedBy = m_event.actor;
    }
    forgetCommand();
    const QString answered = text("answers");
    erase_if(m_state.commands, [&](const PendingCommand &one) { return one.id == answered; });
    if (m_state.phase == RunPhase::RollingBack || m_state.phase == RunPhase::Verifying) { // begun, and then there was more to lose
        m_state.phase = RunPhase::RollbackStuck;
        m_state.rollback->stuckWhy = wait.text;
        m_state.rollback->stuckNext = wait.next;
    } else if (m_state.phase == RunPhase::Running || m_state.phase == RunPhase::Observing) {
        erase_if(m_state.holds, [](const Hold &hold) { return hold.reason == HoldReason::Operator; });
        m_state.holds.append(Hold { HoldReason::Operator, wait.text, wait.askedBy, m_at, m_event.seq, true });
    }
    m_state.waiting = wait;
    return {};
}

Result<void> Folder::foldUndo()
{
    StageState *stage = m_state.stage(text("stage"));
    const QString id = text("step");
    if (!stage || !stage->step(id))
        return corrupt(u"undoes step '%1', which was never intended"_s.arg(id));
    StepState &step = *std::find_if(stage->steps.begin(), stage->steps.end(), [&](const StepState &s) { return s.id == id; });
    if (m_event.type == EventType::UndoIntent) {
        step.phase = StepPhase::UndoIntended;
    } else if (m_event.type == EventType::UndoDone) {
        step.phase = StepPhase::Undone;
        if (!text("remnant").isEmpty()) // else what the step itself left beside its effect
            step.remnant = text("remnant");
        step.rowsLost = m_json.contains(u"rows_lost"_s) ? number("rows_lost") : 0;
        step.ended = m_at;
        const bool all = std::none_of(stage->steps.cbegin(), stage->steps.cend(), [](const StepState &s) { return s.mayHaveEffect(); });
        if (all)
            stage->phase = StagePhase::Undone;
    } else {
        step.why = text("why");
    }
    return {};
}

void Folder::finishRollback()
{
    RollbackState &rollback = *m_state.rollback;
    rollback.result = rollbackResultFromName(text("result")).value_or(RollbackResult::Unknown);
    rollback.proof = m_json;
    rollback.ended = m_at;
    const bool isProven = rollback.result == RollbackResult::Exact || rollback.result == RollbackResult::ExactExcept;
    m_state.phase = isProven ? RunPhase::RolledBack : RunPhase::RollbackStuck;
    if (!isProven)
        return;
    m_state.expectedFingerprint = text("fingerprint_after");
    bool beyond = rollback.to.isEmpty();
    for (StageState &stage : m_state.stages) {
        if (beyond)
            stage.phase = StagePhase::Undone;
        beyond = beyond || stage.id == rollback.to;
    }
    m_state.holds.clear();
    m_state.commands.clear();
    m_state.waiting.reset();
    m_state.currentStage.clear();
    m_state.observing = m_state.windowCloses = {}; // not everything is in place any more: the window opens anew
    m_state.generation += 1;
    if (rollback.to.isEmpty())
        m_state.ended = m_at;
}

} // namespace sluice
