// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/rollback_proof.h"
#include "engine/run_seat.h"

namespace sluice {

/// Who wants a rollback, where to, and why.
struct RollbackRequest {
    QString id; ///< of the command, or fresh
    QString to; ///< stage id; empty: the start
    QString why;
    QString trigger; ///< "person" or "gate"
    QString gate;
    QString request {}; ///< of a rollback that two people decided: the command that asked
    QString askedBy {};
    QString acceptedBy {};
    QDateTime asked {}; ///< by a person; invalid: nobody knows
    bool overridesWindow = false; ///< wanted also behind the window
    QList<StepLoss> accepted {}; ///< by acceptedBy
    bool isInLedger = false; ///< asked there, so that another person can be told from this one
    bool isOnCopy = false; ///< a rehearsal: what it loses is nobody's
};

/// Takes a run back: intent, flags off, undo in reverse, flags of the stage kept, verification. Idempotent: called
/// again (after a crash, on a second press) it goes on where it was. Runner's thread; never interrupted inside a step.
class RollbackDriver
{
public:
    explicit RollbackDriver(RunSeat &seat);
    /// An error means that even the local file cannot be written, or the lease is lost; a stuck rollback is recorded
    /// as RollbackStuck and is no error.
    Result<void> run(const RollbackRequest &request);
    /// Only the readers go back: flags off, then a hold.
    Result<void> flagsOffOnly(const QString &commandId, const QString &why);

private:
    Result<bool> flagsOff(const QString &id);
    Result<bool> undo(const QString &id, const UndoItem &item);
    void allowLoss(StepOrder &order, const UndoItem &item) const;
    Result<void> wait(const QString &id, const UndoItem &item, const StepOutcome &outcome);
    Result<bool> restoreFlags(const QString &id, const QString &to);
    Result<void> verify(const QString &id, const QString &to, const QList<UndoItem> &undone, const QStringList &remnants);
    void addLost(QJsonObject &payload, const QList<UndoItem> &undone) const;
    Result<void> stuck(const QString &id, const QString &why, const QString &next);
    StepOutcome performSql(const QString &stepId, const QStringList &statements);

    RunSeat &m_seat;
    Duration m_began { 0 };
    QStringList m_remnants;
    bool m_isOnCopy = false;
};

} // namespace sluice
