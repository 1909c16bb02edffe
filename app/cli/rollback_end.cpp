// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/rollback_end.h"

#include "app/cli/health_wait.h"

namespace sluice {

using namespace Qt::StringLiterals;

bool isRollbackOver(const RunState &state)
{
    return state.phase == RunPhase::RolledBack || state.phase == RunPhase::RollbackStuck || state.phase == RunPhase::Cancelled;
}

void endWithProof(LocalService &service, CliSession &session, const RolloutView &view, int code)
{
    if (view.state.rollback)
        session.out().line(describeProof(*view.state.rollback, session.out()));
    HealthWait::start(service, session, view.planId, [&session, code](const RolloutView &then) {
        if (then.state.rollback && then.state.phase == RunPhase::RolledBack)
            session.out().line(describeHealth(*then.state.rollback, session.out()));
        session.out().json(u"sluice.rollback/1"_s, proofJson(then));
        session.finish(code);
    });
}

} // namespace sluice
