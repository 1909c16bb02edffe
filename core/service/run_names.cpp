// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/run_names.h"

namespace sluice {

namespace {

RunNames namesOfPlan(const RolloutView &view)
{
    RunNames names;
    names.plan = view.planId;
    if (!view.bundle)
        return names;
    for (const Stage &stage : view.bundle->plan.stages) {
        names.stages.insert(stage.id, stageTitle(stage));
        for (const Gate &gate : stage.gates) {
            names.gates.insert(stage.id + u'/' + gate.id, gateTitle(gate));
            names.gates.insert(gate.id, gateTitle(gate));
        }
    }
    return names;
}

RunNames namesOfRun(RunNames names, const RunState &run)
{
    for (const StageState &stage : run.stages) {
        for (const VerdictRecord &record : stage.verdicts) {
            if (!record.title.isEmpty())
                names.gates.insert(stage.id + u'/' + record.gate, record.title);
        }
    }
    return names;
}

} // namespace

QHash<QString, RunNames> runNames(const WorkspaceSnapshot &snapshot)
{
    QHash<QString, RunNames> all;
    for (const RolloutView &view : snapshot.rollouts) {
        const RunNames plan = namesOfPlan(view);
        if (!view.state.run.isEmpty())
            all.insert(view.state.run, namesOfRun(plan, view.state));
        for (const RunState &earlier : view.earlier)
            all.insert(earlier.run, namesOfRun(plan, earlier));
    }
    return all;
}

} // namespace sluice
