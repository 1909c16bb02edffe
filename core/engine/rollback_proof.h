// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/table_proof.h"
#include "warehouse/fingerprint.h"
#include "warehouse/flags.h"

#include <QSet>

namespace sluice {

/// Every step beyond stage `to` (empty: all) that did or may have done something, newest first. A backfill that was
/// stopped between batches counts, an intent without outcome too.
Result<QList<UndoItem>> undoItems(const RunState &state, const QString &to);

/// Steps among these whose effect the undo of others takes along (values in a column that goes): not written row by row
/// first.
QSet<QString> takenAlong(const QList<UndoItem> &items);

/// Why these cannot all be taken back: one was declared irreversible (R4), so a rollback past it is refused, never begun.
/// Empty: they can.
QString whyIrreversible(const QList<UndoItem> &items);

/// What a rollback must give back, taken from the ledger alone.
struct ExpectedState {
    QString fingerprint; ///< total
    Fingerprint detail; ///< for readable differences; may be empty
    QList<TableChecksum> checksums; ///< when the first undone stage began
    QList<FlagState> flags;
};
ExpectedState expectedAfterRollback(const RunState &state, const QString &to);
/// The states of the plan's own flags; other plans switch theirs on the same target meanwhile.
QList<FlagState> flagsOfPlan(const Plan &plan, const QList<FlagState> &states);
/// What the guarded undos that left these remnants say to leave in the schema.
QList<RemnantTrace> remnantTraces(const QList<UndoItem> &undone, const QStringList &remnants);

/// What the target shows after the undo.
struct ObservedState {
    Fingerprint fingerprint;
    QList<TableChecksum> checksums; ///< same order as expected; a table that cannot be read is missing
    QList<FlagState> flags;
    QMap<QString, qint64> untouched; ///< tables that were not read again, by name, and how many rows arrived (-1: not counted)
    QStringList unreadable; ///< what could not be looked at, and why
    QStringList remnantReaders; ///< "view mart.theirs": what others built on a remnant
};
/// Reads the protected tables again, save large ones that none of these steps wrote and whose storage is the one that was
/// recorded: reading all rows would make a rollback as slow as the table is large. comparesEveryTable: these too.
Result<ObservedState> observeState(SqlSession &session, const ExpectedState &expected, const QList<RelationName> &scope,
    const QList<UndoItem> &undone, bool comparesEveryTable);

/// The verdict of a rollback and everything it rests on. EXACT only when every part is shown; unsure is not exact.
struct RollbackProof {
    RollbackResult result = RollbackResult::Unknown;
    QString fingerprintBefore; ///< recorded
    QString fingerprintAfter; ///< now
    QStringList differences;
    QList<TableProof> tables;
    QStringList exceptions; ///< EXACT_EXCEPT: what remains; FAILED, UNKNOWN: why
};

/// Pure. remnants: what guarded undos left (quarantined columns), by name. A table that differs counts against the
/// rollback where it may have written: FAILED when raw SQL wrote it, UNKNOWN when a column it gave back differs (a
/// value not restored and one that somebody wrote since look alike), EXACT_EXCEPT when rows came or went beside it. A table
/// that was compared by a sample and may have been written is EXACT_EXCEPT at best.
RollbackProof proveRollback(
    const ExpectedState &expected, const ObservedState &observed, const QList<UndoItem> &undone, const QStringList &remnants);

QJsonObject toJson(const RollbackProof &proof);
RollbackProof rollbackProofFromJson(const QJsonObject &json);

} // namespace sluice
