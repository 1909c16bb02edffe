// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/step_protocol.h"

#include "base/kill_point.h"
#include "base/logging.h"
#include "base/pause.h"
#include "base/seeded_bug.h"
#include "engine/rollback_loss.h"
#include "engine/step_run.h"

#include <QRandomGenerator>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Ends the target's session lock on every way out.
class TargetLockGuard
{
public:
    explicit TargetLockGuard(SqlSession &session)
        : m_session(session)
    {
    }
    ~TargetLockGuard()
    {
        if (m_session.isOpen())
            unlockTarget(m_session);
    }
    TargetLockGuard(const TargetLockGuard &) = delete;
    TargetLockGuard &operator=(const TargetLockGuard &) = delete;

private:
    SqlSession &m_session;
};

/// A truth value as any engine prints one.
bool isTrue(const QVariant &value)
{
    const QString text = value.toString().toLower();
    return text == u"true"_s || text == u"t"_s || text == u"1"_s;
}

/// What was done before, by whoever was killed or cut off before it could say so.
StepOutcome adopted(const Receipt &receipt)
{
    StepOutcome outcome;
    outcome.result = StepResult::Adopted;
    outcome.postFingerprint = receipt.postFingerprint;
    outcome.guardRows = receipt.guardRows;
    outcome.remnant = hasSeededBug("remnant-forgotten") ? QString() : receipt.remnant;
    return outcome;
}

} // namespace

StepOutcome StepRun::notApplied(const Error &error) const
{
    StepOutcome outcome;
    outcome.result = StepResult::NotApplied;
    outcome.error = error;
    outcome.guardRows = m_guardRows;
    outcome.wouldLose = m_wouldLose;
    return outcome;
}

/// Shown, not assumed: whoever did it was ended, its lock on the target is free, and nothing of the step is there.
StepOutcome StepRun::cutOff(const QString &what) const
{
    StepOutcome outcome = notApplied(Error { ErrorCode::Cancelled, what, {}, {}, {} });
    outcome.wasCutOff = true;
    return outcome;
}

std::optional<StepOutcome> StepRun::refuseDrift()
{
    const Result<Fingerprint> now = takeFingerprint(m_session, m_order.scope);
    if (!now)
        return notApplied(now.error());
    m_pre = now->total;
    SLUICE_KILL_POINT("K5");
    if (m_order.expectedFingerprint.isEmpty() || m_order.expectedFingerprint == now->total || hasSeededBug("drift-not-seen"))
        return std::nullopt;
    StepOutcome outcome;
    outcome.result = StepResult::Drift;
    outcome.postFingerprint = now->total;
    outcome.seen = *now;
    outcome.evidence = u"schema fingerprint is %1, the ledger says %2"_s.arg(now->total.left(12), m_order.expectedFingerprint.left(12));
    return outcome;
}

StepOutcome StepRun::run()
{
    StepOutcome outcome = attempt();
    if (m_mayHaveWatched && outcome.result != StepResult::Unknown)
        leaveWatch();
    return outcome;
}

