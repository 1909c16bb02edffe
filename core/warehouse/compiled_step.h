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

/// A backfill in key order: batch after batch, cursor committed with each. nextBoundSql yields one row: the key that
/// ends the next batch after :cursor (NULL: done). Placeholders {cursor} and {bound} are replaced by SQL literals.
struct CompiledBackfill {
    QString nextBoundSql;
    QStringList batchSql; ///< save old values where needed, then update
    QString firstCursor; ///< literal below every key
    qint64 rowEstimate = -1;
    Duration pause { 0 };
};

/// Everything about one step on one live target: statements forward and back, probes, guard, locks, class. Made from
/// the catalogue just before the step, stored with its intent; undo later uses these bytes, never a new compilation.
struct CompiledStep {
    QString stepId;
    QString op;
    QString summary; ///< "Add column currency to mart.orders"
    QString undoSummary; ///< "Drop column currency of mart.orders"
    Reversibility reversibility = Reversibility::R0;
    QStringList forward; ///< one statement each
    QStringList undo; ///< run when guard counts 0, or there is no guard
    QStringList guardLock; ///< run before guard in the undo's transaction, so that nothing slips in after the count
    QString guard; ///< one number: rows the undo would lose; empty: none possible
    QStringList guardedUndo; ///< run when guard counts more (quarantine); empty: the undo is refused
    QString remnant; ///< what guardedUndo leaves behind: "column sluice_q_… of mart.orders"
    QString present; ///< one boolean: the effect is there
    QString absent; ///< one boolean: it is not; never true together with present
    QString forwardLock; ///< "ACCESS EXCLUSIVE on mart.orders, catalogue only"
    QString undoLock;
    bool transactional = true; ///< false: one statement with started/done marks
    bool writesRows = false; ///< forward changes rows in columns that existed before
    bool undoWritesRows = false;
    QList<RelationName> touches; ///< fingerprint scope beside the plan's objects
    std::optional<CompiledBackfill> backfill;
};

QJsonObject toJson(const CompiledStep &step);
Result<CompiledStep> compiledStepFromJson(const QJsonObject &json);
/// SHA-256 over the resolved statements, what approvals bind.
QString stepDigest(const CompiledStep &step);

/// Compiles with live facts. Refused says why the step cannot run here (missing table, column exists with another
/// type, view depends on the column, flag view has other columns …); NotSupported names op and engine.
/// runId makes quarantine and shadow names unique. session: Catalogue or Control role.
Result<CompiledStep> compileStep(SqlSession &session, const Plan &plan, const Step &step, const QString &runId);

/// The flag switch that an exposure step makes; same form as a step, id "expose:<cohort>".
Result<CompiledStep> compileExposure(SqlSession &session, const Plan &plan, const QString &cohort, const QString &runId);

} // namespace sluice
