// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rollback_driver.h"

#include "base/kill_point.h"
#include "base/seeded_bug.h"
#include "engine/next_action.h"
#include "engine/rollback_wait.h"
#include "warehouse/catalogue.h"
#include "warehouse/dialect.h"

#include <algorithm>
#include <limits>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

bool isDone(const StepOutcome &outcome)
{
    return outcome.result == StepResult::Done || outcome.result == StepResult::Adopted;
}

QString reasonOf(const StepOutcome &outcome)
{
    return outcome.result == StepResult::Unknown ? outcome.evidence : outcome.error.what;
}

/// A newer runner has the target and rolls back: ours is not stuck, it is over.
Result<void> refuseFenced(const StepOutcome &outcome)
{
    return outcome.error.code == ErrorCode::Fenced ? Result<void>(fail(outcome.error)) : Result<void>();
}

/// Views that others built on an object which an undo left for their sake, as a fingerprint names them.
Result<QStringList> readersOf(SqlSession &session, const QList<RemnantTrace> &traces)
{
    QStringList readers;
    for (const RemnantTrace &trace : traces) {
        if (!trace.lost.isEmpty())
            continue;
        SLUICE_TRY(const RelationName object, RelationName::parse(trace.where.section(u' ', 1)));
        SLUICE_TRY(const QList<RelationName> views, dependentViews(session, { object }));
        for (const RelationName &view : views)
            readers << u"view "_s + view.text() << u"materialized view "_s + view.text();
    }
    return readers;
}

} // namespace

RollbackDriver::RollbackDriver(RunSeat &seat)
    : m_seat(seat)
{
}

Result<void> RollbackDriver::run(const RollbackRequest &request)
{
    m_began = m_seat.env.clock->monotonic();
    m_remnants.clear();
    m_isOnCopy = request.isOnCopy;
    QString id = request.id;
    QString to = request.to;
    const RunState &state = m_seat.journal.state();
    const bool resumes = state.phase == RunPhase::RollingBack && state.rollback;
    // No attempt at a rollback stands open, and the last one gave back everything: what it undid is proven already.
    const bool wasProven = !state.isRollingBack() && state.rollback && state.rollback->result == RollbackResult::Exact;
    SLUICE_KILL_POINT("K20");
    if (resumes) {
        id = state.rollback->id;
        to = state.rollback->to;
    } else {
        QJsonObject intent { { u"id"_s, id }, { u"to"_s, to }, { u"why"_s, request.why }, { u"trigger"_s, request.trigger },
            { u"gate"_s, request.gate } };
        if (!request.acceptedBy.isEmpty()) { // for readers: the fold goes by the commands themselves
            intent[u"request"_s] = request.request;
            intent[u"asked_by"_s] = request.askedBy;
            intent[u"accepted_by"_s] = request.acceptedBy;
        }
        SLUICE_CHECK(m_seat.journal.recordInRollback(EventType::RollbackIntent, intent));
    }
    m_seat.say(u"Rolling back to %1: %2"_s.arg(to.isEmpty() ? u"the start"_s : to, request.why));
    // Remnants of an earlier, interrupted attempt belong to this result too.
    for (const StageState &stage : state.stages) {
        for (const StepState &step : stage.steps) {
            if (!step.remnant.isEmpty())
                m_remnants += step.remnant;
        }
    }
    SLUICE_TRY(const bool readersBack, flagsOff(id));
    if (!readersBack)
        return {};
    // Everything beyond `to`, also what an earlier attempt undid: the proof needs the whole list.
    RunState whole = state;
    for (StageState &stage : whole.stages) {
        for (StepState &step : stage.steps) {
            if (step.phase == StepPhase::Undone)
                step.phase = StepPhase::UndoIntended;
        }
    }
    SLUICE_TRY(QList<UndoItem> all, undoItems(whole, to));
    for (UndoItem &item : all) {
        const StepState *step = state.stage(item.stage)->step(item.step.stepId);
        item.isProven = wasProven && step && step->phase == StepPhase::Undone;
    }
    SLUICE_TRY(const QList<UndoItem> items, undoItems(state, to));
    const QSet<QString> taken = takenAlong(items);
    for (const UndoItem &item : items) {
        if (taken.contains(item.step.stepId)) {
            SLUICE_CHECK(m_seat.journal.recordInRollback(EventType::UndoDone,
                QJsonObject { { u"id"_s, id }, { u"stage"_s, item.stage }, { u"step"_s, item.step.stepId },
                    { u"generation"_s, state.generation }, { u"with"_s, item.step.undoneWith.join(u", "_s) } }));
            continue;
        }
        SLUICE_TRY(const bool undone, undo(id, item));
        if (!undone)
            return {};
        SLUICE_KILL_POINT("K21");
    }
    SLUICE_TRY(const bool flagsBack, restoreFlags(id, to));
    if (!flagsBack)
        return {};
    return verify(id, to, all, m_remnants);
}

