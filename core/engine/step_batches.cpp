// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/kill_point.h"
#include "base/pause.h"
#include "base/seeded_bug.h"
#include "engine/backfill_pace.h"
#include "engine/step_run.h"
#include "warehouse/dialect.h"

namespace sluice {

using namespace Qt::StringLiterals;

constexpr Duration kOthersAskedEvery { 500 };

Result<bool> hasNothingToUndo(SqlSession &session, const QString &run, const CompiledStep &step)
{
    if (!step.undoBatches || step.absent.isEmpty())
        return false;
    SLUICE_TRY(const bool isAbsent, probeHolds(session, step.absent));
    if (!isAbsent)
        return false;
    SLUICE_TRY(const QString cursor, readCursor(session, run, step.stepId));
    if (cursor.isEmpty())
        return true;
    return fail(ErrorCode::Refused,
        u"step '%1' wrote rows, but the table that kept their old values is gone"_s.arg(step.stepId), {},
        u"restore the values from a backup; the cursor of the backfill says how far it came"_s);
}

/// The long part of an undo in short transactions; idempotent from the start, so it needs no receipt of its own. It takes
/// full batches without a rest: everybody waits for a rollback.
Result<void> StepRun::undoInBatches()
{
    if (isForward() || !m_order.step.undoBatches)
        return {};
    SLUICE_TRY(const bool nothing, hasNothingToUndo(m_session, m_order.run, m_order.step));
    if (nothing)
        return {};
    const CompiledBackfill &batches = *m_order.step.undoBatches;
    QString cursor;
    for (;;) {
        SLUICE_CHECK(begin());
        SLUICE_CHECK(holdFence(m_session, m_order.fence));
        SLUICE_TRY(const SqlRows next, m_session.query(nextBoundStatement(batches, cursor, batches.rows)));
        const QVariant bound = next.scalar();
        if (bound.isNull() || !bound.isValid()) {
            m_session.rollback();
            return {};
        }
        for (const QString &sql : batchStatements(batches, cursor, bound.toString())) {
            SLUICE_KILL_POINT("K7b");
            SLUICE_TRY([[maybe_unused]] const qint64 rows, m_session.execute(sql));
            SLUICE_CHECK(looked());
        }
        SLUICE_CHECK(commit());
        m_hasProgressed = true;
        cursor = bound.toString();
    }
}

/// Between two batches. What cannot be asked counts as a yes.
bool StepRun::areOthersAtWork()
{
    const QString sql = dialectFor(m_session.engine()).othersAtWorkSql();
    if (sql.isEmpty())
        return true;
    const Result<SqlRows> answer = m_session.query(sql);
    return !answer || answer->scalar().isNull() || answer->scalar().toBool();
}

Result<bool> StepRun::backfillBatch(QString &cursor, int most, qint64 &rows)
{
    const CompiledBackfill &backfill = *m_order.step.backfill;
    SLUICE_CHECK(begin());
    SLUICE_CHECK(holdFence(m_session, m_order.fence));
    SLUICE_TRY(m_mark, transactionMark(m_session));
    SLUICE_TRY(const SqlRows next, m_session.query(nextBoundStatement(backfill, cursor, most)));
    const QVariant bound = next.scalar();
    if (bound.isNull() || !bound.isValid()) {
        SLUICE_CHECK(prove(m_mark));
        SLUICE_CHECK(insertReceipt(m_session, receipt(true)));
        SLUICE_KILL_POINT("K10");
        SLUICE_CHECK(commit());
        SLUICE_KILL_POINT("K12");
        return false;
    }
    // A batch and its cursor are lost together or not at all, and the receipt takes everything before it to the disk with
    // it. Others' commits would stand in line behind each batch's.
    if (const QString sql = dialectFor(m_session.engine()).unawaitedCommitSql(); !sql.isEmpty())
        SLUICE_CHECK(m_session.query(sql).map([](const SqlRows &) {}));
    if (hasSeededBug("cursor-before-batch")) {
        SLUICE_CHECK(writeCursor(m_session, m_order.run, m_order.step.stepId, bound.toString()));
        SLUICE_CHECK(m_session.commit());
        SLUICE_CHECK(m_session.begin());
    }
    QStringList batch = batchStatements(backfill, cursor, bound.toString());
    if (hasSeededBug("old-values-not-kept"))
        batch.removeFirst();
    for (const QString &sql : std::as_const(batch)) {
        SLUICE_KILL_POINT("K7b");
        SLUICE_TRY(const qint64 affected, m_session.execute(sql));
        rows = affected; // the last statement of a batch is the update itself
        SLUICE_CHECK(looked());
    }
    SLUICE_CHECK(writeCursor(m_session, m_order.run, m_order.step.stepId, bound.toString()));
    SLUICE_KILL_POINT("K11");
    SLUICE_CHECK(commit());
    m_hasProgressed = true;
    cursor = bound.toString();
    return true;
}

Result<StepOutcome> StepRun::attemptBackfill()
{
    SLUICE_TRY(QString cursor, readCursor(m_session, m_order.run, m_order.step.stepId));
    if (cursor.isEmpty()) { // what the batches need, for example the table of old values
        cursor = m_order.step.backfill->firstCursor;
        SLUICE_CHECK(begin());
        SLUICE_CHECK(holdFence(m_session, m_order.fence));
        if (!m_order.step.transactional) // the preparation commits by itself; it is idempotent
            SLUICE_CHECK(commit());
        SLUICE_TRY([[maybe_unused]] const qint64 prepared, execute(m_order.step.forward));
        if (m_order.step.transactional)
            SLUICE_CHECK(commit());
    }
    qint64 total = m_progress.rows.load();
    BackfillPace pace(m_session.engine(), *m_order.step.backfill);
    QElapsedTimer sinceAsked;
    for (;;) {
        if (m_stop.stop_requested())
            return fail(ErrorCode::Cancelled, u"stopped between two batches"_s);
        if (!sinceAsked.isValid() || sinceAsked.hasExpired(kOthersAskedEvery.count())) {
            pace.setOthersAtWork(areOthersAtWork());
            sinceAsked.start();
        }
        qint64 rows = 0;
        const int most = pace.rows();
        QElapsedTimer busy;
        busy.start();
        SLUICE_TRY(const bool more, backfillBatch(cursor, most, rows));
        if (!more)
            break;
        total += rows;
        m_progress.rows.store(total);
        m_progress.batches.fetch_add(1);
        pace.took(most, BackfillPace::Time(busy.nsecsElapsed() / 1000));
        if (pace.rest() > Duration(0))
            pauseFor(pace.rest(), m_stop);
    }
    StepOutcome outcome;
    outcome.result = StepResult::Done;
    outcome.postFingerprint = m_post;
    outcome.seen = m_seen;
    outcome.rows = total;
    return outcome;
}

} // namespace sluice
