// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"

/// Private to core/engine: what entries about the gates of a stage make of it. For the fold.
namespace sluice {

void noteVerdict(StageState &stage, const QJsonObject &json);
void noteBake(StageState &stage, const QJsonObject &json);
void noteSlices(StageState &stage, const QJsonObject &json);
/// Of the command that asked for it, whose actor the ledger stamped: what the runner says of them is for readers.
void noteWaiver(RunState &state, StageState &stage, const QJsonObject &json);
void noteWaiverEnd(StageState &stage, const QJsonObject &json);

} // namespace sluice
