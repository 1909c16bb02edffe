// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/snapshot.h"

/// What needs somebody now, and the words for it: banner, tray, notifications and commands say the same.
namespace sluice {

/// What holds a rollout first, worst first; then what standing checks found; last what is only told. Equals keep the
/// order of the rollouts.
QList<Alarm> alarmsOf(const QList<RolloutView> &rollouts, const CheckAlarms &checks, const QDateTime &now);

/// Of a rollback that has begun: what it is stuck at, else why it was asked for. Empty without one.
QString rollbackWhy(const RunState &state);
/// A run that goes on behind its rollback window: nothing takes it back any more.
bool isPastReturn(const RunState &state, const QDateTime &now);
QString pastReturnWhy(const RunState &state);

} // namespace sluice
