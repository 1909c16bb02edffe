// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/step_run.h"

#include "base/kill_point.h"
#include "base/logging.h"
#include "base/seeded_bug.h"

// Steps that no transaction holds: statement by statement between a started mark and its end, found out by probes.

namespace sluice {

using namespace Qt::StringLiterals;

/// Statements that wait for other transactions and hold nobody up meanwhile (CONCURRENTLY) run without lock_timeout:
/// cut short, they would leave an invalid index behind every time. Others keep it: see keepsLockTimeout.
Result<qint64> StepRun::executeAlone(const QStringList &statements)
{
    SLUICE_CHECK(m_session.setTimeouts(m_order.statementTimeout, lockTimeoutAlone()));
    Result<qint64> rows = execute(statements);
    if (m_session.isOpen())
        SLUICE_CHECK(m_session.setTimeouts(m_order.statementTimeout, m_order.lockTimeout));
    return rows;
}

/// Also after a requested stop: whoever comes next must find a decided state. Only what is known to be a leftover goes:
/// an object of that name that somebody else made stays, and the outcome stays unknown.
Result<void> StepRun::removeLeftovers()
{
    const SqlSession::PastStop pastStop(m_session);
    if (!m_order.step.leftover.isEmpty()) {
        SLUICE_TRY(const bool isOurs, holds(m_order.step.leftover));
        if (!isOurs)
            return fail(ErrorCode::Refused, u"something else has the name that step '%1' works on"_s.arg(m_order.step.stepId), {},
                u"look at it, rename or remove it, then go on"_s);
    }
    SLUICE_CHECK(m_session.setTimeouts(m_order.statementTimeout, lockTimeoutAlone()));
    Result<void> removed;
    for (const QString &statement : m_order.step.undo) {
        if (const auto done = m_session.execute(statement); !done && removed)
            removed = fail(done.error());
    }
    if (m_session.isOpen())
        SLUICE_CHECK(m_session.setTimeouts(m_order.statementTimeout, m_order.lockTimeout));
    return removed;
}

/// A program that failed may have done half of its work, and nothing but a person can tell. One that did not begin did
/// nothing; one that ended well is believed as far as its probe goes.
Result<StepOutcome> StepRun::attemptProgram()
{
    const Result<ProgramEnd> ended = runToEnd(*m_order.program, m_order.statementTimeout, m_stop);
    SLUICE_KILL_POINT("K8");
    if (!m_session.isOpen())
        return fail(ErrorCode::OutcomeUnknown, u"the connection was lost while the program ran"_s);
    if (!ended) {
        const SqlSession::PastStop pastStop(m_session);
        SLUICE_CHECK(removeStartedMark(m_session, receipt(false)));
        return fail(ended.error());
    }
    if (ended->isGood())
        return settleByProbes();
    StepOutcome unknown;
    unknown.result = StepResult::Unknown;
    unknown.isFinal = true;
    unknown.evidence = u"the program of step '%1' %2"_s.arg(m_order.step.stepId, programEndText(*ended));
    return unknown;
}

/// Statements that no transaction may hold: a started mark, the statement, the probes, the done mark.
Result<StepOutcome> StepRun::attemptOutsideTransaction()
{
    m_remnant.clear();
    m_guardRows = 0;
    SLUICE_CHECK(undoInBatches());
    SLUICE_CHECK(m_session.begin());
    SLUICE_CHECK(holdFence(m_session, m_order.fence));
    SLUICE_CHECK(insertReceipt(m_session, receipt(false)));
    SLUICE_CHECK(m_session.commit());
    SLUICE_KILL_POINT("K6");
    if (m_order.program)
        return attemptProgram();
    const Result<qint64> ran
        = statementsToRun().and_then([this](const QStringList &statements) { return executeAlone(statements); });
    SLUICE_KILL_POINT("K8");
    if (!m_session.isOpen())
        return fail(ErrorCode::OutcomeUnknown, u"the connection was lost while the statement ran"_s);
    if (hasNoProbes())
        return ran ? Result<StepOutcome>(finishAlone()) : fail(ran.error());
    StepOutcome outcome = settleByProbes();
    if (outcome.result == StepResult::NotApplied && !ran)
        return fail(ran.error());
    return outcome;
}

/// The effect is shown: the schema after it is known, and the mark becomes a receipt.
StepOutcome StepRun::finishAlone()
{
    const Result<Fingerprint> after = takeFingerprint(m_session, m_order.scope);
    if (after) {
        m_seen = *after;
        m_post = after->total;
    }
    StepOutcome outcome;
    if (const auto finished = finishReceipt(m_session, receipt(true)); !finished || !after) {
        outcome.result = StepResult::Unknown;
        outcome.evidence = (after ? finished.error() : after.error()).what;
        return outcome;
    }
    SLUICE_KILL_POINT("K12");
    outcome.result = StepResult::Done;
    outcome.postFingerprint = m_post;
    outcome.seen = m_seen;
    outcome.guardRows = m_guardRows;
    outcome.remnant = m_remnant;
    return outcome;
}

/// Decides a started mark by the mutually exclusive probes alone, never by an error text. Leftovers of a failed
/// statement (an invalid index, whether building or dropping it was cut off) are cleaned by the undo's statements,
/// which are idempotent: forward then is back at its beginning, an undo is done.
StepOutcome StepRun::settleByProbes()
{
    StepOutcome unknown;
    unknown.result = StepResult::Unknown;
    const QString &wanted = isForward()                      ? m_order.step.present
        : m_remnant.isEmpty() || m_order.step.kept.isEmpty() ? m_order.step.absent
                                                             : m_order.step.kept;
    const QString &opposite = isForward() ? m_order.step.absent : m_order.step.present;
    Result<bool> there = holds(wanted);
    Result<bool> gone = holds(opposite);
    if (!there || !gone) {
        unknown.evidence = (there ? gone.error() : there.error()).what;
        return unknown;
    }
    if (!*there && isBegunAnew())
        return notApplied(Error {
            ErrorCode::SqlFailed, u"the undo of step '%1' is not finished"_s.arg(m_order.step.stepId), {}, {}, {} });
    if (!*there && !*gone && !m_order.step.undo.isEmpty() && !hasSeededBug("leftover-not-removed")) {
        if (const Result<void> cleaned = removeLeftovers(); !cleaned) {
            qCWarning(lcEngine) << "cleaning leftovers of" << m_order.step.stepId << "failed:" << cleaned.error().what;
            unknown.error = cleaned.error();
        }
        there = holds(wanted);
        gone = holds(opposite);
        if (!there || !gone) {
            unknown.evidence = (there ? gone.error() : there.error()).what;
            return unknown;
        }
    }
    if (*there)
        return finishAlone();
    if (*gone) {
        if (const auto removed = removeStartedMark(m_session, receipt(false)); !removed) {
            unknown.error = removed.error();
            unknown.evidence = u"the mark of step '%1' is still there: "_s.arg(m_order.step.stepId) + removed.error().what;
            return unknown;
        }
        return notApplied(Error { ErrorCode::SqlFailed, u"the statement of step '%1' had no effect"_s.arg(m_order.step.stepId), {}, {}, {} });
    }
    unknown.evidence = u"neither the effect of step '%1' nor its absence can be shown"_s.arg(m_order.step.stepId)
        + (unknown.error.what.isEmpty() ? QString() : u": "_s + unknown.error.what);
    return unknown;
}

} // namespace sluice
