// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/rollback_end.h"

#include "app/cli/health_wait.h"
#include "app/cli/rollout_text.h"
#include "communication/plain_text.h"

namespace sluice {

using namespace Qt::StringLiterals;

bool isRollbackOver(const RunState &state)
{
    return state.phase == RunPhase::RolledBack || state.phase == RunPhase::RollbackStuck || state.phase == RunPhase::Cancelled;
}

void endWaiting(CliSession &session, const RolloutView &view, bool isAdvisory)
{
    const RollbackWait &waiting = *view.state.waiting;
    session.out().line(session.out().watch(u"Waiting for a second person: "_s) + plainLine(waiting.text));
    session.out().line(u"  next: "_s + plainLine(waiting.next));
    if (isAdvisory)
        session.out().line(session.out().muted(u"  a ledger file knows people by their user on this machine only, so this is advisory"_s));
    session.out().json(u"sluice.rollback/1"_s,
        QJsonObject { { u"plan"_s, view.planId }, { u"run"_s, view.state.run }, { u"state"_s, runPhaseName(view.state.phase) },
            { u"result"_s, u"WAITING"_s }, { u"to"_s, waiting.to }, { u"waiting"_s, waitingJson(waiting) } });
    session.finish(1);
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