/// Runs statements under the step protocol as an undo of their own name: fence, receipt, exactly once.
StepOutcome RollbackDriver::performSql(const QString &stepId, const QStringList &statements)
{
    CompiledStep step;
    step.stepId = stepId;
    step.op = u"switch_flag"_s;
    step.undo = statements;
    step.transactional = !commitsDdl(sqlEngine(m_seat.env.profile));
    step.keepsLockTimeout = true;
    return m_seat.perform(m_seat.order(step, Direction::Undo, m_seat.journal.state().generation, 1), false);
}

Result<bool> RollbackDriver::flagsOff(const QString &id)
{
    if (m_seat.plan.flags.isEmpty())
        return true;
    const Duration began = m_seat.env.clock->monotonic();
    const auto statements = m_seat.onControl<QStringList>([plan = m_seat.plan](SqlSession &session) { return flagsOffSql(session, plan); });
    if (!statements) {
        SLUICE_CHECK(stuck(id, u"flags cannot be read: "_s + statements.error().what, u"restore the connection, then roll back again"_s));
        return false;
    }
    if (!statements->isEmpty() && !hasSeededBug("flags-not-off")) {
        const StepOutcome outcome = performSql(u"flags-off:"_s + id, *statements);
        if (!isDone(outcome)) {
            SLUICE_CHECK(refuseFenced(outcome));
            SLUICE_CHECK(stuck(id, u"flags could not be switched off: "_s + reasonOf(outcome), u"roll back again once it is resolved"_s));
            return false;
        }
    }
    const Duration took = m_seat.env.clock->monotonic() - began;
    m_seat.say(u"Readers are back on the old path after %1"_s.arg(humanDuration(took)));
    SLUICE_CHECK(m_seat.journal.recordInRollback(
        EventType::FlagsOff, QJsonObject { { u"id"_s, id }, { u"took_ms"_s, static_cast<double>(took.count()) } }));
    return true;
}

Result<bool> RollbackDriver::undo(const QString &id, const UndoItem &item)
{
    const int generation = m_seat.journal.state().generation;
    QJsonObject payload { { u"id"_s, id }, { u"stage"_s, item.stage }, { u"step"_s, item.step.stepId }, { u"generation"_s, generation } };
    if (item.state.phase == StepPhase::Intended || item.state.phase == StepPhase::Unknown) {
        const StepOutcome forward
            = m_seat.settle(m_seat.order(item.step, Direction::Forward, item.state.generation, item.state.attempt), std::chrono::seconds(30));
        if (forward.result == StepResult::Unknown) {
            SLUICE_CHECK(stuck(id, u"it is unknown whether step '%1' took effect: %2"_s.arg(item.step.stepId, forward.evidence),
                u"look at the target, then roll back again"_s));
            return false;
        }
        if (!isDone(forward) && !item.step.backfill) {
            payload[u"error"_s] = errorCodeName(forward.error.code);
            payload[u"why"_s] = forward.error.what;
            payload[u"applied"_s] = false;
            SLUICE_CHECK(m_seat.journal.recordInRollback(EventType::StepFailed, payload));
            return true;
        }
    }
    QJsonObject intent = payload;
    intent[u"statements"_s] = QJsonArray::fromStringList(item.step.undo);
    SLUICE_CHECK(m_seat.journal.recordInRollback(EventType::UndoIntent, intent));
    m_seat.say(item.step.undoSummary);
    StepOrder order = m_seat.order(item.step, Direction::Undo, generation, 1);
    allowLoss(order, item);
    const StepOutcome outcome = m_seat.perform(order, false);
    if (!isDone(outcome)) {
        SLUICE_CHECK(refuseFenced(outcome));
        payload[u"error"_s] = errorCodeName(outcome.error.code);
        payload[u"why"_s] = reasonOf(outcome);
        SLUICE_CHECK(m_seat.journal.recordInRollback(EventType::UndoFailed, payload));
        if (outcome.wouldLose && !m_seat.journal.state().rollback->request.isEmpty()) {
            SLUICE_CHECK(wait(id, item, outcome));
            return false;
        }
        SLUICE_CHECK(stuck(id, u"%1 did not succeed: %2"_s.arg(item.step.undoSummary, reasonOf(outcome)),
            outcome.error.next.isEmpty() ? u"remove the cause, then roll back again; it goes on from here"_s : outcome.error.next));
        return false;
    }
    if (!outcome.remnant.isEmpty())
        m_remnants += outcome.remnant;
    payload[u"rows"_s] = static_cast<double>(outcome.rows);
    payload[u"took_ms"_s] = static_cast<double>(outcome.took.count());
    payload[u"guard_rows"_s] = static_cast<double>(outcome.guardRows);
    payload[u"remnant"_s] = outcome.remnant;
    if (order.mayLoseRows && !m_isOnCopy)
        payload[u"rows_lost"_s] = item.step.guard.isEmpty() ? -1.0 : static_cast<double>(outcome.guardRows);
    SLUICE_CHECK(m_seat.journal.recordInRollback(EventType::UndoDone, payload));
    return true;
}

