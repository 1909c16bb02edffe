// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "engine/run_state.h"
#include "quality/calibration.h"

namespace sluice {

/// What a replay of a run's samples needs of its state.
RunPast runPast(const RunState &run);

/// Every gate of the plan against the stored samples of its query on its target, in the order of the plan. A gate whose
/// query cannot be made says so itself; an error is one of the sample store. There need be none: nothing is made.
Result<QList<GateCalibration>> calibratePlan(const Plan &plan, const ConnectionProfile &profile,
    const QHash<QString, RunPast> &pasts, const QString &sampleFile);

} // namespace sluice
