// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/snapshot.h"

namespace sluice {

/// A run that should have a runner.
struct Duty {
    QString run;
    QString plan;
    QString target;
    bool isBack = false; ///< a rollback: under way, or asked for
    bool isCarried = false; ///< somebody does, here or elsewhere
    friend bool operator==(const Duty &, const Duty &) = default;
};

/// One run a target, for a target has one runner: what must go back first, then what goes forward, then what is
/// watched until its window closes; of equals the one that was started last. Runs that wait for a person's decision
/// alone (a stuck rollback) or are over are nobody's duty.
QList<Duty> dutiesOf(const WorkspaceSnapshot &snapshot);

} // namespace sluice
