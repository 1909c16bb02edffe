// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/agent_duty.h"

#include <algorithm>

namespace sluice {

namespace {

enum class Urgency { Back, Forward, Watch };

std::optional<Urgency> urgencyOf(const RunState &state)
{
    switch (state.phase) {
    case RunPhase::RollingBack:
    case RunPhase::Verifying:
        return Urgency::Back;
    case RunPhase::Validated:
    case RunPhase::Running:
        return state.isAskedToRollBack() ? Urgency::Back : Urgency::Forward;
    case RunPhase::Observing:
        return state.isAskedToRollBack() ? Urgency::Back : Urgency::Watch;
    case RunPhase::RolledBack: // to a stage in the middle: it can be asked to go further down
    case RunPhase::RollbackStuck: // a person decides when it is tried again, and says so with a command
        return state.isAskedToRollBack() ? std::optional(Urgency::Back) : std::nullopt;
    case RunPhase::Sealed:
        return state.isWantedLate() ? std::optional(Urgency::Back) : std::nullopt;
    case RunPhase::Draft:
    case RunPhase::Cancelled:
        return std::nullopt;
    }
    return std::nullopt;
}

} // namespace

QList<Duty> dutiesOf(const WorkspaceSnapshot &snapshot)
{
    struct Candidate {
        Urgency urgency;
        const RolloutView *view;
    };
    QList<Candidate> candidates;
    for (const RolloutView &view : snapshot.rollouts) {
        if (const auto urgency = view.state.run.isEmpty() ? std::nullopt : urgencyOf(view.state))
            candidates.append({ *urgency, &view });
    }
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate &a, const Candidate &b) {
        return a.urgency != b.urgency ? a.urgency < b.urgency : a.view->state.created > b.view->state.created;
    });
    QList<Duty> duties;
    for (const Candidate &candidate : std::as_const(candidates)) {
        const RunState &state = candidate.view->state;
        const bool isTaken = std::any_of(duties.cbegin(), duties.cend(), [&](const Duty &duty) { return duty.target == state.target; });
        if (!isTaken)
            duties.append({ state.run, state.plan, state.target, candidate.urgency == Urgency::Back, candidate.view->hasRunner });
    }
    return duties;
}

} // namespace sluice
