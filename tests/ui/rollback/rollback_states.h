// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/rollback_proof.h"
#include "support/canned_workspace.h"

#include <QJsonArray>

namespace sluice {

/// orders-currency of the canned workspace while it is taken back to its second stage, and after that.
inline WorkspaceSnapshot rollingBack(RunPhase phase = RunPhase::RollingBack)
{
    WorkspaceSnapshot snapshot = cannedWorkspace(CannedMood::Breach);
    RunState &run = snapshot.rollouts[0].state;
    run.phase = phase;
    RollbackState rollback;
    rollback.id = QStringLiteral("b-9");
    rollback.to = QStringLiteral("additive");
    rollback.why = QStringLiteral("Latency p95 1.31× baseline against 1.2×");
    rollback.actor = QStringLiteral("operator-1");
    rollback.trigger = QStringLiteral("operator");
    rollback.requested = cannedNow().addSecs(-5);
    rollback.flagsOff = cannedNow().addMSecs(-4'900);
    run.rollback = rollback;
    return snapshot;
}

inline WorkspaceSnapshot rollbackStuck()
{
    WorkspaceSnapshot snapshot = rollingBack(RunPhase::RollbackStuck);
    RollbackState &rollback = *snapshot.rollouts[0].state.rollback;
    rollback.stuckWhy = QStringLiteral("A reader holds mart.daily_revenue for 4 m 12 s");
    rollback.stuckNext = QStringLiteral("End session 4711 or wait, then try again");
    return snapshot;
}

inline QJsonObject cannedProof(RollbackResult result)
{
    RollbackProof proof;
    proof.result = result;
    proof.fingerprintBefore = QStringLiteral("4d92874a54ce07dc9d446f87de29baf1950da9273ef658a556bd68c8b57b4e91");
    proof.fingerprintAfter = proof.fingerprintBefore;
    proof.tables = { { QStringLiteral("mart.orders"), 1'204'331, 1'204'331, QStringLiteral("8bbab6f7f5f67a5e"),
        QStringLiteral("8bbab6f7f5f67a5e"), 12'408, true, {} } };
    switch (result) {
    case RollbackResult::None:
    case RollbackResult::Exact:
        break;
    case RollbackResult::ExactExcept:
        proof.exceptions
            = { QStringLiteral("sluice_q_0192_currency of mart.orders stays in quarantine until 2026-12-22"),
                  QStringLiteral("materialised view mart.weekly was built from the candidate") };
        break;
    case RollbackResult::Failed:
        proof.fingerprintAfter = QStringLiteral("ffff874a54ce07dc9d446f87de29baf1950da9273ef658a556bd68c8b57b4e91");
        proof.differences
            = { QStringLiteral("view mart.daily_revenue: column amount is numeric, was double precision") };
        proof.exceptions = { QStringLiteral("the schema differs from the record") };
        proof.tables[0].sumNow = QStringLiteral("0000b6f7f5f67a5e");
        proof.tables[0].isEqual = false;
        break;
    case RollbackResult::Unknown:
        proof.fingerprintAfter.clear();
        proof.tables.clear();
        proof.exceptions = { QStringLiteral("mart.orders could not be read: permission denied") };
        break;
    }
    QJsonObject json = toJson(proof);
    json.insert(QStringLiteral("took_ms"), 1'842);
    return json;
}

inline WorkspaceSnapshot rolledBack(RollbackResult result)
{
    WorkspaceSnapshot snapshot = rollingBack(RunPhase::RolledBack);
    RunState &run = snapshot.rollouts[0].state;
    run.holds.clear();
    run.stages[2].phase = StagePhase::Undone;
    run.stages[2].steps[0].phase = StepPhase::Undone;
    run.rollback->ended = cannedNow().addSecs(-3);
    run.rollback->result = result;
    run.rollback->proof = cannedProof(result);
    return snapshot;
}

} // namespace sluice
