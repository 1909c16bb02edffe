// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/output.h"
#include "engine/replay_values.h"

namespace sluice {

/// The answer of `sluice replay` for people: times of each query on both branches, what its plan lost and what could
/// help, and which queries could not be run.
QString describeReplay(const Replay &replay, const ReplayOptions &options, const Output &out);

/// A line for whoever waits: "Replaying: 120 of 440 runs, about 40 s left".
QString replayProgressText(const ReplayProgress &progress, Duration elapsed);

} // namespace sluice
