// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"

#include <QString>

#include <optional>

/// What the window's frame shows, as values made by its presenter.
namespace sluice {

struct AlarmBannerState {
    enum class Level { None, Notice, Hold, Breach };
    Level level = Level::None;
    QString word; ///< "Breach", "Held"
    QString sentence;
    QString planId; ///< of standing checks: checksRun()
    QString run;
    bool canHold = false;
    bool canRollBack = false;
    int others = 0; ///< further alarms
    bool canJudge = false; ///< a gate of the rollout waits for a person
    bool isOfChecks = false; ///< standing checks, which no rollout's commands concern
    friend bool operator==(const AlarmBannerState &, const AlarmBannerState &) = default;
};

enum class Health { None, Good, Watch, Bad };

struct TopBarState {
    QString workspace;
    std::optional<Environment> environment; ///< none: no connection is named yet
    QString target; ///< "warehouse · db-7 · 3f9c…a1"
    QString targetDetail; ///< tooltip: the whole identity
    QString runner; ///< "agent on ops-2, lease 4 s"
    Health runnerHealth = Health::None;
    friend bool operator==(const TopBarState &, const TopBarState &) = default;
};

struct StatusStripState {
    QString ledger; ///< "ledger verified to #18 204"
    Health ledgerHealth = Health::None;
    QString samples; ///< "samples 2 s old"; empty when nothing is sampled
    bool isStale = false;
    QString running; ///< "2 rollouts running"
    QString clock; ///< "UTC 2026-11-22 12:58:03"
    friend bool operator==(const StatusStripState &, const StatusStripState &) = default;
};

} // namespace sluice