/// Exactly what two people decided, for exactly the steps that they decided it for.
void RollbackDriver::allowLoss(StepOrder &order, const UndoItem &item) const
{
    if (!mayLose(item.step))
        return;
    if (m_isOnCopy) {
        order.mayLoseRows = true;
        order.mostRowsLost = std::numeric_limits<qint64>::max();
        return;
    }
    if (const StepLoss *accepted = acceptedFor(m_seat.journal.state().rollback->accepted, item.stage, item.step)) {
        order.mayLoseRows = true;
        order.mostRowsLost = std::max<qint64>(0, accepted->rows);
    }
}

/// Rows came after they were counted. What is undone stays undone, readers are back, and two people look again.
Result<void> RollbackDriver::wait(const QString &id, const UndoItem &item, const StepOutcome &outcome)
{
    const RollbackState rollback = *m_seat.journal.state().rollback;
    SLUICE_TRY(const QList<UndoItem> left, undoItems(m_seat.journal.state(), rollback.to));
    const auto counted = m_seat.onControl<QList<StepLoss>>([left, state = m_seat.journal.state()](SqlSession &session) {
        return countLosses(session, state, left);
    });
    QList<StepLoss> losses = counted.value_or(QList<StepLoss> {});
    // The refused one as the undo itself saw it, behind its lock.
    erase_if(losses, [&](const StepLoss &loss) { return loss.stage == item.stage && loss.step == item.step.stepId; });
    losses.prepend(lossOf(item.stage, item.step, outcome.guardRows));
    const QStringList beyond = beyondAccepted(losses, rollback.accepted);
    const QString begun = u"the rollback %1 stopped, because it would lose more than was accepted (%2)"_s.arg(id.left(8), beyond.join(u"; "_s));
    m_seat.say(begun);
    return m_seat.journal.recordInRollback(EventType::RollbackWaits,
        waitPayload(m_seat.journal.state().plan, WaitWords { rollback.request, rollback.to, rollback.why, rollback.askedBy, false, begun, {} }, losses));
}

/// Every flag of the plan gets the state that was recorded when the stage after `to` began; how it got it (an exposure,
/// a switch_flag step, another plan before this one) does not matter.
Result<bool> RollbackDriver::restoreFlags(const QString &id, const QString &to)
{
    const ExpectedState expected = expectedAfterRollback(m_seat.journal.state(), to);
    const QList<FlagState> flags = flagsOfPlan(m_seat.plan, expected.flags);
    const bool anyOn = std::any_of(flags.cbegin(), flags.cend(), [](const FlagState &flag) { return flag.on; });
    if (m_seat.plan.flags.isEmpty() || (to.isEmpty() && !anyOn)) // they are off already
        return true;
    const auto statements = m_seat.onControl<QStringList>(
        [plan = m_seat.plan, flags](SqlSession &session) { return setFlagsSql(session, plan, flags); });
    if (!statements) {
        SLUICE_CHECK(stuck(id, u"flags cannot be read: "_s + statements.error().what,
            u"restore the connection, then roll back again"_s));
        return false;
    }
    if (statements->isEmpty())
        return true;
    const StepOutcome outcome = performSql(u"flags-restore:"_s + id, *statements);
    if (isDone(outcome))
        return true;
    SLUICE_CHECK(refuseFenced(outcome));
    SLUICE_CHECK(stuck(id, u"flags of %1 could not be restored: %2"_s.arg(to, reasonOf(outcome)), u"roll back again once it is resolved"_s));
    return false;
}

