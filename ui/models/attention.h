// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/snapshot.h"

/// Which rollout a person should look at first. One rule, for the order of the Rollouts page and for the plan that
/// every page opens on.
namespace sluice {

/// From the most urgent to the least.
enum class Attention {
    Alarm, ///< a breach, or a rollback that is stuck
    Held, ///< waits for somebody
    RollingBack, ///< being taken back or verified
    Running, ///< under way, watched
    RolledBackLately, ///< within kLately: somebody still has to say what next
    Ready, ///< can be started now
    Waiting, ///< a draft that cannot be started yet, or a file that cannot be read
    Over, ///< sealed, cancelled, rolled back long ago
};

constexpr std::chrono::hours kLately { 72 };

Attention attentionOf(const RolloutView &rollout, const QDateTime &now);
/// Positions in the snapshot's list, most urgent first. What is over comes newest first; equals keep their order.
QList<qsizetype> byAttention(const QList<RolloutView> &rollouts, const QDateTime &now);
/// The first of them; empty without rollouts.
QString planInNeed(const WorkspaceSnapshot &snapshot, const QDateTime &now);

} // namespace sluice