StepOutcome StepRun::attempt()
{
    QElapsedTimer timer;
    timer.start();
    if (const Result<void> entered = enter(); !entered)
        return notApplied(entered.error());
    const TargetLockGuard lock(m_session);
    if (const Result<void> whole = refuseOlderTarget(); !whole)
        return notApplied(whole.error());
    const auto found = ownReceipt();
    if (!found)
        return notApplied(found.error());
    m_mayHaveWatched = !isForward() && m_order.step.watch && *found; // by a script, or by somebody killed behind his commit
    if (*found && (*found)->isDone)
        return adopted(**found);
    if (!isForward() && losesUncounted(m_order.step) && !m_order.mayLoseRows) { // also of a program, before its mark
        if (const Result<void> refused = refuseLoss(); !refused)
            return notApplied(refused.error());
    }
    if (*found && !hasNoProbes()) { // a started mark without its end: only the probes may decide
        const StepOutcome settled = settleByProbes();
        // An undo whose statement provably never took effect is begun anew; forward a person decides.
        if (settled.result != StepResult::NotApplied || isForward())
            return settled;
    }
    if (auto drift = refuseDrift())
        return *drift;

    QElapsedTimer patience;
    patience.start();
    for (int attempt = 1;; ++attempt) {
        Result<StepOutcome> done = m_order.step.backfill && isForward() ? attemptBackfill()
            : m_order.step.transactional                                ? attemptInTransaction()
                                                                        : attemptOutsideTransaction();
        if (done) {
            done->took = Duration(timer.elapsed());
            return *done;
        }
        const Error error = done.error();
        m_session.rollback();
        if (m_order.trace)
            m_order.trace->ended();
        if (error.code == ErrorCode::OutcomeUnknown) {
            StepOutcome outcome;
            outcome.result = StepResult::Unknown;
            outcome.evidence = error.what;
            outcome.isFinal = m_hasCommittedByItself;
            return outcome;
        }
        if (std::exchange(m_hasProgressed, false)) { // a batch was committed since the last conflict: patience begins anew
            attempt = 1;
            patience.restart();
        }
        if (!mayRetry(error, attempt, patience))
            return notApplied(withBlockers(error));
        m_progress.retries.fetch_add(1);
        if (hasUpkeepYielded(error, m_order.budget - Duration(patience.elapsed())))
            continue; // at once: it comes back
        // Full jitter, 0.1–2 s: waiters that were queued behind us get their turn (DESIGN §4).
        pauseFor(Duration(QRandomGenerator::global()->bounded(100, std::min(2000, 200 << std::min(attempt, 4)))), m_stop);
        if (m_stop.stop_requested())
            return notApplied(Error { ErrorCode::Cancelled, u"stopped while waiting for a lock"_s, {}, {}, {} });
    }
}

/// Whoever still holds the locks is who a person must talk to. The wait ended with them in place, so they are found now.
Error StepRun::withBlockers(const Error &error)
{
    if (error.code != ErrorCode::LockTimeout || !m_session.isOpen())
        return error;
    const SqlSession::PastStop pastStop(m_session);
    const auto blockers = describeBlockers(m_session, m_order.scope);
    if (!blockers || blockers->isEmpty())
        return error;
    Error named = error;
    named.what += u"; locks are held by "_s + *blockers;
    named.next = u"end or wait for that session, then go on"_s;
    return named;
}

/// Upkeep that stays (against a wraparound) is waited for once; then it is a blocker like others, and named.
bool StepRun::hasUpkeepYielded(const Error &error, Duration left)
{
    if (error.code != ErrorCode::LockTimeout || m_upkeepWaits >= kMostUpkeepWaits || left <= Duration(0))
        return false;
    const auto yielded = letUpkeepYield(m_session, m_order.scope + m_order.step.touches, left);
    m_upkeepWaits = yielded ? m_upkeepWaits + (*yielded ? 1 : 0) : kMostUpkeepWaits;
    return yielded && *yielded;
}

bool StepRun::mayRetry(const Error &error, int attempt, const QElapsedTimer &since) const
{
    const bool transient = error.code == ErrorCode::LockTimeout || error.code == ErrorCode::Busy || error.sqlState == u"40P01"_s
        || error.sqlState == u"40001"_s;
    if (!transient || m_stop.stop_requested() || !m_session.isOpen())
        return false;
    const bool withinBudget = Duration(since.elapsed()) < m_order.budget;
    // Forward gives up after its retries; a rollback goes on until its budget is used up.
    return withinBudget && (!isForward() || attempt < m_order.retries);
}

/// A transaction of the effect, which a rehearsal listens to.
Result<void> StepRun::begin()
{
    SLUICE_CHECK(m_session.begin());
    return m_order.trace ? m_order.trace->begun(m_session) : Result<void>();
}

Result<void> StepRun::looked()
{
    return m_order.trace && m_session.isInTransaction() ? m_order.trace->looked(m_session) : Result<void>();
}

Result<void> StepRun::commit()
{
    Result<void> committed = m_session.commit();
    if (m_order.trace)
        m_order.trace->ended();
    return committed;
}

Result<qint64> StepRun::execute(const QStringList &statements)
{
    qint64 rows = 0;
    for (qsizetype i = 0; i < statements.size(); ++i) {
        if (m_stop.stop_requested())
            return fail(ErrorCode::Cancelled, u"stopped before statement %1 of %2"_s.arg(i + 1).arg(statements.size()));
        if (i == 0)
            SLUICE_KILL_POINT("K7a");
        else if (i + 1 == statements.size())
            SLUICE_KILL_POINT("K7c");
        else
            SLUICE_KILL_POINT("K7b");
        SLUICE_TRY(const qint64 affected, m_session.execute(statements[i]));
        rows += affected;
        // SQLite ends the transaction by itself on a full disk or an I/O error; later statements would autocommit.
        if (m_order.step.transactional && !m_session.isInTransaction())
            return fail(ErrorCode::SqlFailed, u"a statement ended the transaction by itself"_s, m_order.step.stepId,
                u"remove transaction control from the step"_s);
        SLUICE_CHECK(looked());
    }
    return rows;
}

