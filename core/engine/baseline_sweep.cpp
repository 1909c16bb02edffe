// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/baseline_sweep.h"

#include "warehouse/kept_rows.h"

namespace sluice {

using namespace Qt::StringLiterals;

QList<DueBaseline> dueBaselines(const QList<RunState> &runs, const QDateTime &now)
{
    QList<DueBaseline> due;
    for (const RunState &run : runs) {
        if (!run.ended.isValid() || run.isRollingBack() || run.isAskedToRollBack())
            continue;
        for (const TakenBaseline &baseline : run.keptBaselines) {
            if (!baseline.isDropped && run.ended.addMSecs(baseline.kept.keep.count()) <= now)
                due.append({ run.run, run.plan, run.connection, run.target, baseline });
        }
    }
    return due;
}

Result<void> dropBaseline(SqlSession &session, const DueBaseline &due)
{
    SLUICE_TRY(const TargetIdentity identity, verifyTarget(session));
    if (identity.uuid != due.target)
        return fail(ErrorCode::IdentityMismatch, u"connection '%1' leads to another target than the baseline was taken in"_s.arg(due.connection),
            identity.databaseName, u"drop %1 there by hand"_s.arg(due.baseline.copy.text()));
    return dropKeptRows(session, due.baseline.copy);
}

NewEvent baselineDropped(const DueBaseline &due)
{
    return { EventType::BaselineDropped, due.run,
        QJsonObject { { u"stage"_s, due.baseline.stage }, { u"gate"_s, due.baseline.gate }, { u"relation"_s, due.baseline.relation.text() },
            { u"copy"_s, due.baseline.copy.text() },
            { u"why"_s, u"kept for %1 after the rollout's end"_s.arg(humanDuration(due.baseline.kept.keep)) } } };
}

} // namespace sluice
