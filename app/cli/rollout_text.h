// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/output.h"
#include "service/snapshot.h"

namespace sluice {

/// One paragraph of a rollout for people: state, stage, holds, gates, next action.
QString describeRollout(const RolloutView &view, const QDateTime &now, const Output &out);
/// How far the stage at work is: "Forward · baking · 12 s of 60 s"; empty when none is.
QString describeStage(const RolloutView &view);
/// A rollback that waits for a second person, for programs; null: none does.
QJsonValue waitingJson(const std::optional<RollbackWait> &waiting);
/// The same as an entry of sluice.status/1.
QJsonObject rolloutJson(const RolloutView &view);

} // namespace sluice
