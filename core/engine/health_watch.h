// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_environment.h"
#include "engine/run_journal.h"
#include "engine/runner_signals.h"

namespace sluice {

/// After a proven rollback: measures and records how the rest stands (DESIGN §9), for a bounded time and on probe
/// connections alone. It only reads, so it is called without the lease: whoever wants to go further down has the target
/// at once. Health never changes the result, so nothing that goes wrong here is an error of the run.
/// True: a further rollback was asked for, and this runner shall carry it out.
bool watchHealth(
    const RunEnvironment &environment, RunJournal &journal, SampleStore &samples, RunnerSignals &runnerSignals);

} // namespace sluice
