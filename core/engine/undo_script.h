// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"
#include "plan/plan_bundle.h"
#include "sql/sql_session.h"

namespace sluice {

/// A file for psql or the sqlite3 shell.
struct UndoScript {
    QString name; ///< "rollback.sql"
    QString text;
};

/// The rollback to stage `to` as scripts that run without Sluice: they check the target, shut living runners out, send
/// readers back, undo newest first and leave the receipts that Sluice's own rollback would, so that one which comes
/// later undoes nothing twice and proves the result. They never lose rows that a guard counts: PostgreSQL's script puts
/// them into quarantine, SQLite's stops, and a second one that quarantines lies beside it.
/// Reads the target (Catalogue role) for what a script cannot decide. Refused while the outcome of a step is unknown,
/// or where a step was declared irreversible.
Result<QList<UndoScript>> undoScripts(
    SqlSession &session, const PlanBundle &bundle, const RunState &state, const QString &to, const QDateTime &now);

} // namespace sluice
