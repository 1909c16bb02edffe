// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/canned_workspace.h"

namespace sluice {

/// The canned workspace, where the latency gate of orders-currency cannot decide by itself and, when two is set, the
/// errors gate neither.
inline WorkspaceSnapshot waitingWorkspace(bool two = false)
{
    WorkspaceSnapshot snapshot = cannedWorkspace();
    RunState &run = snapshot.rollouts[0].state;
    StageState &stage = run.stages.last();
    for (const QString &gate : two ? QStringList { QStringLiteral("latency"), QStringLiteral("errors") }
                                   : QStringList { QStringLiteral("latency") }) {
        VerdictRecord &record = stage.verdicts[gate];
        record.verdict = Verdict::Inconclusive;
        record.rule = QStringLiteral("keys still moving after the settling time");
        record.queryDigest = QStringLiteral("7d1c0e5a9b42");
        record.evidence = 0.62;
    }
    stage.goodTicks.insert(QStringLiteral("latency"), 118);
    run.holds = { Hold { HoldReason::Inconclusive, QStringLiteral("Latency p95 is inconclusive; a person decides"),
        QStringLiteral("gate"), cannedNow().addSecs(-40), 18'200, false } };
    snapshot.person = QStringLiteral("ops");
    snapshot.alarms = { Alarm { AlarmLevel::Hold, QStringLiteral("orders-currency"), run.run, run.holds.first().why,
        run.holds.first().since, true, false } };
    return snapshot;
}

/// The snapshot with a person's word on the latency gate on record, not carried out yet.
inline WorkspaceSnapshot saidWorkspace(bool passes)
{
    WorkspaceSnapshot snapshot = waitingWorkspace();
    RunState &run = snapshot.rollouts[0].state;
    PendingCommand command;
    command.command = QStringLiteral("judge");
    command.seq = ++run.lastSeq;
    command.judgement
        = AskedJudgement { QStringLiteral("latency"), passes, run.currentStage, 1, 1, {}, Verdict::Inconclusive };
    run.commands = { command };
    return snapshot;
}

} // namespace sluice
