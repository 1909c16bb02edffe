// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"
#include "engine/table_proof.h"

namespace sluice {

/// What a rollback would lose now, by step: counted by the guards, or named where nothing counts it. A step whose guard
/// finds nothing is left out, and so is one that a script has undone already. A guard that does not answer is left out
/// too: the undo counts again, and stops there. Any role.
Result<QList<StepLoss>> countLosses(SqlSession &session, const RunState &state, const QList<UndoItem> &items);

/// Who wants what, in the words of the record.
struct WaitWords
{
    QString id; ///< of the request
    QString to; ///< stage id; empty: the start
    QString why;
    QString askedBy;
    bool overridesWindow = false;
    QString begun {}; ///< why a rollback that had begun waits again; empty: it has not begun
    QString answers {}; ///< command that asked for the same again
};

/// The payload of RollbackWaits, with the sentence that everybody reads and how another person accepts.
QJsonObject waitPayload(const QString &plan, const WaitWords &words, const QList<StepLoss> &losses);

} // namespace sluice