Result<void> RollbackDriver::verify(const QString &id, const QString &to, const QList<UndoItem> &undone, const QStringList &remnants)
{
    m_seat.say(u"Verifying schema, flags and tables"_s);
    ExpectedState expected = expectedAfterRollback(m_seat.journal.state(), to);
    expected.flags = flagsOfPlan(m_seat.plan, expected.flags);
    const auto observed = m_seat.onControl<ObservedState>(
        [expected, scope = m_seat.scope, plan = m_seat.plan, undone, all = m_seat.env.comparesEveryTable, traces = remnantTraces(undone, remnants)](
            SqlSession &session) -> Result<ObservedState> {
            SLUICE_TRY(ObservedState seen, observeState(session, expected, scope, undone, all));
            seen.flags = flagsOfPlan(plan, seen.flags);
            SLUICE_TRY(seen.remnantReaders, readersOf(session, traces));
            return seen;
        });
    RollbackProof proof;
    if (observed) {
        proof = undone.isEmpty() && expected.fingerprint.isEmpty() ? RollbackProof { RollbackResult::Exact, {}, observed->fingerprint.total, {}, {}, {} }
                                                                   : proveRollback(expected, *observed, undone, remnants);
    } else {
        proof.result = RollbackResult::Unknown;
        proof.fingerprintBefore = expected.fingerprint;
        proof.exceptions = QStringList { u"the target could not be read: "_s + observed.error().what };
    }
    if (hasSeededBug("always-exact")) {
        proof.result = RollbackResult::Exact;
        proof.exceptions.clear();
    }
    QJsonObject payload = toJson(proof);
    payload[u"id"_s] = id;
    payload[u"to"_s] = to;
    payload[u"took_ms"_s] = static_cast<double>((m_seat.env.clock->monotonic() - m_began).count());
    addLost(payload, undone);
    SLUICE_KILL_POINT("K22");
    m_seat.say(u"Rolled back to %1: %2"_s.arg(to.isEmpty() ? u"the start"_s : to, rollbackResultName(proof.result)));
    return m_seat.journal.recordInRollback(EventType::RollbackVerified, payload);
}

/// What is gone for good, in the record of the rollback: whatever the proof says, it says this beside it.
void RollbackDriver::addLost(QJsonObject &payload, const QList<UndoItem> &undone) const
{
    const RollbackState &rollback = *m_seat.journal.state().rollback;
    QList<StepLoss> lost;
    for (const UndoItem &item : undone) {
        const StageState *stage = m_seat.journal.state().stage(item.stage);
        const StepState *step = stage ? stage->step(item.step.stepId) : nullptr;
        if (step && step->rowsLost != 0 && !item.isProven)
            lost.append(lossOf(item.stage, item.step, step->rowsLost));
    }
    if (!rollback.acceptedBy.isEmpty()) {
        payload[u"asked_by"_s] = rollback.askedBy;
        payload[u"accepted_by"_s] = rollback.acceptedBy;
    }
    if (lost.isEmpty())
        return;
    payload[u"rows_lost"_s] = static_cast<double>(countedRows(lost));
    payload[u"lost"_s] = toJson(lost);
    m_seat.say(u"Lost for good: %1; accepted by %2"_s.arg(lossText(lost), rollback.acceptedBy));
}

Result<void> RollbackDriver::stuck(const QString &id, const QString &why, const QString &next)
{
    m_seat.say(u"Rollback stuck: "_s + why);
    return m_seat.journal.recordInRollback(
        EventType::RollbackStuck, QJsonObject { { u"id"_s, id }, { u"why"_s, why }, { u"blocker"_s, why }, { u"next"_s, next } });
}

Result<void> RollbackDriver::flagsOffOnly(const QString &commandId, const QString &why)
{
    const auto statements = m_seat.onControl<QStringList>([plan = m_seat.plan](SqlSession &session) { return flagsOffSql(session, plan); });
    QString text = u"flags off: "_s + why;
    bool isOff = statements.has_value();
    if (!statements) {
        text = u"flags could not be switched off: "_s + statements.error().what;
    } else if (!statements->isEmpty()) {
        const StepOutcome outcome = performSql(u"flags-off:"_s + commandId, *statements);
        isOff = isDone(outcome);
        if (!isOff)
            text = u"flags could not be switched off: "_s + reasonOf(outcome);
    }
    m_seat.say(text);
    const QList<StageState> stages = m_seat.journal.state().stages;
    for (const StageState &stage : stages) {
        if (!isOff || stage.exposure == 0 || stage.phase == StagePhase::Undone)
            continue;
        const auto after = m_seat.onControl<Fingerprint>([scope = m_seat.scope](SqlSession &session) { return takeFingerprint(session, scope); });
        SLUICE_CHECK(m_seat.journal.record(EventType::Exposed,
            QJsonObject { { u"stage"_s, stage.id }, { u"cohort"_s, u"all"_s }, { u"on"_s, false },
                { u"fingerprint"_s, after ? after->total : QString() } }));
    }
    return m_seat.journal.record(EventType::HoldAdded,
        QJsonObject { { u"reason"_s, holdReasonName(HoldReason::Operator) }, { u"why"_s, text }, { u"id"_s, commandId } });
}

} // namespace sluice
