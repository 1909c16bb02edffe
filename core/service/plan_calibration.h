// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "engine/run_state.h"
#include "quality/calibration.h"
#include "service/calibration_progress.h"
#include "service/gate_past.h"

#include <stop_token>

namespace sluice {

/// What a replay of a run's samples needs of its state.
RunPast runPast(const RunState &run);

/// The past of a gate of the plan; NotFound when it has no such one, else an error is one of the sample store. There need be none.
Result<GatePast> gatePast(const Plan &plan, const QString &stageId, const QString &gateId, const ConnectionProfile &profile,
    const QHash<QString, RunPast> &pasts, const QString &sampleFile);

/// Every gate of the plan against the stored samples of its query on its target, in the order of the plan. A gate whose
/// query cannot be made says so itself; an error is one of the sample store, or Cancelled when stop was requested before the last gate. There
/// need be no store: nothing is made. watcher is called on this thread, before each gate.
Result<QList<GateCalibration>> calibratePlan(const Plan &plan, const ConnectionProfile &profile,
    const QHash<QString, RunPast> &pasts, const QString &sampleFile, const std::stop_token &stop = {},
    const CalibrationWatcher &watcher = {});

} // namespace sluice
