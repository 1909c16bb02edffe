// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "engine/certificate.h"
#include "plan/plan_bundle.h"
#include "service/session_factory.h"
#include "service/work_thread.h"

#include <stop_token>

namespace sluice {

/// Rehearses one plan after the other on a thread of its own and records each certificate in the ledger. Owned by the
/// service. The destructor stops what is under way and waits until its copy is gone.
class RehearsalDesk
{
public:
    using Say = std::function<void(const QString &line)>; ///< called on the desk's thread
    using Answer = std::shared_ptr<QPromise<Result<Certificate>>>;

    RehearsalDesk(std::shared_ptr<SessionFactory> sessions, const Clock &clock, QString me);
    ~RehearsalDesk();

    /// Answers exactly once. The plan is read from its file when its turn comes.
    void rehearse(const Workspace &workspace, const QString &planId, const QString &until, Say say, Answer answer);
    void stop();

private:
    Result<Certificate> rehearseNow(const Workspace &workspace, const QString &planId, const QString &until, const Say &say, std::stop_token stop);

    const std::shared_ptr<SessionFactory> m_sessions;
    const Clock &m_clock;
    const QString m_me;
    std::mutex m_mutex;
    std::stop_source m_stop; ///< of what is under way or waits
    WorkThread m_thread; ///< last: ends first
};

/// Stages of the plan that its rollout has in place on the target. copiesTarget: the copy is made of the target itself, so
/// it is Refused while a stage is under way there.
Result<QStringList> standingStages(const PlanBundle &bundle, const QList<RunState> &runs, bool copiesTarget);

} // namespace sluice