/// For an undo this is where the guard counts, inside the transaction and behind guardLock, so that the decision and
/// the effect see the same rows.
Result<QStringList> StepRun::statementsToRun()
{
    if (isForward())
        return m_order.step.forward;
    if (!m_order.step.undoByHand.isEmpty()) { // a rollback waits for nobody: what is left to a person is said
        SLUICE_TRY(const bool isThere, holds(m_order.step.present));
        m_remnant = isThere ? m_order.step.remnant : QString();
        return QStringList();
    }
    SLUICE_TRY(const bool nothing, hasNothingToUndo(m_session, m_order.run, m_order.step));
    if (m_order.step.guard.isEmpty() || nothing)
        return m_order.step.undo;
    SLUICE_TRY([[maybe_unused]] const qint64 locked, execute(m_order.step.guardLock));
    SLUICE_TRY(m_guardRows, countGuard());
    SLUICE_TRY(const QStringList first, endOfWatch());
    if (hasSeededBug("guard-not-counted"))
        m_guardRows = 0;
    if (m_guardRows == 0)
        return first + m_order.step.undo;
    if (!m_order.step.guardedUndo.isEmpty()) {
        m_remnant = m_order.step.remnant;
        return first + m_order.step.guardedUndo;
    }
    if (!m_order.mayLoseRows || m_guardRows > m_order.mostRowsLost)
        SLUICE_CHECK(refuseLoss());
    return first + m_order.step.undo;
}

Result<void> StepRun::refuseLoss()
{
    if (hasSeededBug("loss-not-refused"))
        return {};
    m_wouldLose = true;
    const QString next = u"export the rows first, or let two people accept the loss"_s;
    const QString &step = m_order.step.stepId;
    if (m_guardRows == 0)
        return fail(ErrorCode::Refused, u"nothing counts what undoing step '%1' would lose, and nobody accepted it"_s.arg(step), {}, next);
    const QString beyond = m_order.mayLoseRows ? u", %1 were accepted"_s.arg(m_order.mostRowsLost) : QString();
    return fail(ErrorCode::Refused, u"undoing step '%1' would lose %2 rows"_s.arg(step).arg(m_guardRows) + beyond, {}, next);
}

Result<bool> probeHolds(SqlSession &session, const QString &probe)
{
    SLUICE_TRY(const SqlRows rows, session.query(probe));
    return isTrue(rows.scalar());
}

Result<bool> StepRun::holds(const QString &probe)
{
    return probeHolds(m_session, probe);
}

Receipt StepRun::receipt(bool done) const
{
    Receipt receipt;
    receipt.run = m_order.run;
    receipt.step = m_order.step.stepId;
    receipt.direction = m_order.direction;
    receipt.generation = m_order.generation;
    receipt.attempt = m_order.attempt;
    receipt.isDone = done;
    receipt.epoch = m_order.fence.epoch;
    receipt.planDigest = m_order.planDigest;
    receipt.stepDigest = stepDigest(m_order.step);
    receipt.preFingerprint = m_pre;
    receipt.postFingerprint = m_post;
    receipt.ledgerSeq = m_order.ledgerSeq;
    receipt.ledgerHead = m_order.ledgerHead;
    receipt.runner = m_order.runner;
    receipt.transactionId = m_mark;
    receipt.remnant = m_remnant;
    receipt.guardRows = m_guardRows;
    return receipt;
}

