// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/service.h"

#include <algorithm>

namespace sluice {

const RolloutView *WorkspaceSnapshot::rollout(const QString &planId) const
{
    const auto it = std::find_if(rollouts.cbegin(), rollouts.cend(), [&](const RolloutView &view) { return view.planId == planId; });
    return it == rollouts.cend() ? nullptr : &*it;
}

} // namespace sluice

// Here rather than with the other meta objects, so that who only knows the interface links no engine.
#include "moc_service.cpp"
