// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"
#include "ledger/ledger.h"
#include "sql/sql_session.h"

namespace sluice {

/// Rows of a rollout that has ended, which were kept as long as its plan says.
struct DueBaseline {
    QString run;
    QString plan;
    QString connection;
    QString target; ///< uuid
    TakenBaseline baseline;
};

/// Pure. A rollback does not make one due; its rollout's end, to which it is a way, does.
QList<DueBaseline> dueBaselines(const QList<RunState> &runs, const QDateTime &now);

/// Takes the copy out of the target that it was made in; safe to run again. IdentityMismatch for another target.
Result<void> dropBaseline(SqlSession &session, const DueBaseline &due);

/// What the ledger is told when it is gone.
NewEvent baselineDropped(const DueBaseline &due);

} // namespace sluice
