// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

#include <QDateTime>

namespace sluice {

enum class Direction { Forward, Undo };
QString directionName(Direction direction);

/// Row in the target that proves a step ran: written in the step's own transaction, never changed or removed. Started
/// marks of statements that cannot run in one live in a table of their own until they are finished or taken back.
/// Primary key of both (run, step, direction, generation).
struct Receipt {
    QString run;
    QString step;
    Direction direction = Direction::Forward;
    int generation = 1; ///< of this direction within the run; counts re-application after a rollback
    int attempt = 1;
    bool isDone = true; ///< false: the started mark of a non-transactional statement
    qint64 epoch = 0;
    QString planDigest;
    QString stepDigest;
    QString preFingerprint;
    QString postFingerprint;
    qint64 ledgerSeq = 0; ///< of the intent: every target anchors the ledger
    QString ledgerHead;
    QString runner;
    QString transactionId;
    QString remnant; ///< of an undo: what its guard made it leave behind
    qint64 guardRows = 0; ///< of an undo: rows that its guard counted
    QDateTime at; ///< the target's clock, UTC; set by the database
};

Result<std::optional<Receipt>> findReceipt(
    SqlSession &session, const QString &run, const QString &step, Direction direction, int generation);
Result<QList<Receipt>> receiptsOf(SqlSession &session, const QString &run);
/// On the Steps session, inside the step's transaction, by quoted literals. AlreadyExists when it is there; a started
/// mark (isDone false) replaces the one of an earlier attempt.
Result<void> insertReceipt(SqlSession &session, const Receipt &receipt);
/// Turns a started mark into a receipt: the receipt is inserted, then the mark goes. NotFound when there is no mark.
Result<void> finishReceipt(SqlSession &session, const Receipt &receipt);
/// Takes back the started mark of a statement that provably had no effect; done receipts are never removed.
Result<void> removeStartedMark(SqlSession &session, const Receipt &receipt);

/// For scripts that run without Sluice: one boolean, whether the receipt is there.
QString hasReceiptSql(Engine engine, const QString &run, const QString &step, Direction direction, int generation);
/// For the same: leaves the receipt that insertReceipt would leave. guardRows is an expression; empty: the receipt's own.
QStringList receiptSql(Engine engine, const Receipt &receipt, const QString &guardRows = {});

/// Cursor of a running backfill, committed with its batch; empty when none.
Result<QString> readCursor(SqlSession &session, const QString &run, const QString &step);
Result<void> writeCursor(SqlSession &session, const QString &run, const QString &step, const QString &cursor);

} // namespace sluice
