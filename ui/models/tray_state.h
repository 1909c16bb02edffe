// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/snapshot.h"

/// What the tray shows, as values.
namespace sluice {

/// From the least to the most urgent.
enum class TrayMood { Quiet, Running, Held, Breached, RollingBack, Stuck };

struct TrayRollout
{
    QString plan; ///< of standing checks: checksRun()
    QString text; ///< "orders-currency · Breach"
    TrayMood mood = TrayMood::Quiet;
    friend bool operator==(const TrayRollout &, const TrayRollout &) = default;
};

struct TrayState
{
    TrayMood mood = TrayMood::Quiet; ///< the worst of all
    QString toolTip; ///< a line for the workspace, one for each rollout under way or domain that is not well, and why
    QList<TrayRollout> rollouts; ///< under way, most urgent first, then the domains whose standing checks are not well
    friend bool operator==(const TrayState &, const TrayState &) = default;
};

TrayState trayState(const WorkspaceSnapshot &snapshot, const QDateTime &now);

} // namespace sluice
