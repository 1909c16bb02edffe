// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/calibration.h"
#include "support/canned_workspace.h"

namespace sluice {

/// Of the canned plan's forward stage: a gate that fires too often, one that never does, and one that nobody measured.
inline QList<GateCalibration> cannedCalibration()
{
    const Stage stage = cannedPlan().stages[2];
    QList<GateCalibration> found;
    for (int at = 0; at < 3; ++at) {
        GateCalibration one;
        one.stage = stage.id;
        one.gate = stage.gates[at];
        one.budget.alpha = 0.0025;
        one.stageTicks = 482;
        one.decision = { 480, 12, {} };
        if (at < 2) {
            one.rollouts = 5;
            one.history.ticks = 97'364;
            one.history.since = cannedNow().addDays(-80);
            one.history.until = cannedNow().addDays(-1);
            one.history.rolledUp = at == 0 ? 40'000 : 0;
            one.tally.stages = 202;
        }
        found.append(one);
    }
    found[0].tally.fired = 3;
    found[0].tally.held = 1;
    found[0].tally.firstWhy = QStringLiteral("Latency p95 breached: 1.27× baseline against 1.2×, evidence 100 %, n 96");
    found[0].least = { LeastLimit { LimitSide::AtMost, true, 1.36, QStringLiteral("1.36× baseline") } };
    found[0].badSeries = 2;
    found[0].caught = 2;
    found[2].unknown = QStringLiteral("nothing was ever measured by its query");
    return found;
}

} // namespace sluice