/// The effect is there, the schema after it is known, and it is still the transaction that we began.
Result<void> StepRun::prove(const QString &mark)
{
    const QString probe = isForward() ? m_order.step.present : m_order.step.absent;
    if (!probe.isEmpty() && m_remnant.isEmpty()) {
        SLUICE_TRY(const bool there, holds(probe));
        if (!there)
            return fail(ErrorCode::Refused, u"step '%1' ran, but its effect cannot be seen"_s.arg(m_order.step.stepId), {},
                u"check the step's SQL; nothing was kept"_s);
    }
    SLUICE_CHECK(noteSideEffects());
    SLUICE_TRY(const Fingerprint after, takeFingerprint(m_session, m_order.scope));
    m_seen = after;
    m_post = after.total;
    SLUICE_KILL_POINT("K8");
    if (!m_session.isInTransaction())
        return fail(ErrorCode::Refused, u"step '%1' ended the transaction by itself"_s.arg(m_order.step.stepId), {},
            u"remove COMMIT or ROLLBACK from its SQL; what it committed must be checked by hand"_s);
    SLUICE_TRY(const QString now, transactionMark(m_session));
    m_hasCommittedByItself = now != mark; // no receipt can tell of that work: asking the target again would deny it
    if (m_hasCommittedByItself)
        return fail(ErrorCode::OutcomeUnknown,
            u"step '%1' committed by itself: transaction %2 became %3"_s.arg(m_order.step.stepId, mark, now));
    SLUICE_KILL_POINT("K9");
    return {};
}

Result<StepOutcome> StepRun::attemptInTransaction()
{
    m_remnant.clear();
    m_guardRows = 0;
    SLUICE_CHECK(undoInBatches());
    SLUICE_CHECK(countBesideOthers());
    SLUICE_CHECK(begin());
    SLUICE_KILL_POINT("K6");
    SLUICE_CHECK(holdFence(m_session, m_order.fence));
    SLUICE_TRY(m_mark, transactionMark(m_session));
    SLUICE_TRY(const QStringList statements, statementsToRun());
    SLUICE_TRY(const qint64 rows, execute(statements));
    SLUICE_CHECK(prove(m_mark));
    if (hasSeededBug("receipt-apart-from-work")) {
        SLUICE_CHECK(m_session.commit());
        SLUICE_KILL_POINT("K10");
        SLUICE_CHECK(m_session.begin());
    }
    SLUICE_CHECK(insertReceipt(m_session, receipt(true)));
    SLUICE_KILL_POINT("K10");
    SLUICE_KILL_POINT("K11");
    SLUICE_CHECK(commit());
    SLUICE_KILL_POINT("K12");
    StepOutcome outcome;
    outcome.result = StepResult::Done;
    outcome.postFingerprint = m_post;
    outcome.seen = m_seen;
    outcome.rows = rows;
    outcome.guardRows = m_guardRows;
    outcome.remnant = m_remnant;
    return outcome;
}

/// A COMMIT that failed while its write-ahead log was synced left its frames in the file: unseen now, and found again
/// by whoever opens it next. Only another commit in their place makes what is absent stay so.
Result<void> StepRun::makeAbsenceFinal()
{
    if (m_session.engine() != Engine::Sqlite)
        return {};
    SLUICE_CHECK(m_session.begin());
    // Pages that are written, not rows that stay: an update without a change would write nothing.
    SLUICE_CHECK(insertReceipt(m_session, receipt(false)));
    SLUICE_CHECK(removeStartedMark(m_session, receipt(false)));
    return m_session.commit();
}

StepOutcome StepRun::settle()
{
    StepOutcome unknown;
    unknown.result = StepResult::Unknown;
    if (const Result<void> entered = enter(); !entered) {
        unknown.evidence = entered.error().what;
        unknown.error = entered.error();
        return unknown;
    }
    const TargetLockGuard lock(m_session);
    const auto found = ownReceipt();
    if (!found) {
        unknown.evidence = found.error().what;
        return unknown;
    }
    if (*found && (*found)->isDone)
        return adopted(**found);
    if (const Result<void> stays = *found ? Result<void>() : makeAbsenceFinal(); !stays) {
        unknown.evidence = stays.error().what;
        unknown.error = stays.error();
        return unknown;
    }
    if (!*found) // work and receipt commit together: no receipt, no effect
        return cutOff(u"the interrupted transaction left nothing behind"_s);
    if (hasNoProbes())
        return cutOff(u"the interrupted statements may run again"_s);
    const StepOutcome settled = settleByProbes();
    return settled.result == StepResult::NotApplied ? cutOff(u"the interrupted statement left nothing behind"_s) : settled;
}

StepOutcome runStep(SqlSession &session, const StepOrder &order, std::stop_token stop, StepProgress &progress)
{
    return StepRun(session, order, std::move(stop), progress).run();
}

StepOutcome settleStep(SqlSession &session, const StepOrder &order)
{
    StepProgress progress;
    return StepRun(session, order, {}, progress).settle();
}

} // namespace sluice
