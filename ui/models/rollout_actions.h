// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/snapshot.h"

namespace sluice {

/// One thing a person can do to a rollout now: whether it makes sense at all, and everything that forbids it.
struct RolloutAction {
    bool isOffered = false;
    QStringList blockers;
    /// Of start: the same plan as the run that was rolled back, possible but never urged. Of rollBack: further back.
    bool isRepeat = false;
    bool isPossible() const { return isOffered && blockers.isEmpty(); }
    friend bool operator==(const RolloutAction &, const RolloutAction &) = default;
};

struct RolloutActions {
    RolloutAction start, rehearse, hold, resume, judge, rollBack, cancel;
    friend bool operator==(const RolloutActions &, const RolloutActions &) = default;
};

/// What the console offers for this rollout. The engine decides again; this only keeps dead buttons away.
RolloutActions rolloutActions(const RolloutView &rollout);

} // namespace sluice
