// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "sql/sql_session.h"

#include <QJsonObject>

namespace sluice {

/// R0 metadata, exact … R4 irreversible; DESIGN §3.2.
enum class Reversibility { R0, R1, R2, R3, R4 };
QString reversibilityName(Reversibility reversibility); ///< "R1"
Result<Reversibility> reversibilityFromName(const QString &name); ///< LedgerCorrupt for any other

/// A backfill in key order, batch after batch, each batch and its cursor in one transaction. The texts are templates:
/// nextBoundStatement and batchStatements make statements of them. Cursors and bounds are SQL literals (or a row of
/// them), made by the database itself; they are pasted as they are, never quoted again. With a cursor but no receipt
/// a backfill is done in part, and its undo takes back that part. How many rows a batch takes is decided while it runs.
struct CompiledBackfill {
    QString nextBoundSql;
    QStringList batchSql; ///< save old values, then update; the last one's affected rows are the batch's rows
    QString key; ///< the batching key as SQL: "id" or (a, b)
    QString firstCursor; ///< always empty: from the start
    qint64 rowEstimate = -1; ///< rows to do when compiled
    int rows = 0; ///< of a batch, at most; 0: the statements carry it, as older ones do
    Duration pause { 0 }; ///< between batches, at least
    int nice = 0; ///< how many times as long as a batch took it rests, while others use the server
    friend bool operator==(const CompiledBackfill &, const CompiledBackfill &) = default;
};

/// Yields one text: the bound of the batch of so many rows that follows cursor, NULL when nothing is left to do.
QString nextBoundStatement(const CompiledBackfill &backfill, const QString &cursor, int rows);
/// One batch: rows after cursor (empty: from the start) up to bound; run in one transaction with writeCursor(bound).
QStringList batchStatements(const CompiledBackfill &backfill, const QString &cursor, const QString &bound);

/// Makes the target notice whoever writes what a guard counts, so that it can be counted while others work. Noticing too
/// much costs a second count, behind the lock; noticing too little must not be possible.
struct WriteWatch
{
    QString isWorth; ///< one boolean: the table is large enough for it
    QStringList begin; ///< in a transaction of its own, before the count; may run again
    QString isThere; ///< one boolean: begin has run and end has not, whoever ran it
    QString isQuiet; ///< one boolean, behind guardLock: nobody wrote since begin
    QStringList end; ///< in the undo's transaction, before its statements
    QStringList after; ///< each by itself when that is committed; whoever wrote may hold it up, and it may stay
    friend bool operator==(const WriteWatch &, const WriteWatch &) = default;
};

/// A difference of the schema that guardedUndo leaves on purpose, so that the proof can tell it from drift.
struct RemnantTrace
{
    QString where; ///< "view mart.totals_v1" (the object as a whole) or "table mart.orders: column country"
    QString lost; ///< what the line of that column no longer says (" not null"); empty: the object is new
    QString gained {}; ///< what it says there instead (" bigint")
    friend bool operator==(const RemnantTrace &, const RemnantTrace &) = default;
};

/// Everything about one step on one live target: statements forward and back, probes, guard, locks, class. Made from
/// the catalogue just before the step, stored with its intent; undo later uses these bytes, never a new compilation.
struct CompiledStep {
    QString stepId;
    QString op;
    QString summary; ///< "Add column currency to mart.orders"
    QString undoSummary; ///< "Drop column currency of mart.orders"
    Reversibility reversibility = Reversibility::R0;
    QStringList forward; ///< one statement each; with a backfill they prepare it and run before its first batch
    QStringList undo; ///< run when guard counts 0, or there is no guard; safe to run twice where not transactional
    QStringList guardLock; ///< run before guard in the undo's transaction, so that nothing slips in after the count
    std::optional<WriteWatch> watch; ///< with a guard and transactional only
    QString guard; ///< one number: rows the undo would lose; empty: none possible
    QString atRisk; ///< the rows that guard counts, their keys first; empty: they cannot be listed
    QStringList guardedUndo; ///< run when guard counts more (quarantine); empty: the undo is refused
    QString remnant; ///< what guardedUndo leaves behind: "column sluice_q_… of mart.orders"
    QList<RemnantTrace> remnantTraces; ///< beside quarantined columns, which are known by their name
    QString present; ///< one boolean: the effect is there; empty: only the receipt knows
    QString absent; ///< one boolean: it is not; never true together with present
    QString needs; ///< one boolean: what it keeps for its undo is there, whatever later steps make of the rest; empty: nothing apart
    QString leftover; ///< one boolean: what a failed try left is ours to remove; empty: only present and absent tell
    QString forwardLock; ///< "ACCESS EXCLUSIVE on mart.orders, catalogue only"
    QString undoLock;
    /// false: each statement, forward and undo, runs alone outside a transaction between started and done marks and
    /// without lock_timeout. While a failed try left something behind (an invalid index), neither present nor absent
    /// holds and undo removes it.
    bool transactional = true;
    /// Not transactional only: lock_timeout holds all the same, because whoever queues behind a statement that waits is
    /// held up by it.
    bool keepsLockTimeout = false;
    /// Not transactional only: the guard behind a guardLock that has put what it counts under its quarantine name, so that
    /// nobody writes to it while it is counted. guard itself then serves whoever looks before the undo.
    QString lockedGuard;
    QString kept; ///< not transactional only: one boolean, what guardedUndo leaves is in place
    bool writesRows = false; ///< forward changes rows in columns that existed before the plan
    bool undoWritesRows = false;
    QStringList writtenColumns; ///< columns whose values they may change, never the number of rows; empty: anything
    QList<RelationName> touches; ///< fingerprint scope beside the plan's objects; empty with writesRows: any table
    std::optional<CompiledBackfill> backfill;
    /// Where given, run before the undo's transaction and so before its guard counts: the same work in batches, so that the undo
    /// finds nothing left to do and holds no row lock for long. Idempotent from the start, needs no stored cursor.
    std::optional<CompiledBackfill> undoBatches;
    /// Steps whose undo takes this step's effect along (a backfill of a column that the plan added): when all of them
    /// are undone by the same rollback, this step's guard and undo may be skipped.
    QStringList undoneWith;
    QStringList program; ///< argv that makes the effect instead of statements; present alone decides whether it did
    QStringList undoProgram;
    QString byHand; ///< what a person must do before present holds; no statement does it
    QString undoByHand; ///< what is left to a person after a rollback, unless absent holds already
    friend bool operator==(const CompiledStep &, const CompiledStep &) = default;
};

/// What the step does is what its author says of it: no statement tells.
bool isDeclared(const CompiledStep &step);

QJsonObject toJson(const CompiledStep &step);
/// LedgerCorrupt when a field is missing or of another type.
Result<CompiledStep> compiledStepFromJson(const QJsonObject &json);
/// SHA-256 over the resolved statements, what approvals bind.
QString stepDigest(const CompiledStep &step);

/// Compiles with live facts. Refused says why the step cannot run here (missing table, column exists with another
/// type, view depends on the column, flag view has other columns …); NotSupported names op and engine.
/// runId makes quarantine and shadow names unique. session: Control role on an enrolled target, outside a transaction;
/// views and renames are tried in a transaction that is rolled back, because only the engine knows its own text.
Result<CompiledStep> compileStep(SqlSession &session, const Plan &plan, const Step &step, const QString &runId);

/// The flag switch that an exposure step makes; same form as a step, id "expose:<cohort>".
Result<CompiledStep> compileExposure(SqlSession &session, const Plan &plan, const QString &cohort, const QString &runId);

} // namespace sluice
